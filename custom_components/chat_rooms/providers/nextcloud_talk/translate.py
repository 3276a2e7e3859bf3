"""From Talk's messages to the model's."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
import re
from typing import Any

import orjson

from ...model import Attachment, Location, Message, MessageKind, Reaction
from .members import to_sender
from .models import LAST_SECOND, RichObject, WireMessage

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
MENTION = "mention-"
QUOTE_LENGTH = 200

FILE = "file"
PLACE = "geo-location"
# Shared things are told by system messages, and are what people say all the same.
SHARED = frozenset({"file_shared", "object_shared"})
VOICE = frozenset({"voice-message", "record-audio"})
MEDIA = {
    "image": MessageKind.IMAGE,
    "audio": MessageKind.AUDIO,
    "video": MessageKind.VIDEO,
}
UNKNOWN_TYPE = "application/octet-stream"


def to_message(
    room_id: str, message: WireMessage, own_id: str, *, listed: bool = False
) -> Message:
    """Return a message; `own_id` is the account's own user id.

    As rooms are `listed`, their last messages do not tell where files lie: the path
    is a bare name, under which there may be another file.

    What is left of a deleted message has neither text nor attachments.
    """
    deleted = message.is_tombstone
    parameters = {} if deleted else message.message_parameters
    place = {"room": room_id, "message": message.id} if listed else {}
    attachments = tuple(_attachment(file, place) for file in _files(parameters))
    location = _location(parameters.values())
    kind = _kind(message, attachments, location)
    parent = None if kind is MessageKind.SYSTEM else message.parent
    return Message(
        id=str(message.id),
        room_id=room_id,
        position=message.id,
        kind=kind,
        sender=to_sender(message),
        sent_at=moment(message.timestamp),
        text="" if deleted else _said(message),
        client_id=message.reference_id or None,
        mentions_me=_mentions(parameters, own_id),
        reply_to=str(parent.id) if parent else None,
        attachments=attachments,
        location=location,
        detail=_detail(message, parent, parameters),
        counts=kind is not MessageKind.SYSTEM and not deleted,
        deleted=deleted,
        edited_at=None if deleted else _edited_at(message),
        reactions=() if deleted else _reactions(message),
        is_markdown=message.markdown and not deleted,
    )


def _edited_at(message: WireMessage) -> datetime | None:
    edited = message.last_edit_timestamp
    return moment(edited) if edited and edited > 0 else None


def _reactions(message: WireMessage) -> tuple[Reaction, ...]:
    """Return a message's reactions, the most frequent first."""
    own = set(message.reactions_self)
    found = (
        Reaction(text=emoji, count=count, is_own=emoji in own)
        for emoji, count in message.reactions.items()
        if count and count > 0
    )
    return tuple(sorted(found, key=lambda reaction: -reaction.count))


def moment(seconds: int) -> datetime:
    """Return a time of the wire as a date in UTC."""
    return datetime.fromtimestamp(min(max(seconds, 0), LAST_SECOND), UTC)


def shown(message: WireMessage) -> str:
    """Return a message's text as people read it.

    A placeholder becomes the name of what it stands for, a mention's behind an @.
    All in one pass: a name may look like a placeholder. Other braces stay.
    """

    def name(match: re.Match[str]) -> str:
        key = match[1]
        if (found := message.message_parameters.get(key)) is None:
            return match[0]
        return f"@{found.name}" if key.startswith(MENTION) else found.name

    return PLACEHOLDER.sub(name, message.message)


def attachment_place(source: str) -> tuple[str, int] | None:
    """Return the room and the message that tell where a file lies, None if it does."""
    try:
        found = orjson.loads(source)
        room_id, message_id = found["room"], found["message"]
    except LookupError, TypeError, ValueError:
        return None
    is_place = isinstance(room_id, str) and isinstance(message_id, int)
    return (room_id, message_id) if is_place else None


def attachment_path(source: str) -> str:
    """Return where a file lies below the account's own folder, "" if unknown."""
    try:
        path = orjson.loads(source)["path"]
    except LookupError, TypeError, ValueError:
        return ""
    return path if isinstance(path, str) else ""


def _said(message: WireMessage) -> str:
    """Return the text; a file without a caption has none, for it bears its name."""
    match = PLACEHOLDER.fullmatch(message.message.strip())
    found = match and message.message_parameters.get(match[1])
    return "" if found and found.type == FILE else shown(message)


def _files(parameters: Mapping[str, RichObject]) -> Iterable[RichObject]:
    return (found for found in parameters.values() if found.type == FILE)


def _attachment(file: RichObject, place: Mapping[str, Any]) -> Attachment:
    return Attachment(
        id=file.id or FILE,
        name=file.name,
        content_type=file.mimetype or UNKNOWN_TYPE,
        size=file.size,
        has_preview=file.preview_available and bool(file.id),
        source=orjson.dumps({"path": "" if place else file.path, **place}).decode(),
    )


def _location(parameters: Iterable[RichObject]) -> Location | None:
    for found in parameters:
        latitude, longitude = found.latitude, found.longitude
        if found.type != PLACE or latitude is None or longitude is None:
            continue
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return Location(latitude=latitude, longitude=longitude, name=found.name)
    return None


def _kind(
    message: WireMessage,
    attachments: tuple[Attachment, ...],
    location: Location | None,
) -> MessageKind:
    if message.system_message and message.system_message not in SHARED:
        return MessageKind.SYSTEM
    if location:
        return MessageKind.LOCATION
    if not attachments:
        return MessageKind.TEXT
    if message.message_type in VOICE:
        return MessageKind.AUDIO
    media = attachments[0].content_type.partition("/")[0]
    return MEDIA.get(media, MessageKind.FILE)


def _mentions(parameters: Mapping[str, RichObject], own_id: str) -> bool:
    """Tell whether the account is mentioned, by its name or with everybody."""
    return any(
        found.type == "call"
        or (
            found.type == "user"
            and not found.server
            and own_id in (found.id, found.mention_id)
        )
        for key, found in parameters.items()
        if key.startswith(MENTION)
    )


def _detail(
    message: WireMessage,
    parent: WireMessage | None,
    parameters: Mapping[str, RichObject],
) -> Mapping[str, Any]:
    detail: dict[str, Any] = {
        "actor_type": message.actor_type,
        "message_type": message.message_type,
        "markdown": message.markdown,
        "silent": message.silent,
        "reactions": dict(message.reactions),
    }
    if message.system_message:
        detail["system_message"] = message.system_message
    if (edited_at := _edited_at(message)) is not None:
        detail["edited_at"] = edited_at.isoformat()
    if message.is_tombstone:
        detail["deleted"] = True
    if parent:
        detail["parent"] = _quote(parent)
    if (shared := parameters.get("object")) is not None:
        detail["object"] = {"type": shared.type, "id": shared.id, "name": shared.name}
    return detail


def _quote(parent: WireMessage) -> dict[str, Any]:
    if parent.is_tombstone:
        return {"message_id": str(parent.id), "deleted": True}
    text = shown(parent)
    if len(text) > QUOTE_LENGTH:
        text = f"{text[: QUOTE_LENGTH - 1]}…"
    return {
        "message_id": str(parent.id),
        "sender": parent.actor_display_name,
        "text": text,
    }
