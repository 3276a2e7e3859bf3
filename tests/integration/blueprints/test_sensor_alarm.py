"""The blueprint that tells everyone of a sensor's alarm."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from ..conftest import HOME
from ..files import arrival
from ..helpers import unload, until
from .conftest import Say, Use
from .helpers import (
    FAMILY_EVENT,
    FAMILY_NOTIFY,
    GRANDPARENTS,
    GRANDPARENTS_NOTIFY,
    noted,
    noting,
    taken,
)

DOOR = "Front door"
OPEN = "The front door was opened."
ROOMS = {"entity_id": FAMILY_EVENT}
TOLD = f"🔔 Happy Family\nFront door: {OPEN}"

type Messages = list[Event[dict[str, Any]]]


async def _ring(
    hass: HomeAssistant, family: BoccoSimulator, messages: Messages, text: str = OPEN
) -> None:
    await arrival(family, messages, family.ring(HOME, DOOR, text))
    await hass.async_block_till_done()


async def test_everyone_hears_of_it(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, messages: Messages
) -> None:
    """All but the room it comes from are told, though one of them is not there."""
    await use(
        "sensor_alarm",
        rooms=ROOMS,
        everyone=["notify.gone", FAMILY_NOTIFY, GRANDPARENTS_NOTIFY],
    )
    await say(HOME, ("Hanako", "The front door was opened?"))
    await _ring(hass, family, messages)
    assert await taken(family, GRANDPARENTS, 1) == [TOLD]
    assert await family.received(HOME) == []


async def test_one_that_fails(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, messages: Messages
) -> None:
    """Who cannot be told does not keep the others from being told."""
    await use("sensor_alarm", rooms=ROOMS, everyone=[GRANDPARENTS_NOTIFY] * 2)
    await family.break_("post", "status", status=400)
    await _ring(hass, family, messages)
    assert await taken(family, GRANDPARENTS, 1) == [TOLD]


async def test_what_else_happens(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, messages: Messages
) -> None:
    """Actions know the alarm; one that fails keeps nobody from being told."""
    lit = noted(hass, "light")
    also = [
        *noting("light", why="{{ trigger.message.text }}"),
        {"action": "test.missing"},
    ]
    await use("sensor_alarm", rooms=ROOMS, everyone=[GRANDPARENTS_NOTIFY], also=also)
    await _ring(hass, family, messages)
    assert await taken(family, GRANDPARENTS, 1) == [TOLD]
    assert [call.data["why"] for call in lit] == [OPEN]


@pytest.mark.parametrize(
    "inputs",
    [{"sensors": ["Back door"]}, {"words": ["closed"]}, {"only_if": ["{{ false }}"]}],
    ids=["sensors", "words", "only_if"],
)
async def test_alarms_that_do_not_count(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    inputs: dict[str, Any],
) -> None:
    """Other sensors, other words and other times are left out."""
    noticed = noted(hass, "noticed")
    also = noting("noticed")
    await use(
        "sensor_alarm", rooms=ROOMS, everyone=[FAMILY_NOTIFY], also=also, **inputs
    )
    await _ring(hass, family, messages)
    assert noticed == []


@pytest.mark.parametrize("late", [False, True])
async def test_late_alarms(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    use: Use,
    messages: Messages,
    late: bool,
) -> None:
    """What rang while nobody listened is told only if wanted, and then with the time."""
    await use("sensor_alarm", rooms=ROOMS, everyone=[GRANDPARENTS_NOTIFY], late=late)
    await family.wait_for_subscribers(2)
    await unload(hass, ready)
    await family.ring(HOME, DOOR, OPEN)
    assert await hass.config_entries.async_setup(ready.entry_id)
    await until(hass, lambda: messages)
    await _ring(hass, family, messages, "The front door was closed.")
    told = await taken(family, GRANDPARENTS, 1 + late)
    assert (told[0] or "").startswith(f"{TOLD} (") == late
    assert told[-1] == "🔔 Happy Family\nFront door: The front door was closed."


async def test_one_entity_for_a_list(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, messages: Messages
) -> None:
    """In YAML one entity may stand for a list."""
    await use("sensor_alarm", rooms=ROOMS, everyone=GRANDPARENTS_NOTIFY)
    await _ring(hass, family, messages)
    assert await taken(family, GRANDPARENTS, 1) == [TOLD]
