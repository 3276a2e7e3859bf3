"""Friends at a Hatena Coco, and a Home Assistant that follows them."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import code_wait
from custom_components.chat_rooms.providers.base import Provider
from custom_components.chat_rooms.session import passing_provider
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..conftest import added_entry
from ..helpers import OURS, our_records
from .helpers import FRIENDS, OWN, PARK, assert_discreet, room_of


@pytest.fixture
def messy() -> bool:
    """Return whether answers are as slovenly as in the reference's examples."""
    return False


@pytest.fixture
async def coco(
    socket_enabled: None, messy: bool, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[HatenaCocoSimulator]:
    """Return a Hatena Coco; afterwards check that we were polite and discreet."""
    caplog.set_level(logging.DEBUG, OURS)
    async with HatenaCocoSimulator(messy=messy) as simulator:
        yield simulator
        assert await simulator.violations() == []
        for record in our_records(caplog):
            assert_discreet(record, simulator)


@pytest.fixture
def typed(coco: HatenaCocoSimulator) -> dict[str, str]:
    """Return what is typed in the first form."""
    known = coco.credentials
    fields = ("consumer_key", "consumer_secret", "oauth_url", "authorize_url")
    return {"url": coco.url, **{field: known[field] for field in fields}}


@pytest.fixture
async def config(coco: HatenaCocoSimulator, typed: dict[str, str]) -> dict[str, Any]:
    """Return what the config flow stores for Hana's account."""
    return {"service": "hatena_coco", **typed, **await coco.sign_in()}


@pytest.fixture
def spots(coco: HatenaCocoSimulator) -> list[dict[str, Any]]:
    """Return the spots that are in the options; a test may override them."""
    park = coco.world.spot(PARK)
    return [
        {
            "key": park.key,
            "name": park.name,
            "latitude": park.latitude,
            "longitude": park.longitude,
        }
    ]


@pytest.fixture
def options(coco: HatenaCocoSimulator, spots: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the options of the entry; a test may override them."""
    rooms = [FRIENDS, OWN, *(room_of(coco, spot["key"]) for spot in spots)]
    return {
        "rooms": rooms,
        "known_rooms": rooms,
        "follow_new_rooms": True,
        "spots": spots,
    }


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    config: dict[str, Any],
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """Return the account's entry, not yet set up; `ready` sets it up."""
    async with added_entry(
        hass,
        title="Hatena Coco Hana",
        data=config,
        options=options,
        unique_id=f"hatena_coco|{coco.url}|hana",
    ) as entry:
        yield entry


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[Provider]:
    """Return the list of what is open while a code is waited for."""
    lent: list[Provider] = []

    @asynccontextmanager
    async def lend(hass: HomeAssistant, config: Any) -> AsyncIterator[Provider]:
        async with passing_provider(hass, config) as provider:
            lent.append(provider)
            try:
                yield provider
            finally:
                lent.remove(provider)

    monkeypatch.setattr(code_wait, "passing_provider", lend)
    return lent
