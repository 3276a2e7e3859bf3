"""What becomes of rooms in Home Assistant."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntry
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.following import account_identifier

CLUB = "Club"
CLUB_ENTITIES = {
    "button.club_mark_as_read",
    "event.club_message",
    "image.club_latest_photo",
    "notify.club",
    "sensor.club_last_message",
    "sensor.club_unread_messages",
}


def club_entities(hass: HomeAssistant) -> set[str]:
    """Return the entities of the club that have a state."""
    return {entity for entity in hass.states.async_entity_ids() if ".club" in entity}


def device_of(
    hass: HomeAssistant, entry: MockConfigEntry, room_id: str
) -> DeviceEntry | None:
    """Return a room's device."""
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, f"{entry.unique_id}_{room_id}"), entry.entry_id
    )


def account_of(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the id of the account's device."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        account_identifier(entry), entry.entry_id
    )
    assert device
    return device.id


async def create_room(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, **data: Any
) -> dict[str, Any]:
    """Create a room with our own action and return what it tells."""
    answer = await hass.services.async_call(
        DOMAIN,
        "create_room",
        {"device_id": account_of(hass, entry), "name": name, **data},
        blocking=True,
        return_response=True,
    )
    await hass.async_block_till_done()
    assert answer
    return dict(answer)
