"""The dashboard: one section a room, then what one does with the rooms."""

from collections.abc import Iterable
from typing import Any

from .client import Client
from .rooms import CLIMATE, Device, devices
from .words import Words

URL_PATH = "chat-rooms"
MOST_COLUMNS = 4
FAMILY = "notify.happy_family"

# In Markdown every sign can be taken at its word by a backslash; so nobody's message
# becomes a heading, a link or a picture from elsewhere.
ESCAPE = r"regex_replace('([!-/:-@\\[-`{-~])', '\\\\\\1')"
# Whatever is written at home stands out from what the others write.
CONVERSATION = """
{%- for message in state_attr('sensor.conversation', 'messages') or []
     if message.device_id == 'DEVICE' %}
{%- set quote = '> ' if message.is_own else '' %}
{{ quote }}**{{ message.sender | ESCAPE }}**
{{- ' ' }}{{ as_local(as_datetime(message.sent_at)).strftime('%H:%M') }}<br>
{{- (message.text or KINDS.get(message.kind, message.kind)) | ESCAPE
    | replace('\n', '<br>') }}

{% else %}
NOTHING
{%- endfor %}
"""

type Card = dict[str, Any]


async def make_dashboard(client: Client, words: Words) -> None:
    """Make the dashboard, or make it anew, and show it first."""
    known = await client.command("lovelace/dashboards/list")
    if not any(item["url_path"] == URL_PATH for item in known):
        await client.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title=words["home"],
            icon="mdi:home-heart",
            mode="storage",
        )
    await client.command(
        "lovelace/config/save",
        url_path=URL_PATH,
        config=dashboard(await devices(client), words),
    )
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )
    await client.command(
        "frontend/set_user_data",
        key="language",
        value={"language": words["language"]},
    )
    await client.command("fire_event", event_type="demo_look_at_rooms")


def dashboard(found: Iterable[Device], words: Words) -> Card:
    """Return the configuration of the dashboard."""
    found = list(found)
    rooms = [device for device in found if device.is_room]
    accounts = [device for device in found if not device.is_room]
    columns = [_room_cards(room, words) for room in rooms] or [[]]
    columns[0] += _history_cards(rooms, words)
    columns[min(1, len(columns) - 1)] += _writing_cards(words)
    view = {
        "title": words["home"],
        "type": "sections",
        "max_columns": min(len(columns), MOST_COLUMNS),
        "badges": [badge for account in accounts for badge in _badges(account)],
        "sections": [{"type": "grid", "cards": cards} for cards in columns],
    }
    return {"views": [view]}


def _badges(account: Device) -> Iterable[Card]:
    if connected := account.entity("binary_sensor", "connected"):
        yield {
            "type": "entity",
            "entity": connected,
            "name": account.name,
            "show_name": True,
            "icon": "mdi:cloud-check-variant",
            "color": "green",
        }
    if unread := account.entity("sensor", "unread_messages"):
        yield {
            "type": "entity",
            "entity": unread,
            "icon": "mdi:message-badge-outline",
            "color": "deep-orange",
            "visibility": _above_zero(unread),
        }


def _room_cards(room: Device, words: Words) -> list[Card]:
    cards = [_heading(room.name, "mdi:forum-outline")]
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
    if button := room.entity("button", "mark_as_read"):
        press = {
            "action": "perform-action",
            "perform_action": "button.press",
            "target": {"entity_id": button},
        }
        name = words["mark_as_read"]
        cards.append(_button(button, name, "mdi:check-all", press, 6))
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


def _conversation(room: Device, words: Words) -> str:
    kinds = {kind: words[f"kind_{kind}"] for kind in ("image", "audio", "stamp")}
    text = CONVERSATION
    for name, value in {
        "DEVICE": room.id,
        "KINDS": repr(kinds),
        "NOTHING": words["nothing_yet"],
        "ESCAPE": ESCAPE,
    }.items():
        text = text.replace(name, value)
    return text


def _writing_cards(words: Words) -> list[Card]:
    send = {
        "action": "perform-action",
        "perform_action": "script.write_to_the_family",
    }
    return [
        _heading(words["write"], "mdi:pencil-outline"),
        {"type": "entities", "entities": ["input_text.to_the_family"]},
        _button("script.write_to_the_family", words["send"], "mdi:send", send, 12),
        _saying(words["dinner"], "mdi:silverware-fork-knife"),
        _saying(words["on_my_way"], "mdi:walk"),
        _heading(words["automation"], "mdi:robot-outline"),
        {
            "type": "tile",
            "entity": "input_boolean.washing_machine",
            "features": [{"type": "toggle"}],
            "features_position": "inline",
        },
        {"type": "markdown", "content": words["try_it"], "text_only": True},
    ]


def _history_cards(rooms: list[Device], words: Words) -> list[Card]:
    events = [event for room in rooms if (event := room.entity("event", "message"))]
    return [
        _heading(words["happened"], "mdi:history"),
        {
            "type": "logbook",
            "target": {"entity_id": events},
            "hours_to_show": 3,
            "grid_options": {"columns": 12, "rows": 6},
        },
    ]


def _saying(text: str, icon: str) -> Card:
    say = {
        "action": "perform-action",
        "perform_action": "notify.send_message",
        "target": {"entity_id": FAMILY},
        "data": {"message": text},
    }
    return _button(FAMILY, text, icon, say, 6)


def _heading(text: str, icon: str) -> Card:
    return {"type": "heading", "heading": text, "icon": icon}


def _button(entity: str, name: str, icon: str, action: Card, columns: int) -> Card:
    return {
        "type": "tile",
        "entity": entity,
        "name": name,
        "icon": icon,
        "color": "green",
        "hide_state": True,
        "tap_action": action,
        "icon_tap_action": action,
        "grid_options": {"columns": columns},
    }


def _above_zero(entity: str) -> list[Card]:
    return [{"condition": "numeric_state", "entity": entity, "above": 0}]
