"""A family at the simulated BOCCO, and an account of Taro's at it."""

from collections.abc import AsyncGenerator
import logging
import re

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.bocco import feed
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from tests.simulators.bocco import BoccoSimulator

TOKEN = re.compile("[0-9a-f]{64}")


@pytest.fixture(autouse=True)
def log_and_do_not_pause(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Log everything, for the check after the test, and poll without pauses."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(feed, "QUIET_PAUSE", 0.0)


@pytest.fixture
async def sim(caplog: pytest.LogCaptureFixture) -> AsyncGenerator[BoccoSimulator]:
    """Return a server; afterwards check that the client was polite and discreet."""
    async with BoccoSimulator(poll_timeout=10) as simulator:
        yield simulator
        assert simulator.complaints == []
        for line in caplog.get_records("setup") + caplog.get_records("call"):
            assert_discreet(line.getMessage(), simulator)


def assert_discreet(text: str, sim: BoccoSimulator) -> None:
    """Assert that a text holds no secret, and nothing that people wrote."""
    for secret in (
        *sim.secrets(),
        sim.home.email,
        *(room.name for room in sim.home.rooms.values()),
        "access_token",
        "hotel",
    ):
        assert secret not in text
    assert not TOKEN.search(text)


@pytest.fixture
def config(sim: BoccoSimulator) -> dict[str, str]:
    """Return what the user would enter."""
    return {**sim.credentials, "url": sim.url}


@pytest.fixture
def new(session: ClientSession, config: dict[str, str]) -> BoccoProvider:
    """Return an account that has not signed in."""
    return BoccoProvider(session, config, language="ja")


@pytest.fixture
async def bocco(new: BoccoProvider) -> BoccoProvider:
    """Return an account that has signed in."""
    await new.sign_in()
    return new
