"""The cards of one room: what came last, what is unread, what it has besides."""

from .cards import Card, button, heading
from .rooms import CLIMATE, Device
from .words import Words

# What a message without a text may be.
KINDS = ("image", "audio", "video", "file", "stamp", "like", "location")
# Where the album's button takes its picture from.
FAMILY_PHOTO = "image.happy_family_latest_photo"
# What a room may have besides: domain, meaning, colour while it is on.
SWITCHES = (("switch", "mute", "amber"), ("binary_sensor", "call", "green"))

# In Markdown every sign can be taken at its word by a backslash; so nobody's message
# becomes a heading, a link or a picture from elsewhere.
ESCAPE = r"regex_replace('([!-/:-@\\[-`{-~])', '\\\\\\1')"
# Whatever is written at home stands out from what the others write.
CONVERSATION = """
{%- for message in state_attr('sensor.conversation', 'messages') or []
     if message.device_id == 'DEVICE' %}
{%- set quote = '> ' if message.is_own else '' %}
{%- set sent_at = as_local(as_datetime(message.sent_at)) %}
{%- set names = message.attachments | map(attribute='name') | join(', ') %}
{{ quote }}**{{ message.sender | ESCAPE }}**
{{- ' ' }}{{ sent_at.strftime('%H:%M' if sent_at >= today_at() else 'DAY %H:%M') }}<br>
{%- set place = (message.location or {}).get('name') %}
{%- set said = [place and '📍 ' ~ place, message.title, message.text] | select | list %}
{{- (said | join('\n') or (names if message.kind == 'file')
     or KINDS.get(message.kind, message.kind)) | ESCAPE | replace('\n', '<br>') }}

{% else %}
NOTHING
{%- endfor %}
"""


def room_cards(room: Device, account: Device | None, words: Words) -> list[Card]:
    """Return the cards of a room, under its name and its account's."""
    cards = [_title(room, account)]
    if photo := room.entity("image", "latest_photo"):
        cards.append(
            {
                "type": "picture-entity",
                "entity": photo,
                "show_name": False,
                "show_state": False,
                "fit_mode": "cover",
                "aspect_ratio": "5:2",
                "visibility": [
                    {
                        "condition": "state",
                        "entity": photo,
                        "state_not": ["unknown", "unavailable"],
                    }
                ],
            }
        )
    cards.append({"type": "markdown", "content": _conversation(room, words)})
    if unread := room.entity("sensor", "unread_messages"):
        cards.append(
            {
                "type": "tile",
                "entity": unread,
                "name": words["unread"],
                "icon": "mdi:message-badge-outline",
                "color": "deep-orange",
                "grid_options": {"columns": 6},
            }
        )
    if mark := room.entity("button", "mark_as_read"):
        press = {
            "action": "perform-action",
            "perform_action": "button.press",
            "target": {"entity_id": mark},
        }
        cards.append(button(mark, words["mark_as_read"], "mdi:check-all", press, 6))
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


def _title(room: Device, account: Device | None) -> Card:
    title = heading(room.name, _icon(account))
    if account and (connected := account.entity("binary_sensor", "connected")):
        title["badges"] = [
            {
                "type": "entity",
                "entity": connected,
                "name": account.name,
                "state_content": ["name"],
                "show_icon": False,
            }
        ]
    return title


def _icon(account: Device | None) -> str:
    if account and account.is_album:
        return "mdi:image-multiple-outline"
    if account and account.friends:
        return "mdi:map-marker-outline"
    return "mdi:forum-outline"


def _conversation(room: Device, words: Words) -> str:
    kinds = {kind: words[f"kind_{kind}"] for kind in KINDS}
    text = CONVERSATION
    for name, value in {
        "DEVICE": room.id,
        "KINDS": repr(kinds),
        "DAY": words["day"],
        "NOTHING": words["nothing_yet"],
        "ESCAPE": ESCAPE,
    }.items():
        text = text.replace(name, value)
    return text
