"""Switches: mute a room."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry
from .entity import RoomEntity, add_room_entities, with_feature
from .model import Feature

PARALLEL_UPDATES = 0

MUTE = SwitchEntityDescription(
    key="mute", translation_key="mute", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a switch for every room that can be muted."""
    coordinator = entry.runtime_data
    add_room_entities(
        coordinator,
        async_add_entities,
        with_feature(Feature.MUTE, lambda state: MuteSwitch(coordinator, MUTE, state)),
    )


class MuteSwitch(RoomEntity, SwitchEntity):
    """Whether a room is muted for this account, on all of its devices."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it is muted."""
        return self.room_state.room.muted

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Mute the room."""
        await self.coordinator.async_set_muted(self.room_id, True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Let the room sound as it did before."""
        await self.coordinator.async_set_muted(self.room_id, False)
