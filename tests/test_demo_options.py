"""How the demo changes the options of its accounts."""

from typing import Any

import pytest

from tools.demo.client import ApiError, Event, Subscription
from tools.demo.options import add_spots, look_every


class _Options:
    """Home Assistant, as far as the options of one account go."""

    def __init__(self, *steps: dict[str, Any]) -> None:
        self.posted: list[dict[str, Any]] = []
        self.changes = Subscription()
        self._steps = iter(steps)

    async def subscribe(self, kind: str) -> Subscription:
        assert kind == "config_entries/subscribe"
        self._tell("loaded")
        return self.changes

    async def post(self, path: str, **fields: object) -> Event:
        self.posted.append(fields)
        step = next(self._steps) | {"flow_id": "flow"}
        if step["type"] == "create_entry":
            for state in ("loaded", "unload_in_progress", step.pop("becomes")):
                self._tell(state)
        return step

    def _tell(self, state: str) -> None:
        for entry_id, of_entry in (("other", "setup_retry"), ("entry", state)):
            entry = {"entry_id": entry_id, "state": of_entry}
            change: Any = [{"type": "updated", "entry": entry}]
            self.changes.put(change)


MENU = {"type": "menu"}
DONE = {"type": "create_entry", "becomes": "loaded"}
PLACE = {"latitude": 35.7, "longitude": 139.7}
SETTINGS = {
    "type": "form",
    "data_schema": [
        {"name": "rooms", "default": [], "description": {"suggested_value": ["4"]}},
        {"name": "poll_interval"},
        {"name": "catch_up", "default": True},
        {"name": "mark_read", "description": {"suggested_value": False}},
    ],
}
FIND = {
    "type": "form",
    "data_schema": [{"name": "location", "description": {"suggested_value": PLACE}}],
}
FOUND = {
    "type": "form",
    "data_schema": [
        {
            "name": "spots",
            "description": {"suggested_value": []},
            "selector": {"select": {"options": [{"value": "key", "label": "Park"}]}},
        },
        {"name": "more", "default": False},
    ],
}


@pytest.mark.parametrize("steps", [(SETTINGS, DONE), (MENU, SETTINGS, DONE)])
async def test_a_service_is_asked_more_often(steps: tuple[dict[str, Any], ...]) -> None:
    """Everything else in the form stays as it was shown, and no room is lost."""
    home: Any = _Options(*steps)
    await look_every(home, "entry", 15)
    assert home.posted[0] == {"handler": "entry"}
    assert home.posted[1:-1] == [{"next_step_id": "settings"}] * (len(steps) - 2)
    assert home.posted[-1] == {
        "rooms": ["4"],
        "poll_interval": 15,
        "catch_up": True,
        "mark_read": False,
    }


async def test_spots_are_found_around_home() -> None:
    """They are looked for where the form proposes it, and chosen by name."""
    home: Any = _Options(MENU, FIND, FOUND, DONE)
    await add_spots(home, "entry", ("Park",))
    assert home.posted[1:] == [
        {"next_step_id": "find_spot"},
        {"location": PLACE},
        {"spots": ["key"], "more": False},
    ]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((MENU, FIND, {**FOUND, "errors": {"base": "no_spots"}}), "refused"),
        ((MENU, FIND, FOUND, {"type": "abort"}), "abort"),
        ((MENU, FIND, FOUND, {**DONE, "becomes": "setup_error"}), "setup_error"),
    ],
)
async def test_options_that_lead_nowhere(
    steps: tuple[dict[str, Any], ...], told: str
) -> None:
    """Whoever waits is told."""
    home: Any = _Options(*steps)
    with pytest.raises(ApiError, match=told):
        await add_spots(home, "entry", ("Park",))


async def test_a_spot_that_is_not_there() -> None:
    """Its name is told, and those that there are."""
    home: Any = _Options(MENU, FIND, FOUND)
    with pytest.raises(ApiError, match=r"'Pond'.*'Park'"):
        await add_spots(home, "entry", ("Pond",))
