"""Small pictures of attachments: the service's own, else made here and kept."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
import logging
from typing import NamedTuple
from weakref import WeakKeyDictionary

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .drawing import async_draw
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
from .pictures import shrunk, type_of_picture, upright
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
# A dashboard asks for many at once; so many of an account are loaded then.
LOADED_AT_ONCE = 4
# Seconds.
LONGEST = 60.0


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
        self._loading: WeakKeyDictionary[Provider, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

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
        async with self._slots(provider):
            async with _in_time():
                file = await async_read(provider, attachment, LARGEST_PICTURE)
            work = partial(upright, file, attachment.rotation)
            return await async_draw(self._hass, work)

    @callback
    def forget(self, entry_id: str) -> None:
        """Keep nothing of an account any more."""
        self._cache.forget(entry_id)

    def _slots(self, provider: Provider) -> asyncio.Semaphore:
        """Return what lets an account load some at once: none waits for another's."""
        return self._loading.setdefault(provider, asyncio.Semaphore(LOADED_AT_ONCE))

    async def _make(
        self, provider: Provider, attachment: Attachment, width: int, height: int
    ) -> IncomingFile | None:
        async with self._slots(provider):
            async with _in_time():
                found = await _load(provider, attachment, width, height)
            if found is None or found.is_small:
                return found and found.file
            work = partial(
                shrunk, found.file.data, width, height, rotation=found.rotation
            )
            small = await async_draw(self._hass, work)
        return None if small is None else IncomingFile(type_of_bytes(small), small)


class _Found(NamedTuple):
    """A picture as the service has it; small enough, or to be shrunk and turned."""

    file: IncomingFile
    is_small: bool = False
    rotation: int = 0


@asynccontextmanager
async def _in_time() -> AsyncGenerator[None]:
    """Raise ConnectionError_ where loading takes too long, however much has come."""
    try:
        async with asyncio.timeout(LONGEST):
            yield
    except TimeoutError:
        raise ConnectionError_("a picture takes too long to load") from None


async def _load(
    provider: Provider, attachment: Attachment, width: int, height: int
) -> _Found | None:
    """Return the service's own preview, else the picture, None where there is none."""
    is_drawable = picture_type(attachment) is not None
    try:
        if found := await _preview(provider, attachment, width, height):
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
    return _Found(file, rotation=attachment.rotation)


async def _preview(
    provider: Provider, attachment: Attachment, width: int, height: int
) -> _Found | None:
    """Return the service's own preview, which is upright."""
    async with provider.preview(attachment, width, height) as download:
        try:
            file = await async_read_download(
                download, normalised(download.content_type), LARGEST_PICTURE
            )
        except TooLargeError:
            return None
    if (content_type := type_of_picture(file)) is None:
        return None
    is_small = len(file.data) <= LARGEST_PREVIEW
    return _Found(IncomingFile(content_type, file.data), is_small)


THUMBNAILS: HassKey[Thumbnails] = HassKey(f"{DOMAIN}_thumbnails")
