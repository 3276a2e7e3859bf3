"""A message as Home Assistant shows it: on the bus, in states, in responses."""

from typing import Any

from homeassistant.helpers.json import json_bytes

from .const import DOMAIN
from .media_folders import encoded
from .model import Message
from .room import Received

# What a state's attributes may weigh; room is left for what Home Assistant adds.
MAX_BYTES = 15_000
# JSON needs at most six bytes for a character, so a shorter text cannot be too long.
SAFE_LENGTH = 1_000
NAME_LENGTH = 255


def media_content_id(entry_id: str, message: Message, attachment_id: str) -> str:
    """Return the address of an attachment in Home Assistant's media sources."""
    path = (entry_id, message.room_id, message.id, attachment_id)
    return f"media-source://{DOMAIN}/" + "/".join(map(encoded, path))


def message_payload(received: Received, place: dict[str, Any]) -> dict[str, Any]:
    """Return every key of the bus event, none left out.

    `place` holds what all messages of the room share: service, account,
    config_entry_id, device_id, entity_id, room_id and room.
    """
    message = received.message
    sender = message.sender
    entry_id = place["config_entry_id"]
    location = message.location
    return place | {
        "message_id": message.id,
        "kind": message.kind.value,
        "text": message.text,
        "title": message.title[:NAME_LENGTH],
        "sender_id": sender.id,
        "sender": sender.name[:NAME_LENGTH],
        "sender_kind": sender.kind.value,
        "sent_at": message.sent_at.isoformat(),
        "is_own": received.is_own,
        "sent_by_home_assistant": received.sent_here,
        "mentions_me": message.mentions_me,
        "reply_to": message.reply_to,
        "missed": received.missed,
        "attachments": [
            {
                "name": attachment.name[:NAME_LENGTH],
                "content_type": attachment.content_type,
                "size": attachment.size,
                "media_content_id": media_content_id(entry_id, message, attachment.id),
            }
            for attachment in message.attachments
        ],
        "location": location
        and {
            "latitude": location.latitude,
            "longitude": location.longitude,
            "name": location.name[:NAME_LENGTH],
        },
        "duration": message.duration,
        "detail": dict(message.detail),
    }


def limited(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload that fits into a state and an event, its text cut if need be."""
    texts = (payload["text"], payload["sender_id"], *payload["detail"].values())
    if not payload["attachments"] and sum(map(_length, texts)) <= SAFE_LENGTH:
        return payload
    if len(json_bytes(payload)) <= MAX_BYTES:
        return payload
    for key, nothing, share in (("detail", {}, 4), ("attachments", [], 2)):
        if len(json_bytes(payload[key])) > MAX_BYTES // share:
            payload = payload | {key: nothing}
    # A text can be long; anything else that is has lost its sense.
    payload = {
        key: value[:NAME_LENGTH] if isinstance(value, str) and key != "text" else value
        for key, value in payload.items()
    }
    excess = len(json_bytes(payload)) - MAX_BYTES
    return payload | {"text": cut(payload["text"], excess)} if excess > 0 else payload


def _length(value: object) -> int:
    return len(value if isinstance(value, str) else str(value))


def cut(text: str, excess: int) -> str:
    """Shorten a text by so many bytes of JSON and end it with an ellipsis."""
    room = len(json_bytes(text)) - excess - len(json_bytes("…"))
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(json_bytes(text[:middle])) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low] + "…"


def fitting(text: str) -> str:
    """Return a text that fits into a state beside a few short attributes."""
    if len(text) <= SAFE_LENGTH:
        return text
    excess = len(json_bytes(text)) - (MAX_BYTES - 4 * SAFE_LENGTH)
    return cut(text, excess) if excess > 0 else text
