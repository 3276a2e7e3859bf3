"""Whether an account is connected, and whether a call runs in a room."""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry
from .entity import AccountEntity, RoomEntity, add_room_entities, with_feature
from .model import Feature

PARALLEL_UPDATES = 0

CONNECTED = BinarySensorEntityDescription(
    key="connected",
    translation_key="connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)
CALL = BinarySensorEntityDescription(
    key="call",
    translation_key="call",
    device_class=BinarySensorDeviceClass.RUNNING,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the account's sensor, and one for every room that has calls."""
    coordinator = entry.runtime_data
    async_add_entities([ConnectedSensor(coordinator, CONNECTED)])
    add_room_entities(
        coordinator,
        async_add_entities,
        with_feature(Feature.CALL, lambda state: CallSensor(coordinator, CALL, state)),
    )


class ConnectedSensor(AccountEntity, BinarySensorEntity):
    """Whether the service answers and new messages arrive."""

    @property
    @override
    def available(self) -> bool:
        """Always: an outage is what it tells of."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Whether all is well."""
        return self.coordinator.connected


class CallSensor(RoomEntity, BinarySensorEntity):
    """Whether a call runs in a room."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether somebody is in a call."""
        return self.room_state.room.in_call
