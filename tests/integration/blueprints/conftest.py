"""Blueprints as a user imports them, and automations made of them."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME

from ..conftest import added_entry
from ..helpers import state
from .helpers import FOLDER, said
from .speaking import KITCHEN, Speaker

AUTOMATION = "automation.tried"

type Use = Callable[..., Awaitable[None]]
type Say = Callable[..., Awaitable[None]]


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


@pytest.fixture
def say(
    hass: HomeAssistant, family: BoccoSimulator, messages: list[Event[dict[str, Any]]]
) -> Say:
    """Return what lets members of a room say something, and waits until it is here."""
    return partial(said, hass, family, messages)


@pytest.fixture
async def talk(
    hass: HomeAssistant, socket_enabled: None
) -> AsyncGenerator[NextcloudTalkSimulator]:
    """Return a Nextcloud."""
    async with NextcloudTalkSimulator() as simulator:
        yield simulator
        assert await simulator.violations() == []


@pytest.fixture
async def neighbours(
    hass: HomeAssistant, ready: MockConfigEntry, talk: NextcloudTalkSimulator
) -> AsyncGenerator[MockConfigEntry]:
    """Return the account of the neighbours, set up beside the family's."""
    rooms = list(talk.cloud.rooms)
    data = {
        "service": "nextcloud_talk",
        "url": talk.address,
        "verify_ssl": True,
        "username": LOGIN_NAME,
        "app_password": await talk.make_app_password(),
    }
    async with added_entry(
        hass,
        title="Nextcloud Talk Taro",
        data=data,
        options={"rooms": rooms, "known_rooms": rooms},
        unique_id=f"nextcloud_talk|{talk.address}|taro",
    ) as entry:
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        yield entry


@pytest.fixture
def speaker(hass: HomeAssistant) -> Speaker:
    """Return a speaker, beside another one that is not there."""
    hass.states.async_set(KITCHEN, "unavailable")
    speaker = Speaker(hass)
    hass.services.async_register("tts", "speak", speaker.speak)
    return speaker
