"""Image entities: each room's latest photo, and the picture of the room itself."""

from abc import abstractmethod
import asyncio
from collections.abc import Iterable
from datetime import datetime
from functools import partial
import logging
from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .drawing import async_draw
from .entity import RoomEntity, add_room_entities
from .file_types import normalised
from .incoming import (
    LARGEST_PICTURE,
    IncomingFile,
    TooLargeError,
    async_message,
    async_read,
    async_read_download,
)
from .model import Feature
from .newest_picture import Picture, picture_of
from .pictures import type_of_picture, upright
from .providers.errors import NotFoundError, ProtocolError, ProviderError
from .room import RoomState

_LOGGER = logging.getLogger(__name__)

# Nothing is asked of the service before somebody wants to see the picture.
PARALLEL_UPDATES = 0

LATEST_PHOTO = ImageEntityDescription(
    key="latest_photo", translation_key="latest_photo"
)
ROOM_PICTURE = ImageEntityDescription(
    key="room_picture", translation_key="room_picture"
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an image for each room with pictures, and one for each room's own."""
    coordinator = entry.runtime_data

    def make(state: RoomState) -> Iterable[RoomEntity]:
        if Feature.PICTURES in state.room.features:
            yield LatestPhoto(coordinator, LATEST_PHOTO, state)
        if state.room.picture_changed_at is not None:
            yield RoomPicture(coordinator, ROOM_PICTURE, state)

    add_room_entities(coordinator, async_add_entities, make)


class RemoteImage[Source](RoomEntity, ImageEntity):
    """A picture at the service; it is kept until there is another one."""

    def __init__(
        self,
        coordinator: ChatRoomsCoordinator,
        description: ImageEntityDescription,
        state: RoomState,
    ) -> None:
        """Show what is there."""
        RoomEntity.__init__(self, coordinator, description, state)
        ImageEntity.__init__(self, coordinator.hass)
        self._loading = asyncio.Lock()
        self._shown: Source | None = None
        self._data: bytes | None = None
        self._take_source()

    @abstractmethod
    def _source(self) -> Source | None:
        """Return which picture is to be shown."""

    @abstractmethod
    def _moment(self, source: Source) -> datetime:
        """Return since when a picture is to be shown."""

    @abstractmethod
    async def _load(self, source: Source) -> IncomingFile:
        """Read a picture; raises ProviderErrors and TooLargeError."""

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture; whoever asks while it is loaded waits for it."""
        async with self._loading:
            while self._data is None and (source := self._shown) is not None:
                try:
                    file = await self._load(source)
                    if (content_type := type_of_picture(file)) is None:
                        raise ProtocolError("the file is not a picture")
                except (ProviderError, TooLargeError) as err:
                    _LOGGER.debug(
                        "%s: a picture does not load: %s", self.coordinator.name, err
                    )
                    return None
                if source is self._shown:
                    self._attr_content_type = content_type
                    self._data = file.data
            return self._data

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._take_source()
        super()._handle_coordinator_update()

    @callback
    @override
    def _handle_room_change(self) -> None:
        if self._source() != self._shown:
            super()._handle_room_change()

    def _take_source(self) -> None:
        if (source := self._source()) == self._shown:
            return
        self._shown = source
        self._data = None
        self._attr_image_last_updated = None if source is None else self._moment(source)
        # The address changes with it: two pictures can be of the same second.
        self.async_update_token()


class LatestPhoto(RemoteImage[Picture]):
    """The newest picture of a room."""

    @override
    def _source(self) -> Picture | None:
        return self.room_state.picture

    @override
    def _moment(self, source: Picture) -> datetime:
        return source.sent_at

    @override
    async def _load(self, source: Picture) -> IncomingFile:
        message = await async_message(self.coordinator, self.room_id, source.message_id)
        if (attachment := picture_of(message)) is None:
            raise NotFoundError("the message has no picture")
        provider = self.coordinator.provider
        file = await async_read(provider, attachment, LARGEST_PICTURE)
        if attachment.rotation:
            work = partial(upright, file, attachment.rotation)
            file = await async_draw(self.hass, work)
        return file


class RoomPicture(RemoteImage[datetime]):
    """The picture that stands for a room."""

    @override
    def _source(self) -> datetime | None:
        return self.room_state.room.picture_changed_at

    @override
    def _moment(self, source: datetime) -> datetime:
        return source

    @override
    async def _load(self, source: datetime) -> IncomingFile:
        async with self.coordinator.provider.room_picture(self.room_id) as download:
            return await async_read_download(
                download, normalised(download.content_type), LARGEST_PICTURE
            )
