"""A room, live: what a card is told, and how often."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms import room_feed
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected, listeners, state_of
from .conftest import HOME
from .files import coordinator_of
from .helpers import act, refresh, state, until
from .rooms import device_of

ROOM = "event.happy_family_message"
NOTIFY = "notify.happy_family"
UNREAD = "sensor.happy_family_unread_messages"


@pytest.fixture
async def card(family: BoccoSimulator, card: Card) -> Card:
    """Return a card, at a family whose rooms are live."""
    await family.wait_for_subscribers(2)
    return card


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[object]:
    """Return a list with an item for each call of a function from now on."""
    calls: list[object] = []
    function = getattr(room_feed, name)

    def call(*args: Any) -> Any:
        calls.append(args)
        return function(*args)

    monkeypatch.setattr(room_feed, name, call)
    return calls


@pytest.mark.parametrize("entity_id", [ROOM, NOTIFY])
async def test_room_at_once(card: Card, entity_id: str) -> None:
    """What the room is like comes first, before anything happens."""
    await card.subscribe(entity_id)
    first = await card.next()
    (_, room) = (await card.result("rooms"))["rooms"]
    assert first == {"type": "room", "room": room}
    assert await card.told() == []


async def test_message(family: BoccoSimulator, card: Card) -> None:
    """A message comes at once and once, and then what it changes in the room."""
    await card.subscribe(ROOM)
    (before,) = await card.told()
    await family.write(HOME, "Hanako", "I'm home!")
    told = await card.next()
    assert told.keys() == {"type", "message"}
    assert told["type"] == "message"
    assert (told["message"]["text"], told["message"]["unread"]) == ("I'm home!", True)
    after = await card.next()
    assert after["room"] == before["room"] | {"unread": 2, "last": told["message"]}
    assert await card.told() == []
    (shown,) = (await card.result("messages", entity_id=ROOM, limit=1))["messages"]
    assert shown == told["message"]


async def test_only_this_room(family: BoccoSimulator, card: Card) -> None:
    """What is said elsewhere is not told here."""
    await card.subscribe(ROOM)
    await card.next("room")
    await card.subscribe("event.grandparents_message")
    await card.next("room")
    await family.write("Grandparents", "Grandpa", "The tomatoes are ripe.")
    first, second = await card.next(), await card.next()
    assert first["message"]["text"] == "The tomatoes are ripe."
    assert second["room"]["name"] == "Grandparents"
    assert await card.told() == []


async def test_two_cards(
    hass: HomeAssistant,
    family: BoccoSimulator,
    card: Card,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Several look at the same room, and one who goes takes nothing from the others."""
    other = await connected(hass, hass_ws_client)
    for one in (card, other):
        await one.subscribe(ROOM)
        await one.next("room")
    await family.write(HOME, "Hanako", "One")
    for one in (card, other):
        assert (await one.next())["message"]["text"] == "One"
        assert (await one.next())["type"] == "room"
    await other.close()
    await family.write(HOME, "Hanako", "Two")
    assert (await card.next())["message"]["text"] == "Two"


