"""Cards that stand in more than one place of the dashboard."""

from typing import Any

type Card = dict[str, Any]


def heading(text: str, icon: str) -> Card:
    """Return a heading."""
    return {"type": "heading", "heading": text, "icon": icon}


def button(entity: str, name: str, icon: str, action: Card, columns: int) -> Card:
    """Return a tile that does something; of its entity it shows nothing."""
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
