"""Files on their way out, with the chat and without it."""

import asyncio
from typing import Any

import pytest

from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.providers.carbonio import file_delivery, sending
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    Reason,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_world import File

from .accounts import Listener, send
from .family import BOTH_GENERATIONS, FAMILY
from .outgoing import SOUND, picture, png

LOST = [
    {"kind": "drop", "when": "after"},
    {"kind": "status", "status": 500, "when": "after"},
    {"kind": "status", "status": 504, "when": "after"},
    {"kind": "truncated", "when": "after"},
    {"kind": "html", "when": "after"},
]
NEVER_ARRIVED = [
    {"kind": "drop", "when": "before"},
    {"kind": "status", "status": 500, "when": "before"},
]


@BOTH_GENERATIONS
async def test_files(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that files arrive with all that is known of them, the text as a caption."""
    await provider.rooms()
    said = await simulator.say(FAMILY, "Hanako", "Who is there?")
    sent = await send(
        simulator,
        provider,
        title="Door",
        text="Nobody 🚪",
        files=(png(), SOUND),
        reply_to=said["id"],
    )
    first, second = await simulator.received()
    assert [s.message_id for s in sent] == [first["id"], second["id"]]
    assert [s.file for s in sent] == ["Tür 🚪.png", "Bell.mp3"]
    assert first["own_id"] == "id-1"
    assert first["text"] == "Door\nNobody 🚪"
    assert first["filename"] == "Tür 🚪.png"
    assert first["content_type"] == "image/png"
    assert first["area"] == "240x160"
    assert first["reply_to"] == said["id"]
    assert second["own_id"] == "id-2"
    assert (second["text"], second["reply_to"], second["area"]) == ("", None, None)
    assert second["size"] == len(SOUND.data)


async def test_long_caption(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a text which does not fit into a header goes first, as the reply."""
    said = await simulator.say(FAMILY, "Hanako", "Who is there?")
    text = "🚪" * 501
    await send(simulator, provider, text=text, files=(png(),), reply_to=said["id"])
    first, second = await simulator.received()
    assert (first["kind"], second["kind"]) == ("text", "attachment")
    assert (first["text"], second["text"]) == (text, "")
    assert (first["reply_to"], second["reply_to"]) == (said["id"], None)
    await send(simulator, provider, text="🚪" * 500, files=(png(),))
    assert (await simulator.received())[2]["text"] == "🚪" * 500
    # The file's name is in a header, too.
    long_name = OutgoingFile(name="n" * 400, content_type="a/b", data=b"data")
    await send(simulator, provider, text="x" * 1000, files=(long_name,))
    kinds = [received["kind"] for received in await simulator.received()]
    assert kinds[3:] == ["text", "attachment"]


async def test_too_large(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that nothing is sent where one of the files is too large."""
    monkeypatch.setattr(sending, "LARGEST_FILE", 2000)
    with pytest.raises(ForbiddenError) as caught:
        await send(simulator, provider, text="x" * 2000, files=(png(), SOUND))
    assert caught.value.reason is Reason.FILE_TOO_LARGE
    assert await simulator.received() == []
    monkeypatch.undo()
    await simulator.set_largest_upload(2000)
    with pytest.raises(ForbiddenError) as caught:
        await send(simulator, provider, files=(SOUND,))
    assert caught.value.reason is Reason.FILE_TOO_LARGE
    assert len(simulator.calls("insert_attachment")) == 1


@pytest.mark.parametrize(
    ("data", "area"),
    [
        (picture(30, 20), "30x20"),
        (picture(30, 20, turned=True), "20x30"),
        (b"no picture", None),
        (picture()[:30], None),
    ],
)
async def test_area(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    data: bytes,
    area: str | None,
) -> None:
    """Test that the size of a picture is read, and that it is no reason to fail."""
    file = OutgoingFile(name="a.jpg", content_type="image/jpeg", data=data)
    await send(simulator, provider, files=(file,))
    (received,) = await simulator.received()
    assert received["area"] == area


@pytest.mark.parametrize("is_up", [True, False])
@pytest.mark.parametrize("fault", LOST)
async def test_lost_answer(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    fault: dict[str, Any],
    is_up: bool,
) -> None:
    """Test that a file which has arrived is not sent again."""
    await simulator.hold_xmpp(not is_up)
    await provider.rooms()
    await simulator.break_("insert_attachment", **fault)
    (sent,) = await send(simulator, provider, files=(png(),))
    (received,) = await simulator.received()
    assert sent.message_id == (received["id"] if is_up else "")
    assert len(simulator.calls("insert_attachment")) == 1


@pytest.mark.parametrize("is_up", [True, False])
@pytest.mark.parametrize("fault", NEVER_ARRIVED)
async def test_lost_file(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    fault: dict[str, Any],
    is_up: bool,
) -> None:
    """Test that a file which has not arrived is sent again under its id."""
    file, world = png(), simulator.world
    # One of the same name and size is there already.
    with simulator.ledger.acting():
        same = File(name=file.name, content_type=file.content_type, data=file.data)
        world.attach(world.room(FAMILY).id, world.account.id, same)
    await simulator.hold_xmpp(not is_up)
    await provider.rooms()
    await simulator.break_("insert_attachment", **fault)
    (sent,) = await send(simulator, provider, files=(file,))
    (received,) = await simulator.received()
    assert sent.message_id == (received["id"] if is_up else "")
    assert received["own_id"] == "id-1"
    assert len(simulator.calls("insert_attachment")) == 2


@pytest.mark.parametrize("is_up", [True, False])
async def test_lost_twice(
    simulator: CarbonioSimulator, provider: CarbonioProvider, is_up: bool
) -> None:
    """Test that a file is not sent more than twice."""
    await simulator.hold_xmpp(not is_up)
    await provider.rooms()
    await simulator.break_("insert_attachment", "drop", times=5)
    with pytest.raises(ConnectionError_):
        await send(simulator, provider, files=(png(),))
    assert len(simulator.calls("insert_attachment")) == 2
    assert await simulator.received() == []


async def test_nobody_knows(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a file is not sent again where nobody tells whether it arrived."""
    await simulator.hold_xmpp()
    await simulator.break_("insert_attachment", "drop", when="after")
    await simulator.break_("list_room_attachment_info", "status", status=500, times=9)
    with pytest.raises(ConnectionError_):
        await send(simulator, provider, files=(png(),))
    assert len(simulator.calls("insert_attachment")) == 1


async def test_cut_meanwhile(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that the list of files tells where the chat goes down in the middle."""
    await provider.rooms()
    monkeypatch.setattr(file_delivery, "LOOK_LONGER_FOR", 1.0)
    await simulator.break_("insert_attachment", "slow", when="after", delay=0.5)
    await simulator.break_("insert_attachment", "drop", when="after")
    simulator.faults._queue.reverse()
    sending_it = asyncio.create_task(send(simulator, provider, files=(png(),)))
    await simulator.wait_for_received()
    await simulator.hold_xmpp()
    await simulator.cut_xmpp()
    (sent,) = await sending_it
    assert sent.message_id == ""
    assert len(await simulator.received()) == 1


async def test_refused(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a refusal is no reason to try again."""
    await simulator.break_("insert_attachment", "status", status=418)
    with pytest.raises(ProtocolError):
        await send(simulator, provider, files=(png(),))
    await simulator.break_("insert_attachment", "status", status=403)
    with pytest.raises(ForbiddenError):
        await send(simulator, provider, files=(png(),))
    assert len(simulator.calls("insert_attachment")) == 2


async def test_chat_is_down(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that files go out while the chat is down, and long texts do not."""
    await simulator.hold_xmpp()
    (sent,) = await send(simulator, provider, text="Caption", files=(png(),))
    assert (sent.message_id, sent.file) == ("", "Tür 🚪.png")
    (received,) = await simulator.received()
    assert received["text"] == "Caption"
    with pytest.raises(ConnectionError_) as caught:
        await send(simulator, provider, text="x" * 1001, files=(png(),))
    assert caught.value.reason is Reason.CHAT_DOWN
    assert len(await simulator.received()) == 1


async def test_comes_back(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that a file which was sent comes through the feed, as it went out."""
    await listener.start()
    await listener.settled()
    (sent,) = await send(simulator, provider, text="Caption", files=(png(),))
    await listener.come("Caption")
    (message,) = listener.messages[simulator.room_id(FAMILY)]
    assert message.id == sent.message_id
    (attachment,) = message.attachments
    assert attachment.name == "Tür 🚪.png"
    async with provider.download(attachment) as download:
        data = b"".join([chunk async for chunk in download.chunks])
    assert data == png().data
