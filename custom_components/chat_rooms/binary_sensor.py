"""Whether an account is connected."""

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
from .entity import AccountEntity

PARALLEL_UPDATES = 0

CONNECTED = BinarySensorEntityDescription(
    key="connected",
    translation_key="connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the account's sensor."""
    async_add_entities([ConnectedSensor(entry.runtime_data, CONNECTED)])


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
