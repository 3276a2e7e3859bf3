"""The files of the simulated Carbonio, and their previews."""

from io import BytesIO
from typing import Any

import aiohttp
from PIL import Image
import pytest

from .carbonio import CarbonioSimulator
from .carbonio_client import CarbonioClient, Reply
from .carbonio_life import PDF
from .carbonio_xml import utf16_escapes
from .media import landscape
from .test_carbonio_rooms import BOOK_CLUB, FAMILY, NOWHERE, OLD

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def files(carbonio: CarbonioSimulator) -> str:
    """Return the path of a room's files."""
    return f"/rooms/{carbonio.room_id(FAMILY)}/attachments"


async def test_insert(
    carbonio: CarbonioSimulator, insider: CarbonioClient, files: str
) -> None:
    """A file becomes a message, with what its headers say."""
    parent = (await carbonio.messages(FAMILY))[-1]["id"]
    data = landscape(3)
    reply = await insider.upload(
        "POST",
        files,
        data,
        fileName=utf16_escapes("丘 & hills 🌄.png"),
        description=utf16_escapes("Look! <3"),
        messageId="own-1",
        replyId=parent,
        area="240x160",
    )
    file_id = reply.json["id"]
    assert reply.status == 201
    [received] = await carbonio.wait_for_received(room=FAMILY)
    assert received["attachment"] == file_id
    assert received["kind"] == "attachment"
    assert received["filename"] == "丘 & hills 🌄.png"
    assert (received["text"], received["area"]) == ("Look! <3", "240x160")
    assert (received["own_id"], received["reply_to"]) == ("own-1", parent)
    xml = received["xml"]
    for part in (
        "<x xmlns='urn:xmpp:muclight:0#configuration'>",
        "<operation>attachmentAdded</operation>",
        f"<attachment-id>{file_id}</attachment-id>",
        f"<filename encoded='UTF-8'>{utf16_escapes('丘 & hills 🌄.png')}</filename>",
        "<mime-type>image/png</mime-type>",
        f"<size>{len(data)}</size>",
        "<area>240x160</area>",
        f"<body encoded='UTF-8'>{utf16_escapes('Look! <3')}</body>",
    ):
        assert part in xml
    info = (await insider.get(f"/attachments/{file_id}")).json
    assert (info["name"], info["size"]) == ("丘 & hills 🌄.png", len(data))
    download = await insider.get(f"/attachments/{file_id}/download")
    assert download.body == data
    assert download.headers["Content-Type"] == "application/octet-stream"
    assert carbonio.complaints == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"fileName": "hills.png"}, 400),
        ({"fileName": r"\u0068ills.png"}, 400),
        ({"fileName": r"\u68"}, 400),
        ({"fileName": r"\ud83c"}, 400),
        ({"fileName": None}, 400),
        ({"mimeType": None}, 400),
        ({"mimeType": "picture"}, 400),
        ({"description": "Look!"}, 400),
        ({"area": "240X160"}, 400),
        ({"area": "240 x 160"}, 400),
        ({"area": ""}, 400),
        ({"Content-Type": "image/png"}, 415),
        ({"description": utf16_escapes("x" * 1300)}, 431),
    ],
)
async def test_headers(
    carbonio: CarbonioSimulator,
    insider: CarbonioClient,
    files: str,
    headers: dict[str, str | None],
    status: int,
) -> None:
    """Headers that are not as they have to be are turned down."""
    count = len(await carbonio.messages(FAMILY))
    reply = await insider.upload("POST", files, b"1", **headers)
    assert (reply.status, reply.body) == (status, b"")
    assert len(carbonio.complaints) == 1
    assert len(await carbonio.messages(FAMILY)) == count


async def test_length(
    carbonio: CarbonioSimulator, insider: CarbonioClient, files: str
) -> None:
    """The length is told beforehand, and may be limited."""

    async def pieces() -> Any:
        yield b"1"

    headers = {"fileName": utf16_escapes("a"), "mimeType": "text/plain"}
    headers |= {"Content-Type": "application/octet-stream"}
    reply = await insider.chats("POST", files, data=pieces(), headers=headers)
    assert reply.status == 400
    assert len(carbonio.complaints) == 1
    await carbonio.set_largest_upload(3)
    assert (await insider.upload("POST", files, b"1234")).status == 413
    assert (await insider.upload("POST", files, b"123")).status == 201
    reply = await insider.upload("POST", files, b"1", replyId="0")
    assert (reply.status, len(carbonio.complaints)) == (201, 2)


async def test_multipart(
    carbonio: CarbonioSimulator, insider: CarbonioClient, files: str
) -> None:
    """Newer servers take a file as a form as well."""

    def form(name: str = "file", **fields: str) -> aiohttp.FormData:
        data = aiohttp.FormData(fields, quote_fields=False)
        data.add_field(name, b"123", filename="ä.txt", content_type="text/plain")
        return data

    fields = {"description": utf16_escapes("Hm"), "messageId": "own-2"}
    body = form(contentLength="3", **fields)
    assert (await insider.chats("PUT", files, data=body)).status == 201
    [received] = await carbonio.received(kind="attachment")
    assert (received["filename"], received["own_id"]) == ("ä.txt", "own-2")
    assert (received["content_type"], received["text"]) == ("text/plain", "Hm")
    assert carbonio.complaints == []
    for body in (
        form("picture"),
        form(contentLength="4"),
        form(description="Hm"),
        form(name="A"),
        form(area="1X1"),
    ):
        assert (await insider.chats("PUT", files, data=body)).status == 400
    assert (await insider.chats("PUT", files, data=b"123")).status == 415
    assert len(carbonio.complaints) == 6


