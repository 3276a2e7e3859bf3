"""What entities there are, and what they show."""

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.chat_rooms import PLATFORMS, pictured
from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import refresh, until
from .rooms import device_of

UNIQUE_ID = "bocco|https://api.bocco.me|1234"
TEXTS = Path("custom_components/chat_rooms/translations/en.json")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare as Home Assistant does, without what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def unchanging(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> MockConfigEntry:
    """Return an account of which nothing differs from one run to the next."""
    hass.config_entries.async_update_entry(entry, unique_id=UNIQUE_ID)
    messages = [m for room in family.home.rooms.values() for m in room.messages]
    for number, message in enumerate(sorted(messages, key=lambda m: m.id), 25_000):
        message.id = number
        message.time = 1_790_000_000 + number
    for room in family.home.rooms.values():
        for member in room.members:
            member.read_id = room.messages[-1].id
    me = family.home.room(HOME).member_of(family.home.account)
    assert me is not None
    me.read_id = family.home.room(HOME).messages[-2].id
    monkeypatch.setattr(
        "homeassistant.components.image._RND.getrandbits", lambda bits: 1
    )
    monkeypatch.setattr(pictured, "async_sign_path", lambda *_, **__: "/signed")
    return entry


@pytest.mark.parametrize(
    "platform", sorted({*PLATFORMS} - {Platform.DEVICE_TRACKER, Platform.SWITCH})
)
async def test_entities(
    hass: HomeAssistant,
    unchanging: MockConfigEntry,
    snapshot: SnapshotAssertion,
    platform: Platform,
) -> None:
    """The entities of the family are what they were."""
    with patch("custom_components.chat_rooms.PLATFORMS", [platform]):
        await set_up(hass, unchanging)
        await snapshot_platform(hass, er.async_get(hass), snapshot, unchanging.entry_id)
        assert await hass.config_entries.async_unload(unchanging.entry_id)


async def test_unique_ids(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A unique id is made of the entry's, the room's id and a key."""
    account = ready.unique_id
    home, grandparents = family.home.rooms
    sensor = family.home.room(HOME).user("Living room").uuid
    room_keys = {
        "notify": ["notify"],
        "event": ["message"],
        "image": ["latest_photo"],
        "button": ["mark_as_read"],
        "sensor": ["unread_messages", "last_message"],
    }
    expected = {
        (domain, f"{account}_{room}_{key}")
        for domain, keys in room_keys.items()
        for key in keys
        for room in (home, grandparents)
    }
    expected |= {
        ("sensor", f"{account}_{home}_{sensor}_{key}")
        for key in ("temperature", "humidity", "illuminance")
    }
    expected |= {
        ("sensor", f"{account}_unread_messages"),
        ("binary_sensor", f"{account}_connected"),
        ("button", f"{account}_refresh"),
    }
    entities = er.async_entries_for_config_entry(er.async_get(hass), ready.entry_id)
    assert {(entity.domain, entity.unique_id) for entity in entities} == expected


async def test_names_are_translated(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Every entity has a name: a translated one, its device class's, or the room's."""
    texts: Mapping[str, Any] = json.loads(
        await hass.async_add_executor_job(TEXTS.read_text)
    )["entity"]
    entities = er.async_entries_for_config_entry(er.async_get(hass), ready.entry_id)
    for entity in entities:
        assert entity.has_entity_name
        if entity.domain == "notify":
            assert entity.original_name is None
        elif entity.translation_key is None:
            assert entity.original_device_class in (
                "temperature",
                "humidity",
                "illuminance",
            )
        else:
            text = texts[entity.domain][entity.translation_key]["name"]
            assert entity.original_name == text


async def test_devices(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Each room is a device, connected via the account's."""
    registry = dr.async_get(hass)
    account = registry.async_get_device_by_identifier(
        (DOMAIN, str(ready.unique_id)), ready.entry_id
    )
    assert account is not None
    assert account.name == "BOCCO Taro"
    assert account.via_device_id is None
    for room in family.home.rooms.values():
        device = device_of(hass, ready, room.uuid)
        assert device is not None
        assert device.name == room.name
        assert device.via_device_id == account.id
    devices = dr.async_entries_for_config_entry(registry, ready.entry_id)
    assert len(devices) == 3
    assert {(device.manufacturer, device.entry_type) for device in devices} == {
        ("BOCCO", dr.DeviceEntryType.SERVICE)
    }
    entities = er.async_entries_for_config_entry(er.async_get(hass), ready.entry_id)
    assert {entity.device_id for entity in entities} == {d.id for d in devices}


async def test_states(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What the entities show is what the service has."""
    assert hass.states.is_state("sensor.happy_family_unread_messages", "1")
    assert hass.states.is_state("sensor.grandparents_unread_messages", "0")
    assert hass.states.is_state("sensor.bocco_taro_unread_messages", "1")
    assert hass.states.is_state("sensor.happy_family_temperature", "21.5")
    assert hass.states.is_state("sensor.happy_family_humidity", "48.0")
    assert hass.states.is_state("sensor.happy_family_illuminance", "320.0")
    await family.measure(HOME, "Living room", 25, 60, 10)
    await refresh(hass)
    assert hass.states.is_state("sensor.happy_family_temperature", "25.0")
    assert hass.states.is_state("sensor.happy_family_humidity", "60.0")
    assert hass.states.is_state("sensor.happy_family_illuminance", "10.0")


async def test_mark_as_read(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The button marks everything in its room as read, here and at the service."""
    newest = family.home.room(HOME).messages[-1].id
    assert await family.read_id(HOME) < newest
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.happy_family_mark_as_read"},
        blocking=True,
    )
    assert await family.read_id(HOME) == newest
    await hass.async_block_till_done()
    assert hass.states.is_state("sensor.happy_family_unread_messages", "0")
    assert hass.states.is_state("sensor.bocco_taro_unread_messages", "0")


TEMPERATURES = {
    "Living room": "sensor.happy_family_living_room_temperature",
    "Bedroom": "sensor.happy_family_bedroom_temperature",
}


async def test_several_sensors_in_one_room(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Where a room has several sensors, each bears its own name."""
    await family.add_sensor(HOME, "sensor_room", "Bedroom")
    await family.measure(HOME, "Bedroom", 18, 55, 5)
    await set_up(hass, entry)
    for sensor, value in (("Living room", "21.5"), ("Bedroom", "18.0")):
        state = hass.states.get(TEMPERATURES[sensor])
        assert state is not None
        assert (state.name, state.state) == (f"{HOME} {sensor} temperature", value)
    registry = er.async_get(hass)
    bedroom = registry.async_get(TEMPERATURES["Bedroom"])
    sensor_id = family.home.room(HOME).user("Bedroom").uuid
    room_id = family.room_id(HOME)
    assert bedroom is not None
    assert bedroom.unique_id == f"{entry.unique_id}_{room_id}_{sensor_id}_temperature"


async def test_a_sensor_that_is_put_up_later(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A sensor that comes later is there without a restart, with its own name."""
    await family.add_sensor(HOME, "sensor_room", "Bedroom")
    await family.measure(HOME, "Bedroom", 18, 55, 5)
    await refresh(hass)
    assert hass.states.is_state(TEMPERATURES["Bedroom"], "18.0")
    assert hass.states.is_state("sensor.happy_family_temperature", "21.5")


async def test_a_sensor_without_readings(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A sensor that has not measured yet is unknown, and the others are not."""
    await family.add_sensor(HOME, "sensor_room", "Bedroom")
    await set_up(hass, entry)
    assert hass.states.is_state(TEMPERATURES["Bedroom"], "unknown")
    assert hass.states.is_state(TEMPERATURES["Living room"], "21.5")


async def test_every_entity_goes_with_its_entry(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """After unloading every entity is unavailable, and a reload brings all back."""
    entities = set(hass.states.async_entity_ids()) - {"zone.home"}
    assert await hass.config_entries.async_unload(ready.entry_id)
    assert {
        entity for entity in entities if hass.states.is_state(entity, STATE_UNAVAILABLE)
    } == entities
    await set_up(hass, ready)
    await until(
        hass, lambda: hass.states.is_state("sensor.bocco_taro_unread_messages", "1")
    )
    assert not [
        entity for entity in entities if hass.states.is_state(entity, STATE_UNAVAILABLE)
    ]
