"""The dashboard: a section for each room, and what one does with all of them."""

from collections.abc import Iterable
from itertools import chain, zip_longest

from .cards import Card, button, heading
from .client import Client
from .room_cards import room_cards
from .rooms import Device, devices
from .words import Words

URL_PATH = "chat-rooms"
MOST_COLUMNS = 3
FAMILY = "notify.happy_family"


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
    accounts = {device.id: device for device in found if not device.is_room}
    rooms = [device for device in found if device.is_room]
    turns = _turns(rooms)
    columns = [
        room_cards(room, accounts.get(room.account or ""), words)
        for room in chain(*turns)
    ]
    columns.insert(len(turns[0]) if turns else 0, _writing_cards(rooms, words))
    sections = [_section(cards) for cards in columns]
    history = _section(_history_cards(rooms, words)) | {"column_span": MOST_COLUMNS}
    view = {
        "title": words["home"],
        "type": "sections",
        "max_columns": MOST_COLUMNS,
        "badges": list(chain(*map(_badges, accounts.values()))),
        "sections": [*sections, history],
    }
    return {"views": [view]}


def _section(cards: list[Card]) -> Card:
    return {"type": "grid", "cards": cards}


def _turns(rooms: Iterable[Device]) -> list[list[Device]]:
    """Return the first room of each account, then the second ones, and so on."""
    of_accounts: dict[str | None, list[Device]] = {}
    for room in rooms:
        of_accounts.setdefault(room.account, []).append(room)
    turns = zip_longest(*of_accounts.values())
    return [[room for room in turn if room is not None] for turn in turns]


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


def _writing_cards(rooms: Iterable[Device], words: Words) -> list[Card]:
    return [
        heading(words["write"], "mdi:pencil-outline"),
        {"type": "entities", "entities": ["input_text.message"]},
        *(
            _sending(notify, room.name)
            for room in rooms
            if (notify := room.entity("notify", "notify"))
        ),
        heading(words["to_the_family"], "mdi:gesture-tap"),
        _saying(words["dinner"], "mdi:silverware-fork-knife"),
        _saying(words["on_my_way"], "mdi:walk"),
        heading(words["automation"], "mdi:robot-outline"),
        {
            "type": "tile",
            "entity": "input_boolean.washing_machine",
            "features": [{"type": "toggle"}],
            "features_position": "inline",
        },
        {"type": "markdown", "content": words["try_it"], "text_only": True},
    ]


def _history_cards(rooms: Iterable[Device], words: Words) -> list[Card]:
    events = [event for room in rooms if (event := room.entity("event", "message"))]
    return [
        heading(words["happened"], "mdi:history"),
        {
            "type": "logbook",
            "target": {"entity_id": events},
            "hours_to_show": 3,
            "grid_options": {"columns": "full", "rows": 6},
        },
    ]


def _sending(room: str, name: str) -> Card:
    send = {
        "action": "perform-action",
        "perform_action": "script.write",
        "data": {"room": room},
    }
    return button(room, name, "mdi:send", send, 6)


def _saying(text: str, icon: str) -> Card:
    say = {
        "action": "perform-action",
        "perform_action": "notify.send_message",
        "target": {"entity_id": FAMILY},
        "data": {"message": text},
    }
    return button(FAMILY, text, icon, say, 6)


def _above_zero(entity: str) -> list[Card]:
    return [{"condition": "numeric_state", "entity": entity, "above": 0}]
