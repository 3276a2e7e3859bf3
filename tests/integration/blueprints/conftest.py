"""Blueprints as a user imports them, and automations made of them."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..helpers import state
from .helpers import FOLDER

AUTOMATION = "automation.tried"

type Use = Callable[..., Awaitable[None]]


@pytest.fixture
def imported(hass: HomeAssistant, tmp_path: Path) -> None:
    """Put the blueprints where Home Assistant puts those that are imported."""
    hass.config.config_dir = str(tmp_path / "config")
    shutil.copytree(FOLDER, hass.config.path("blueprints/automation/chat_rooms"))


@pytest.fixture
async def use(
    hass: HomeAssistant, ready: MockConfigEntry, imported: None
) -> AsyncGenerator[Use]:
    """Return what makes an automation of a blueprint and its inputs."""

    async def make(name: str, **inputs: Any) -> None:
        automation = {
            "alias": "Tried",
            "use_blueprint": {"path": f"chat_rooms/{name}.yaml", "input": inputs},
        }
        assert await async_setup_component(
            hass, "automation", {"automation": automation}
        )
        await hass.async_block_till_done()
        assert state(hass, AUTOMATION) == "on"

    yield make
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": AUTOMATION}, blocking=True
    )
