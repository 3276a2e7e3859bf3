"""When a part of the service does not answer, the other one goes on."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.faults import FOREVER
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..conftest import set_up
from ..helpers import send_to, state, texts
from .helpers import CAFE, CONNECTED, PARK, refresh
from .spots import choose, send, stored

NOTIFY = "notify.ueno_park"


@pytest.mark.parametrize("status", [403, 404, 429, 500])
@pytest.mark.parametrize("broken", ["history", "checkins"])
async def test_one_of_the_lists(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    broken: str,
    status: int,
) -> None:
    """What the other list has comes in, the rest once it can be read again."""
    await coco.break_(broken, "status", status=status, times=FOREVER)
    await coco.check_in("hana", CAFE, "Tea")
    await coco.check_in("taro", PARK, "Here!")
    await refresh(hass)
    here, missing = ("Here!", "Tea")[:: 1 if broken == "history" else -1]
    assert texts(messages) == [here]
    assert state(hass, CONNECTED) == "off"
    assert hass.states.get("device_tracker.taro") is not None
    await refresh(hass)
    assert texts(messages) == [here]
    await coco.mend()
    await refresh(hass)
    assert texts(messages) == [here, missing]
    assert state(hass, CONNECTED) == "on"


async def test_a_start_without_the_own_list(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    entry: MockConfigEntry,
) -> None:
    """Friends are there from the start; what is old stays old."""
    await coco.break_("history", "status", status=500, times=FOREVER)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert state(hass, CONNECTED) == "off"
    await coco.check_in("taro", PARK, "Here!")
    await refresh(hass)
    assert texts(messages) == ["Here!"]
    await coco.mend()
    await refresh(hass)
    assert texts(messages) == ["Here!"]
    assert state(hass, CONNECTED) == "on"


async def test_wrong_clock(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """Whoever sends is told what to do about it, and it is not tried again."""
    await coco.set_clock(3600)
    with pytest.raises(HomeAssistantError) as raised:
        await send_to(hass, NOTIFY, message="Hi")
    assert raised.value.translation_key == "clock_wrong"
    assert len(coco.calls("checkin")) == 1
    assert not hass.config_entries.flow.async_progress()


async def test_a_new_spot_is_no_news(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """What has been at a spot is not delivered because the user adds it."""
    await coco.check_in("hana", CAFE, "Old", minutes_ago=60 * 24 * 10)
    await coco.burst(users=["hana"], count=120)
    await refresh(hass)
    messages.clear()
    await coco.forget_requests()
    cafe = stored(coco, CAFE)
    form = await choose(hass, ready, "add_spot")
    await send(hass, form, key=cafe["key"], name="Coco")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("notify.coco") is not None
    assert {dict(call.query)["page"] for call in coco.calls("history")} == {"0"}
    assert messages == []
    await coco.check_in("hana", CAFE, "New")
    await refresh(hass)
    assert texts(messages) == ["New", "New"]
