"""Rooms as notify targets."""

from typing import Any, override

from homeassistant.components.notify import NotifyEntity, NotifyEntityDescription
from homeassistant.components.notify.const import NotifyEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry
from .entity import add_room_entities, with_feature
from .model import Feature
from .pictured import PicturedRoomEntity
from .sending import async_send

PARALLEL_UPDATES = 0

NOTIFY = NotifyEntityDescription(key="notify", translation_key="notify", name=None)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a notify entity for every room that can be written to."""
    coordinator = entry.runtime_data
    add_room_entities(
        coordinator,
        async_add_entities,
        with_feature(
            Feature.SEND, lambda state: RoomNotifyEntity(coordinator, NOTIFY, state)
        ),
    )


class RoomNotifyEntity(PicturedRoomEntity, NotifyEntity):
    """Sends to a room."""

    _attr_supported_features = NotifyEntityFeature.TITLE
    _shows_state = False

    @property
    @override
    def available(self) -> bool:
        """Available as long as there is a room.

        Actions silently skip entities that are not available; while the service is
        down, sending shall fail loudly instead.
        """
        return self.in_room

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a text."""
        await async_send(
            self.coordinator, self.room_state, message=message, title=title
        )

    async def async_send(self, **what: Any) -> dict[str, Any]:
        """Send whatever chat_rooms.send_message takes, and tell what became of it."""
        sent = await async_send(self.coordinator, self.room_state, **what)
        self._async_record_notification()
        return sent
