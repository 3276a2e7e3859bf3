"""What the account does to messages that are there."""

import pytest

from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    Reason,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_xml import text_body

from .accounts import Listener, send
from .family import FAMILY
from .outgoing import png

NOBODY = "C808PJQD9V81"


def early(simulator: CarbonioSimulator, minutes: int) -> str:
    """Let the account have written something so long ago; return its id."""
    world = simulator.world
    with simulator.ledger.acting():
        posted = world.post(
            simulator.room_id(FAMILY), world.account.id, children=text_body("Early")
        )
    posted.number -= minutes * 60_000_000 << 8
    return posted.stanza_id


async def test_mark_as_read(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a marker names a message by the id that its sender gave it."""
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    assert await simulator.unread(FAMILY) == 2
    await provider.mark_as_read(simulator.room_id(FAMILY), said["id"])
    await simulator.xmpp.wait_for(lambda: "displayed" in simulator.xmpp.frames[-1])
    await provider.rooms()
    assert await simulator.unread(FAMILY) == 0
    assert said["own_id"] in "".join(simulator.xmpp.frames)
    with pytest.raises(NotFoundError):
        await provider.mark_as_read(simulator.room_id(FAMILY), NOBODY)


async def test_mark_what_came(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that the archive is not asked for the id of what came a moment ago."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    await listener.come("Hello!")
    simulator.xmpp.frames.clear()
    await provider.mark_as_read(simulator.room_id(FAMILY), said["id"])
    await listener.until(lambda: listener.read)
    assert len(simulator.xmpp.frames) == 1
    assert await simulator.unread(FAMILY) == 0


async def test_reactions(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a reaction is given and taken back."""
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    room_id = simulator.room_id(FAMILY)
    await provider.react(room_id, said["id"], "🎉")
    await provider.react(room_id, said["id"], "🎉", remove=True)
    added, removed = await simulator.received(kind="reaction")
    assert (added["text"], added["fastened_to"]) == ("🎉", said["id"])
    assert (removed["text"], removed["fastened_to"]) == ("", said["id"])
    with pytest.raises(NotFoundError):
        await provider.react(room_id, NOBODY, "🎉")
    simulator.complaints.clear()


@pytest.mark.parametrize("arrives", [True, False])
async def test_lost_reaction(
    simulator: CarbonioSimulator, provider: CarbonioProvider, arrives: bool
) -> None:
    """Test that a reaction is made sure of as a text is."""
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    await (simulator.swallow_echo if arrives else simulator.drop_next)()
    await provider.react(simulator.room_id(FAMILY), said["id"], "🎉")
    assert len(await simulator.received(kind="reaction")) == 1
    await simulator.drop_next(2)
    with pytest.raises(ConnectionError_):
        await provider.react(simulator.room_id(FAMILY), said["id"], "👍")


async def test_edit(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the account edits its own texts, and nothing else."""
    room_id = simulator.room_id(FAMILY)
    (own,) = await send(simulator, provider, text="Helo!")
    await provider.edit(room_id, own.message_id, "Hello!")
    (edit,) = await simulator.received(kind="edit")
    assert (edit["text"], edit["fastened_to"]) == ("Hello!", own.message_id)
    assert (await provider.message(room_id, own.message_id)).text == "Hello!"
    said = await simulator.say(FAMILY, "Hanako", "Helo!")
    with pytest.raises(ForbiddenError) as caught:
        await provider.edit(room_id, said["id"], "Hello!")
    assert caught.value.reason is None
    picture = await simulator.send_picture(FAMILY, "Taro", "Helo!")
    with pytest.raises(ForbiddenError):
        await provider.edit(room_id, picture["id"], "Hello!")
    with pytest.raises(ForbiddenError) as caught:
        await provider.edit(room_id, own.message_id, "x" * 10_001)
    assert caught.value.reason is Reason.TEXT_TOO_LONG
    with pytest.raises(NotFoundError):
        await provider.edit(room_id, NOBODY, "Hello!")
    assert len(await simulator.received(kind="edit")) == 1


async def test_too_late(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that there is a time for edits and one for deletions, or none."""
    room_id = simulator.room_id(FAMILY)
    await simulator.set_capability("editMessageTimeLimitInMinutes", 5)
    await simulator.set_capability("deleteMessageTimeLimitInMinutes", 30)
    await provider.rooms(complete=True)
    message_id = early(simulator, 10)
    with pytest.raises(ForbiddenError) as caught:
        await provider.edit(room_id, message_id, "Late")
    assert caught.value.reason is Reason.TOO_LATE
    await provider.delete(room_id, message_id)
    message_id = early(simulator, 40)
    with pytest.raises(ForbiddenError) as caught:
        await provider.delete(room_id, message_id)
    assert caught.value.reason is Reason.TOO_LATE
    await simulator.set_capability("editMessageTimeLimitInMinutes", 0)
    await provider.rooms(complete=True)
    await provider.edit(room_id, message_id, "Late")


async def test_delete(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the account deletes its own messages, and their files with them."""
    room_id = simulator.room_id(FAMILY)
    await provider.rooms()
    (own,) = await send(simulator, provider, text="Caption", files=(png(),))
    files = len(simulator.world.attachments)
    await provider.delete(room_id, own.message_id)
    (retract,) = await simulator.received(kind="retract")
    assert retract["fastened_to"] == own.message_id
    assert len(simulator.world.attachments) == files - 1
    with pytest.raises(NotFoundError):
        await provider.delete(room_id, own.message_id)
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    with pytest.raises(ForbiddenError):
        await provider.delete(room_id, said["id"])
    await simulator.rename(FAMILY, "Our family", member="Taro")
    notice = (await simulator.messages(room_id))[-1]
    with pytest.raises(ForbiddenError):
        await provider.delete(room_id, notice["id"])
    assert len(await simulator.received(kind="retract")) == 1


async def test_delete_a_file_that_stays(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a message is gone although its file could not be deleted."""
    picture = await simulator.send_picture(FAMILY, "Taro")
    await simulator.break_("delete_attachment", "status", status=403)
    await provider.delete(simulator.room_id(FAMILY), picture["id"])
    assert len(await simulator.received(kind="retract")) == 1


async def test_chat_is_down(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that nothing is done to messages while the chat is down."""
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    room_id = simulator.room_id(FAMILY)
    await simulator.hold_xmpp()
    for doing in (
        provider.mark_as_read(room_id, said["id"]),
        provider.react(room_id, said["id"], "🎉"),
        provider.edit(room_id, said["id"], "Hello!"),
        provider.delete(room_id, said["id"]),
    ):
        with pytest.raises(ConnectionError_) as caught:
            await doing
        assert caught.value.reason is Reason.CHAT_DOWN
