"""Neighbours at a Nextcloud, and a Home Assistant that follows them."""

from collections.abc import AsyncGenerator
import logging
from time import monotonic
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import browser_wait
from custom_components.chat_rooms.providers.nextcloud_talk import feed, rooms
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name
from tests.simulators.nextcloud_talk_world import LOGIN_NAME

from ..conftest import added_entry
from ..helpers import OURS, our_records
from .helpers import NEIGHBOURS, assert_discreet, heartbeat


@pytest.fixture
def generation() -> Name:
    """Return the year of the server; a test that is about another one says so."""
    return "current"


@pytest.fixture
async def talk(
    socket_enabled: None, generation: Name, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[NextcloudTalkSimulator]:
    """Return a Nextcloud; afterwards check that we were polite and discreet."""
    caplog.set_level(logging.DEBUG, OURS)
    async with NextcloudTalkSimulator(generation) as simulator:
        yield simulator
        assert await simulator.violations() == []
        for record in our_records(caplog):
            assert_discreet(record, simulator)


@pytest.fixture
async def config(talk: NextcloudTalkSimulator) -> dict[str, Any]:
    """Return what the config flow stores for Taro's account."""
    return {
        "service": "nextcloud_talk",
        "url": talk.address,
        "verify_ssl": True,
        "username": LOGIN_NAME,
        "app_password": await talk.make_app_password(),
    }


@pytest.fixture
def options(talk: NextcloudTalkSimulator) -> dict[str, Any]:
    """Return the options of the entry; a test may override them."""
    rooms = list(talk.cloud.rooms)
    return {"rooms": rooms, "known_rooms": rooms, "follow_new_rooms": True}


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    config: dict[str, Any],
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """Return the account's entry, not yet set up."""
    async with added_entry(
        hass,
        title="Nextcloud Talk Taro",
        data=config,
        options=options,
        unique_id=f"nextcloud_talk|{talk.address}|taro",
    ) as entry:
        yield entry


class Clock:
    """The clock that the account and its server share; a test can put it forward."""

    def __init__(self, talk: NextcloudTalkSimulator) -> None:
        """Go right."""
        self._talk = talk
        self._ahead = 0.0

    def __call__(self) -> float:
        """Return the account's time in seconds."""
        return monotonic() + self._ahead

    def forward(self, seconds: int) -> None:
        """Let so many seconds have passed since everything that has happened."""
        self._ahead += seconds
        for room in self._talk.cloud.rooms.values():
            room.last_activity -= seconds
            for attendee in room.attendees:
                attendee.changed_at -= seconds
            for message in room.messages:
                message.time -= seconds


@pytest.fixture
def clock(talk: NextcloudTalkSimulator, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which rooms fall silent and whole lists come due."""
    clock = Clock(talk)
    for module in (feed, rooms):
        monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def no_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no room count as active, so that nothing but the list brings news."""
    monkeypatch.setattr(feed, "ACTIVE_FOR", 0.0)


@pytest.fixture
async def live(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> dict[str, Any]:
    """Return a message of Hanako's in a room that is polled."""
    written = await talk.write(NEIGHBOURS, "Hanako", "Tea at four?")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    return written


@pytest.fixture
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not let a server wait long for the question whether a sign-in is granted."""
    monkeypatch.setattr(browser_wait, "POLL_INTERVAL", 0.02)
