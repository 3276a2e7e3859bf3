"""A family at a Carbonio, and a Home Assistant that follows it."""

from collections.abc import AsyncGenerator, Generator
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import coordinator
from custom_components.chat_rooms.providers.carbonio import history, lanes, link
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation
from tests.simulators.carbonio_host import Edition

from ..conftest import added_entry
from ..helpers import OURS, our_records
from .helpers import DEVICE_ID, assert_discreet, start


@pytest.fixture(autouse=True)
def less_patience(little_patience: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is to be asked soon be asked at once, and try again without a rest."""
    monkeypatch.setattr(coordinator, "REFRESH_COOLDOWN", 0.0)
    monkeypatch.setattr(link, "REST", 0.02)


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
        # Time that only passes in Home Assistant leaves no time for pings.
        simulator.events.longest_silence = 3600.0
        yield simulator
        assert await simulator.violations() == []
        for record in our_records(caplog):
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


@pytest.fixture
async def live(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, set up, with both of its sockets open and at rest."""
    await start(hass, entry)
    return entry


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is tried again be tried again soon."""
    monkeypatch.setattr(lanes, "LOOK_AGAIN", 0.02)
    monkeypatch.setattr(lanes, "SETTLE", 0.8)
    monkeypatch.setattr(lanes, "PAUSE", 0.02)
    monkeypatch.setattr(history, "LOOK_AGAIN", 0.02)


@pytest.fixture
def nobody_dies_unseen(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Check that no task has ended with an error that nobody took."""
    yield
    for record in caplog.get_records("call") + caplog.get_records("teardown"):
        if record.name == "asyncio":
            assert record.levelno < logging.ERROR, record.getMessage()