@OLD
async def test_no_multipart(insider: CarbonioClient, files: str) -> None:
    """The first servers know no forms."""
    data = aiohttp.FormData()
    data.add_field("file", b"123", filename="a.txt")
    assert (await insider.chats("PUT", files, data=data)).status == 404


async def test_pages(
    carbonio: CarbonioSimulator, insider: CarbonioClient, files: str
) -> None:
    """A room's files come newest first, ten at a time."""
    for number in range(12):
        await carbonio.send_file(FAMILY, "Hanako", f"{number}.txt", "A")
    page = (await insider.get(files)).json
    names = [file["name"] for file in page["attachments"]]
    assert names == [f"{number}.txt" for number in range(11, 1, -1)]
    page = (await insider.get(files, filter=page["filter"])).json
    assert [file["name"] for file in page["attachments"]] == ["1.txt", "0.txt"]
    assert "filter" not in page
    page = (await insider.get(files, itemsNumber=1)).json
    assert len(page["attachments"]) == 1
    for query in ({"itemsNumber": "0"}, {"filter": "later"}, {"page": "2"}):
        assert (await insider.chats("GET", files, params=query)).status == 400


async def test_whose_file(
    carbonio: CarbonioSimulator, insider: CarbonioClient, files: str
) -> None:
    """A file is for the members; who sent it, and owners, delete it."""
    own = (await insider.upload("POST", files, b"1")).json["id"]
    others = (await carbonio.send_file(BOOK_CLUB, "Hanako"))["attachment"]
    assert (await insider.chats("DELETE", f"/attachments/{others}")).status == 403
    assert (await insider.get(f"/attachments/{NOWHERE}")).status == 404
    insider.token = await carbonio.make_token("Jiro")
    for path in ("", "/download"):
        assert (await insider.get(f"/attachments/{own}{path}")).status == 403
    insider.token = await carbonio.make_token()
    assert (await insider.chats("DELETE", f"/attachments/{own}")).status == 204
    assert (await insider.get(f"/attachments/{own}/download")).status == 404
    assert carbonio.complaints == []


def picture_in(reply: Reply) -> tuple[str | None, tuple[int, int]]:
    """Return the format and the size of the picture in an answer."""
    assert (reply.status, reply.headers["Content-Type"]) == (
        200,
        "application/octet-stream",
    )
    picture = Image.open(BytesIO(reply.body))
    return picture.format, picture.size


async def test_image_previews(
    carbonio: CarbonioSimulator, insider: CarbonioClient
) -> None:
    """A picture is drawn in the size and the format that was asked for."""
    file = (await carbonio.send_picture(FAMILY, "Hanako"))["attachment"]
    path = f"/preview/image/{file}"
    assert picture_in(await insider.get(f"{path}/40x30/")) == ("JPEG", (40, 30))
    query = {"quality": "High", "output_format": "Png", "crop": "true"}
    reply = await insider.get(f"{path}/0x0/", **query)
    assert picture_in(reply) == ("PNG", (240, 160))
    query = {"quality": "Lowest", "output_format": "Gif", "shape": "Rounded"}
    reply = await insider.get(f"{path}/64x64/thumbnail", **query)
    assert picture_in(reply) == ("GIF", (64, 64))
    assert carbonio.complaints == []
    other = (await carbonio.send_file(FAMILY, "Hanako"))["attachment"]
    for wrong in (
        f"{path}/40X30/",
        f"{path}/40/",
        f"{path}/9999x9999/",
        f"{path}/40x30/?quality=high",
        f"{path}/40x30/?output_format=jpg",
        f"{path}/40x30/?crop=yes",
        f"{path}/40x30/?shape=Rounded",
        f"{path}/40x30/thumbnail?shape=Round",
        f"/preview/image/{other}/40x30/",
    ):
        assert (await insider.get(wrong)).status == 400, wrong
    assert len(carbonio.complaints) == 9
    assert (await insider.get(f"/preview/image/{NOWHERE}/40x30/")).status == 404


async def test_pdf_previews(
    carbonio: CarbonioSimulator, insider: CarbonioClient
) -> None:
    """Of a PDF there are pages, and a picture."""
    file = (await carbonio.send_file(FAMILY, "Hanako"))["attachment"]
    path = f"/preview/pdf/{file}"
    assert (await insider.get(f"{path}/")).body == PDF
    assert (await insider.get(f"{path}/", firstPage=1, lastPage=2)).body == PDF
    reply = await insider.get(f"{path}/50x70/thumbnail", shape="Rectangular")
    assert picture_in(reply) == ("JPEG", (50, 70))
    for query in ({"firstPage": "0"}, {"firstPage": "2", "lastPage": "1"}):
        assert (await insider.get(f"{path}/", **query)).status == 400
    text = (await carbonio.send_file(FAMILY, "Hanako", "a.txt", "A"))["attachment"]
    assert (await insider.get(f"/preview/pdf/{text}/")).status == 400
