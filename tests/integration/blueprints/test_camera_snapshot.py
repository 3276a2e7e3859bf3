"""The blueprint that shows who is at the door."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    setup_test_component_platform,
)

from tests.simulators.bocco import BoccoSimulator

from ..conftest import HOME
from ..pictures import photo
from ..test_attachments_live import FrontDoor
from .conftest import Use
from .helpers import FAMILY_NOTIFY, GRANDPARENTS, GRANDPARENTS_NOTIFY, taken

CAMERA = "camera.front_door"
BELL = "event.bell"
MOTION = "binary_sensor.motion"
SAID = "Somebody is at the door."


@pytest.fixture
async def camera(hass: HomeAssistant, ready: MockConfigEntry, media: Path) -> FrontDoor:
    """Return a camera that is set up, beside a bell and a motion sensor."""
    camera = FrontDoor()
    camera.shot = photo()
    setup_test_component_platform(hass, "camera", [camera])
    assert await async_setup_component(hass, "camera", {"camera": {"platform": "test"}})
    await hass.async_block_till_done()
    hass.states.async_set(BELL, "unknown")
    hass.states.async_set(MOTION, "off")
    return camera


@pytest.fixture
async def shown(use: Use, camera: FrontDoor) -> None:
    """Have the automation, in both rooms and without a pause."""
    await _show(use, pause=0)


async def _show(use: Use, **inputs: Any) -> None:
    await use(
        "camera_snapshot",
        sensors=[BELL, MOTION],
        cameras=[CAMERA],
        rooms=[FAMILY_NOTIFY, GRANDPARENTS_NOTIFY],
        **inputs,
    )


async def _change(hass: HomeAssistant, entity_id: str, *states: str) -> None:
    for state in states:
        hass.states.async_set(entity_id, state)
        await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("entity_id", "states"),
    [
        (BELL, ["2026-11-22T09:08:05.000+00:00"]),
        (MOTION, ["on"]),
    ],
    ids=["bell", "motion"],
)
async def test_picture(
    hass: HomeAssistant,
    family: BoccoSimulator,
    shown: None,
    camera: FrontDoor,
    entity_id: str,
    states: list[str],
) -> None:
    """Every room gets the words and a picture of that moment."""
    await _change(hass, entity_id, *states)
    for room in (HOME, GRANDPARENTS):
        assert await taken(family, room, 2) == [SAID, None]
        picture = (await family.received(room))[1]
        assert picture["media"] == "image"
        assert picture["size"] == len(camera.shot or b"")
        assert picture["filename"] == "front_door.jpg"


@pytest.mark.parametrize(
    ("entity_id", "states"),
    [
        (BELL, ["unavailable", "2026-11-22T09:08:05.000+00:00", "unavailable"]),
        (MOTION, ["unavailable", "on", "off", "unknown", "on", "unavailable"]),
    ],
    ids=["bell", "motion"],
)
async def test_nobody_rang(
    hass: HomeAssistant,
    family: BoccoSimulator,
    shown: None,
    entity_id: str,
    states: list[str],
) -> None:
    """What goes and comes back has not rung."""
    await _change(hass, entity_id, *states)
    assert await family.received() == []


async def test_pause(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, camera: FrontDoor
) -> None:
    """Whoever rings and rings is shown once, and again after the pause."""
    await _show(use, pause=0.2)
    for state in ("on", "off", "on", "off"):
        hass.states.async_set(MOTION, state)
    await hass.async_block_till_done()
    assert len(await family.received()) == 4
    hass.states.async_set(MOTION, "on")
    await family.wait_for_received(8)


@pytest.mark.parametrize("fault", ["unavailable", "no picture"])
async def test_without_a_picture(
    hass: HomeAssistant,
    family: BoccoSimulator,
    shown: None,
    camera: FrontDoor,
    fault: str,
) -> None:
    """Where the camera does not work, the rooms get the words."""
    camera.shot = None
    if fault == "unavailable":
        hass.states.async_set(CAMERA, "unavailable")
    await _change(hass, MOTION, "on")
    assert await taken(family, HOME, 1) == [SAID]
    assert await taken(family, GRANDPARENTS, 1) == [SAID]


async def test_a_room_that_fails(
    hass: HomeAssistant, family: BoccoSimulator, shown: None
) -> None:
    """The other rooms are told all the same."""
    await family.break_("post", "status", room=HOME, times=2, status=400)
    await _change(hass, MOTION, "on")
    assert await taken(family, GRANDPARENTS, 2) == [SAID, None]
    assert await family.received(HOME) == []


async def test_only_if(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, camera: FrontDoor
) -> None:
    """Conditions hold it back."""
    await _show(use, pause=0, only_if=["{{ is_state('input_boolean.away', 'on') }}"])
    await _change(hass, MOTION, "on", "off")
    assert await family.received() == []
    hass.states.async_set("input_boolean.away", "on")
    await _change(hass, MOTION, "on")
    assert len(await taken(family, HOME, 2)) == 2
