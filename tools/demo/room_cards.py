"""The cards of one room: what came last, what is unread, what it has besides."""

from .cards import Card, button, heading
from .rooms import CLIMATE, Device
from .words import Words

# What a message without a text may be.
KINDS = ("image", "audio", "video", "file", "stamp")
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
{{- (message.text or (names if message.kind == 'file')
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
    return cards


def _title(room: Device, account: Device | None) -> Card:
    title = heading(room.name, "mdi:forum-outline")
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
