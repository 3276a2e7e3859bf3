"""The accounts and rooms that folders are of, or why one cannot look into them.

What whoever asks may not see is not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.trace import variables_cv

from .const import DOMAIN
from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .errors import error_key
from .incoming import may_read
from .media_folders import Folder
from .providers.errors import AuthError, NotFoundError, ProviderError
from .room import RoomState


def asking_user() -> User | None:
    """Return who asks over a WebSocket connection, None where nobody does.

    A connection stays set in all that comes of its commands. Automations are no
    user's, whoever set them off, and what they run is not either.
    """
    connection = current_connection.get()
    if connection is None:
        return None
    run = (variables_cv.get() or {}).get("context")
    if isinstance(run, Context) and run.user_id is None:
        return None
    return connection.user


def may_look(coordinator: ChatRoomsCoordinator, room_id: str) -> bool:
    """Whether a room is there, as far as whoever asks may know."""
    if (user := asking_user()) is None:
        return room_id in coordinator.rooms
    try:
        return may_read(user, coordinator, room_id)
    except NotFoundError:
        return False


def accounts(hass: HomeAssistant) -> list[ChatRoomsCoordinator]:
    """Return the accounts that are set up and that whoever asks may know of."""
    entries: list[ChatRoomsConfigEntry]
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data for entry in entries if _may_know(hass, entry)]


def rooms_of(coordinator: ChatRoomsCoordinator) -> list[RoomState]:
    """Return the rooms of an account that whoever asks may read."""
    return [
        state
        for room_id, state in coordinator.rooms.items()
        if may_look(coordinator, room_id)
    ]


def _may_know(hass: HomeAssistant, entry: ChatRoomsConfigEntry) -> bool:
    """Whether whoever asks may read any room of an account, set up or not."""
    user = asking_user()
    if user is None or user.permissions.access_all_entities(POLICY_READ):
        return True
    return any(
        user.permissions.check_entity(entity.entity_id, POLICY_READ)
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if entity.domain == Platform.EVENT
    )


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
    if entry is None or entry.domain != DOMAIN or not _may_know(hass, entry):
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
    if not may_look(coordinator, folder.room_id):
        raise not_there()
    return coordinator.rooms[folder.room_id]
