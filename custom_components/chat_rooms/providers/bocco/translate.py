"""From what BOCCO sends to the model."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from ...model import Attachment, Member, MemberKind, Message, MessageKind
from .models import User, WireMessage

SENSOR_PREFIX = "sensor_"
SYSTEM_PREFIX = "system."

KINDS = {
    "text": MessageKind.TEXT,
    "audio": MessageKind.AUDIO,
    "image": MessageKind.IMAGE,
    "stamp": MessageKind.STAMP,
}
CONTENT_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "m4a": "audio/mp4",
    "mp4": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
DEFAULT_IMAGE = "image/png"
DEFAULT_AUDIO = "audio/mp4"


def to_member(user: User) -> Member:
    """Return a user as a member."""
    return _member(user.uuid, user.nickname, user.user_type, user.icon)


def to_message(
    room_id: str, message: WireMessage, members: Mapping[str, Member]
) -> Message:
    """Return a message; `members` name its sender where BOCCO only gives an id."""
    user = message.user
    sender_type = user.user_type if user else ""
    if user:
        sender = to_member(user)
    else:
        sender = members.get(message.sender) or _member(message.sender, "", "", "")
    return Message(
        id=str(message.id),
        room_id=room_id,
        position=message.id,
        kind=_kind(message, sender.kind),
        sender=sender,
        sent_at=message.date,
        text=message.text,
        client_id=message.unique_id or None,
        attachments=_attachments(message),
        detail=_detail(message, sender_type),
    )


def _kind(message: WireMessage, sender_kind: MemberKind) -> MessageKind:
    if message.message_type.startswith(SYSTEM_PREFIX):
        return MessageKind.SYSTEM
    if sender_kind is MemberKind.SENSOR:
        return MessageKind.SENSOR
    if kind := KINDS.get(message.media):
        return kind
    return MessageKind.TEXT if message.text else MessageKind.FILE


@lru_cache(maxsize=4096)
def _member(id_: str, name: str, user_type: str, icon: str) -> Member:
    if user_type.startswith(SENSOR_PREFIX):
        kind = MemberKind.SENSOR
    elif user_type == "bocco":
        kind = MemberKind.ROBOT
    else:
        kind = MemberKind.PERSON
    return Member(id=id_, name=name, kind=kind, picture=icon)


def _attachments(message: WireMessage) -> tuple[Attachment, ...]:
    """Return the picture, and the sound of a voice message.

    Every other message's sound is the robot's voice, reading its text.
    """
    if message.media == "text":
        return ()
    found = []
    if message.image:
        found.append(_attachment("image", message.image, DEFAULT_IMAGE))
    if message.audio and message.media == "audio":
        found.append(_attachment("audio", message.audio, DEFAULT_AUDIO))
    return tuple(found)


def _attachment(id_: str, address: str, default: str) -> Attachment:
    path = address.partition("?")[0]
    name = unquote(path.rpartition("/")[2])
    extension = name.rpartition(".")[2].lower()
    return Attachment(
        id=id_,
        name=name or id_,
        content_type=CONTENT_TYPES.get(extension, default),
        source=address,
    )


def _detail(message: WireMessage, sender_type: str) -> Mapping[str, Any]:
    detail: dict[str, Any] = {
        "unique_id": message.unique_id,
        "media": message.media,
        "message_type": message.message_type,
        "sender_type": sender_type,
    }
    if message.detail and (joined := message.detail.joined_user):
        detail["joined_user"] = {"id": joined.uuid, "name": joined.nickname}
    if message.dictated is not None:
        detail["dictated"] = message.dictated
    return detail
