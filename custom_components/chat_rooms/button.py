"""Buttons: mark a room as read, ask an account for news."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry
from .entity import AccountEntity, RoomEntity, add_room_entities, with_feature
from .model import Feature

PARALLEL_UPDATES = 0

MARK_AS_READ = ButtonEntityDescription(
    key="mark_as_read", translation_key="mark_as_read"
)
REFRESH = ButtonEntityDescription(
    key="refresh", translation_key="refresh", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of the account and of the rooms that can be marked as read."""
    coordinator = entry.runtime_data
    async_add_entities([RefreshButton(coordinator, REFRESH)])
    add_room_entities(
        coordinator,
        async_add_entities,
        with_feature(
            Feature.MARK_AS_READ,
            lambda state: MarkAsReadButton(coordinator, MARK_AS_READ, state),
        ),
    )


class MarkAsReadButton(RoomEntity, ButtonEntity):
    """Marks everything in a room as read."""

    _shows_state = False

    @override
    async def async_press(self) -> None:
        """Mark the newest message as read."""
        await self.coordinator.async_mark_as_read(self.room_id)


class RefreshButton(AccountEntity, ButtonEntity):
    """Asks the service for news."""

    @property
    @override
    def available(self) -> bool:
        """Always: it is most wanted while the service seems to be down."""
        return True

    @override
    async def async_press(self) -> None:
        """Ask now."""
        coordinator = self.coordinator
        await coordinator.async_ask_for_all()
        if not coordinator.last_update_success and coordinator.last_exception:
            raise coordinator.last_exception
