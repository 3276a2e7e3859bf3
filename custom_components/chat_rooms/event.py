"""Messages as event entities."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry
from .entity import add_room_entities
from .model import MessageKind
from .pictured import ENTITY_PICTURE, PicturedRoomEntity
from .room import Received

PARALLEL_UPDATES = 0

MESSAGE = EventEntityDescription(
    key="message",
    translation_key="message",
    event_types=[kind.value for kind in MessageKind],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an event entity for every room."""
    coordinator = entry.runtime_data
    add_room_entities(
        coordinator,
        async_add_entities,
        lambda state: [RoomEventEntity(coordinator, MESSAGE, state)],
    )


class RoomEventEntity(PicturedRoomEntity, EventEntity):
    """Tells of each message of a room."""

    _shows_state = False
    _unrecorded_attributes = frozenset(
        {ENTITY_PICTURE, "attachments", "detail", "text"}
    )

    @property
    @override
    def available(self) -> bool:
        """Available as long as there is a room: its last message stays true."""
        return self.in_room

    @override
    async def async_added_to_hass(self) -> None:
        """Listen, and let the messages in that have waited for this entity."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.dispatch.subscribe(self.room_id, self._message_came)
        )
        self.coordinator.inbox.ready(self.room_id)

    @callback
    def _message_came(
        self, received: Received, payload: dict[str, Any], context: Context
    ) -> None:
        self.async_set_context(context)
        self._trigger_event(received.message.kind.value, payload)
        self.async_write_ha_state()
