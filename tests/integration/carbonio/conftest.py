"""A family at a Carbonio, and a Home Assistant that follows it."""

from collections.abc import AsyncGenerator
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation
from tests.simulators.carbonio_host import Edition

from ..conftest import added_entry
from .helpers import DEVICE_ID, OURS, assert_discreet


@pytest.fixture
def generation() -> Generation:
    """Return the version of the chats; a test that is about another one says so."""
    return "1.6.2"


@pytest.fixture
def edition() -> Edition:
    """Return the edition; a test that is about the other one says so."""
    return "ce"


@pytest.fixture
def otp() -> bool:
    """Return whether the server asks for one-time passwords."""
    return False


@pytest.fixture
async def carbonio(
    socket_enabled: None,
    generation: Generation,
    edition: Edition,
    otp: bool,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[CarbonioSimulator]:
    """Return a Carbonio; afterwards check that we were polite and discreet."""
    caplog.set_level(logging.DEBUG, OURS)
    async with CarbonioSimulator(generation, edition, otp) as simulator:
        yield simulator
        assert await simulator.violations() == []
        for record in caplog.get_records("setup") + caplog.get_records("call"):
            if record.name.startswith(OURS):
                assert_discreet(record, simulator)


@pytest.fixture
async def config(carbonio: CarbonioSimulator) -> dict[str, Any]:
    """Return what the config flow stores for Taro's account."""
    return {
        "service": "carbonio",
        **carbonio.credentials,
        "verify_ssl": True,
        "device_id": DEVICE_ID,
        "token": await carbonio.make_token(),
    }


@pytest.fixture
def options(carbonio: CarbonioSimulator) -> dict[str, Any]:
    """Return the options of the entry; a test may override them."""
    rooms = list(carbonio.world.rooms)
    return {"rooms": rooms, "known_rooms": rooms, "follow_new_rooms": True}


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    config: dict[str, Any],
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """Return the account's entry, not yet set up."""
    async with added_entry(
        hass,
        title="Carbonio Chats Taro",
        data=config,
        options=options,
        unique_id=f"carbonio|{carbonio.url}|{carbonio.world.account.id}",
    ) as entry:
        yield entry
