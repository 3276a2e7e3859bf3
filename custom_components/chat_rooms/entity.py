"""What the entities of rooms and accounts share."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import ChatRoomsCoordinator
from .following import account_identifier, room_identifier
from .model import Feature, Room
from .payload import NAME_LENGTH
from .room import RoomState


class AccountEntity(CoordinatorEntity[ChatRoomsCoordinator]):
    """An entity of an account's device."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: ChatRoomsCoordinator, description: EntityDescription
    ) -> None:
        """Belong to the account."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = coordinator.dispatch.unique_id(description.key)
        self._attr_device_info = DeviceInfo(
            identifiers={account_identifier(coordinator.config_entry)}
        )

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the account's changes."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.dispatch.listen_to_account(self._handle_coordinator_update)
        )


class RoomEntity(CoordinatorEntity[ChatRoomsCoordinator]):
    """An entity of a room's device; `part` tells several of a kind apart.

    `_shows_state` is whether it looks again whenever the room's state changes.
    """

    _attr_has_entity_name = True
    _shows_state = True

    def __init__(
        self,
        coordinator: ChatRoomsCoordinator,
        description: EntityDescription,
        state: RoomState,
        *part: str,
    ) -> None:
        """Belong to the room."""
        super().__init__(coordinator)
        self.entity_description = description
        self.room_id = state.room.id
        self._attr_unique_id = coordinator.dispatch.unique_id(
            self.room_id, *part, description.key
        )
        self._attr_device_info = room_device(coordinator, state.room)
        self.room_state = state
        self.on_removal: CALLBACK_TYPE | None = None

    @property
    @override
    def available(self) -> bool:
        """Whether the service answers and still lists the room."""
        return super().available and self.in_room

    @property
    def in_room(self) -> bool:
        """Whether the service still lists the room."""
        return self.coordinator.rooms.get(self.room_id) is self.room_state

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the room's changes."""
        await super().async_added_to_hass()
        if self._shows_state:
            self.async_on_remove(
                self.coordinator.dispatch.listen_to_room(
                    self.room_id, self._handle_room_change
                )
            )

    @override
    async def async_removed_from_registry(self) -> None:
        """Tell whoever added it that it is gone for good."""
        if self.on_removal is not None:
            self.on_removal()

    @callback
    def _handle_room_change(self) -> None:
        self._handle_coordinator_update()


def room_device(coordinator: ChatRoomsCoordinator, room: Room) -> DeviceInfo:
    """Return what a room's device is; the account's must be there."""
    entry = coordinator.config_entry
    return DeviceInfo(
        identifiers={room_identifier(entry, room.id)},
        name=room.name[:NAME_LENGTH],
        manufacturer=coordinator.service_name,
        entry_type=DeviceEntryType.SERVICE,
        via_device_id=dr.async_get_device_id_by_identifier(
            coordinator.hass, account_identifier(entry), config_entry_id=entry.entry_id
        ),
    )


def with_feature(
    feature: Feature, make: Callable[[RoomState], RoomEntity]
) -> Callable[[RoomState], Iterable[RoomEntity]]:
    """Return what makes an entity of each room that has a feature."""
    return lambda state: [make(state)] if feature in state.room.features else []


@callback
def add_room_entities(
    coordinator: ChatRoomsCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make: Callable[[RoomState], Iterable[RoomEntity]],
) -> None:
    """Add the entities of all rooms, now and whenever a room comes."""
    added: dict[str | None, RoomState] = {}

    @callback
    def forget(unique_id: str | None, state: RoomState) -> None:
        # What the registry knows no more may come back.
        if added.get(unique_id) is state:
            del added[unique_id]

    @callback
    def add() -> None:
        rooms = coordinator.rooms
        for unique_id, state in list(added.items()):
            if rooms.get(state.room.id) is not state:
                del added[unique_id]
        new: list[RoomEntity] = []
        for state in rooms.values():
            for entity in make(state):
                if entity.unique_id not in added:
                    added[entity.unique_id] = state
                    entity.on_removal = partial(forget, entity.unique_id, state)
                    new.append(entity)
        if new:
            async_add_entities(new)

    add()
    coordinator.config_entry.async_on_unload(
        coordinator.dispatch.listen_to_structure(add)
    )
