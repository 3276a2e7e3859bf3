"""Tells the service what has been delivered, and read here if the user wants that."""

from asyncio import Lock
from collections import defaultdict
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


class Reports:
    """Reports how far each room has come, one report of a room at a time."""

    def __init__(self, coordinator: ChatRoomsCoordinator) -> None:
        """Belong to an account."""
        self._coordinator = coordinator
        options = coordinator.config_entry.options
        self._marks_read: bool = options.get(CONF_MARK_READ, False)
        self._confirmed: dict[str, int] = {}
        self._under_way: set[str] = set()
        self._marking: defaultdict[str, Lock] = defaultdict(Lock)

    async def read(self, state: RoomState, message_id: str) -> None:
        """Mark a room as read up to a message, where it is not; raises ProviderErrors.

        A mark never goes back: the marks of a room are made one after another, and
        none is made for what has been read.
        """
        coordinator, room = self._coordinator, state.room
        position = coordinator.provider.position_of(message_id)
        async with self._marking[room.id]:
            if _is_read(state, position):
                return
            if Feature.OWN_READ_MARK not in room.features:
                await coordinator.provider.mark_as_read(room.id, message_id)
            state.mark(position, coordinator.hass.loop.time())
        coordinator.inbox.save_soon()
        coordinator.dispatch.room(room.id)

    @callback
    def delivered(self, state: RoomState) -> None:
        """Note that a batch of a room has been handed on."""
        if self._marks_read and Feature.MARK_AS_READ in state.room.features:
            state.read_unreported = True
        self._start(state)

    @callback
    def make_up(self) -> None:
        """Make up for the reports that failed, or that a reload cut off."""
        for state in self._coordinator.rooms.values():
            self._start(state)

    def _start(self, state: RoomState) -> None:
        coordinator, room_id = self._coordinator, state.room.id
        if not self._is_due(state) or room_id in self._under_way:
            return
        self._under_way.add(room_id)
        coordinator.config_entry.async_create_background_task(
            coordinator.hass,
            self._report(state),
            f"{coordinator.name} reports what has come",
            eager_start=False,
        )

    def _is_due(self, state: RoomState) -> bool:
        return self._unconfirmed(state) or (self._marks_read and state.read_unreported)

    def _unconfirmed(self, state: RoomState) -> bool:
        return Feature.CONFIRM in state.room.features and (
            state.position > self._confirmed.get(state.room.id, 0)
        )

    async def _report(self, state: RoomState) -> None:
        try:
            while self._unconfirmed(state):
                await self._confirm(state)
            if self._marks_read and state.read_unreported:
                await self._mark_read(state)
        except ProviderError as err:
            _LOGGER.debug("A report of what has come has to wait: %s", err)
        finally:
            self._under_way.discard(state.room.id)

    async def _confirm(self, state: RoomState) -> None:
        position = state.position
        await self._coordinator.provider.confirm(state.room.id, position)
        self._confirmed[state.room.id] = position

    async def _mark_read(self, state: RoomState) -> None:
        while (last := state.last) and (
            (state.read_position or 0) < last.position <= state.position
        ):
            before = state.read_position
            await self.read(state, last.message.id)
            if state.read_position == before:
                # What does not move now will not move for being asked again.
                break
        state.read_unreported = False


def _is_read(state: RoomState, position: int) -> bool:
    """Whether everything up to a position is known to have been read."""
    if state.read_position is None or position > state.read_position:
        return False
    # Changes are unread after the newest message, whose mark is the one that they get.
    last = state.last
    is_newest = last is None or position >= last.position
    return not (is_newest and state.unread_positions)
