"""Entities that show the picture of their room."""

from datetime import datetime, timedelta
from typing import override

from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .avatars import room_avatar_path
from .entity import RoomEntity

ENTITY_PICTURE = "entity_picture"

# Every new address writes a state, so it is good for long. It is looked at once a day,
# which must leave time to renew it.
VALID_FOR = timedelta(days=30)
RENEWED_BEFORE = timedelta(days=2)
LOOK_EVERY = timedelta(days=1)


class PicturedRoomEntity(RoomEntity):
    """An entity of a room that bears the room's picture, where there is one.

    The address is signed: whoever sees the entity sees the picture. It stays the same
    until there is another picture, or until it is about to end.
    """

    _unrecorded_attributes = frozenset({ENTITY_PICTURE})
    _picture_path: str | None = None
    _picture_ends: datetime | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Show the picture, and follow its changes."""
        await super().async_added_to_hass()
        self._take_picture()
        self.async_on_remove(
            self.coordinator.dispatch.listen_to_room(
                self.room_id, self._look_at_picture
            )
        )
        self.async_on_remove(
            async_track_time_interval(self.hass, self._look_at_picture, LOOK_EVERY)
        )

    @callback
    def _look_at_picture(self, now: datetime | None = None) -> None:
        if self._take_picture():
            self.async_write_ha_state()

    def _take_picture(self) -> bool:
        """Take the address of the picture; tell whether it is another one."""
        path = room_avatar_path(self.coordinator, self.room_state)
        now = dt_util.utcnow()
        ends = self._picture_ends
        if path == self._picture_path and not (ends and now + RENEWED_BEFORE >= ends):
            return False
        self._picture_path = path
        self._picture_ends = None if path is None else now + VALID_FOR
        self._attr_entity_picture = (
            None
            if path is None
            else async_sign_path(self.hass, path, VALID_FOR, use_content_user=True)
        )
        return True
