"""How the server says it is, whatever else works."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_host import DEPENDENCIES
from tests.simulators.faults import FOREVER

from ..conftest import set_up
from ..helpers import state
from .helpers import CONNECTED, HEALTH, UNREAD, poll, refresh


def parts(hass: HomeAssistant) -> dict[str, Any]:
    """Return how the server's dependencies are shown."""
    found = hass.states.get(HEALTH)
    assert found
    shown = {"options", "device_class", "friendly_name"}
    return {k: v for k, v in found.attributes.items() if k not in shown}


async def test_all_is_well(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """One attribute for each thing that the server needs."""
    assert state(hass, HEALTH) == "ok"
    assert parts(hass) == dict.fromkeys(DEPENDENCIES, True)
    found = hass.states.get(HEALTH)
    assert found and found.attributes["options"] == ["ok", "warn", "error"]


async def test_something_is_broken(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """What is broken is told, and when it is mended, with each list of rooms."""
    await carbonio.set_health("warn", ["previewer_service", "storage_service"])
    await refresh(hass)
    assert state(hass, HEALTH) == "warn"
    assert {name for name, well in parts(hass).items() if not well} == {
        "previewer_service",
        "storage_service",
    }
    assert state(hass, CONNECTED) == "on"
    await carbonio.set_health("error", ["database"], is_live=False)
    await refresh(hass)
    assert state(hass, HEALTH) == "error"
    assert not parts(hass)["database"]
    await carbonio.set_health()
    await refresh(hass)
    assert state(hass, HEALTH) == "ok"
    assert all(parts(hass).values())


async def test_by_itself(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """It is looked at every few minutes, with no socket telling anything."""
    await carbonio.set_health("warn")
    assert live.runtime_data.update_interval == timedelta(minutes=5)
    await poll(hass, 301)
    assert state(hass, HEALTH) == "warn"


async def test_what_nobody_knows(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """A dependency of a newer server is shown as it is; odd answers do no harm."""
    carbonio.health.dependencies += ("Robot Service 2", "")
    await carbonio.set_health("ok")
    await refresh(hass)
    assert parts(hass)["robot_service_2"] is True
    for body, status in (
        ({"isLive": True, "status": "superb", "dependencies": "?"}, "ok"),
        ({"isLive": False, "status": None, "dependencies": []}, "error"),
        (
            {"isLive": True, "dependencies": [{"name": "x", "isHealthy": False}, 7]},
            "warn",
        ),
        ({"isLive": True, "status": "WARN"}, "warn"),
    ):
        await carbonio.break_("get_health_status", "body", body=body)
        await refresh(hass)
        assert state(hass, HEALTH) == status


async def test_rooms_cannot_be_listed(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """The sensor stays, and may tell what is wrong."""
    await carbonio.break_("list_room", "status", status=500, times=FOREVER)
    await carbonio.set_health("error", ["database"])
    with pytest.raises(HomeAssistantError):
        await refresh(hass)
    assert state(hass, UNREAD) == "unavailable"
    assert state(hass, CONNECTED) == "off"
    assert state(hass, HEALTH) == "error"
    assert not parts(hass)["database"]
    await carbonio.mend()
    await carbonio.set_health()
    await refresh(hass)
    assert state(hass, HEALTH) == "ok"
    assert state(hass, UNREAD) == "1"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "html"},
        {"kind": "drop"},
        {"kind": "body", "body": [1, 2]},
        {"kind": "truncated"},
    ],
)
async def test_health_cannot_be_had(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    fault: dict[str, Any],
) -> None:
    """It is unknown then, and nothing else is."""
    await carbonio.break_("get_health_status", **fault, times=FOREVER)
    await refresh(hass)
    assert state(hass, HEALTH) == "unavailable"
    assert state(hass, UNREAD) == "1"
    assert state(hass, CONNECTED) == "on"
    await carbonio.mend()
    await refresh(hass)
    assert state(hass, HEALTH) == "ok"


async def test_health_cannot_be_had_at_the_start(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """The account is set up without it."""
    await carbonio.break_("get_health_status", "status", status=500, times=FOREVER)
    await set_up(hass, entry)
    assert state(hass, HEALTH) == "unavailable"
    assert state(hass, UNREAD) == "1"
    await carbonio.mend()
    await refresh(hass)
    assert state(hass, HEALTH) == "ok"


async def test_nobody_signs_in_for_it(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """Health is anybody's to know, so that it is told without the token."""
    for call in carbonio.calls("get_health_status"):
        assert call.header("Cookie") is None
