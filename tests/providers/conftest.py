"""What the tests of all providers need: sockets, a session, and no pauses."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, TCPConnector
import pytest

from custom_components.chat_rooms.providers import repeating


@pytest.fixture(autouse=True)
def sockets_and_no_pauses(
    socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Allow loopback sockets, and repeat at once."""
    monkeypatch.setattr(repeating, "RETRY_PAUSE", 0.0)


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session that trusts the tests' own certificates."""
    async with ClientSession(connector=TCPConnector(ssl=False)) as session:
        yield session
