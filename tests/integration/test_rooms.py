"""Rooms come, go and are renamed while Home Assistant runs."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import pass_time, refresh, texts, until
from .rooms import CLUB, CLUB_ENTITIES, club_entities, device_of


@pytest.fixture
def options(family: BoccoSimulator, follow_new_rooms: bool) -> dict[str, Any]:
    """Return the options, with or without rooms that come later."""
    rooms = list(family.home.rooms)
    return {
        "rooms": rooms,
        "known_rooms": rooms,
        "follow_new_rooms": follow_new_rooms,
    }


@pytest.fixture
def follow_new_rooms() -> bool:
    """Follow new rooms; a test may override it."""
    return True


async def test_a_new_room_comes_by_itself(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that is joined later is there after a while, in all platforms."""
    await family.wait_for_subscribers(2)
    room_id = await family.create_room(CLUB, ["Hanako"])
    await pass_time(hass, 360)
    await until(hass, lambda: club_entities(hass) == CLUB_ENTITIES)
    assert device_of(hass, ready, room_id) is not None

    await family.wait_for_subscribers(1, CLUB)
    await family.write(CLUB, "Hanako", "The first")
    await until(hass, lambda: messages)
    assert texts(messages) == ["The first"]
    assert hass.states.is_state("sensor.club_last_message", "The first")
    event = hass.states.get("event.club_message")
    assert event is not None and event.attributes["text"] == "The first"


