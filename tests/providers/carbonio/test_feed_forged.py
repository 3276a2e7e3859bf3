"""The live feed where members say what only the server knows."""

import pytest

from custom_components.chat_rooms.model import ChangeKind
from custom_components.chat_rooms.providers.carbonio.archive import Archive
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import ConnectionError_
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import BOOK_CLUB, FAMILY
from .live import tell, unheard

STANZA_ID = "<stanza-id xmlns='urn:xmpp:sid:0' id='VVVVVVVVVVVV'/>"
DELAY = "<delay xmlns='urn:xmpp:delay' stamp='1999-01-01T00:00:00Z'/>"


async def test_place(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that nobody silences a room with a message from the future."""
    await listener.start()
    await listener.settled()
    by_the_room = STANZA_ID.replace(
        "id=", f"by='{simulator.room_id(FAMILY)}@muclight.carbonio' id="
    )
    texts = ["Ha!", "Ha, ha!"]
    with unheard(simulator):
        said = [await simulator.say(FAMILY, "Hanako", text) for text in texts]
    tell(simulator, FAMILY, said[0]["id"], before=STANZA_ID, behind=STANZA_ID)
    tell(simulator, FAMILY, said[1]["id"], before=by_the_room)
    await simulator.say(FAMILY, "Grandma", "Help!")
    await listener.come(*texts, "Help!")
    # Not even a server that lets it through is believed.
    with unheard(simulator):
        lost = await simulator.say(FAMILY, "Hanako", "Lost")
    tell(simulator, FAMILY, lost["id"], behind=by_the_room)
    await simulator.say(FAMILY, "Grandma", "Hello?")
    await listener.come(*texts, "Help!", "Hello?")


async def test_time(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that a message was sent when the server took it."""
    await listener.start()
    await listener.settled()
    with unheard(simulator):
        said = await simulator.say(FAMILY, "Hanako", "Long ago")
    tell(simulator, FAMILY, said["id"], before=DELAY)
    await listener.come("Long ago")
    (message,) = listener.messages[simulator.room_id(FAMILY)]
    assert message.sent_at.timestamp() == pytest.approx(said["time"], abs=0.001)


async def test_own_id(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that a marker means its own room, though another has an id like it."""
    await listener.start()
    await listener.settled()
    first = await simulator.say(FAMILY, "Hanako", "One")
    await simulator.say(FAMILY, "Hanako", "Two")
    with simulator.ledger.acting():
        simulator.world.post(
            simulator.room_id(BOOK_CLUB),
            simulator.world.person("Hanako").id,
            own_id=first["own_id"],
            children="<body>Forged</body>",
        )
    await listener.come("Forged", room=BOOK_CLUB)
    marker = f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{first['own_id']}'/>"
    await simulator.post_stanza(FAMILY, "Taro", marker, archived=False)
    room_id = simulator.room_id(FAMILY)
    await listener.until(lambda: room_id in listener.read)
    assert listener.read[room_id] == int(first["id"], 32)


async def test_edit(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that nobody puts words into another's mouth while the archive fails."""
    older = await simulator.say(FAMILY, "Hanako", "I like you")
    said = await simulator.say(FAMILY, "Hanako", "I love you")
    await listener.start()
    await listener.settled()

    async def fail(*arguments: object) -> None:
        raise ConnectionError_("the archive is down")

    monkeypatch.setattr(Archive, "_ask", fail)
    # The list of rooms has shown whose this is, and nothing has told of the other.
    await simulator.edit(FAMILY, "Grandma", said["id"], "Nonsense")
    await simulator.edit(FAMILY, "Grandma", older["id"], "Nonsense")
    await listener.until(listener.told)
    (change,) = listener.told()
    assert (change.kind, change.message_id) == (ChangeKind.EDITED, older["id"])
    assert change.message is None


async def test_edit_of_what_was_edited(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that nobody takes back what the sender himself has made of a message."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Helo")
    await simulator.edit(FAMILY, "Hanako", said["id"], "Hello")
    await listener.until(listener.told)
    provider._parts.history._seen._messages.clear()

    async def fail(*arguments: object) -> None:
        raise ConnectionError_("the archive is down")

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "_ask", fail)
        await simulator.edit(FAMILY, "Grandma", said["id"], "Nonsense")
        await listener.until(lambda: len(listener.told()) == 2)
    found = await provider.message(simulator.room_id(FAMILY), said["id"])
    assert found.text == "Hello"
