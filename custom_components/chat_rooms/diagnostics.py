"""What a user can send along with a problem: numbers, and nobody's words."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .const import (
    CONF_CATCH_UP,
    CONF_FOLLOW_NEW_ROOMS,
    CONF_KNOWN_ROOMS,
    CONF_MARK_READ,
    CONF_POLL_INTERVAL,
    CONF_ROOMS,
    CONF_SERVICE,
)
from .coordinator import ChatRoomsConfigEntry
from .room import RoomState

TOLD_OPTIONS = (
    CONF_CATCH_UP,
    CONF_FOLLOW_NEW_ROOMS,
    CONF_MARK_READ,
    CONF_POLL_INTERVAL,
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ChatRoomsConfigEntry
) -> dict[str, Any]:
    """Return how an account is doing."""
    told = {
        "service": entry.data[CONF_SERVICE],
        "options": {
            **{key: entry.options[key] for key in TOLD_OPTIONS if key in entry.options},
            "chosen_rooms": len(entry.options.get(CONF_ROOMS, ())),
            "known_rooms": len(entry.options.get(CONF_KNOWN_ROOMS, ())),
        },
    }
    if entry.state is not ConfigEntryState.LOADED:
        return told
    coordinator = entry.runtime_data
    interval, health = coordinator.update_interval, coordinator.extras.health
    return told | {
        "account": {
            "connected": coordinator.connected,
            "last_update_success": coordinator.last_update_success,
            "last_error": type(coordinator.last_exception).__name__
            if coordinator.last_exception
            else None,
            "member_known": coordinator.inbox.member_id is not None,
            "feeds": coordinator.feeds.counts(),
            "seconds_between_lists": interval and interval.total_seconds(),
            "health": health and {"status": health.status.value, **health.parts},
        },
        "rooms": [_room(state) for state in coordinator.rooms.values()],
    }


def _room(state: RoomState) -> dict[str, Any]:
    room = state.room
    return {
        "features": [feature.name for feature in room.features],
        "members": room.members and len(room.members),
        "sensors": len(room.sensors),
        "position": state.position,
        "received": state.received,
        "read_position": state.read_position,
        "unread": state.unread,
        "held": len(state.held),
    }
