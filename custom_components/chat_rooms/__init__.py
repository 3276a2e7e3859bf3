"""Chat Rooms: the rooms of several services in Home Assistant."""

from functools import partial

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType
from homeassistant.helpers.typing import ConfigType

from .avatars import AVATARS, Avatars, AvatarView
from .card import card_of
from .const import DOMAIN
from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .following import account_identifier, member_of_device, room_of_device
from .sentences import async_setup_sentences
from .services import async_setup_services
from .session import async_sign_out
from .stored import storage
from .thumbnails import THUMBNAILS, Thumbnails
from .view import AttachmentView
from .websocket_api import async_setup_websocket_api

# By this the forms of actions find the devices of accounts.
ACCOUNT_MODEL = "Account"

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.DEVICE_TRACKER,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NOTIFY,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all accounts share: actions, views and the card."""
    async_setup_services(hass)
    async_setup_websocket_api(hass)
    async_setup_sentences(hass)
    await card_of(hass).async_serve()
    hass.data[THUMBNAILS] = Thumbnails(hass)
    hass.data[AVATARS] = Avatars(hass)
    hass.http.register_view(AttachmentView(hass))
    hass.http.register_view(AvatarView(hass))
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ChatRoomsConfigEntry) -> bool:
    """Set up an account."""
    await card_of(hass).async_add()
    coordinator = ChatRoomsCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    # The rooms' devices are connected via the account's, which must be there first.
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={account_identifier(entry)},
        name=entry.title,
        manufacturer=coordinator.service_name,
        model=ACCOUNT_MODEL,
        entry_type=DeviceEntryType.SERVICE,
    )
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.go_live()

    async def stop(_: Event) -> None:
        # Automations hear nothing any more, so what comes now waits for the next start.
        await coordinator.async_stop()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    entry.async_on_unload(coordinator.following.clear_issues)
    for kept in (hass.data[THUMBNAILS], hass.data[AVATARS]):
        entry.async_on_unload(partial(kept.forget, entry.entry_id))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ChatRoomsConfigEntry) -> bool:
    """Unload an account."""
    # First: a message must not come when the entities that tell of it are gone.
    await entry.runtime_data.async_stop()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ChatRoomsConfigEntry) -> None:
    """Forget an account, and let its service forget this sign-in."""
    await storage(hass, entry.entry_id).async_remove()
    if not hass.config_entries.async_entries(DOMAIN):
        await card_of(hass).async_remove()
    await async_sign_out(hass, entry.data)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: ChatRoomsConfigEntry, device: dr.DeviceEntry
) -> bool:
    """Let a room's device be removed once the room is no longer followed.

    Somebody who is seen at places comes back when seen again.
    """
    room_id = room_of_device(entry, device)
    member_id = member_of_device(entry, device)
    if entry.state is not ConfigEntryState.LOADED or room_id is member_id is None:
        return room_id is not None or member_id is not None
    coordinator = entry.runtime_data
    if member_id is not None:
        coordinator.forget_member(member_id)
        return True
    return room_id not in coordinator.rooms
