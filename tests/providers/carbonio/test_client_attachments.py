"""The calls about attachments, in both generations."""

from datetime import UTC

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    Reason,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_world import File

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, ON_OLD

NOWHERE = "00000000-0000-4000-8000-000000000000"
NAME = 'にわ "2" 🌷; a\\b.txt'


@pytest.fixture
def family(simulator: CarbonioSimulator) -> str:
    """Return the id of a room."""
    return simulator.room_id(FAMILY)


def bring(simulator: CarbonioSimulator, name: str, data: bytes = b"Hello") -> str:
    """Let Hanako bring a file into a room, and return its id."""
    attachment, _ = simulator.world.attach(
        simulator.room_id(FAMILY),
        simulator.world.person("Hanako").id,
        File(name=name, content_type="text/plain", data=data, area="4x3"),
    )
    return attachment.id


async def download(client: CarbonioClient, file_id: str) -> tuple[str, bytes]:
    """Return what a file says that it is, and the file."""
    async with client.attachments.get_attachment(file_id) as file:
        data = b"".join([piece async for piece in file.chunks])
        assert file.size in (None, len(data))
        return file.content_type, data


@BOTH_GENERATIONS
async def test_list_room_attachment_info(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test all files of a room, page by page, the newest first."""
    ids = [bring(simulator, f"file-{number}.txt") for number in range(12)]
    first = await client.attachments.list_room_attachment_info(family)
    assert [a.id for a in first.attachments] == ids[:1:-1]
    assert first.filter
    last = await client.attachments.list_room_attachment_info(
        family, items_number=5, page=first.filter
    )
    assert [a.id for a in last.attachments] == ids[1::-1]
    assert last.filter == ""


@BOTH_GENERATIONS
async def test_get_attachment_info(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test what is known of a file, and of one that is not there."""
    id_ = bring(simulator, NAME)
    found = await client.attachments.get_attachment_info(id_)
    assert (found.id, found.name, found.size) == (id_, NAME, 5)
    assert (found.mime_type, found.area) == ("text/plain", "4x3")
    assert found.room_id == family
    assert found.user_id == simulator.world.person("Hanako").id
    assert found.created_at is not None
    assert found.created_at.tzinfo is UTC
    with pytest.raises(NotFoundError):
        await client.attachments.get_attachment_info(NOWHERE)


@BOTH_GENERATIONS
async def test_get_attachment(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test a file, a missing one, and one of a room of others."""
    data = bytes(range(256)) * 1000
    id_ = bring(simulator, NAME, data)
    assert await download(client, id_) == ("application/octet-stream", data)
    with pytest.raises(NotFoundError):
        await download(client, NOWHERE)
    del simulator.world.room(FAMILY).members[simulator.world.account.id]
    with pytest.raises(ForbiddenError):
        await download(client, id_)


@BOTH_GENERATIONS
async def test_insert_attachment(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test a file with all that can be said about it."""
    target = simulator.world.room(FAMILY).archive[-1]
    id_ = await client.attachments.insert_attachment(
        family,
        b"\x00\xff" * 1000,
        name=NAME,
        content_type="image/png",
        description="みて!\n🌷",
        message_id="own-id-1",
        reply_id=target.stanza_id,
        area="640x480",
    )
    (received,) = await simulator.received(FAMILY)
    assert received["attachment"] == id_
    assert received["own_id"] == "own-id-1"
    assert (received["filename"], received["text"]) == (NAME, "みて!\n🌷")
    assert (received["content_type"], received["area"]) == ("image/png", "640x480")
    assert received["size"] == 2000
    assert target.stanza_id in received["xml"]
    assert simulator.world.attachments[id_].data == b"\x00\xff" * 1000


@BOTH_GENERATIONS
async def test_insert_attachment_without_a_word(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test an empty file, and a type that does not fit into a header."""
    await client.attachments.insert_attachment(
        family, b"", name="shed.txt", content_type="text/plain\r\nX-Evil: yes"
    )
    (received,) = await simulator.received(FAMILY)
    assert (received["text"], received["area"], received["size"]) == ("", None, 0)
    assert received["content_type"] == "application/octet-stream"
    (call,) = simulator.log
    for header in ("description", "messageId", "replyId", "area", "X-Evil"):
        assert call.header(header) is None


async def test_insert_attachment_with_many_words(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test as much text as fits into headers, and more."""
    await client.attachments.insert_attachment(
        family, b"1", name="a.txt", content_type="text/plain", description="ま" * 1000
    )
    (received,) = await simulator.received(FAMILY)
    assert received["text"] == "ま" * 1000
    simulator.log.clear()
    with pytest.raises(ForbiddenError) as raised:
        await client.attachments.insert_attachment(
            family, b"1", name="a", content_type="text/plain", description="ま" * 1200
        )
    assert raised.value.reason is Reason.TEXT_TOO_LONG
    assert not simulator.log


async def test_insert_attachment_multipart(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test a file as a form, with all that can be said about it."""
    target = simulator.world.room(FAMILY).archive[-1]
    id_ = await client.attachments.insert_attachment_multipart(
        family,
        b"\x00\xff" * 1000,
        name="にわ 🌷.png",
        content_type="image/png",
        description="ま" * 5000,
        message_id="own-id-1",
        reply_id=target.stanza_id,
        area="640x480",
    )
    (received,) = await simulator.received(FAMILY)
    assert (received["attachment"], received["own_id"]) == (id_, "own-id-1")
    assert (received["filename"], received["text"]) == ("にわ 🌷.png", "ま" * 5000)
    assert (received["content_type"], received["area"]) == ("image/png", "640x480")
    assert target.stanza_id in received["xml"]
    assert simulator.world.attachments[id_].data == b"\x00\xff" * 1000


async def test_multipart_once_more(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test that a form is sent whole again after a new sign-in."""
    simulator.world.vault.expire()
    id_ = await client.attachments.insert_attachment_multipart(
        family, b"Hello", name="a.txt", content_type="text/plain"
    )
    assert simulator.world.attachments[id_].data == b"Hello"


@ON_OLD
async def test_no_multipart_yet(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test that an older server is not asked for what it does not have."""
    with pytest.raises(UnsupportedError):
        await client.attachments.insert_attachment_multipart(
            family, b"1", name="a", content_type="text/plain"
        )
    assert not simulator.log


async def test_file_that_is_too_large(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test that the user is told why, both ways."""
    simulator.largest_upload = 1000
    for send in (
        client.attachments.insert_attachment,
        client.attachments.insert_attachment_multipart,
    ):
        with pytest.raises(ForbiddenError) as raised:
            await send(family, b"x" * 1001, name="a", content_type="text/plain")
        assert raised.value.reason is Reason.FILE_TOO_LARGE


async def test_insert_attachment_elsewhere(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test a room that is not there, one of others, and an answer without an id."""
    with pytest.raises(NotFoundError):
        await client.attachments.insert_attachment(
            NOWHERE, b"1", name="a", content_type="text/plain"
        )
    club = simulator.world.room(BOOK_CLUB)
    del club.members[simulator.world.account.id]
    with pytest.raises(ForbiddenError):
        await client.attachments.insert_attachment(
            club.id, b"1", name="a", content_type="text/plain"
        )
    await simulator.break_("insert_attachment", "body", status=201, body={"id": None})
    with pytest.raises(ProtocolError):
        await client.attachments.insert_attachment(
            simulator.room_id(FAMILY), b"1", name="a", content_type="text/plain"
        )


@BOTH_GENERATIONS
async def test_delete_attachment(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test that an own file goes, and somebody else's does not."""
    id_ = await client.attachments.insert_attachment(
        family, b"1", name="a", content_type="text/plain"
    )
    await client.attachments.delete_attachment(id_)
    assert id_ not in simulator.world.attachments
    attachment, _ = simulator.world.attach(
        simulator.room_id(BOOK_CLUB),
        simulator.world.person("Hanako").id,
        File(name="b.txt", content_type="text/plain", data=b"1"),
    )
    with pytest.raises(ForbiddenError):
        await client.attachments.delete_attachment(attachment.id)
