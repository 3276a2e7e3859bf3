"""The cards of one room: the chat, and what it has besides."""

from .cards import Card, button
from .rooms import CLIMATE, Device
from .words import Words

CHAT = "custom:chat-rooms-card"
# Where the album's button takes its picture from.
FAMILY_PHOTO = "image.happy_family_latest_photo"
# What a room may have besides: domain, meaning, colour while it is on.
SWITCHES = (("switch", "mute", "amber"), ("binary_sensor", "call", "green"))


def room_cards(room: Device, account: Device | None, words: Words) -> list[Card]:
    """Return the cards of a room."""
    cards: list[Card] = [
        {
            "type": CHAT,
            "entity": room.entity("event", "message"),
            "grid_options": {"columns": 12, "rows": 9},
        }
    ]
    cards += [
        {
            "type": "tile",
            "entity": entity,
            "name": {"type": "entity"},
            "color": color,
            "grid_options": {"columns": 6},
        }
        for domain, meaning, color in SWITCHES
        if (entity := room.entity(domain, meaning))
    ]
    cards += [
        {
            "type": "tile",
            "entity": entity,
            "name": {"type": "entity"},
            "vertical": True,
            "grid_options": {"columns": 4, "rows": 2},
        }
        for key in CLIMATE
        if (entity := room.entity("sensor", key))
    ]
    if account and (notify := room.entity("notify", "notify")):
        if account.is_album:
            cards.append(_photo_button(notify, words))
        elif account.friends:
            cards.append(_check_in_button(notify, room, account, words))
    return cards


def friend_cards(account: Device) -> list[Card]:
    """Return where the friends of an account were last seen."""
    return [
        {
            "type": "tile",
            "entity": friend.tracker,
            "name": friend.name,
            "icon": "mdi:account-circle-outline",
            "color": "indigo",
            "state_content": ["place"],
            "grid_options": {"columns": 6},
        }
        for friend in account.friends
    ]


def _photo_button(notify: str, words: Words) -> Card:
    send = {
        "action": "perform-action",
        "perform_action": "chat_rooms.send_message",
        "target": {"entity_id": notify},
        "data": {
            "title": words["from_the_family"],
            "attachments": [
                {
                    "media": {
                        "media_content_id": f"media-source://image/{FAMILY_PHOTO}",
                        "media_content_type": "image/png",
                    }
                }
            ],
        },
    }
    return button(notify, words["add_photo"], "mdi:television-guide", send, 12)


def _check_in_button(notify: str, room: Device, account: Device, words: Words) -> Card:
    check_in = {
        "action": "perform-action",
        "perform_action": "chat_rooms.check_in",
        "data": {"device_id": account.id, "spot": room.name},
    }
    return button(notify, words["check_in"], "mdi:map-marker-check", check_in, 12)
