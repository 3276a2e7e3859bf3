"""A Prosody for each test, and who is there."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
import pytest

from tests.simulators.carbonio_family import ACCOUNT_ID

from .front import Front
from .member import Member
from .server import Prosody

TARO = ACCOUNT_ID
HANAKO = "1f0c8a52-3b7d-4e19-8a60-c2d4e6f80913"
GRANDMA = "2e9d7b41-6c5a-4f38-9b71-d3e5f7091a24"
FAMILY = "3d8e6c30-5d4b-4a57-8c82-e4f608192b35"
BOOK_CLUB = "4c7f5d2f-4e3c-4b76-9d93-f5071920c346"
MEMBERS = {FAMILY: [TARO, HANAKO, GRANDMA], BOOK_CLUB: [HANAKO, GRANDMA]}

type Online = Callable[[str], AbstractAsyncContextManager[Member]]


def token_of(user_id: str) -> str:
    """Return the token that lets somebody in."""
    return f"0_token%of:{user_id}"


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Allow loopback sockets."""


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return the session that a provider is given."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def pings() -> dict[str, float]:
    """Return how often the server pings; a test that is about it says otherwise."""
    return {}


@pytest.fixture
async def prosody(pings: dict[str, float]) -> AsyncGenerator[Prosody]:
    """Return a running server that knows the family; it must not complain."""
    with TemporaryDirectory(prefix="prosody-") as folder:
        server = Prosody(Path(folder), MEMBERS, **pings)
        for user_id in (TARO, HANAKO, GRANDMA):
            server.let_in(user_id, token_of(user_id))
        await server.start()
        try:
            yield server
        finally:
            await server.stop()
        assert server.complaints() == []


@pytest.fixture
async def front(prosody: Prosody) -> AsyncGenerator[Front]:
    """Return the way to the server, where a connection can get lost."""
    async with Front.running(prosody.address) as front:
        yield front


@pytest.fixture
def online(prosody: Prosody) -> Online:
    """Return how to bring somebody else online."""
    return lambda user_id: Member.online(prosody.address, user_id, token_of(user_id))
