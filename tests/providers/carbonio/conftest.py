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

from .accounts import (
    be_impatient,
    events_listener,
    messages_listener,
    signed_in_provider,
)
from .family import NEW, assert_discreet
from .listed import chat_link as rooms_link, room_book
from .sockets import (
    carbonio_sockets,
    chat_link,
    nothing_unseen,
    open_chat,
    short_farewell,
)
from .translated import english, people, places

# Fixtures that stand beside what they are about.
__all__ = [
    "be_impatient",
    "carbonio_sockets",
    "chat_link",
    "english",
    "events_listener",
    "messages_listener",
    "nothing_unseen",
    "open_chat",
    "people",
    "places",
    "room_book",
    "rooms_link",
    "short_farewell",
    "signed_in_provider",
]


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
