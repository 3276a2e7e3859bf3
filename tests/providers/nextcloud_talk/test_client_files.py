"""Files: into the own folder, into rooms, and back; and pictures."""

from contextlib import AbstractAsyncContextManager

import pytest

from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import FOLDER, GARDEN_CLUB, GRANDMA, NEIGHBOURS

PICTURE = b"\x89PNG" + bytes(range(256)) * 20
NAMES = [
    "photo.png",
    "100% sure #1? yes+no & more.png",
    "%23%2F%.png",
    "桜の写真 🌸.png",
    "a;b=c:d@e,f'g\"h!.png",
    "..a.png",
    "half \ud83d.png",
]


async def _read(file: AbstractAsyncContextManager[Download]) -> tuple[str, bytes]:
    async with file as download:
        pieces = [piece async for piece in download.chunks]
        return download.content_type, b"".join(pieces)


async def test_folders(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test folders below each other, and one that is there."""
    await talk.files.make_folder("/Talk")
    assert await sim.folders() == ["", "Talk"]
    await talk.files.make_folder("Talk")
    await talk.files.make_folder("/Files/太郎/Home Assistant/")
    assert await sim.folders() == [
        "",
        "Files",
        "Files/太郎",
        "Files/太郎/Home Assistant",
        "Talk",
    ]
    assert len(sim.calls("user")) == 1
    assert (
        sim.calls("make_folder")[0].path == f"{FOLDER}/remote.php/dav/files/taro/Talk"
    )


@pytest.mark.parametrize("name", NAMES)
async def test_names_of_files(
    sim: NextcloudTalkSimulator, talk: TalkClient, name: str
) -> None:
    """Test that every name arrives as it is, and comes back."""
    path = f"Talk/{name}"
    await talk.files.make_folder("Talk")
    await talk.files.upload(path, PICTURE, "image/png")
    (file,) = await sim.files()
    assert file["path"] == path.encode(errors="replace").decode()
    assert (file["size"], file["uploaded_as"]) == (len(PICTURE), "image/png")
    assert await _read(talk.files.download(path)) == ("image/png", PICTURE)
    await talk.files.share(path, sim.room_id(NEIGHBOURS))
    (received,) = await sim.received()
    assert received["filename"] == name.encode(errors="replace").decode()


async def test_upload_again(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that an upload may be repeated."""
    await talk.files.make_folder("Talk")
    for data in (b"half", PICTURE):
        await talk.files.upload("Talk/a.png", data, "image/png")
    (file,) = await sim.files()
    assert file["size"] == len(PICTURE)
    assert [call.status for call in sim.calls("upload")] == [201, 204]


async def test_delete(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that a file goes, once."""
    await talk.files.make_folder("Talk")
    await talk.files.upload("Talk/a.png", PICTURE, "image/png")
    await talk.files.delete("Talk/a.png")
    assert await sim.files() == []
    with pytest.raises(NotFoundError):
        await talk.files.delete("Talk/a.png")


async def test_large_upload(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test a file that takes more than one piece."""
    data = PICTURE * 1000
    await talk.files.make_folder("Talk")
    await talk.files.upload("Talk/a.png", data, "image/png")
    assert await _read(talk.files.download("Talk/a.png")) == ("image/png", data)
    assert sim.calls("upload")[0].header("Content-Length") == str(len(data))


async def test_uploads_that_are_refused(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test a folder that is not there, large files and full discs."""
    with pytest.raises(NotFoundError, match="folder"):
        await talk.files.upload("Nowhere/a.png", PICTURE, "image/png")
    await talk.files.make_folder("Talk")
    await sim.set_largest_upload(10)
    with pytest.raises(ForbiddenError) as raised:
        await talk.files.upload("Talk/a.png", PICTURE, "image/png")
    assert raised.value.reason is Reason.FILE_TOO_LARGE
    await sim.set_largest_upload(None)
    await sim.quota()
    with pytest.raises(ForbiddenError) as raised:
        await talk.files.upload("Talk/a.png", PICTURE, "image/png")
    assert raised.value.reason is Reason.QUOTA


@pytest.mark.parametrize(
    "path", ["", "/", "..", "Talk/../../hanako/a.png", "./a.png", "a/.", "//"]
)
async def test_paths_that_lead_elsewhere(
    sim: NextcloudTalkSimulator, talk: TalkClient, path: str
) -> None:
    """Test that nothing beyond the own folder is asked for."""
    for call in (
        talk.files.make_folder(path),
        talk.files.upload(path, b"", "text/plain"),
        talk.files.share(path, sim.room_id(NEIGHBOURS)),
        _read(talk.files.download(path)),
    ):
        with pytest.raises(ForbiddenError, match="^not a path below the own folder$"):
            await call
    assert not sim.log


async def test_share(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test a voice message with everything that belongs to it."""
    token = sim.room_id(NEIGHBOURS)
    known = sim.cloud.room(NEIGHBOURS).messages[0].id
    await talk.files.make_folder("Talk")
    await talk.files.upload("Talk/a.mp3", b"ID3", "audio/mpeg")
    meta = {
        "messageType": "voice-message",
        "caption": "Listen 🎶",
        "replyTo": known,
        "silent": True,
    }
    await talk.files.share("Talk/a.mp3", token, "r-1", meta)
    (received,) = await sim.received(NEIGHBOURS)
    assert (received["filename"], received["text"]) == ("a.mp3", "Listen 🎶")
    assert received["message_type"] == "voice-message"
    assert (received["reply_to"], received["silent"]) == (known, True)
    assert received["reference_id"] == "r-1"
    page = await talk.chat.history(token, limit=1)
    message = page.messages[-1]
    assert (message.message, message.reference_id) == ("Listen 🎶", "r-1")
    file = message.message_parameters["file"]
    assert (file.path, file.mimetype, file.size) == ("Talk/a.mp3", "audio/mpeg", 3)
    assert await _read(talk.files.download(file.path)) == ("audio/mpeg", b"ID3")


async def test_shares_that_are_refused(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test the same file twice, a missing one, a closed room, and too many."""
    token = sim.room_id(NEIGHBOURS)
    await talk.files.make_folder("Talk")
    await talk.files.upload("Talk/a.png", PICTURE, "image/png")
    await talk.files.share("Talk/a.png", token)
    with pytest.raises(ForbiddenError):
        await talk.files.share("Talk/a.png", token)
    with pytest.raises(NotFoundError):
        await talk.files.share("Talk/b.png", token)
    await sim.set_read_only(GARDEN_CLUB)
    with pytest.raises(NotFoundError):
        await talk.files.share("Talk/a.png", sim.room_id(GARDEN_CLUB))
    await sim.use_up_shares()
    with pytest.raises(RateLimitedError) as raised:
        await talk.files.share("Talk/a.png", sim.room_id(GRANDMA))
    assert (raised.value.reason, raised.value.retry_after) == (Reason.SHARE_LIMIT, None)


async def test_others_files(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test a picture that somebody has sent, and its preview."""
    sent = await sim.send_image(NEIGHBOURS, "Hanako", "Look")
    page = await talk.chat.history(sim.room_id(NEIGHBOURS), limit=1)
    file = page.messages[0].message_parameters["file"]
    assert file.preview_available
    content_type, data = await _read(talk.files.download(file.path))
    assert (content_type, len(data)) == ("image/png", sent["size"])
    assert await _read(talk.files.preview(file.id, 400, 300)) == (content_type, data)
    asked = dict(sim.calls("preview")[0].query)
    assert asked == {"fileId": file.id, "x": "400", "y": "300", "a": "1"}
    with pytest.raises(NotFoundError):
        await _read(talk.files.preview("1"))
    with pytest.raises(NotFoundError):
        await _read(talk.files.download("Talk/missing.png"))


async def test_avatars(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test the pictures of rooms and people."""
    content_type, data = await _read(talk.files.room_avatar(sim.room_id(NEIGHBOURS)))
    assert (content_type, data[:4]) == ("image/svg+xml", b"<svg")
    content_type, data = await _read(talk.files.user_avatar("hanako"))
    assert (content_type, data[:4]) == ("image/png", b"\x89PNG")
    assert sim.calls("user_avatar")[0].path.endswith("/hanako/64")
    with pytest.raises(NotFoundError):
        await _read(talk.files.room_avatar("a/../b"))
    with pytest.raises(NotFoundError):
        await _read(talk.files.user_avatar("no body@example.com/x", 512))


@pytest.mark.parametrize("generation", ["old"])
async def test_rooms_without_avatars(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that such a server is not asked for one."""
    with pytest.raises(UnsupportedError, match="has no avatar"):
        await _read(talk.files.room_avatar(sim.room_id(NEIGHBOURS)))
    assert not sim.log


@pytest.mark.parametrize("user_id", ["taro@example.com", "tarō yamada", "50%/a?b#c"])
async def test_user_ids(
    sim: NextcloudTalkSimulator, talk: TalkClient, user_id: str
) -> None:
    """Test accounts whose id is more than letters."""
    sim.cloud.account.id = user_id
    await talk.files.make_folder("Talk")
    await talk.files.upload("Talk/a.png", PICTURE, "image/png")
    assert await _read(talk.files.download("Talk/a.png")) == ("image/png", PICTURE)
    assert await sim.folders() == ["", "Talk"]


async def test_downloads_that_leave(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test a storage elsewhere, which hears no credentials."""
    await sim.break_("download", "redirect", url=f"{sim.elsewhere_url}/a.png")
    with pytest.raises(NotFoundError):
        await _read(talk.files.download("Talk/a.png"))
    (call,) = sim.calls("elsewhere")
    assert call.header("Authorization") is None
    await sim.break_("download", "redirect", url=f"{sim.elsewhere_url}/a.png")
    await sim.break_("elsewhere", "status", status=401)
    with pytest.raises(ForbiddenError):
        await _read(talk.files.download("Talk/a.png"))
    assert not talk.refused
