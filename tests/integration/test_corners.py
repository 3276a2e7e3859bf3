"""Where messages could get lost, come twice or come too late, and do not."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import refresh, unload, until

FRONT = "Message {} of 250"


async def history_breaks(family: BoccoSimulator) -> None:
    """Let the room's history answer with nonsense, once."""
    await family.break_("messages", "html", room=HOME)


async def list_lacks_room(family: BoccoSimulator) -> None:
    """Let the first list lack the room."""
    await family.leave_room(HOME)


@pytest.mark.parametrize("trouble", [history_breaks, list_lacks_room])
async def test_trouble_at_the_start_does_not_lift_the_limits(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    trouble: Callable[[BoccoSimulator], Awaitable[None]],
) -> None:
    """A room that is caught up with later is still caught up with, as missed."""
    await unload(hass, ready)
    await family.burst([HOME], count=250)
    await trouble(family)
    await set_up(hass, ready)
    await family.return_to_room(HOME)
    await refresh(hass)
    await until(hass, lambda: len(messages) >= 100)
    await family.wait_for_subscribers(2)
    assert [e.data["text"] for e in messages] == [
        FRONT.format(n) for n in range(151, 251)
    ]
    assert all(e.data["missed"] for e in messages)


async def test_room_that_is_back_is_caught_up_with(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was written while the account was not in the room came while nobody heard."""
    await family.leave_room(HOME)
    await refresh(hass)
    await refresh(hass)
    await hass.async_block_till_done()
    await family.burst([HOME], count=250)
    await family.return_to_room(HOME)
    await refresh(hass)
    await until(hass, lambda: len(messages) >= 100)
    await family.wait_for_subscribers(2)
    assert len(messages) == 100
    assert all(e.data["missed"] for e in messages)


async def test_room_does_not_start_at_its_beginning(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """While nothing tells where a room stands, it waits; all its history is not new."""
    await family.burst([HOME], count=30)
    await family.set_options(null_lists=["messages"])
    await history_breaks(family)
    await set_up(hass, entry)
    await family.wait_for_subscribers(1)
    await refresh(hass)
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "New")
    await until(hass, lambda: messages)
    assert [e.data["text"] for e in messages] == ["New"]


async def test_one_faulty_listener_costs_nobody_a_message(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The rest of the batch, the other rooms and the store go on."""
    await unload(hass, ready)
    await family.burst(count=10)
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)
    dispatch = ready.runtime_data.dispatch

    @callback
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("Message 1 of 10")

    dispatch.subscribe(family.room_id(HOME), fail)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(messages) == 10)
    assert len([r for r in caplog.records if "ZeroDivisionError" in r.message]) == 5
    assert "Message 1 of 10" not in caplog.text
    await unload(hass, ready)
    await set_up(hass, ready)
    assert len(messages) == 10


async def test_refresh_under_way_at_unload_starts_nothing(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An answer that comes after the unload is too late for everything."""
    await family.wait_for_subscribers(2)
    feeds = ready.runtime_data.feeds
    await family.forget_requests()
    await family.break_("joined", "slow", delay=0.3)
    press = hass.async_create_task(refresh(hass))
    await family.wait_for(lambda: family.calls("joined"))
    await unload(hass, ready)
    await press
    assert ready.state is ConfigEntryState.NOT_LOADED
    assert feeds.counts() == {"all": 0, "down": 0}
    await family.wait_for(lambda: family.home.room(HOME).waiting == 0)
    assert family.calls("subscribe") == []


async def test_nonsense_id_poisons_nothing(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """An id beyond what can be stored is no message; the room lives on."""
    await family.wait_for_subscribers(2)
    nonsense = {"id": "9" * 20, "media": "text", "text": "huge", "unique_id": "x"}
    await family.break_(
        "subscribe", "body", room=HOME, body=[{"event": "message", "body": nonsense}]
    )
    await family.write(HOME, "Hanako", "One")
    await until(hass, lambda: messages)
    await family.write(HOME, "Hanako", "Two")
    await until(hass, lambda: len(messages) == 2)
    assert [e.data["text"] for e in messages] == ["One", "Two"]
    await unload(hass, ready)
    await set_up(hass, ready)


async def test_joining_while_a_list_is_on_its_way(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A list from before somebody joined does not say that they left."""
    changes: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        changes.append(event.data["change"])

    hass.bus.async_listen("chat_rooms_member", note)
    await family.wait_for_subscribers(2)
    before = list(family.home.room(HOME).members)
    await family.join(HOME, "Aunt Yuki")
    await until(hass, lambda: changes)
    home = family.home.room(HOME)
    after, home.members = home.members, before
    await refresh(hass)
    home.members = after
    await refresh(hass)
    await hass.async_block_till_done()
    assert changes == ["joined"]


async def test_report_of_reading_is_tried_again(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """With mark_read on, a report that failed is made up for after the next list."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "mark_read": True}
    )
    await set_up(hass, entry)
    await family.wait_for_subscribers(2)
    await family.break_("read", "status", status=500)
    written = await family.write(HOME, "Hanako", "Seen?")
    await family.wait_for_requests("read", 1)
    await hass.async_block_till_done()
    await refresh(hass)
    await family.wait_for_requests("read", 2)
    assert await family.read_id(HOME) == written["id"]
