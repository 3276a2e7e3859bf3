"""What a card is told of a room at Carbonio."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.providers.carbonio import history
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..cards import Card, connected
from .helpers import EVENT


@pytest.fixture
async def card(
    hass: HomeAssistant, live: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Card:
    """Return a card that shows the family's room."""
    card = await connected(hass, hass_ws_client)
    await card.subscribe(EVENT)
    await card.next("room")
    return card


@pytest.fixture
async def said(carbonio: CarbonioSimulator, card: Card) -> dict[str, Any]:
    """Return a message of Hanako's that the card shows."""
    said = await carbonio.say(FAMILY, "Hanako", "Tea at four?")
    message = (await card.next("message"))["message"]
    assert message["message_id"] == said["id"]
    return said


async def one(card: Card, message_id: str) -> dict[str, Any]:
    """Return a message by its id."""
    answer = await card.result("message", entity_id=EVENT, message_id=message_id)
    message: dict[str, Any] = answer["message"]
    return message


async def test_edited(
    carbonio: CarbonioSimulator, card: Card, said: dict[str, Any]
) -> None:
    """An edited message is told as it is now, with when it was edited."""
    assert (await one(card, said["id"]))["edited_at"] is None
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Tea at five?")
    message = (await card.next("changed"))["message"]
    assert (message["message_id"], message["text"]) == (said["id"], "Tea at five?")
    assert dt_util.parse_datetime(message["edited_at"])
    assert message == await one(card, said["id"])


async def test_reactions(
    carbonio: CarbonioSimulator, card: Card, said: dict[str, Any]
) -> None:
    """Reactions are counted, and one's own are marked."""
    told = []
    for member, reaction in (
        ("Grandma", "👍"),
        ("Taro", "👍"),
        ("Grandma", "🎉"),
        ("Taro", ""),
    ):
        await carbonio.react(FAMILY, member, said["id"], reaction)
        told.append((await card.next("changed"))["message"]["reactions"])
    assert told == [
        [{"text": "👍", "count": 1, "is_own": False}],
        [{"text": "👍", "count": 2, "is_own": True}],
        [
            {"text": "👍", "count": 1, "is_own": True},
            {"text": "🎉", "count": 1, "is_own": False},
        ],
        [{"text": "🎉", "count": 1, "is_own": False}],
    ]
    assert (await one(card, said["id"]))["reactions"] == told[-1]


@pytest.mark.parametrize("loaded", [False, True])
async def test_deleted(
    carbonio: CarbonioSimulator, card: Card, said: dict[str, Any], loaded: bool
) -> None:
    """Nothing is left of a deleted message but its place."""
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await card.next("changed")
    await carbonio.retract(FAMILY, "Hanako", said["id"])
    gone = (await card.next("changed"))["message"]
    if loaded:
        found = await card.result("messages", entity_id=EVENT, limit=1)
        (gone,) = found["messages"]
    assert (gone["message_id"], gone["sender"]) == (said["id"], "Hanako")
    assert (gone["deleted"], gone["unread"]) == (True, False)
    for key in ("text", "title", "attachments", "reactions", "edited_at"):
        assert not gone[key], key
    assert "Tea" not in str(gone)


async def test_what_was_done_to_an_older_message(
    carbonio: CarbonioSimulator, card: Card
) -> None:
    """What is not known here can be asked for, as it is now."""
    old = (await carbonio.messages(FAMILY))[0]
    await carbonio.react(FAMILY, "Grandma", old["id"], "👍")
    assert await card.next() == {"type": "stale", "message_id": old["id"]}
    message = await one(card, old["id"])
    assert message["reactions"] == [{"text": "👍", "count": 1, "is_own": False}]


async def test_in_order(carbonio: CarbonioSimulator, card: Card) -> None:
    """What happens is told in the order in which it happened."""
    said = await carbonio.say(FAMILY, "Hanako", "One")
    await carbonio.say(FAMILY, "Grandma", "Two")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "One!")
    await carbonio.say(FAMILY, "Grandma", "Three")
    told: list[tuple[str, str]] = []
    while len(told) < 4:
        event = await card.next()
        if event["type"] != "room":
            told.append((event["type"], event["message"]["text"]))
    assert [told[0][0], *told[1:]] == [
        "message",
        ("message", "Two"),
        ("changed", "One!"),
        ("message", "Three"),
    ]


async def test_long_time_without_a_message(
    carbonio: CarbonioSimulator,
    card: Card,
    said: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stretch of nothing but reactions does not look like the beginning."""
    monkeypatch.setattr(history, "MOST_PAGES", 1)
    carbonio.xmpp.page_limit = 4
    for number in range(6):
        await carbonio.react(FAMILY, "Grandma", said["id"], "🎉" if number % 2 else "")
    answer = await card.result("messages", entity_id=EVENT, limit=2)
    assert answer["more"]
    assert [message["message_id"] for message in answer["messages"]][1] == said["id"]


async def test_meeting_and_mute(carbonio: CarbonioSimulator, card: Card) -> None:
    """A meeting, and that the room was muted on another device, are told."""
    meeting = await carbonio.start_meeting(FAMILY)
    while not (await card.next("room"))["room"]["in_call"]:
        pass
    assert meeting
    await carbonio.mute(FAMILY)
    while not (await card.next("room"))["room"]["muted"]:
        pass


async def test_cleared(
    carbonio: CarbonioSimulator, card: Card, said: dict[str, Any]
) -> None:
    """Once the account has cleared the room, what has been loaded is not shown."""
    await card.next("room")
    await carbonio.clear_history(FAMILY)
    await card.next("unavailable")
    assert (await card.next())["room"]["last"] is None
    assert await card.result("messages", entity_id=EVENT) == {
        "messages": [],
        "more": False,
    }
    await carbonio.say(FAMILY, "Hanako", "A new beginning")
    assert (await card.next())["message"]["text"] == "A new beginning"


async def test_renamed(carbonio: CarbonioSimulator, card: Card) -> None:
    """The room's new name is told."""
    await carbonio.rename(FAMILY, "Relatives")
    while (await card.next("room"))["room"]["name"] != "Relatives":
        pass


async def test_only_the_number_of_unread_ones_is_told(card: Card) -> None:
    """Where nobody tells which are unread, they are the last ones of the others."""
    rooms = (await card.result("rooms"))["rooms"]
    [room] = [room for room in rooms if room["unread"]]
    assert room["entity_id"] == EVENT
    found = (await card.result("messages", entity_id=EVENT))["messages"]
    unread = [message for message in found if message["unread"]]
    assert len(unread) == room["unread"]
    assert not any(message["is_own"] for message in unread)
    theirs = [message for message in found if not message["is_own"]]
    assert unread[-1] == theirs[-1]
