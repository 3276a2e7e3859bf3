"""What is rare: long names, names that several have, and new names."""

from typing import Any

from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.chat_rooms.following import account_identifier, member_identifier
from tests.simulators.hatena_coco import HatenaCocoSimulator

from .helpers import CAFE, FRIENDS, PARK, STATION, refresh
from .spots import choose, offered

TRACKER = "device_tracker.taro"


def account_of(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the id of the account's device."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        account_identifier(entry), entry.entry_id
    )
    assert device
    return device.id


async def check_in(
    hass: HomeAssistant, entry: MockConfigEntry, spot: str, context: Context | None
) -> None:
    """Check in with the account's action."""
    await hass.services.async_call(
        "chat_rooms",
        "check_in",
        {"device_id": account_of(hass, entry), "spot": spot},
        blocking=True,
        context=context,
    )


async def test_long_names(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A spot with an endless name fills neither events nor states."""
    await coco.add_spot("a" * 30_000, 35, 139, key="k" * 20_000)
    await coco.check_in("taro", "k" * 20_000, "Here")
    await refresh(hass)
    [event] = messages
    assert len(json_bytes(event.data)) < 16_000
    assert len(event.data["location"]["name"]) == 255
    for entity_id in (TRACKER, event.data["entity_id"]):
        state = hass.states.get(entity_id)
        assert state
        assert len(json_bytes(dict(state.attributes))) < 16_000


async def test_a_friend_is_renamed(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """The device is called as the friend is, from the next check-in on."""
    await coco.rename_user("taro", "Taro the Great")
    await coco.check_in("taro", CAFE)
    await refresh(hass)
    device = dr.async_get(hass).async_get_device_by_identifier(
        member_identifier(ready, "taro"), ready.entry_id
    )
    assert device
    assert device.name == "Taro the Great"


@pytest.fixture
def twins(coco: HatenaCocoSimulator) -> list[dict[str, Any]]:
    """Return two spots of one name, and one that is called as another's key."""
    park, station, cafe = (coco.world.spot(name) for name in (PARK, STATION, CAFE))
    return [
        {"key": park.key, "name": "Bench"},
        {"key": station.key, "name": "Bench"},
        {"key": cafe.key, "name": park.key},
    ]


async def test_names_of_several(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    twins: list[dict[str, Any]],
) -> None:
    """A name that several spots have is no answer, and a key comes before a name."""
    hass.config_entries.async_update_entry(
        ready, options={**ready.options, "rooms": [FRIENDS], "spots": twins}
    )
    with pytest.raises(ServiceValidationError) as caught:
        await check_in(hass, ready, "Bench", None)
    assert caught.value.translation_key == "spot_ambiguous"
    assert await coco.received() == []
    form = await choose(hass, ready, "remove_spots")
    assert offered(form) == {
        twins[0]["key"]: f"Bench ({twins[0]['key']})",
        twins[1]["key"]: f"Bench ({twins[1]['key']})",
        twins[2]["key"]: twins[2]["name"],
    }
    await check_in(hass, ready, twins[0]["key"], None)
    [received] = await coco.received()
    assert received["spot"] == PARK


async def test_permission_without_entities(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    """An account whose entities are all disabled is nobody's to use."""
    registry = er.async_get(hass)
    for entity in er.async_entries_for_device(registry, account_of(hass, ready)):
        registry.async_update_entity(
            entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    with pytest.raises(Unauthorized):
        await check_in(hass, ready, PARK, Context(user_id=hass_read_only_user.id))
    assert await coco.received() == []


async def test_a_renamed_entity(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An entity that the user renames is not made a second time when a room comes."""
    registry = er.async_get(hass)
    registry.async_update_entity(
        "sensor.ueno_park_last_message", new_entity_id="sensor.park"
    )
    await hass.async_block_till_done()
    await coco.add_friend("jiro", "Jiro")
    await coco.check_in("jiro", CAFE)
    await refresh(hass)
    assert hass.states.get("device_tracker.jiro")
    assert "already exists" not in caplog.text
