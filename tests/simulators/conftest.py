"""Clients for the simulated services, and services for them."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from .bocco import BoccoSimulator
from .carbonio import CarbonioSimulator
from .carbonio_client import CarbonioClient
from .carbonio_family import Generation
from .nextcloud_talk import NextcloudTalkSimulator
from .nextcloud_talk_generations import Name
from .openapi import GENERATIONS
from .talk_client import TalkClient

# The description of Carbonio's API is no part of the project.
collect_ignore = [] if GENERATIONS else ["test_carbonio_openapi.py"]

HOME = "Happy Family"


class Client:
    """A client that does as it is told, right or wrong."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Start signed out."""
        self.session = session
        self.url = url
        self.token = ""

    async def sign_in(self, **changes: str) -> tuple[int, Any]:
        """Sign in, and keep the token."""
        form = {
            "apikey": "demo-api-key",
            "email": "taro@example.com",
            "password": "bocco",
        }
        status, answer = await self.post("/alpha/sessions", data=form | changes)
        self.token = answer.get("access_token", "")
        return status, answer

    async def get(self, path: str, **query: object) -> tuple[int, Any]:
        """Get JSON, with the token."""
        params = {"access_token": self.token} | {k: str(v) for k, v in query.items()}
        async with self.session.get(f"{self.url}{path}", params=params) as response:
            return response.status, await response.json()

    async def post(self, path: str, **options: Any) -> tuple[int, Any]:
        """Post something."""
        async with self.session.post(f"{self.url}{path}", **options) as response:
            return response.status, await response.json()

    async def write(self, room: str, **fields: str) -> tuple[int, Any]:
        """Post a text."""
        form = {
            "access_token": self.token,
            "unique_id": "ID-1",
            "media": "text",
            "text": "Hello",
        }
        path = f"/alpha/rooms/{room}/messages"
        return await self.post(path, data=form | fields)

    async def upload(
        self, room: str, media: str, data: bytes, name: str, content_type: str
    ) -> tuple[int, Any]:
        """Post a file."""
        form = aiohttp.FormData(
            {"access_token": self.token, "unique_id": f"ID-{name}", "media": media}
        )
        form.add_field(media, data, filename=name, content_type=content_type)
        return await self.post(f"/alpha/rooms/{room}/messages", data=form)


@pytest.fixture
async def family(socket_enabled: None) -> AsyncGenerator[BoccoSimulator]:
    """Return a family whose long polls end soon."""
    async with BoccoSimulator(poll_timeout=0.2) as simulator:
        yield simulator


@pytest.fixture
async def stranger(family: BoccoSimulator) -> AsyncGenerator[Client]:
    """Return a client that has not signed in."""
    headers = {"Accept-Language": "en"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Client(session, family.url)


@pytest.fixture
async def client(stranger: Client) -> Client:
    """Return a client that has signed in."""
    assert (await stranger.sign_in())[0] == 200
    return stranger


@pytest.fixture
def room(family: BoccoSimulator) -> str:
    """Return the path of the first room."""
    return family.room_id(HOME)


@pytest.fixture
def generation() -> Name:
    """Return the year of the Nextcloud; a test about another one says so."""
    return "current"


@pytest.fixture
async def talk(
    socket_enabled: None, generation: Name
) -> AsyncGenerator[NextcloudTalkSimulator]:
    """Return a Nextcloud whose long polls end soon."""
    async with NextcloudTalkSimulator(generation, poll_timeout=0.2) as simulator:
        yield simulator


@pytest.fixture
async def visitor(talk: NextcloudTalkSimulator) -> AsyncGenerator[TalkClient]:
    """Return a client without credentials."""
    async with aiohttp.ClientSession() as session:
        client = TalkClient(session, talk.url)
        client.rooms_version = talk.generation.rooms_version
        yield client


@pytest.fixture
def me(talk: NextcloudTalkSimulator, visitor: TalkClient) -> TalkClient:
    """Return a client with an app password."""
    visitor.sign_in(talk.vault.make("Test").secret)
    return visitor


@pytest.fixture
def carbonio_generation() -> Generation:
    """Return the version of Carbonio's chats; a test about another one says so."""
    return "1.6.2"


@pytest.fixture
async def carbonio(
    socket_enabled: None, carbonio_generation: Generation
) -> AsyncGenerator[CarbonioSimulator]:
    """Return a Carbonio of the community edition."""
    async with CarbonioSimulator(carbonio_generation) as simulator:
        yield simulator


@pytest.fixture
async def outsider(carbonio: CarbonioSimulator) -> AsyncGenerator[CarbonioClient]:
    """Return a client without a token."""
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield CarbonioClient(session, carbonio.url)


@pytest.fixture
def insider(carbonio: CarbonioSimulator, outsider: CarbonioClient) -> CarbonioClient:
    """Return a client with a token of the account."""
    outsider.token = carbonio.world.vault.issue(carbonio.world.account.id)
    return outsider