async def test_burst(
    family: BoccoSimulator, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every message is told, in order; the room is not looked at after each."""
    await card.subscribe(ROOM)
    await card.next("room")
    looks = counted(monkeypatch, "room_info")
    await family.burst([HOME], count=60)
    texts = [(await card.next("message"))["message"]["text"] for _ in range(60)]
    newest = [message.text for message in family.home.room(HOME).messages[-60:]]
    assert texts == newest
    rest = await card.told()
    assert {event["type"] for event in rest} == {"room"}
    assert rest[-1]["room"]["last"]["text"] == newest[-1]
    assert rest[-1]["room"]["unread"] == 61
    assert 0 < len(looks) < 60


async def test_once_a_turn_of_the_loop(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However often it is said that something has changed, one look follows."""
    await card.subscribe(ROOM)
    await card.next("room")
    looks = counted(monkeypatch, "room_info")
    account = coordinator_of(ready)
    held = state_of(account, HOME)
    for unread in range(1, 6):
        held.mute(bool(unread % 2), hass.loop.time())
        account.dispatch.room(held.room.id)
        account.dispatch.structure()
    assert looks == []
    (told,) = await card.told()
    assert told["room"]["muted"] is True
    assert len(looks) == 1


async def test_nothing_has_changed(
    ready: MockConfigEntry, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that is as it was is not told again."""
    await card.subscribe(ROOM)
    await card.next("room")
    looks = counted(monkeypatch, "room_info")
    account = coordinator_of(ready)
    account.dispatch.room(state_of(account, HOME).room.id)
    assert await card.told() == []
    assert len(looks) == 1


async def test_nobody_watches(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For a room that nobody looks at, nothing is computed."""
    looks = counted(monkeypatch, "room_info")
    shown = counted(monkeypatch, "card_message")
    number = await card.subscribe(ROOM)
    await card.unsubscribe(number)
    await card.subscribe("event.grandparents_message")
    assert await card.kinds() == ["room", "room"]
    looks.clear()
    assert len(shown) == 0
    await family.write(HOME, "Hanako", "Is anybody there?")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await act(hass, "mark_as_read", ROOM)
    assert await card.told() == []
    assert looks == shown == []


async def test_read_here(hass: HomeAssistant, card: Card) -> None:
    """When the room is read, there is nothing unread in it."""
    await card.subscribe(ROOM)
    assert (await card.next())["room"]["unread"] == 1
    await act(hass, "mark_as_read", ROOM)
    (told,) = await card.told()
    assert told["room"]["unread"] == 0
    assert told["room"]["last"]["unread"] is False


async def test_read_elsewhere(
    hass: HomeAssistant, family: BoccoSimulator, card: Card
) -> None:
    """So it is when it is read in the service's own app."""
    await card.subscribe(ROOM)
    await card.next("room")
    home = family.home.room(HOME)
    me = home.member_of(family.home.account)
    assert me
    me.read_up_to(home.messages[-1].id)
    await refresh(hass)
    assert (await card.next())["room"]["unread"] == 0


async def test_room_is_cleared(ready: MockConfigEntry, card: Card) -> None:
    """What is not to be shown any more is loaded anew, though nothing else changes."""
    await card.subscribe(ROOM)
    before = await card.next("room")
    account = coordinator_of(ready)
    held = state_of(account, HOME)
    held.room = replace(held.room, cleared_to=1)
    account.dispatch.room(held.room.id)
    assert await card.told() == [{"type": "unavailable"}, before]


async def test_renamed_by_the_service(
    hass: HomeAssistant, family: BoccoSimulator, card: Card
) -> None:
    """A room's new name is told once."""
    await card.subscribe(ROOM)
    await card.next("room")
    await family.rename_room(HOME, "The Robots")
    await refresh(hass)
    told = await card.told()
    assert [event["room"]["name"] for event in told] == ["The Robots"]


async def test_renamed_by_the_user(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """So is the name that the user gives it; another room's is not."""
    await card.subscribe(ROOM)
    await card.next("room")
    registry = dr.async_get(hass)
    for name in ("Grandparents", HOME):
        device = device_of(hass, ready, family.room_id(name))
        assert device
        registry.async_update_device(device.id, name_by_user=f"Our {name}")
    (told,) = await card.told()
    assert told["room"]["name"] == f"Our {HOME}"


async def test_service_goes_and_comes_back(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """It is told that the service does not answer; what was said is told afterwards."""
    await card.subscribe(ROOM)
    await card.next("room")
    await family.break_("*", "drop", times=-1)
    await family.hang_up()
    assert (await card.next())["room"]["available"] is False
    await family.write(HOME, "Hanako", "Can you hear me?")
    await family.mend()
    await ready.runtime_data.async_refresh()
    assert (await card.next("message"))["message"]["text"] == "Can you hear me?"
    assert (await card.told())[-1]["room"]["available"] is True


@pytest.mark.parametrize("entity_id", [ROOM, NOTIFY])
async def test_entity_is_renamed(
    hass: HomeAssistant, family: BoccoSimulator, card: Card, entity_id: str
) -> None:
    """The room's entities can be renamed; the card hears of it and misses nothing."""
    await card.subscribe(entity_id)
    await card.next("room")
    registry = er.async_get(hass)
    for old, new, key in (
        (ROOM, "event.home", "entity_id"),
        (NOTIFY, "notify.home", "notify_entity_id"),
    ):
        registry.async_update_entity(old, new_entity_id=new)
        assert (await card.next("room"))["room"][key] == new
    await family.write(HOME, "Hanako", "Who is calling?")
    assert (await card.next("message"))["message"]["text"] == "Who is calling?"
    await card.told()
    # What has its old name now is another entity.
    registry.async_get_or_create(
        "event", "other", "1", suggested_object_id="happy_family_message"
    )
    registry.async_remove(ROOM)
    assert "gone" not in await card.kinds()


async def test_notify_entity_is_disabled(hass: HomeAssistant, card: Card) -> None:
    """As soon as nothing is to be sent, that is told."""
    await card.subscribe(ROOM)
    await card.next("room")
    er.async_get(hass).async_update_entity(
        NOTIFY, disabled_by=er.RegistryEntryDisabler.USER
    )
    told = (await card.told())[-1]
    assert told["room"]["can_send"] is False
    assert told["room"]["notify_entity_id"] is None


async def test_other_entities_are_none_of_its_business(
    hass: HomeAssistant, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is computed where another device's entity changes."""
    await card.subscribe(ROOM)
    await card.next("room")
    looks = counted(monkeypatch, "room_info")
    er.async_get(hass).async_update_entity("notify.grandparents", name="Elders")
    assert await card.told() == []
    assert looks == []


async def test_unsubscribe(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """Who looks no more is told nothing, and nothing of it stays."""
    before = listeners(coordinator_of(ready))
    number = await card.subscribe(ROOM)
    await card.next("room")
    watched = listeners(coordinator_of(ready))
    assert all(after > count for count, after in zip(before, watched, strict=True))
    await card.unsubscribe(number)
    assert listeners(coordinator_of(ready)) == before
    await family.write(HOME, "Hanako", "Is anybody there?")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    assert await card.told() == []


async def test_connection_is_closed(ready: MockConfigEntry, card: Card) -> None:
    """Nothing stays of a browser that goes without a word, either."""
    before = listeners(coordinator_of(ready))
    for entity_id in (ROOM, NOTIFY, "event.grandparents_message"):
        await card.subscribe(entity_id)
        await card.next("room")
    assert listeners(coordinator_of(ready)) != before
    await card.close()
    assert listeners(coordinator_of(ready)) == before


async def test_look_that_comes_too_late(
    ready: MockConfigEntry, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has gone before the loop's next turn is told nothing."""
    number = await card.subscribe(ROOM)
    await card.next("room")
    account = coordinator_of(ready)
    held = state_of(account, HOME)
    stop = room_feed.RoomFeed.stop

    def stop_late(feed: room_feed.RoomFeed) -> None:
        held.mute(True, 0)
        account.dispatch.room(held.room.id)
        stop(feed)

    looks = counted(monkeypatch, "room_info")
    monkeypatch.setattr(room_feed.RoomFeed, "stop", stop_late)
    await card.unsubscribe(number)
    assert await card.told() == []
    assert looks == []


async def test_messages_while_it_is_told(
    hass: HomeAssistant, family: BoccoSimulator, card: Card
) -> None:
    """What Home Assistant sends itself is told as such."""
    await card.subscribe(ROOM)
    await card.next("room")
    sent = await act(hass, "send_message", NOTIFY, message="Dinner!")
    told = await card.next("message")
    assert told["message"]["message_id"] == sent[NOTIFY]["message_id"]
    assert told["message"]["sent_by_home_assistant"] is True
    assert (told["message"]["is_own"], told["message"]["unread"]) == (True, False)
