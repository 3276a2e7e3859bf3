"""The files that came with messages: how they are named, found and read."""

from dataclasses import dataclass, field
from typing import NamedTuple, Self
from urllib.parse import quote, unquote

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .file_types import normalised
from .media_folders import encoded, split
from .model import Attachment, Message
from .providers.base import Download, Provider
from .providers.errors import NotFoundError

VIEW_URL = f"/api/{DOMAIN}/attachments"
# The view's parameter for a smaller picture of a file.
PREVIEW = "preview"
LARGEST_PICTURE = 32 * 1024 * 1024


class TooLargeError(Exception):
    """A file is larger than whoever asked for it can take."""


class AttachmentPath(NamedTuple):
    """Where an attachment is: account, room, message, and which of its files."""

    entry_id: str
    room_id: str
    message_id: str
    attachment_id: str

    @classmethod
    def from_identifier(cls, identifier: str) -> Self:
        """Read what follows media-source://chat_rooms/, or raise NotFoundError."""
        ids, folders = split(identifier)
        if folders or len(ids) != len(cls._fields) or not all(ids):
            raise NotFoundError("this is not an attachment")
        return cls(*ids)

    @classmethod
    def from_url(cls, *parts: str) -> Self:
        """Read the parts of the view's address."""
        return cls(*map(from_url, parts))

    @property
    def identifier(self) -> str:
        """What follows media-source://chat_rooms/."""
        return "/".join(map(encoded, self))

    @property
    def url(self) -> str:
        """The path of the view that serves it."""
        return "/".join((VIEW_URL, *map(for_url, self)))


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file, read whole."""

    content_type: str | None
    data: bytes = field(repr=False)


def loaded_account(hass: HomeAssistant, entry_id: str) -> ChatRoomsCoordinator:
    """Return an account that is set up, or raise NotFoundError."""
    entry: ChatRoomsConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    if (
        entry is None
        or entry.domain != DOMAIN
        or entry.state is not ConfigEntryState.LOADED
    ):
        raise NotFoundError("the account is not there")
    return entry.runtime_data


def may_read(user: User, coordinator: ChatRoomsCoordinator, room_id: str) -> bool:
    """Whether a user may read a room; raises NotFoundError if there is no such room."""
    entity = coordinator.dispatch.event_entity(room_id)
    if entity is None or room_id not in coordinator.rooms:
        raise NotFoundError("the room is not there")
    return user.permissions.check_entity(entity.entity_id, POLICY_READ)


async def async_message(
    coordinator: ChatRoomsCoordinator, room_id: str, message_id: str
) -> Message:
    """Return a message of a followed room; raises ProviderErrors."""
    if (state := coordinator.rooms.get(room_id)) is None:
        raise NotFoundError("the room is not followed")
    if (held := state.find(message_id)) is not None:
        return held.message
    return await coordinator.provider.message(room_id, message_id)


async def async_attachment(
    coordinator: ChatRoomsCoordinator, path: AttachmentPath
) -> Attachment:
    """Return an attachment of a followed room; raises ProviderErrors."""
    message = await async_message(coordinator, path.room_id, path.message_id)
    if message.deleted or message.room_id != path.room_id:
        raise NotFoundError("the message is not there")
    for attachment in message.attachments:
        if attachment.id == path.attachment_id:
            return attachment
    raise NotFoundError("the message has no such attachment")


async def async_read(
    provider: Provider, attachment: Attachment, limit: int
) -> IncomingFile:
    """Read a file whole; raises ProviderErrors, and TooLargeError above `limit`."""
    if (attachment.size or 0) > limit:
        raise TooLargeError("the file is too large")
    async with provider.download(attachment) as download:
        content_type = told_type(download, attachment)
        return await async_read_download(download, content_type, limit)


async def async_read_download(
    download: Download, content_type: str | None, limit: int
) -> IncomingFile:
    """Read what is open whole; raises as `async_read`."""
    if (download.size or 0) > limit:
        raise TooLargeError("the file is too large")
    data = bytearray()
    async for piece in download.chunks:
        data += piece
        if len(data) > limit:
            raise TooLargeError("the file is too large")
    return IncomingFile(content_type, bytes(data))


def told_type(download: Download, attachment: Attachment) -> str | None:
    """Return the content type that the file, else the message, tells."""
    return normalised(download.content_type) or normalised(attachment.content_type)


# Home Assistant signs a path after decoding it once, and the browser sends what it
# signed: a percent sign would not survive that. So ~ stands for it, and dots, of
# which a browser makes steps in the path, are encoded as well.


def for_url(part: str) -> str:
    """Return a part of a path as it has to be in an address of ours."""
    quoted = quote(part, safe="")
    return quoted.replace("~", "%7E").replace(".", "%2E").replace("%", "~")


def from_url(part: str) -> str:
    """Return what has become such a part."""
    return unquote(part.replace("%", "%25").replace("~", "%"))
