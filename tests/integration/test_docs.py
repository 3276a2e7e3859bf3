"""What the documents show can be pasted into Home Assistant."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, script
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.chat_rooms.const import DOMAIN

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# These are shown rather than pasted: an event, an answer, a card, somebody's
# configuration.
SHOWN = ("event_type", "lovelace", "members", "recorder", "room_id", "type")


def _examples() -> Iterator[Any]:
    for page in PAGES:
        for number, block in enumerate(BLOCK.findall(page.read_text("utf-8")), 1):
            example = parse_yaml(block)
            assert isinstance(example, dict), page.name
            if not _is_shown(example):
                yield pytest.param(example, id=f"{page.name}-{number}")


def _is_shown(example: dict[str, Any]) -> bool:
    # An answer is a table of rooms, by their entities.
    return any(key in SHOWN or "." in key for key in example)


@pytest.mark.parametrize("example", _examples())
async def test_example(hass: HomeAssistant, example: dict[str, Any]) -> None:
    """Home Assistant takes an automation, a part of one, or an action."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert await async_setup_component(hass, "automation", {})
    if "action" in example:
        example = {"actions": [example]}
    if "triggers" in example:
        whole = {"actions": [], **example}
        checked = await async_validate_config_item(hass, "example", whole)
        assert checked is not None
        assert checked.validation_status == "ok", checked.validation_error
    else:
        actions = cv.SCRIPT_SCHEMA(example["actions"])
        await script.async_validate_actions_config(hass, actions)


def test_examples_are_found() -> None:
    """The pages have examples, and most of them are checked."""
    assert len([*_examples()]) >= 20
