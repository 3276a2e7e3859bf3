"""The reactions of messages: who gave them, and how many there are by now."""

import pytest

from custom_components.chat_rooms.model import ChangeKind, Message, Reaction
from custom_components.chat_rooms.providers.carbonio.muclight import Fastened, Fastening
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.carbonio.reactions import LONGEST, Reactions
from custom_components.chat_rooms.providers.carbonio.translate import Translator
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import FAMILY
from .stanzas import EARLIER, GRANDMA, HANAKO, ROOM, TARO, body
from .translated import told

PARTY = Reaction(text="🎉", count=1)


@pytest.fixture
def reactions() -> Reactions:
    """Return the reactions that Taro has seen: none."""
    return Reactions(TARO)


@pytest.fixture
def message(english: Translator) -> Message:
    """Return what somebody has said."""
    return told(english, body("Hi"), stanza_id=EARLIER)


def give(
    reactions: Reactions,
    user_id: str,
    text: str,
    place: int = 1,
    *,
    room_id: str = ROOM,
) -> tuple[ChangeKind, str]:
    """Let somebody react to the message; return what became of that."""
    reaction = Fastening(kind=Fastened.REACTION, target=EARLIER, value=text)
    return reactions.take(room_id, user_id, reaction, place)


def test_nobody_reacted(reactions: Reactions, message: Message) -> None:
    """Test that a message to which nobody reacted stays what it is."""
    assert reactions.shown(message) is message


def test_counted(reactions: Reactions, message: Message) -> None:
    """Test that the same ones are counted, in the order in which they were given."""
    for place, user_id, text in (
        (3, TARO, "👍"),
        (1, HANAKO, "🎉"),
        (2, GRANDMA, "👍"),
    ):
        give(reactions, user_id, text, place)
    assert reactions.shown(message).reactions == (
        PARTY,
        Reaction(text="👍", count=2, is_own=True),
    )


def test_in_place_of_the_one_before(reactions: Reactions, message: Message) -> None:
    """Test that everybody has one, whichever was given last, and can take it back."""
    give(reactions, TARO, "👍", 5)
    give(reactions, TARO, "🎉", 7)
    assert give(reactions, TARO, "🐟", 6) == (ChangeKind.REACTION_ADDED, "🐟")
    (own,) = reactions.shown(message).reactions
    assert own == Reaction(text="🎉", count=1, is_own=True)
    assert give(reactions, TARO, "", 8) == (ChangeKind.REACTION_REMOVED, "🎉")
    assert reactions.shown(message).reactions == ()


def test_of_another_room(reactions: Reactions, message: Message) -> None:
    """Test that nobody reacts to a message from a room that it is not in."""
    give(reactions, HANAKO, "🎉", room_id="another room")
    assert reactions.shown(message).reactions == ()


def test_too_long(reactions: Reactions, message: Message) -> None:
    """Test that a whole book is no reaction."""
    give(reactions, HANAKO, "a" * 100_000)
    (found,) = reactions.shown(message).reactions
    assert found.text == "a" * LONGEST


async def test_live(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that each change brings the message with its reactions of that moment."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Tea?")
    for member, reaction in (
        ("Grandma", "🎉"),
        ("Taro", "🎉"),
        ("Hanako", "👍"),
        ("Taro", ""),
    ):
        await simulator.react(FAMILY, member, said["id"], reaction)
    await listener.until(lambda: len(listener.told()) == 4)
    found = [change.message.reactions for change in listener.told() if change.message]
    thumb = Reaction(text="👍", count=1)
    both = Reaction(text="🎉", count=2, is_own=True)
    assert found == [(PARTY,), (both,), (both, thumb), (PARTY, thumb)]
    message = await provider.message(simulator.room_id(FAMILY), said["id"])
    assert message.reactions == (PARTY, thumb)


async def test_edited_and_deleted(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that an edit keeps the reactions, and that what is deleted has none."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Tee?")
    await simulator.react(FAMILY, "Grandma", said["id"], "🎉")
    await simulator.edit(FAMILY, "Hanako", said["id"], "Tea?")
    await simulator.react(FAMILY, "Taro", said["id"], "🎉")
    await simulator.retract(FAMILY, "Hanako", said["id"])
    await simulator.react(FAMILY, "Taro", said["id"], "👍")
    await listener.until(lambda: len(listener.told()) == 5)
    _, edit, reaction, deletion, late = [c.message for c in listener.told()]
    assert edit
    assert reaction
    assert deletion
    assert late
    assert (edit.text, edit.reactions) == ("Tea?", (PARTY,))
    assert edit.edited_at == reaction.edited_at == listener.told()[1].changed_at
    assert reaction.text == "Tea?"
    assert reaction.reactions == (Reaction(text="🎉", count=2, is_own=True),)
    for gone in (deletion, late):
        assert gone.deleted
        assert (gone.reactions, gone.edited_at) == ((), None)


async def test_unknown_message(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that nothing is asked for because somebody reacts to what nobody has seen."""
    first = (await simulator.messages(FAMILY))[0]
    await listener.start()
    await listener.settled()
    simulator.log.clear()
    await simulator.react(FAMILY, "Grandma", first["id"], "🎉")
    await listener.until(listener.told)
    (change,) = listener.told()
    assert (change.message_id, change.message) == (first["id"], None)
    assert simulator.calls() == []
    found = await provider.messages_before(simulator.room_id(FAMILY), None, 20)
    assert [m.reactions for m in found if m.id == first["id"]] == [(PARTY,)]


async def test_read_back(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that pages of the archive bear what it tells of their messages."""
    simulator.xmpp.page_limit = 20
    room_id = simulator.room_id(FAMILY)
    ids = [
        (await simulator.say(FAMILY, "Hanako", str(number)))["id"]
        for number in range(30)
    ]
    await simulator.react(FAMILY, "Grandma", ids[0], "👍")
    await simulator.edit(FAMILY, "Hanako", ids[0], "Nought")
    for number in range(40):
        await simulator.react(FAMILY, "Taro", ids[number % 30], str(number))
    await simulator.react(FAMILY, "Grandma", ids[0], "🎉")
    await simulator.retract(FAMILY, "Hanako", ids[1])
    newest = await provider.messages_before(room_id, None, 20)
    oldest = await provider.messages_before(room_id, newest[0].position, 10)
    found = {message.id: message for message in [*oldest, *newest]}
    assert found.keys() == set(ids)
    own = Reaction(text="30", count=1, is_own=True)
    assert found[ids[0]].reactions == (own, PARTY)
    assert found[ids[0]].text == "Nought"
    assert found[ids[0]].edited_at
    assert found[ids[1]].deleted
    assert found[ids[1]].reactions == ()
    assert found[ids[29]].reactions == (Reaction(text="29", count=1, is_own=True),)
    assert found[ids[29]].edited_at is None
