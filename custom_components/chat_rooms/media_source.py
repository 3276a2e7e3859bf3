"""The files of messages, among Home Assistant's media."""

from typing import Any, override

from homeassistant.components import media_source
from homeassistant.components.media_player.const import MediaClass
from homeassistant.components.media_player.errors import BrowseError
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
from .file_types import UNKNOWN_TYPE, is_picture, normalised
from .incoming import (
    LARGEST_PICTURE,
    PREVIEW,
    AttachmentPath,
    TooLargeError,
    async_attachment,
    async_read,
    loaded_account,
)
from .model import Attachment
from .providers.errors import NotFoundError, ProviderError

THUMBNAIL = "320x320"
MEDIA_CLASSES = {
    "audio": MediaClass.MUSIC,
    "image": MediaClass.IMAGE,
    "video": MediaClass.VIDEO,
}


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the source of all accounts' media."""
    return ChatRoomsMediaSource(hass)


class ChatRoomsMediaSource(MediaSource):
    """Attachments as ACCOUNT/ROOM/MESSAGE/ATTACHMENT, each part percent-encoded."""

    name = "Chat Rooms"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve all accounts."""
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where an attachment can be played from."""
        path, _, attachment = await self._find(item)
        return PlayMedia(path.url, normalised(attachment.content_type) or UNKNOWN_TYPE)

    # Asked for by Home Assistant 2026.11 and newer.
    async def async_get_media_image(self, item: MediaSourceItem) -> Any:
        """Return an attachment that is a picture, None for any other."""
        _, coordinator, attachment = await self._find(item)
        if not is_picture(normalised(attachment.content_type) or UNKNOWN_TYPE):
            return None
        try:
            file = await async_read(coordinator.provider, attachment, LARGEST_PICTURE)
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
        """Return an attachment, with its thumbnail; there is nothing else yet."""
        if not item.identifier:
            raise BrowseError(
                translation_domain=DOMAIN, translation_key="browse_not_supported"
            )
        path, _, attachment = await self._find(item)
        content_type = normalised(attachment.content_type) or UNKNOWN_TYPE
        preview = f"{path.url}?{PREVIEW}={THUMBNAIL}"
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=item.identifier,
            media_class=MEDIA_CLASSES.get(
                content_type.partition("/")[0], MediaClass.URL
            ),
            media_content_type=content_type,
            title=attachment.name,
            thumbnail=preview if attachment.has_preview else None,
            can_play=True,
            can_expand=False,
        )

    async def _find(
        self, item: MediaSourceItem
    ) -> tuple[AttachmentPath, ChatRoomsCoordinator, Attachment]:
        try:
            path = AttachmentPath.from_identifier(item.identifier)
            coordinator = loaded_account(self._hass, path.entry_id)
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
