"""The files of messages, among Home Assistant's media."""

from contextlib import suppress
from typing import Any, override

from homeassistant.components import media_source
from homeassistant.components.media_player.browse_media import (
    SearchMedia,
    SearchMediaQuery,
)
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .file_types import is_picture
from .incoming import (
    LARGEST_PICTURE,
    AttachmentPath,
    IncomingFile,
    TooLargeError,
    async_attachment,
    async_message,
    async_read,
    loaded_account,
)
from .media_browser import TITLE, async_open
from .media_folders import Folder
from .media_history import files_of, type_of
from .media_items import file_item
from .media_places import account_of, browse_errors, may_look, not_there, room_of
from .media_search import async_search
from .model import Attachment
from .providers.base import Provider
from .providers.errors import NotFoundError, ProviderError
from .thumbnails import THUMBNAILS


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the source of all accounts' media."""
    return ChatRoomsMediaSource(hass)


class ChatRoomsMediaSource(MediaSource):
    """Attachments as ACCOUNT/ROOM/MESSAGE/ATTACHMENT, and folders of them."""

    name = TITLE

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve all accounts."""
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where an attachment can be played from."""
        path, _, attachment = await self._find(item)
        return PlayMedia(path.url, type_of(attachment))

    # Asked for by Home Assistant 2026.11 and newer.
    async def async_get_media_image(self, item: MediaSourceItem) -> Any:
        """Return an attachment that is a picture, upright, None for any other."""
        _, coordinator, attachment = await self._find(item)
        if not is_picture(type_of(attachment)):
            return None
        try:
            file = await self._picture(coordinator.provider, attachment)
        except ProviderError as err:
            raise _unresolvable(err, item) from None
        except TooLargeError:
            return None
        if not (file.content_type and is_picture(file.content_type)) or not hasattr(
            media_source, "MediaImage"
        ):
            return None
        return media_source.MediaImage(file.data, file.content_type)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return a folder with what is in it, or an attachment."""
        try:
            folder = Folder.from_identifier(item.identifier)
        except NotFoundError:
            return await self._attachment(item)
        return await async_open(self._hass, folder)

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        """Return the attachments in a folder that fit."""
        try:
            folder = Folder.from_identifier(item.identifier)
        except NotFoundError:
            raise not_there() from None
        return await async_search(self._hass, folder, query)

    async def _attachment(self, item: MediaSourceItem) -> BrowseMediaSource:
        try:
            path = AttachmentPath.from_identifier(item.identifier)
        except NotFoundError:
            raise not_there() from None
        folder = Folder(path.entry_id, path.room_id)
        coordinator = account_of(self._hass, folder)
        room_of(coordinator, folder)
        with browse_errors(coordinator):
            message = await async_message(coordinator, path.room_id, path.message_id)
        for file in files_of(message):
            if file.attachment.id == path.attachment_id:
                return file_item(path.entry_id, file)
        raise not_there()

    async def _picture(
        self, provider: Provider, attachment: Attachment
    ) -> IncomingFile:
        """Read a picture, and turn it if it has to be and is not too large for that."""
        if attachment.rotation:
            with suppress(TooLargeError):
                thumbnails = self._hass.data[THUMBNAILS]
                return await thumbnails.async_upright(provider, attachment)
        return await async_read(provider, attachment, LARGEST_PICTURE)

    async def _find(
        self, item: MediaSourceItem
    ) -> tuple[AttachmentPath, ChatRoomsCoordinator, Attachment]:
        try:
            path = AttachmentPath.from_identifier(item.identifier)
            coordinator = loaded_account(self._hass, path.entry_id)
            if not may_look(coordinator, path.room_id):
                raise NotFoundError("the room is not there")
            return path, coordinator, await async_attachment(coordinator, path)
        except ProviderError as err:
            raise _unresolvable(err, item) from None


def _unresolvable(err: ProviderError, item: MediaSourceItem) -> Unresolvable:
    not_found = isinstance(err, NotFoundError)
    return Unresolvable(
        translation_domain=DOMAIN,
        translation_key="media_not_found" if not_found else "media_unavailable",
        translation_placeholders={"media": item.media_source_id},
    )
