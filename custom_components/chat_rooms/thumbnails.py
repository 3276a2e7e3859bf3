"""Small pictures of attachments: the service's own, else made here and kept."""

import asyncio
from functools import partial
import logging

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .file_types import is_picture, normalised, type_of_bytes, type_of_name
from .incoming import (
    LARGEST_PICTURE,
    AttachmentPath,
    IncomingFile,
    TooLargeError,
    async_read,
    async_read_download,
)
from .model import Attachment
from .picture_cache import PictureCache
from .pictures import shrunk, upright
from .providers.base import Provider
from .providers.errors import (
    AuthError,
    ConnectionError_,
    ProviderError,
    RateLimitedError,
)

_LOGGER = logging.getLogger(__name__)

MIB = 1024 * 1024
CACHE_SIZE = 16 * MIB
LARGEST_PREVIEW = MIB
# A dashboard asks for many at once.
LOADED_AT_ONCE = 4
DRAWN_AT_ONCE = 1


def picture_type(attachment: Attachment) -> str | None:
    """Return which kind of picture an attachment is, None if it is none."""
    told = normalised(attachment.content_type) or type_of_name(attachment.name)
    return told if told and is_picture(told) else None


def has_thumbnail(attachment: Attachment) -> bool:
    """Whether there is a small picture of an attachment, as far as one can tell."""
    return attachment.has_preview or picture_type(attachment) is not None


class Thumbnails:
    """The small pictures of all accounts, and their large ones the right way up."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none."""
        self._hass = hass
        self._cache = PictureCache(hass, CACHE_SIZE)
        self._loading = asyncio.Semaphore(LOADED_AT_ONCE)
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)

    async def async_get(
        self,
        coordinator: ChatRoomsCoordinator,
        path: AttachmentPath,
        attachment: Attachment,
        width: int,
        height: int,
    ) -> IncomingFile | None:
        """Return an upright picture that fits into so many pixels, about.

        None where there is no such picture. Raises ProviderErrors.
        """
        key = (*path[1:], attachment.size, width, height)
        return await self._cache.async_get(
            coordinator,
            key,
            partial(self._make, coordinator.provider, attachment, width, height),
        )

    async def async_upright(
        self, provider: Provider, attachment: Attachment
    ) -> IncomingFile:
        """Read a picture that has to be turned, and turn it.

        Raises ProviderErrors, and TooLargeError for one that is left as it is.
        """
        async with self._loading:
            file = await async_read(provider, attachment, LARGEST_PICTURE)
            async with self._drawing:
                return await self._hass.async_add_executor_job(
                    upright, file, attachment.rotation
                )

    @callback
    def forget(self, entry_id: str) -> None:
        """Keep nothing of an account any more."""
        self._cache.forget(entry_id)

    async def _make(
        self, provider: Provider, attachment: Attachment, width: int, height: int
    ) -> IncomingFile | None:
        is_drawable = picture_type(attachment) is not None
        async with self._loading:
            try:
                if found := await self._preview(provider, attachment, width, height):
                    return found
            except AuthError:
                raise
            except (ConnectionError_, RateLimitedError) as err:
                if not is_drawable:
                    raise
                _LOGGER.debug("The service makes no preview for now: %s", err)
            except ProviderError as err:
                _LOGGER.debug("There is no preview: %s", err)
            if not is_drawable:
                return None
            try:
                file = await async_read(provider, attachment, LARGEST_PICTURE)
            except TooLargeError:
                return None
            return await self._shrunk(file.data, width, height, attachment.rotation)

    async def _preview(
        self, provider: Provider, attachment: Attachment, width: int, height: int
    ) -> IncomingFile | None:
        """Return the service's own preview, which is upright."""
        async with provider.preview(attachment, width, height) as download:
            try:
                file = await async_read_download(
                    download, normalised(download.content_type), LARGEST_PICTURE
                )
            except TooLargeError:
                return None
        content_type = file.content_type or type_of_bytes(file.data)
        if content_type is None or not is_picture(content_type):
            return None
        if len(file.data) > LARGEST_PREVIEW:
            return await self._shrunk(file.data, width, height, 0)
        return IncomingFile(content_type, file.data)

    async def _shrunk(
        self, data: bytes, width: int, height: int, rotation: int
    ) -> IncomingFile | None:
        async with self._drawing:
            small = await self._hass.async_add_executor_job(
                partial(shrunk, data, width, height, rotation=rotation)
            )
        return None if small is None else IncomingFile(type_of_bytes(small), small)


THUMBNAILS: HassKey[Thumbnails] = HassKey(f"{DOMAIN}_thumbnails")
