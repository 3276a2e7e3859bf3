"""A family at a carnation, and a Home Assistant that follows their albums."""

from collections.abc import AsyncGenerator
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_wire import Flavour

from ..conftest import added_entry
from ..helpers import OURS, our_records
from .helpers import HANA, LIVING_ROOM, TARO, assert_discreet


@pytest.fixture
def flavour() -> Flavour:
    """Return how the server behaves; a test that is about another way says so."""
    return "server"


@pytest.fixture
async def carnation(
    socket_enabled: None, flavour: Flavour, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[CarnationSimulator]:
    """Return a carnation; afterwards check that we were polite and discreet."""
    caplog.set_level(logging.DEBUG, OURS)
    async with CarnationSimulator(flavour=flavour) as simulator:
        yield simulator
        assert await simulator.violations() == []
        for record in our_records(caplog):
            assert_discreet(record, simulator)


@pytest.fixture
def as_user(carnation: CarnationSimulator) -> dict[str, Any]:
    """Return what is typed to sign in as a user."""
    known = carnation.credentials
    fields = ("app_id", "app_secret", "email", "password")
    return {"url": carnation.url, **{field: known[field] for field in fields}}


@pytest.fixture
def as_viewer(carnation: CarnationSimulator) -> dict[str, Any]:
    """Return what is typed to sign in as a viewer."""
    known = carnation.credentials
    return {
        "url": carnation.url,
        "app_id": known["viewer_app_id"],
        "app_secret": known["viewer_app_secret"],
    }


@pytest.fixture
def config(as_user: dict[str, Any]) -> dict[str, Any]:
    """Return what the config flow stores for Hana's account."""
    return {"service": "carnation", **as_user, "verify_ssl": True}


@pytest.fixture
def options(carnation: CarnationSimulator) -> dict[str, Any]:
    """Return the options of the user's entry; a test may override them."""
    return _following(carnation, HANA)


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    config: dict[str, Any],
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """Return the user's entry, not yet set up; `ready` sets it up."""
    async with added_entry(
        hass,
        title="carnation Hana",
        data=config,
        options=options,
        unique_id=f"carnation|{carnation.url}|user:{carnation.world.user(HANA).id}",
    ) as entry:
        yield entry


@pytest.fixture
async def viewer_entry(
    hass: HomeAssistant, carnation: CarnationSimulator, as_viewer: dict[str, Any]
) -> AsyncGenerator[MockConfigEntry]:
    """Return the entry of the viewer in the living room, not yet set up."""
    viewer = carnation.world.viewer(LIVING_ROOM)
    async with added_entry(
        hass,
        title="carnation Living room",
        data={"service": "carnation", **as_viewer, "verify_ssl": True},
        options=_following(carnation, HANA, TARO),
        unique_id=f"carnation|{carnation.url}|viewer:{viewer.id}",
    ) as entry:
        yield entry


def _following(carnation: CarnationSimulator, *owners: str) -> dict[str, Any]:
    rooms = [carnation.room_id(owner) for owner in owners]
    return {"rooms": rooms, "known_rooms": rooms, "follow_new_rooms": True}
