"""Rooms and messages as the dashboard card shows them."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .avatars import member_avatar_path, room_avatar_path
from .const import DOMAIN
from .converting import can_convert
from .incoming import AttachmentPath
from .model import ANY_TYPE, Feature, Message
from .payload import message_payload
from .room import Received
from .sounds import is_sound
from .targets import Target
from .thumbnails import has_thumbnail

LONGEST_TEXT = 32_000
# What a card knows from the room, and what is only for automations.
NOT_SHOWN = (
    "account",
    "config_entry_id",
    "device_id",
    "entity_id",
    "missed",
    "room",
    "service",
)


def card_message(target: Target, received: Received) -> dict[str, Any]:
    """Return a message: what the bus event tells, and what only a picture of it needs.

    Nothing of a deleted message is left but that it was there.
    """
    coordinator, state = target.coordinator, target.state
    message = received.message
    place = coordinator.dispatch.place(state.room)
    payload = message_payload(received, place)
    for key in NOT_SHOWN:
        del payload[key]
    payload |= {
        "text": message.text[:LONGEST_TEXT],
        "deleted": message.deleted,
        "edited_at": message.edited_at and message.edited_at.isoformat(),
        "reactions": [
            {"text": one.text, "count": one.count, "is_own": one.is_own}
            for one in message.reactions
        ],
        "markdown": message.is_markdown,
        "unread": state.shows_unread(received),
        "avatar": member_avatar_path(coordinator, message.room_id, message.sender),
        "attachments": _attachments(target, message, payload["attachments"]),
    }
    if message.deleted:
        payload |= {
            "text": "",
            "title": "",
            "attachments": [],
            "location": None,
            "duration": None,
            "reactions": [],
            "detail": {},
        }
    return payload


def _attachments(
    target: Target, message: Message, payloads: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    entry_id = target.coordinator.config_entry.entry_id
    return [
        payload
        | {
            "id": attachment.id,
            "path": AttachmentPath(
                entry_id, message.room_id, message.id, attachment.id
            ).url,
            "preview": has_thumbnail(attachment),
        }
        for attachment, payload in zip(message.attachments, payloads, strict=True)
    ]


def room_info(
    hass: HomeAssistant, target: Target, user: User, entity_id: str | None = None
) -> dict[str, Any]:
    """Return what a card shows of a room besides its messages, to this user.

    `entity_id` is the one by which the user has asked for it, if there is one.
    """
    coordinator, state = target.coordinator, target.state
    room = state.room
    place = coordinator.dispatch.place(room)
    notify = notify_entity(hass, target)
    limits = room.limits
    takes_sound = any(
        content_type == ANY_TYPE or is_sound(content_type)
        for content_type in limits.content_types
    )
    device = dr.async_get(hass).async_get(place["device_id"] or "")
    last = state.last
    return {
        "entity_id": place["entity_id"],
        "notify_entity_id": notify,
        "device_id": place["device_id"],
        "config_entry_id": place["config_entry_id"],
        "account": place["account"],
        "service": coordinator.service_name,
        "room_id": room.id,
        "name": (device and (device.name_by_user or device.name)) or room.name,
        "avatar": room_avatar_path(coordinator, state),
        "unread": state.unread,
        "muted": room.muted,
        "in_call": room.in_call,
        "available": coordinator.last_update_success,
        "last": last and card_message(target, last),
        "can_send": Feature.SEND in room.features and notify is not None,
        "can_control": may_control(
            user, notify, entity_id or notify or place["entity_id"]
        ),
        "features": sorted(
            feature.name.lower() for feature in room.features if feature.name
        ),
        "limits": {
            "text_length": limits.text_length,
            "file_size": limits.file_size,
            "needs_file": limits.needs_file,
            "content_types": sorted(limits.content_types),
        },
        "can_record": takes_sound and can_convert(hass),
    }


def may_control(user: User, notify: str | None, entity_id: str) -> bool:
    """Whether a user may write to a room that is named by an entity.

    Like the actions, this takes leave for the notify entity as well.
    """
    return all(
        user.permissions.check_entity(one, POLICY_CONTROL)
        for one in {notify or entity_id, entity_id}
    )


def notify_entity(hass: HomeAssistant, target: Target) -> str | None:
    """Return the entity that sends to a room.

    None if the room cannot be written to, or is not to be: it is disabled.
    """
    registry = er.async_get(hass)
    unique_id = target.coordinator.dispatch.unique_id(target.state.room.id, "notify")
    entity_id = registry.async_get_entity_id("notify", DOMAIN, unique_id) or ""
    entity = registry.async_get(entity_id)
    return None if entity is None or entity.disabled else entity_id
