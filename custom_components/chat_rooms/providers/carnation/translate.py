"""From what carnation sends to the model."""

from collections.abc import Mapping
from datetime import UTC, datetime
import re
from time import time
from typing import Any

from ...model import (
    Attachment,
    Change,
    ChangeKind,
    Member,
    MemberKind,
    Message,
    MessageKind,
)
from ..wire import FIRST_YEAR, LAST_YEAR, now
from .albums import Album
from .entries import Entry, EntryKind
from .journal import FIRST_POSITION
from .models import ItemStatus, WireItem

ORIGINAL = "original"
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
}
DEFAULT_TYPE = "image/jpeg"
FILM = "video/"
PICTURE = "image/"
ROTATIONS = (90, 180, 270)
# What this integration calls its messages while they are on their way.
CLIENT_ID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE)

SERVICE = Member(id="carnation", name="carnation", kind=MemberKind.SYSTEM)


def user_id(number: int) -> str:
    """Return the id of a user among the members of a room."""
    return f"user:{number}"


def viewer_id(number: int) -> str:
    """Return the id of a viewer among the members of a room."""
    return f"viewer:{number}"


def owner_of(album: Album) -> Member:
    """Return whose album it is."""
    return Member(id=user_id(album.id), name=album.name)


def to_message(
    album: Album, item: WireItem, position: int, *, is_viewer: bool
) -> Message:
    """Return an item as a message; for a viewer it begins when it may be seen."""
    began = item.created_at or 0
    if is_viewer:
        began = max(began, item.valid_after or 0)
    is_film = content_type_of(item).startswith(FILM)
    return Message(
        id=str(item.id),
        room_id=str(album.id),
        position=position,
        kind=MessageKind.VIDEO if is_film else MessageKind.IMAGE,
        sender=owner_of(album),
        sent_at=_moment(began) or _found_at(album, position),
        text=item.description,
        title=item.title,
        client_id=item.file_info if CLIENT_ID.fullmatch(item.file_info) else None,
        attachments=(_attachment(album, item),),
        duration=item.duration if is_film and item.duration else None,
        detail=_detail(item),
    )


def to_event_message(album: Album, entry: Entry) -> Message:
    """Return a like, or what else an event tells, as a message."""
    detail = {"event_id": entry.event_id}
    is_like = entry.kind is EntryKind.LIKE
    if is_like:
        detail["item_id"] = entry.item_id
    viewer = Member(id=viewer_id(entry.viewer_id), name=entry.viewer_name)
    return Message(
        id=entry.message_id,
        room_id=str(album.id),
        position=entry.position,
        kind=MessageKind.LIKE if is_like else MessageKind.SYSTEM,
        sender=viewer if entry.viewer_id else SERVICE,
        sent_at=_moment(entry.at) or _found_at(album, entry.position),
        reply_to=str(entry.item_id) if is_like else None,
        detail=detail,
    )


def to_change(album: Album, entry: Entry, message: Message | None) -> Change:
    """Return that an item was deleted, or that it is back as `message`."""
    is_deleted = entry.kind is EntryKind.DELETED
    return Change(
        kind=ChangeKind.DELETED if is_deleted else ChangeKind.EDITED,
        position=entry.position,
        changed_at=_moment(entry.at) or _found_at(album, entry.position),
        actor=owner_of(album),
        message_id=entry.message_id,
        message=message,
    )


def _found_at(album: Album, position: int) -> datetime:
    """Return when something was found, to which the service gives no time.

    What is older than the journal was found when that was begun.
    """
    begun_at = album.journal.begun_at if album.journal else 0
    found = position // 1000 if position >= FIRST_POSITION else begun_at
    return _moment(found) or now()


def content_type_of(item: WireItem) -> str:
    """Return what kind of file an item is."""
    if item.mime_type.startswith((FILM, PICTURE)):
        return item.mime_type
    return CONTENT_TYPES.get(item.extension.lower(), DEFAULT_TYPE)


def _attachment(album: Album, item: WireItem) -> Attachment:
    content_type = content_type_of(item)
    name = " ".join(item.title.split()) or str(item.id)
    if not name.lower().endswith(item.extension.lower()):
        name += item.extension
    is_turned = content_type.startswith(PICTURE) and item.rotation in ROTATIONS
    return Attachment(
        id=ORIGINAL,
        name=name,
        content_type=content_type,
        size=item.filesize or None,
        source=f"{album.id}/{item.id}/{ORIGINAL}",
        has_preview=bool(item.derivatives),
        rotation=item.rotation if is_turned else 0,
    )


def _detail(item: WireItem) -> Mapping[str, Any]:
    detail: dict[str, Any] = {
        "item_id": item.id,
        "status": _status(item.status),
        "width": item.width,
        "height": item.height,
        "rotation": item.rotation,
        "shot_at": _iso(item.shot_at),
        "timezone": item.timezone,
        "liked_by": [
            {"viewer_id": like.viewer_id, "count": like.count} for like in item.liked_by
        ],
        "file_hash": item.file_hash,
    }
    if item.valid_after is not None and item.valid_after > time():
        detail["valid_after"] = _iso(item.valid_after)
    return detail


def _status(status: int | None) -> str | None:
    try:
        return None if status is None else ItemStatus(status).name.lower()
    except ValueError:
        return None


def _iso(seconds: int | None) -> str | None:
    moment = _moment(seconds or 0)
    return moment.isoformat() if moment else None


def _moment(seconds: int) -> datetime | None:
    """Return a time of the service's, None for one that cannot be."""
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except OverflowError, OSError, ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
