"""A family at a simulated Carbonio, and an account of Taro's at it."""

from collections.abc import AsyncGenerator
import logging
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation
from tests.simulators.carbonio_host import Edition

OLD: Generation = "1.3.1"
NEW: Generation = "1.6.2"

FAMILY = "Family"
GRANDMA = "Grandma"
BOOK_CLUB = "Book Club"
OFFICE = "Office"
NEWS = "News"

BOTH_GENERATIONS = pytest.mark.parametrize("generation", [NEW, OLD])
BOTH_EDITIONS = pytest.mark.parametrize("edition", ["ce", "advanced"])
ON_OLD = pytest.mark.parametrize("generation", [OLD])
ADVANCED = pytest.mark.parametrize("edition", ["advanced"])


@pytest.fixture
def generation() -> Generation:
    """Return the server's generation; a test that is about another one says so."""
    return NEW


@pytest.fixture
def edition() -> Edition:
    """Return the server's edition; a test that is about the other one says so."""
    return "ce"


@pytest.fixture
def otp() -> bool:
    """Tell whether one-time passwords are asked for."""
    return False


@pytest.fixture
async def simulator(
    generation: Generation,
    edition: Edition,
    otp: bool,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[CarbonioSimulator]:
    """Return a server; afterwards check that the client was polite and discreet."""
    caplog.set_level(logging.DEBUG)
    async with CarbonioSimulator(generation, edition, otp) as simulator:
        yield simulator
        assert simulator.complaints == []
        for line in caplog.get_records("setup") + caplog.get_records("call"):
            assert_discreet(line.getMessage(), simulator)


def assert_discreet(text: str, simulator: CarbonioSimulator) -> None:
    """Assert that a text holds no secret, and nothing that people wrote."""
    world = simulator.world
    for secret in (
        *simulator.secrets(),
        *simulator.trusted_devices,
        *(room.name for room in world.rooms.values() if room.name),
        *(person.name for person in world.people.values()),
        *(person.email for person in world.people.values()),
        *(file.name for file in world.attachments.values()),
        "hotel",
    ):
        assert secret not in text


@pytest.fixture
def config(simulator: CarbonioSimulator) -> dict[str, Any]:
    """Return what was typed of an account."""
    return {**simulator.credentials, "verify_ssl": True}


@pytest.fixture
def memory(generation: Generation) -> dict[str, Any]:
    """Return what an earlier run remembered: which generation the server is."""
    return {"generation": generation}


@pytest.fixture
def http(session: ClientSession, simulator: CarbonioSimulator) -> HttpClient:
    """Return the way to the server."""
    return HttpClient(session, simulator.url)


@pytest.fixture
def sign_in(http: HttpClient, config: dict[str, Any], memory: dict[str, Any]) -> SignIn:
    """Return an account's sign-in; nothing has been asked yet."""
    return SignIn(http, config, memory)


@pytest.fixture
async def client(
    http: HttpClient,
    sign_in: SignIn,
    memory: dict[str, Any],
    simulator: CarbonioSimulator,
) -> CarbonioClient:
    """Return a client that is signed in and knows what the server is."""
    await sign_in.sign_in()
    simulator.log.clear()
    return CarbonioClient(http, sign_in, memory)


@pytest.fixture
async def stranger(
    http: HttpClient, sign_in: SignIn, client: CarbonioClient
) -> CarbonioClient:
    """Return a client that is signed in, to whom the server is new."""
    return CarbonioClient(http, sign_in)
