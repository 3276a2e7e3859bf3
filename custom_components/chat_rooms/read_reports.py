"""Tells the service what has been read here, if the user wants that."""

import logging
from typing import TYPE_CHECKING

from homeassistant.core import callback

from .const import CONF_MARK_READ
from .model import Feature
from .providers.errors import ProviderError
from .room import RoomState

if TYPE_CHECKING:
    from .coordinator import ChatRoomsCoordinator

_LOGGER = logging.getLogger(__name__)


class ReadReports:
    """Reports each room's newest message as read, one report of a room at a time."""

    def __init__(self, coordinator: ChatRoomsCoordinator) -> None:
        """Belong to an account."""
        self._coordinator = coordinator
        options = coordinator.config_entry.options
        self._wanted: bool = options.get(CONF_MARK_READ, False)
        self._under_way: set[str] = set()

    @callback
    def delivered(self, state: RoomState) -> None:
        """Note that a batch of a room has been handed on."""
        if self._wanted and Feature.MARK_AS_READ in state.room.features:
            state.read_unreported = True
            self._start(state)

    @callback
    def make_up(self) -> None:
        """Make up for the reports that failed, or that a reload cut off."""
        for state in self._coordinator.rooms.values():
            if self._wanted and state.read_unreported:
                self._start(state)

    def _start(self, state: RoomState) -> None:
        coordinator = self._coordinator
        if (room_id := state.room.id) not in self._under_way:
            self._under_way.add(room_id)
            coordinator.config_entry.async_create_background_task(
                coordinator.hass,
                self._report(state),
                f"{coordinator.name} marks as read",
                eager_start=False,
            )

    async def _report(self, state: RoomState) -> None:
        coordinator, room_id = self._coordinator, state.room.id
        try:
            while (last := state.last) and (
                (state.read_position or 0) < last.position <= state.position
            ):
                before = state.read_position
                await coordinator.async_report_read(state, last.message.id)
                if state.read_position == before:
                    # What does not move now will not move for being asked again.
                    break
            state.read_unreported = False
        except ProviderError as err:
            _LOGGER.debug("Marking as read has to wait: %s", err)
        finally:
            self._under_way.discard(room_id)
