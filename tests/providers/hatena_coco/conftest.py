"""Friends at the simulated Hatena Coco, and an account of Hana's at it."""

from collections.abc import AsyncGenerator
import logging
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.hatena_coco import sending, timeline
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator

CAFE = "喫茶ココ"
OFFICE = "Hana's office"
PARK = "Ueno Park"
STATION = "Tokyo Station"


@pytest.fixture(autouse=True)
def log_and_do_not_pause(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Log everything, for the check after the test, and look again at once."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(sending, "LOOK_PAUSE", 0.0)


@pytest.fixture
async def sim(caplog: pytest.LogCaptureFixture) -> AsyncGenerator[HatenaCocoSimulator]:
    """Return a server; afterwards check that the client was polite and discreet."""
    async with HatenaCocoSimulator() as simulator:
        yield simulator
        assert simulator.complaints == []
        for record in caplog.get_records("setup") + caplog.get_records("call"):
            assert_discreet(record.getMessage(), simulator)


def assert_discreet(text: str, sim: HatenaCocoSimulator) -> None:
    """Assert that a text holds no secret, no name and nothing that people wrote."""
    for secret in (
        *sim.secrets(),
        *(user.nickname for user in sim.world.users.values()),
        *(f"={name}" for name in sim.world.users),
        *(f"/{name}/" for name in sim.world.users),
        *(spot.name for spot in sim.world.spots.values()),
        *(check_in.body for check_in in sim.world.check_ins if check_in.body),
        "oauth_token=",
        "oauth_signature",
        "geolat",
        "hotel",
    ):
        assert secret not in text


@pytest.fixture
def typed(sim: HatenaCocoSimulator) -> dict[str, Any]:
    """Return what the user would enter."""
    fields = {**sim.credentials, "url": sim.url, "oauth_url": sim.url}
    del fields["verifier"]
    return fields


@pytest.fixture
async def config(sim: HatenaCocoSimulator, typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored of an account, and two spots."""
    spots = [
        {"key": await sim.spot_key(OFFICE), "name": "The office"},
        {"key": await sim.spot_key(CAFE), "name": ""},
    ]
    return {**typed, **await sim.sign_in(), "spots": spots}


@pytest.fixture
def memory() -> Memory:
    """Return what the account remembers."""
    return Memory()


@pytest.fixture
def coco(
    session: ClientSession, config: dict[str, Any], memory: Memory
) -> HatenaCocoProvider:
    """Return an account that the user has consented to."""
    return HatenaCocoProvider(session, config, memory=memory)


@pytest.fixture
def always_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what has just been asked for be old at once."""
    monkeypatch.setattr(timeline, "NEWEST_FOR", 0.0)
