"""The live feed of messages, once it is up: what goes straight out, and how."""

from contextlib import aclosing

import pytest

from custom_components.chat_rooms.model import ChangeKind, MessageKind
from custom_components.chat_rooms.providers.carbonio import lanes
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import ConnectionError_
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener, send
from .family import BOOK_CLUB, FAMILY


async def test_live(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that what somebody says comes at once, with all that is known of it."""
    await listener.start()
    assert [update.asks for update in listener.updates] == [True]
    assert listener.updates[0].room_id == ""
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    await listener.come("Hello!")
    (message,) = listener.messages[simulator.room_id(FAMILY)]
    assert message.id == said["id"]
    assert message.client_id == said["own_id"]
    assert message.position == int(said["id"], 32)
    assert message.sender.name == "Hanako"
    assert message.sent_at.timestamp() == pytest.approx(said["time"], abs=0.001)
    assert listener.read == {}


async def test_straight_out(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that the archive is not asked for what comes live."""
    await listener.start()
    await listener.settled()
    await simulator.archive_delay(60)
    monkeypatch.setattr(lanes, "LOOK_FOR", 60)
    for number in range(5):
        await simulator.say(FAMILY, "Hanako", str(number))
    await listener.come(*map(str, range(5)))


async def test_all_at_once(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that of what has piled up a room's part is told as one, in its order."""
    await listener.start()
    await listener.stop()
    async with aclosing(
        listener.feed().listen(lambda room_id: listener.positions[room_id])
    ) as updates:
        assert (await anext(updates)).asks
        await listener.settled()
        # The feed is not read for a while, and somebody else knows when all is there.
        with (await provider._link.session()).listen() as stream:
            said = await simulator.say(FAMILY, "Hanako", "One")
            await simulator.say(BOOK_CLUB, "Hanako", "Else")
            marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='never-seen'/>"
            await simulator.post_stanza(FAMILY, "Taro", marker, archived=False)
            own = await simulator.say(FAMILY, "Taro", "Two")
            edit = await simulator.edit(FAMILY, "Hanako", said["id"], "Three")
            for _ in range(5):
                await anext(stream)
        unknown = await anext(updates)
        family = await anext(updates)
        other = await anext(updates)
    assert family.room_id == simulator.room_id(FAMILY)
    assert [message.text for message in family.messages] == ["One", "Two"]
    assert [change.kind for change in family.changes] == [ChangeKind.EDITED]
    assert family.position == int(edit["id"], 32)
    assert family.read_position == int(own["id"], 32)
    assert not family.asks
    assert [message.text for message in other.messages] == ["Else"]
    assert other.read_position is None
    assert (unknown.room_id, unknown.asks) == ("", True)


async def test_own_message(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that whoever writes has read the room, from wherever he writes."""
    await listener.start()
    await listener.settled()
    room_id = simulator.room_id(FAMILY)
    await send(simulator, provider, text="From here")
    await listener.come("From here")
    assert listener.read[room_id] == listener.positions[room_id]
    await simulator.say(FAMILY, "Taro", "From there")
    await listener.come("From here", "From there")
    assert listener.read[room_id] == listener.positions[room_id]
    assert listener.messages[room_id][0].client_id == "id-1"


async def test_read_elsewhere(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that a marker of the account's moves what is read, others' do not."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    await listener.come("Hello!")
    await simulator.mark_read(FAMILY, "Grandma")
    await simulator.mark_read(FAMILY)
    room_id = simulator.room_id(FAMILY)
    await listener.until(lambda: room_id in listener.read)
    assert listener.read[room_id] == int(said["id"], 32)
    assert len(listener.updates) == 3


async def test_read_of_something_unknown(
    simulator: CarbonioSimulator, listener: Listener
) -> None:
    """Test that the list is asked where nobody knows what a marker names."""
    await listener.start()
    await listener.settled()
    marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='never-seen'/>"
    await simulator.post_stanza(FAMILY, "Taro", marker, archived=False)
    await listener.until(lambda: len(listener.updates) == 2)
    assert listener.updates[-1].asks
    assert listener.read == {}


async def test_ignored(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that what is not shown moves the room's position, and nothing else."""
    await listener.start()
    await listener.settled()
    typing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
    await simulator.post_stanza(FAMILY, "Hanako", typing, archived=False)
    affiliations = "<x xmlns='urn:xmpp:muclight:0#affiliations'/><body/>"
    posted = await simulator.post_stanza(FAMILY, None, affiliations)
    room_id = simulator.room_id(FAMILY)
    await listener.until(lambda: len(listener.updates) == 2)
    assert listener.positions[room_id] == int(posted["id"], 32)
    assert listener.texts() == []
    assert listener.told() == []


async def test_members(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that those who come and go are both a notice and a change."""
    await listener.start()
    await listener.settled()
    await simulator.add_member(FAMILY, "Jiro")
    await listener.until(listener.told)
    await simulator.remove_member(FAMILY, "Jiro")
    await listener.until(lambda: len(listener.told()) == 2)
    joined, left = listener.told()
    assert (joined.kind, left.kind) == (ChangeKind.JOINED, ChangeKind.LEFT)
    assert joined.member is not None
    assert joined.member.name == "Jiro"
    assert joined.actor.name == "Hanako"
    notices = listener.messages[simulator.room_id(FAMILY)]
    assert [m.kind for m in notices] == [MessageKind.SYSTEM, MessageKind.SYSTEM]
    assert [m.position for m in notices] == [joined.position, left.position]


async def test_changes(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that edits, reactions and deletions come with their message."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Helo!")
    await simulator.edit(FAMILY, "Hanako", said["id"], "Hello!")
    await simulator.react(FAMILY, "Grandma", said["id"], "🎉")
    await simulator.react(FAMILY, "Grandma", said["id"], "")
    await simulator.retract(FAMILY, "Hanako", said["id"])
    await listener.until(lambda: len(listener.told()) == 4)
    edited, added, removed, deleted = listener.told()
    assert edited.kind is ChangeKind.EDITED
    assert edited.message is not None
    assert edited.message.text == "Hello!"
    assert edited.message.position == int(said["id"], 32)
    assert (added.kind, added.reaction) == (ChangeKind.REACTION_ADDED, "🎉")
    assert added.actor.name == "Grandma"
    assert (removed.kind, removed.reaction) == (ChangeKind.REACTION_REMOVED, "🎉")
    assert deleted.kind is ChangeKind.DELETED
    assert {change.message_id for change in listener.told()} == {said["id"]}


async def test_edit_of_an_old_message(
    simulator: CarbonioSimulator, listener: Listener
) -> None:
    """Test that an edited message that never came here is looked up."""
    said = await simulator.say(FAMILY, "Hanako", "Helo!")
    await listener.start()
    await listener.settled()
    # Nobody changes what somebody else has said.
    await simulator.edit(FAMILY, "Grandma", said["id"], "Nonsense")
    await simulator.edit(FAMILY, "Hanako", said["id"], "Hello!")
    await listener.until(listener.told)
    (edited,) = listener.told()
    assert edited.message is not None
    assert edited.message.text == "Hello!"
    assert edited.message.client_id == said["own_id"]
    assert edited.message.sender.name == "Hanako"


async def test_a_room_that_nobody_has_listed(
    simulator: CarbonioSimulator, listener: Listener
) -> None:
    """Test that the list is asked once where a room is new, and not for known ones."""
    await listener.start([FAMILY])
    await listener.settled()
    await simulator.say(BOOK_CLUB, "Hanako", "Hello!")
    room_id = await simulator.add_room("New")
    await simulator.say(room_id, "Hanako", "Hello!")
    await simulator.say(FAMILY, "Hanako", "Hello!")
    await listener.come("Hello!")
    assert [(u.asks, u.room_id) for u in listener.updates[1:]] == [
        (True, ""),
        (False, simulator.room_id(FAMILY)),
    ]


async def test_end(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that the feed ends with the connection, and can be listened to again."""
    await listener.start()
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    (error,) = listener.errors
    assert isinstance(error, ConnectionError_)
    await listener.resume()
    await listener.settled()
    await simulator.say(FAMILY, "Hanako", "Hello!")
    await listener.come("Hello!")
