"""Where friends are, as device trackers."""

from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.chat_rooms import async_remove_config_entry_device
from custom_components.chat_rooms.following import account_identifier, member_identifier
from tests.simulators.faults import FOREVER
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..conftest import set_up
from ..helpers import state, unload
from .helpers import CAFE, CONNECTED, FRIENDS, OWN, STATION, poll, refresh

TRACKER = "device_tracker.taro"


def tracker(hass: HomeAssistant, entity_id: str = TRACKER) -> State:
    """Return a tracker's state."""
    found = hass.states.get(entity_id)
    assert found, entity_id
    return found


def device_of_friend(
    hass: HomeAssistant, entry: MockConfigEntry, friend: str = "taro"
) -> dr.DeviceEntry | None:
    """Return a friend's device."""
    return dr.async_get(hass).async_get_device_by_identifier(
        member_identifier(entry, friend), entry.entry_id
    )


async def test_friend_moves(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """The tracker shows the spot of the last check-in, and the zone around it."""
    station = coco.world.spot(STATION)
    hass.states.async_set(
        "zone.marunouchi",
        "0",
        {
            "friendly_name": "Marunouchi",
            "latitude": station.latitude,
            "longitude": station.longitude,
            "radius": 300,
        },
    )
    sent = await coco.check_in("taro", STATION, "Off we go")
    await refresh(hass)
    seen = tracker(hass)
    assert seen.state == "Marunouchi"
    attributes = seen.attributes
    assert attributes["source_type"] == "gps"
    assert (attributes["latitude"], attributes["longitude"]) == (
        station.latitude,
        station.longitude,
    )
    assert attributes["place"] == STATION
    assert attributes["spot"] == station.key
    assert attributes["message_id"] == str(sent["id"])
    assert attributes["seen_at"]
    await coco.check_in("taro", CAFE, "Cake")
    await refresh(hass)
    assert tracker(hass).state == "not_home"
    assert tracker(hass).attributes["place"] == CAFE


async def test_nothing_is_written_in_vain(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """Only who checks in gets a new state."""
    await coco.check_in("taro", STATION)
    changes = async_capture_events(hass, "state_changed")
    await refresh(hass)
    await refresh(hass)
    assert [
        event.data["entity_id"]
        for event in changes
        if event.data["entity_id"].startswith("device_tracker.")
    ] == [TRACKER]


async def test_device(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A friend is a device of its own, connected via the account's."""
    device = device_of_friend(hass, ready)
    assert device
    assert device.name == "Taro"
    account = dr.async_get(hass).async_get_device_by_identifier(
        account_identifier(ready), ready.entry_id
    )
    assert account
    assert device.via_device_id == account.id
    entity = er.async_get(hass).async_get(TRACKER)
    assert entity
    assert entity.unique_id == f"{ready.unique_id}_friends_taro_location"
    assert entity.entity_category is None


async def test_a_new_friend(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A friend appears with the first check-in, without a reload."""
    await coco.add_friend("jiro", "Jiro")
    await refresh(hass)
    assert hass.states.get("device_tracker.jiro") is None
    await coco.check_in("jiro", CAFE)
    await refresh(hass)
    assert tracker(hass, "device_tracker.jiro").attributes["place"] == CAFE


async def test_after_a_restart(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """Who has not checked in for long is where they were, though no list tells it."""
    await coco.check_in("taro", STATION)
    await refresh(hass)
    await unload(hass, ready)
    for number in range(60):
        await coco.check_in("obaachan", CAFE, f"Tea {number}")
    await set_up(hass, ready)
    assert tracker(hass).attributes["place"] == STATION


async def test_while_the_service_is_down(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A tracker goes with the service, and comes back with it."""
    for endpoint in ("checkins", "history"):
        await coco.break_(endpoint, "status", status=503, times=2)
    await poll(hass, 400)
    assert tracker(hass).state == STATE_UNAVAILABLE
    await coco.mend()
    await refresh(hass)
    assert tracker(hass).state != STATE_UNAVAILABLE


async def test_while_only_friends_cannot_be_asked_for(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A tracker stays where it is while the rest of the service answers."""
    before = tracker(hass)
    await coco.break_("checkins", "status", status=500, times=FOREVER)
    await refresh(hass)
    assert tracker(hass) == before
    assert state(hass, CONNECTED) == "off"


@pytest.mark.parametrize("options", [{"rooms": [OWN], "known_rooms": [OWN, FRIENDS]}])
async def test_friends_are_not_followed(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """Who does not want the friends' room has no trackers either."""
    assert hass.states.async_entity_ids("device_tracker") == []


async def test_devices_go(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """With the friends' room their devices go."""
    device = device_of_friend(hass, ready)
    assert device
    hass.config_entries.async_update_entry(
        ready, options={**ready.options, "rooms": [OWN], "follow_new_rooms": False}
    )
    await unload(hass, ready)
    assert await async_remove_config_entry_device(hass, ready, device)
    await set_up(hass, ready)
    assert device_of_friend(hass, ready) is None


async def test_a_former_friend(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A friend's device can be removed, and comes back with the next check-in."""
    device = device_of_friend(hass, ready)
    assert device
    assert await async_remove_config_entry_device(hass, ready, device)
    dr.async_get(hass).async_remove_device(device.id)
    await refresh(hass)
    assert hass.states.get(TRACKER) is None
    await unload(hass, ready)
    await set_up(hass, ready)
    assert hass.states.get(TRACKER) is None
    await coco.check_in("taro", CAFE)
    await refresh(hass)
    assert device_of_friend(hass, ready)
    assert tracker(hass).state != STATE_UNAVAILABLE


async def test_no_place(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A check-in without a usable place is a message, and moves nobody."""
    nowhere = await coco.add_spot("Nowhere", 999, 999)
    before = tracker(hass).attributes["place"]
    await coco.check_in("taro", nowhere, "Lost")
    await refresh(hass)
    [event] = messages
    assert event.data["location"] is None
    assert tracker(hass).attributes["place"] == before
