"""Neighbours at a simulated Nextcloud, and an account of Taro's at it."""

from collections.abc import AsyncGenerator
import logging
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.administration import Administration
from custom_components.chat_rooms.providers.http import HttpClient
from custom_components.chat_rooms.providers.nextcloud_talk import delivery, feed
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

LOGIN_NAME = "taro@example.com"
NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"
GARDEN_CLUB = "Garden Club"
FOLDER = "/nextcloud"


@pytest.fixture
def generation() -> Name:
    """Return the year of the server; a test that is about another one says so."""
    return "current"


@pytest.fixture
async def sim(
    generation: Name, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[NextcloudTalkSimulator]:
    """Return a server; afterwards check that the client was polite and discreet."""
    caplog.set_level(logging.DEBUG)
    async with NextcloudTalkSimulator(
        generation, poll_timeout=10, prefix=FOLDER
    ) as simulator:
        yield simulator
        assert simulator.complaints == []
        for line in caplog.get_records("setup") + caplog.get_records("call"):
            assert_discreet(line.getMessage(), simulator)


def assert_discreet(text: str, sim: NextcloudTalkSimulator) -> None:
    """Assert that a text holds no secret, and nothing that people wrote."""
    for secret in (
        *sim.secrets(),
        *sim.vault.flows,
        *sim.cloud.rooms,
        *(room.name for room in sim.cloud.rooms.values()),
        *sim.cloud.people,
        *(user.name for user in sim.cloud.people.values()),
        *(file.name for file in sim.cloud.files.values()),
        LOGIN_NAME,
        "hotel",
    ):
        assert secret not in text


@pytest.fixture
def new(session: ClientSession, sim: NextcloudTalkSimulator) -> TalkClient:
    """Return a client that has asked nothing, and has no credentials."""
    return TalkClient(HttpClient(session, sim.address))


@pytest.fixture
async def talk(new: TalkClient, sim: NextcloudTalkSimulator) -> TalkClient:
    """Return a client that is signed in and knows what the server can do."""
    new.set_credentials(LOGIN_NAME, sim.vault.make("Home Assistant").secret)
    await new.negotiate()
    sim.log.clear()
    return new


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for what will not come."""
    monkeypatch.setattr(delivery, "LOOK_FOR", 0.0)
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 0.0)
    monkeypatch.setattr(delivery, "QUIET_PAUSE", 0.0)
    monkeypatch.setattr(feed, "QUIET_PAUSE", 0.0)


@pytest.fixture
def config(sim: NextcloudTalkSimulator) -> dict[str, Any]:
    """Return what is stored of an account."""
    return {
        "url": sim.address,
        "verify_ssl": True,
        "username": LOGIN_NAME,
        "app_password": sim.vault.make("Home Assistant").secret,
    }


@pytest.fixture
def memory() -> dict[str, Any]:
    """Return what an earlier run remembered: nothing."""
    return {}


@pytest.fixture
async def provider(
    session: ClientSession,
    sim: NextcloudTalkSimulator,
    config: dict[str, Any],
    memory: dict[str, Any],
) -> NextcloudTalkProvider:
    """Return an account that has signed in."""
    provider = NextcloudTalkProvider(session, config, memory=memory)
    await provider.sign_in()
    sim.log.clear()
    return provider


@pytest.fixture
def administration(provider: NextcloudTalkProvider) -> Administration:
    """Return what the account can do with its rooms."""
    return provider.administration
