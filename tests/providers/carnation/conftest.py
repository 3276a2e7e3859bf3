"""A family at the simulated carnation, and two accounts at it."""

from collections.abc import AsyncGenerator
import logging
import re

from aiohttp import ClientSession
import pytest

from tests.simulators.carnation import CarnationSimulator

from .accounts import Account, user_config, viewer_config

TOKEN = re.compile("[0-9a-f]{32}")


@pytest.fixture
async def sim(caplog: pytest.LogCaptureFixture) -> AsyncGenerator[CarnationSimulator]:
    """Return a server; afterwards check that the client was polite and discreet."""
    async with CarnationSimulator() as simulator:
        caplog.set_level(logging.DEBUG)
        yield simulator
        assert simulator.complaints == []
        for line in caplog.get_records("setup") + caplog.get_records("call"):
            assert_discreet(line.getMessage(), simulator)


def assert_discreet(text: str, sim: CarnationSimulator) -> None:
    """Assert that a text holds no secret, and nothing that people wrote."""
    for secret in (
        *sim.secrets(),
        *(user.email for user in sim.world.users),
        *(item.title for item in sim.world.items.values() if item.title),
        "access_token",
        "X-Amz",
        "hotel",
    ):
        assert secret not in text
    assert not TOKEN.search(text)


@pytest.fixture
def hana(session: ClientSession, sim: CarnationSimulator) -> Account:
    """Return Hana's account, which has not signed in."""
    return Account(session, user_config(sim))


@pytest.fixture
def viewer(session: ClientSession, sim: CarnationSimulator) -> Account:
    """Return the living room's account, which has not signed in."""
    return Account(session, viewer_config(sim))
