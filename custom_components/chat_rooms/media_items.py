"""Files as the media browser shows them: what they are called and look like."""

import re

from homeassistant.components.media_player.const import MediaClass
from homeassistant.components.media_source import BrowseMediaSource
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .incoming import PREVIEW, AttachmentPath
from .media_folders import FileKind
from .media_history import File, kind_of, type_of
from .model import Message
from .thumbnails import has_thumbnail

THUMBNAIL = "320x320"
LONGEST_TITLE = 80

MEDIA_CLASSES = {
    FileKind.PICTURES: MediaClass.IMAGE,
    FileKind.VOICE: MediaClass.MUSIC,
    FileKind.FILMS: MediaClass.VIDEO,
    FileKind.FILES: MediaClass.URL,
}

# Services that keep files under numbers tell these as their names.
_LIKE_AN_ID = re.compile(r"\d+|[0-9a-f]{8}[0-9a-f-]*|[0-9a-z]{20,}", re.IGNORECASE)


def file_item(entry_id: str, file: File) -> BrowseMediaSource:
    """Return a file as an item of the media browser."""
    attachment, kind = file.attachment, kind_of(file.attachment)
    path = path_of(entry_id, file)
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=path.identifier,
        media_class=MEDIA_CLASSES[kind],
        media_content_type=type_of(attachment),
        title=title_of(file),
        # The frontend fetches it with the user's own permissions.
        thumbnail=f"{path.url}?{PREVIEW}={THUMBNAIL}"
        if has_thumbnail(attachment)
        else None,
        can_play=kind is not FileKind.FILES,
        can_expand=False,
    )


def path_of(entry_id: str, file: File) -> AttachmentPath:
    """Return where a file is."""
    message, attachment = file
    return AttachmentPath(entry_id, message.room_id, message.id, attachment.id)


def title_of(file: File) -> str:
    """Return a file's caption or name; else who sent it, and when."""
    message, attachment = file
    if kind_of(attachment) is FileKind.VOICE:
        return _who_and_when(message)
    caption = " ".join((message.text or message.title).split())
    if caption and len(message.attachments) == 1:
        return _shortened(caption)
    name = " ".join(attachment.name.split())
    stem = name.rpartition(".")[0] or name
    if stem in ("", message.id, attachment.id) or _LIKE_AN_ID.fullmatch(stem):
        return _shortened(caption) if caption else _who_and_when(message)
    return _shortened(name)


def _who_and_when(message: Message) -> str:
    moment = dt_util.as_local(message.sent_at)
    when = f"{moment:%Y-%m-%d %H:%M}"
    return " · ".join(filter(None, (_shortened(message.sender.name), when)))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
