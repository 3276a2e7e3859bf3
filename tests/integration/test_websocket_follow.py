"""The life of a card's subscription: what it survives, and what ends it."""

from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms import coordinator as accounts
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected, state_of
from .conftest import HOME, set_up
from .helpers import refresh, unload, until
from .test_websocket_access import EVENT, NOTIFY, allowing


@pytest.fixture
async def guest(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> Card:
    """Return a card of a user who may only read."""
    return await connected(hass, hass_ws_client, hass_read_only_access_token)


async def look(card: Card, entity_id: str = EVENT) -> dict[str, Any]:
    """Look at a room; return what it is like."""
    await card.subscribe(entity_id)
    event = await card.next()
    assert event["type"] == "room"
    room: dict[str, Any] = event["room"]
    return room


async def say(family: BoccoSimulator, text: str) -> None:
    """Let Hanako say something that is heard at once."""
    await family.wait_for_subscribers(1, HOME)
    await family.write(HOME, "Hanako", text)


async def test_one_of_two_loses_permission_during_a_reload(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_read_only_user: MockUser,
    guest: Card,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Whoever is sent away does not take along those who look as well."""
    admin = await connected(hass, hass_ws_client)
    await look(guest)
    await look(admin)
    await unload(hass, ready)
    hass_read_only_user.mock_policy(allowing())
    assert await hass.config_entries.async_setup(ready.entry_id)
    assert await guest.kinds() == ["unavailable", "gone"]
    assert (await admin.kinds())[:2] == ["unavailable", "room"]


async def test_control_is_taken_away(
    hass: HomeAssistant,
    hass_read_only_user: MockUser,
    guest: Card,
) -> None:
    """A change of what the user may do is told with the next look."""
    hass_read_only_user.mock_policy({"entities": True})
    assert (await look(guest))["can_control"]
    hass_read_only_user.mock_policy(allowing(EVENT, NOTIFY))
    er.async_get(hass).async_update_entity(EVENT, icon="mdi:chat")
    (event,) = await guest.told()
    assert event["type"] == "room"
    assert not event["room"]["can_control"]


async def test_what_waits_for_the_start_is_loaded_not_told(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    messages: list[Event[Any]],
) -> None:
    """So are those that wait until automations listen, however late they are told."""
    await unload(hass, ready)
    await family.burst([HOME], count=3)
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)
    await look(card)
    found = (await card.result("messages", entity_id=EVENT, limit=3))["messages"]
    assert [one["text"] for one in found] == [f"Message {n} of 3" for n in (1, 2, 3)]
    assert messages == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(messages) == 3)
    assert set(await card.kinds()) == {"room"}


async def test_what_came_in_a_long_outage_is_told(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who has looked all the time is told what came while the service was down."""
    # What is written during it counts as missed, however short it is.
    monkeypatch.setattr(accounts, "LONG_OUTAGE", timedelta(seconds=-60))
    assert (await look(card))["available"]
    await family.break_("joined", "status", status=503, times=1)
    ready.runtime_data.ask_soon()
    assert not (await card.next("room"))["room"]["available"]
    await say(family, "Power is back")
    await until(hass, lambda: messages)
    assert messages[0].data["missed"]
    assert (await card.next("message"))["message"]["text"] == "Power is back"
    await refresh(hass)
    rooms = [event["room"] for event in await card.told()]
    assert rooms[-1]["available"]


async def test_a_new_description_of_the_same_room(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """A room that is followed anew is loaded anew."""
    await look(card)
    coordinator = ready.runtime_data
    state = state_of(coordinator, HOME)
    coordinator.inbox.remove(state.room.id)
    coordinator.dispatch.structure()
    coordinator.inbox.add(state.room, ready=True)
    coordinator.dispatch.structure()
    assert (await card.kinds())[:2] == ["unavailable", "room"]


@pytest.mark.parametrize("entity_id", [EVENT, NOTIFY])
async def test_a_renamed_entity(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    entity_id: str,
) -> None:
    """It goes on under the new name, and the card learns the new name."""
    await look(card, entity_id)
    domain = entity_id.partition(".")[0]
    old = entity_id
    for new in (f"{domain}.us", f"{domain}.all_of_us"):
        er.async_get(hass).async_update_entity(old, new_entity_id=new)
        old = new
        room = (await card.next("room"))["room"]
        assert new in (room["entity_id"], room["notify_entity_id"])
        await say(family, f"For {new}")
        assert (await card.next())["message"]["text"] == f"For {new}"
        assert (await card.next())["type"] == "room"
    assert await card.told() == []


async def test_the_other_entity_is_renamed(hass: HomeAssistant, card: Card) -> None:
    """The card learns how the room's other entity is called now."""
    await look(card, EVENT)
    er.async_get(hass).async_update_entity(NOTIFY, new_entity_id="notify.us")
    assert (await card.next())["room"]["notify_entity_id"] == "notify.us"
