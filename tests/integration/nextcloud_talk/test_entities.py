"""What entities the rooms of Nextcloud Talk have, and what they show."""

import asyncio
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
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from ..conftest import set_up
from ..helpers import state
from ..rooms import device_of
from .helpers import GARDEN_CLUB, GRANDMA, NEIGHBOURS, heartbeat, held

UNIQUE_ID = "nextcloud_talk|https://cloud.example.com|taro"
MUTE = "switch.neighbours_mute"
SOME_DAY = 1_790_000_000


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare as Home Assistant does, without what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def unchanging(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> MockConfigEntry:
    """Return an account of which nothing differs from one run to the next."""
    hass.config_entries.async_update_entry(entry, unique_id=UNIQUE_ID)
    for room in talk.cloud.rooms.values():
        for message in room.messages:
            message.time = SOME_DAY + message.id
        room.last_activity = int(room.messages[-1].time)
    monkeypatch.setattr(
        "homeassistant.components.image._RND.getrandbits", lambda bits: 1
    )
    monkeypatch.setattr(pictured, "async_sign_path", lambda *_, **__: "/signed")
    return entry


@pytest.mark.parametrize("platform", sorted({*PLATFORMS} - {Platform.DEVICE_TRACKER}))
async def test_entities(
    hass: HomeAssistant,
    unchanging: MockConfigEntry,
    snapshot: SnapshotAssertion,
    platform: Platform,
) -> None:
    """The entities of the neighbourhood are what they were."""
    with patch("custom_components.chat_rooms.PLATFORMS", [platform]):
        await set_up(hass, unchanging)
        await snapshot_platform(hass, er.async_get(hass), snapshot, unchanging.entry_id)
        assert await hass.config_entries.async_unload(unchanging.entry_id)


@pytest.mark.parametrize(
    ("generation", "missing"),
    [
        ("current", set()),
        ("previous", set()),
        ("between", {"switch"}),
        ("old", {"switch"}),
    ],
)
async def test_unique_ids(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    missing: set[str],
    ready: MockConfigEntry,
) -> None:
    """A unique id is made of the entry's, the room's token and a key."""
    account = f"nextcloud_talk|{talk.address}|taro"
    room_keys = {
        "notify": ["notify"],
        "event": ["message"],
        "image": ["latest_photo"],
        "button": ["mark_as_read"],
        "sensor": ["unread_messages", "last_message"],
        "switch": ["mute"],
        "binary_sensor": ["call"],
    }
    expected = {
        (domain, f"{account}_{room}_{key}")
        for domain, keys in room_keys.items()
        for key in keys
        for room in talk.cloud.rooms
        if domain not in missing
    }
    expected |= {
        ("sensor", f"{account}_unread_messages"),
        ("binary_sensor", f"{account}_connected"),
        ("button", f"{account}_refresh"),
    }
    entities = er.async_entries_for_config_entry(er.async_get(hass), ready.entry_id)
    assert {(entity.domain, entity.unique_id) for entity in entities} == expected


async def test_devices(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Each conversation is a device by its name, connected via the account's."""
    registry = dr.async_get(hass)
    account = registry.async_get_device_by_identifier(
        (DOMAIN, str(ready.unique_id)), ready.entry_id
    )
    assert account is not None and account.name == "Nextcloud Talk Taro"
    for name in (NEIGHBOURS, GRANDMA, GARDEN_CLUB):
        device = device_of(hass, ready, talk.room_id(name))
        assert device is not None
        assert (device.name, device.via_device_id) == (name, account.id)
    devices = dr.async_entries_for_config_entry(registry, ready.entry_id)
    assert len(devices) == 4
    assert {(device.manufacturer, device.entry_type) for device in devices} == {
        ("Nextcloud Talk", dr.DeviceEntryType.SERVICE)
    }


async def turn(hass: HomeAssistant, how: str) -> None:
    """Turn the neighbours' mute switch."""
    await hass.services.async_call(
        "switch", f"turn_{how}", {"entity_id": MUTE}, blocking=True
    )


@pytest.mark.parametrize("level", [0, 1, 2])
async def test_mute_and_back(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    level: int,
) -> None:
    """Unmuting restores the level that was there before, also over a restart."""
    await talk.set_notification_level(NEIGHBOURS, level)
    await heartbeat(hass)
    assert state(hass, MUTE) == "off"
    await turn(hass, "on")
    assert await talk.notification_level(NEIGHBOURS) == 3
    assert state(hass, MUTE) == "on"
    await heartbeat(hass)
    assert state(hass, MUTE) == "on"
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    assert state(hass, MUTE) == "on"
    await turn(hass, "off")
    assert await talk.notification_level(NEIGHBOURS) == level
    assert state(hass, MUTE) == "off"


async def test_muted_while_a_list_is_under_way(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A list that was told before does not turn the switch back."""
    async with held(talk, "rooms") as waiting:
        listing = asyncio.create_task(ready.runtime_data.async_ask_for_all())
        await talk.wait_for(lambda: waiting)
        await turn(hass, "on")
    await listing
    assert state(hass, MUTE) == "on"
    await heartbeat(hass)
    assert state(hass, MUTE) == "on"


async def test_muted_elsewhere(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What is muted on a phone shows here, and can be unmuted here."""
    await talk.set_notification_level(NEIGHBOURS, 3)
    await heartbeat(hass)
    assert state(hass, MUTE) == "on"
    await turn(hass, "off")
    assert await talk.notification_level(NEIGHBOURS) == 0
    await talk.set_notification_level(NEIGHBOURS, 3)
    await heartbeat(hass)
    assert state(hass, MUTE) == "on"


async def test_every_entity_goes_with_its_entry(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """After unloading every entity is unavailable, and a reload brings all back."""
    entities = set(hass.states.async_entity_ids()) - {"zone.home"}
    assert await hass.config_entries.async_unload(ready.entry_id)
    assert unavailable(hass) == entities
    await set_up(hass, ready)
    assert unavailable(hass) == set()


def unavailable(hass: HomeAssistant) -> set[Any]:
    """Return the entities that are unavailable."""
    return {
        entity_id
        for entity_id in hass.states.async_entity_ids()
        if hass.states.is_state(entity_id, STATE_UNAVAILABLE)
    }
