"""The dashboard: all rooms in one card, and a section for each of them."""

from collections.abc import Iterable
from itertools import chain, zip_longest

from .cards import Card, button, heading
from .client import Client
from .room_cards import CHAT, friend_cards, room_cards
from .rooms import Device, devices
from .words import Words

URL_PATH = "chat-rooms"
MOST_COLUMNS = 3
FAMILY = "notify.happy_family"
# What each state of a service's health looks like.
FEELINGS = {"ok": "green", "warn": "amber", "error": "red"}


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
    for room, cards in zip(turns[0] if turns else (), columns, strict=False):
        # The first room of such an account is the one that tells of them.
        if account := accounts.get(room.account or ""):
            cards += friend_cards(account)
    sections = [_section(cards) for cards in (_all_cards(rooms, words), *columns)]
    wide = [
        _section(cards) | {"column_span": MOST_COLUMNS}
        for cards in (_automation_cards(words), _history_cards(rooms, words))
    ]
    view = {
        "title": words["home"],
        "type": "sections",
        "max_columns": MOST_COLUMNS,
        "badges": list(chain(*map(_badges, accounts.values()))),
        "sections": [*sections, *wide],
    }
    return {"views": [view]}


def _section(cards: list[Card]) -> Card:
    return {"type": "grid", "cards": cards}


def _turns(rooms: Iterable[Device]) -> list[list[Device]]:
    """Return the first room of each account, then the second ones, and so on."""
    turns = zip_longest(*_by_account(rooms).values())
    return [[room for room in turn if room is not None] for turn in turns]


def _by_account(rooms: Iterable[Device]) -> dict[str | None, list[Device]]:
    """Return the rooms by the ids of their accounts' devices."""
    of_accounts: dict[str | None, list[Device]] = {}
    for room in rooms:
        of_accounts.setdefault(room.account, []).append(room)
    return of_accounts


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
    if health := account.entity("sensor", "health"):
        for state, color in FEELINGS.items():
            yield {
                "type": "entity",
                "entity": health,
                "name": {"type": "entity"},
                "show_name": True,
                "color": color,
                "visibility": [
                    {"condition": "state", "entity": health, "state": state}
                ],
            }
    if unread := account.entity("sensor", "unread_messages"):
        yield {
            "type": "entity",
            "entity": unread,
            "icon": "mdi:message-badge-outline",
            "color": "deep-orange",
            "visibility": _above_zero(unread),
        }


def _all_cards(rooms: Iterable[Device], words: Words) -> list[Card]:
    """Return all rooms in one card, and what is said to the family at a tap."""
    events = [event for room in rooms if (event := room.entity("event", "message"))]
    chats = {
        "type": CHAT,
        "title": words["rooms"],
        "entities": events,
        "grid_options": {"columns": 12, "rows": 9},
    }
    return [
        *([chats] if events else []),
        heading(words["to_the_family"], "mdi:gesture-tap"),
        _saying(words["dinner"], "mdi:silverware-fork-knife"),
        _saying(words["on_my_way"], "mdi:walk"),
    ]


def _automation_cards(words: Words) -> list[Card]:
    return [
        heading(words["automation"], "mdi:robot-outline"),
        {
            "type": "tile",
            "entity": "input_boolean.washing_machine",
            "features": [{"type": "toggle"}],
            "features_position": "inline",
            "grid_options": {"columns": 12},
        },
        {
            "type": "markdown",
            "content": words["try_it"],
            "text_only": True,
            "grid_options": {"columns": 24},
        },
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
