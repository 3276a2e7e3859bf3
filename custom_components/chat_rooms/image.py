"""Image entities: each room's latest photo."""

import asyncio
import logging
from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .entity import RoomEntity, add_room_entities, with_feature
from .file_types import is_picture, type_of_bytes
from .incoming import LARGEST_PICTURE, TooLargeError, async_message, async_read
from .model import Feature
from .providers.base import NotFoundError, ProtocolError, ProviderError
from .room import Picture, RoomState, picture_of

_LOGGER = logging.getLogger(__name__)

# Nothing is asked of the service before somebody wants to see the picture.
PARALLEL_UPDATES = 0

LATEST_PHOTO = ImageEntityDescription(
    key="latest_photo", translation_key="latest_photo"
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an image for each room with pictures."""
    coordinator = entry.runtime_data
    add_room_entities(
        coordinator,
        async_add_entities,
        with_feature(Feature.PICTURES, lambda state: LatestPhoto(coordinator, state)),
    )


class LatestPhoto(RoomEntity, ImageEntity):
    """The newest picture of a room, kept until a newer one comes."""

    def __init__(self, coordinator: ChatRoomsCoordinator, state: RoomState) -> None:
        """Show the room's newest picture."""
        RoomEntity.__init__(self, coordinator, LATEST_PHOTO, state)
        ImageEntity.__init__(self, coordinator.hass)
        self._loading = asyncio.Lock()
        self._picture: Picture | None = None
        self._data: bytes | None = None
        self._take_picture()

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture; whoever asks while it is loaded waits for it."""
        async with self._loading:
            while self._data is None and (picture := self._picture) is not None:
                try:
                    content_type, data = await self._load(picture)
                except (ProviderError, TooLargeError) as err:
                    _LOGGER.debug(
                        "%s: the latest photo does not load: %s",
                        self.coordinator.name,
                        err,
                    )
                    return None
                if picture is self._picture:
                    self._attr_content_type = content_type
                    self._data = data
            return self._data

    async def _load(self, picture: Picture) -> tuple[str, bytes]:
        message = await async_message(
            self.coordinator, self.room_id, picture.message_id
        )
        if (attachment := picture_of(message)) is None:
            raise NotFoundError("the message has no picture")
        file = await async_read(self.coordinator.provider, attachment, LARGEST_PICTURE)
        for content_type in (file.content_type, type_of_bytes(file.data)):
            if content_type and is_picture(content_type):
                return content_type, file.data
        raise ProtocolError("the file is not a picture")

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._take_picture()
        super()._handle_coordinator_update()

    @callback
    @override
    def _handle_room_change(self) -> None:
        if self.room_state.picture != self._picture:
            super()._handle_room_change()

    def _take_picture(self) -> None:
        if (picture := self.room_state.picture) == self._picture:
            return
        self._picture = picture
        self._data = None
        self._attr_image_last_updated = picture.sent_at if picture else None
        # The address changes with it: two pictures can be of the same second.
        self.async_update_token()