async def test_the_message_that_made_a_room_appear(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was written before the room was noticed is delivered, and only once."""
    await family.wait_for_subscribers(2)
    await family.create_room(CLUB, ["Hanako"])
    await family.write(CLUB, "Hanako", "Welcome")
    await family.write(CLUB, "Hanako", "How are you?")
    await refresh(hass)
    await until(hass, lambda: len(messages) == 2)
    data = messages[0].data
    assert data["entity_id"] == "event.club_message"
    assert data["room"] == CLUB
    assert data["missed"] is False
    event = hass.states.get("event.club_message")
    assert event is not None and event.attributes["text"] == "How are you?"
    assert hass.states.is_state("sensor.club_unread_messages", "2")

    await family.wait_for_subscribers(1, CLUB)
    await refresh(hass)
    await hass.config_entries.async_reload(ready.entry_id)
    await family.wait_for_subscribers(1, CLUB)
    await family.write(CLUB, "Hanako", "Bye")
    await until(hass, lambda: len(messages) == 3)
    assert texts(messages) == ["Welcome", "How are you?", "Bye"]


@pytest.mark.parametrize("follow_new_rooms", [False])
async def test_new_rooms_can_stay_away(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without follow_new_rooms a new room is nothing that Home Assistant hears of."""
    await family.wait_for_subscribers(2)
    room_id = await family.create_room(CLUB, ["Hanako"])
    await family.write(CLUB, "Hanako", "Welcome")
    await refresh(hass)
    await refresh(hass)
    await family.write(HOME, "Hanako", "Dinner")
    await until(hass, lambda: messages)
    assert texts(messages) == ["Dinner"]
    assert club_entities(hass) == set()
    assert device_of(hass, ready, room_id) is None
    assert family.calls("subscribe", room_id) == []


async def test_a_room_without_messages_of_others(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The rooms of the beginning deliver nothing that was there before."""
    await family.wait_for_subscribers(2)
    await refresh(hass)
    await family.write(HOME, "Hanako", "New")
    await until(hass, lambda: messages)
    assert texts(messages) == ["New"]


async def test_a_renamed_room(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room's new name is its device's and its messages', and not its entities' ids."""
    await family.wait_for_subscribers(2)
    room_id = family.room_id(HOME)
    await family.rename_room(HOME, "Happier Family")
    await refresh(hass)
    device = device_of(hass, ready, room_id)
    assert device is not None and device.name == "Happier Family"
    state = hass.states.get("notify.happy_family")
    assert state is not None and state.name == "Happier Family"
    await family.write("Happier Family", "Hanako", "New paint")
    await until(hass, lambda: messages)
    assert messages[0].data["room"] == "Happier Family"
    assert messages[0].data["entity_id"] == "event.happy_family_message"


async def test_a_room_renamed_while_nobody_looked(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room that got its new name during a restart has it afterwards."""
    assert await hass.config_entries.async_unload(ready.entry_id)
    await family.rename_room(HOME, "Happier Family")
    await set_up(hass, ready)
    device = device_of(hass, ready, family.room_id("Happier Family"))
    assert device is not None and device.name == "Happier Family"


async def test_the_users_own_name_for_a_room_stays(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A name that the user has given stands above the service's."""
    device = device_of(hass, ready, family.room_id(HOME))
    assert device is not None
    dr.async_get(hass).async_update_device(device.id, name_by_user="Us")
    await family.rename_room(HOME, "Happier Family")
    await refresh(hass)
    device = device_of(hass, ready, family.room_id("Happier Family"))
    assert device is not None
    assert (device.name_by_user, device.name) == ("Us", "Happier Family")


async def test_a_disabled_event_entity_holds_nothing_back(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Where the user wants no event entity, the bus hears the messages all the same."""
    await family.wait_for_subscribers(2)
    room_id = await family.create_room(CLUB, ["Hanako"])
    er.async_get(hass).async_get_or_create(
        "event",
        DOMAIN,
        f"{ready.unique_id}_{room_id}_message",
        config_entry=ready,
        disabled_by=er.RegistryEntryDisabler.USER,
        object_id_base="club_message",
    )
    await family.write(CLUB, "Hanako", "Welcome")
    await refresh(hass)
    await until(hass, lambda: messages)
    assert club_entities(hass) == CLUB_ENTITIES - {"event.club_message"}
    await family.wait_for_subscribers(1, CLUB)
    await family.write(CLUB, "Hanako", "How are you?")
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Welcome", "How are you?"]


async def test_disabled_from_the_start(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room whose event entity was disabled before a restart is heard after it."""
    er.async_get(hass).async_get_or_create(
        "event",
        DOMAIN,
        f"{entry.unique_id}_{family.room_id(HOME)}_message",
        config_entry=entry,
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await set_up(hass, entry)
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "Dinner")
    await until(hass, lambda: messages)
    assert texts(messages) == ["Dinner"]
    assert hass.states.get("event.happy_family_message") is None


async def test_new_entities_are_disabled(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """An account whose new entities are disabled delivers new rooms' messages."""
    await set_up(hass, entry)
    hass.config_entries.async_update_entry(entry, pref_disable_new_entities=True)
    await family.wait_for_subscribers(2)
    await family.create_room(CLUB, ["Hanako"])
    await family.write(CLUB, "Hanako", "Welcome")
    await refresh(hass)
    await until(hass, lambda: messages)
    assert club_entities(hass) == set()
    await family.wait_for_subscribers(1, CLUB)
    await family.write(CLUB, "Hanako", "How are you?")
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Welcome", "How are you?"]


async def test_which_devices_can_be_removed(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A user can remove what is left of a room, not what is followed."""
    assert await async_setup_component(hass, "config", {})
    registry = dr.async_get(hass)
    client = await hass_ws_client(hass)
    stale = registry.async_get_or_create(
        config_entry_id=ready.entry_id,
        identifiers={(DOMAIN, f"{ready.unique_id}_left-long-ago")},
    )
    account = registry.async_get_device_by_identifier(
        (DOMAIN, str(ready.unique_id)), ready.entry_id
    )
    followed = device_of(hass, ready, family.room_id(HOME))
    assert account is not None and followed is not None
    removed = [
        (await client.remove_device(device.id))["success"]
        for device in (stale, account, followed)
    ]
    assert removed == [True, False, False]
    assert registry.async_get(stale.id) is None
    assert registry.async_get(followed.id) is not None
