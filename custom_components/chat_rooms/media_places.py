"""The accounts and rooms that folders are of, or why one cannot look into them."""

from collections.abc import Iterator
from contextlib import contextmanager

from homeassistant.components.media_player.errors import BrowseError
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .errors import error_key
from .media_folders import Folder
from .providers.errors import AuthError, ProviderError
from .room import RoomState


@contextmanager
def browse_errors(coordinator: ChatRoomsCoordinator) -> Iterator[None]:
    """Raise BrowseErrors, and ask for a new sign-in where one is needed."""
    try:
        yield
    except ProviderError as err:
        if isinstance(err, AuthError):
            coordinator.async_reauth()
        raise BrowseError(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders={"service": coordinator.service_name},
        ) from None


def not_there() -> BrowseError:
    """Return the error for a folder that is not there, or not any more."""
    return BrowseError(translation_domain=DOMAIN, translation_key="folder_not_found")


def account_of(hass: HomeAssistant, folder: Folder) -> ChatRoomsCoordinator:
    """Return the account that a folder is of, or raise BrowseError."""
    entry: ChatRoomsConfigEntry | None = hass.config_entries.async_get_entry(
        folder.entry_id
    )
    if entry is None or entry.domain != DOMAIN:
        raise not_there()
    if entry.state is not ConfigEntryState.LOADED:
        raise BrowseError(
            translation_domain=DOMAIN,
            translation_key="not_loaded",
            translation_placeholders={"entity": entry.title},
        )
    return entry.runtime_data


def room_of(coordinator: ChatRoomsCoordinator, folder: Folder) -> RoomState:
    """Return the room that a folder is of, or raise BrowseError."""
    if (state := coordinator.rooms.get(folder.room_id)) is None:
        raise not_there()
    return state
