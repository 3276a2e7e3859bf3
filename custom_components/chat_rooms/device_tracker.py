"""Device trackers: where somebody was last seen."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.device_tracker.entity import (
    TrackerEntity,
    TrackerEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .entity import RoomEntity, add_room_entities
from .following import account_identifier, member_identifier
from .model import Feature, Whereabouts
from .payload import NAME_LENGTH
from .room import RoomState

PARALLEL_UPDATES = 0

LOCATION = TrackerEntityDescription(key="location", translation_key="location")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a tracker for everybody whose places a room tells."""
    coordinator = entry.runtime_data

    def make(state: RoomState) -> Iterable[RoomEntity]:
        if Feature.WHEREABOUTS in state.room.features:
            for seen in coordinator.extras.whereabouts.values():
                yield MemberTracker(coordinator, state, seen)

    add_room_entities(coordinator, async_add_entities, make)


class MemberTracker(RoomEntity, TrackerEntity):
    """Where a member of a room was last seen; the member is a device of its own."""

    _attr_name = None
    _shows_state = False

    def __init__(
        self,
        coordinator: ChatRoomsCoordinator,
        state: RoomState,
        seen: Whereabouts,
    ) -> None:
        """Belong to the member, whom the room tells of."""
        super().__init__(coordinator, LOCATION, state, seen.member.id)
        self._show(seen)

    @property
    @override
    def entity_category(self) -> EntityCategory | None:
        """None: where somebody is, is the main thing."""
        return None

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """The member's own device."""
        member, entry = self._seen.member, self.coordinator.config_entry
        return DeviceInfo(
            identifiers={member_identifier(entry, member.id)},
            name=member.name[:NAME_LENGTH],
            manufacturer=self.coordinator.service_name,
            entry_type=DeviceEntryType.SERVICE,
            via_device_id=dr.async_get_device_id_by_identifier(
                self.coordinator.hass,
                account_identifier(entry),
                config_entry_id=entry.entry_id,
            ),
        )

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """The place, by its name, and since when."""
        seen = self._seen
        return {
            **{key: str(value)[:NAME_LENGTH] for key, value in seen.detail.items()},
            "place": seen.location.name[:NAME_LENGTH],
            "seen_at": seen.seen_at.isoformat(),
        }

    @override
    async def async_added_to_hass(self) -> None:
        """Look again whenever a list of rooms has come."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.dispatch.listen_to_account(self._look_again)
        )

    @callback
    def _look_again(self) -> None:
        """Write a state only for what has changed: a tracker's states all count."""
        seen = self.coordinator.extras.whereabouts.get(self._seen.member.id)
        if seen is not None and seen != self._seen:
            before = self._seen.member.name
            self._show(seen)
            if seen.member.name != before:
                self._rename_device(seen.member.name)
            self.async_write_ha_state()

    def _rename_device(self, name: str) -> None:
        if self.device_entry is not None:
            registry = dr.async_get(self.hass)
            registry.async_update_device(self.device_entry.id, name=name[:NAME_LENGTH])

    def _show(self, seen: Whereabouts) -> None:
        self._seen = seen
        self._attr_latitude = seen.location.latitude
        self._attr_longitude = seen.location.longitude
