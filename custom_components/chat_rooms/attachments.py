"""The files that a message takes along: from what a user picks to what is sent."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant

from .attachment_sources import async_read_media, shown_address
from .errors import invalid
from .fitting import async_fit, too_large
from .incoming import TooLargeError
from .model import Limits
from .outgoing import OutgoingFile
from .reading import Loaded
from .uploads import async_uploaded

FILE_ID = "file_id"


async def async_load_files(
    hass: HomeAssistant,
    attachments: Sequence[Mapping[str, Any]],
    limits: Limits,
    user: User | None = None,
) -> tuple[OutgoingFile, ...]:
    """Return the files of a message, as the room takes them.

    Each attachment is `media` and perhaps `filename`, or the `file_id` of what a
    browser has uploaded, and perhaps `voice`: true for a spoken message that it has
    recorded. What has been read of uploaded files is removed; whoever has their ids
    lets `uploads.async_discarding` remove the others.

    A `user` gets the files of those rooms, cameras and images only that the user
    may read.

    Raises ServiceValidationError for what the user can mend, HomeAssistantError
    for what does not work for now; either way nothing has been sent.
    """
    return tuple(
        [
            file
            for attachment in attachments
            for file in await _files(hass, attachment, limits, user)
        ]
    )


async def _files(
    hass: HomeAssistant,
    attachment: Mapping[str, Any],
    limits: Limits,
    user: User | None,
) -> list[OutgoingFile]:
    name: str | None = attachment.get("filename")
    if FILE_ID not in attachment:
        return [
            await _outgoing(
                hass, async_read_media(hass, media, limits, user), limits, name
            )
            for media in _media_ids(attachment["media"])
        ]
    is_spoken = bool(attachment.get("voice"))
    upload = async_uploaded(hass, attachment[FILE_ID], limits, is_spoken=is_spoken)
    return [await _outgoing(hass, upload, limits, name)]


async def _outgoing(
    hass: HomeAssistant, loading: Awaitable[Loaded], limits: Limits, name: str | None
) -> OutgoingFile:
    try:
        loaded = await loading
    except TooLargeError as err:
        raise too_large(name or str(err), limits) from None
    return await async_fit(hass, loaded, limits, name)


def _media_ids(value: Any) -> list[str]:
    """Return the ids in what a media selector gives."""
    if isinstance(value, list):
        return [media for item in value for media in _media_ids(item)]
    media = value.get("media_content_id") if isinstance(value, Mapping) else value
    if not isinstance(media, str) or not media:
        raise invalid("media_not_found", media=shown_address(str(media or "")))
    return [media]
