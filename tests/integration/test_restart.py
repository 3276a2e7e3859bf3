"""Across restarts and reloads: nothing lost, nothing twice, nothing too early."""

from datetime import timedelta
from functools import partial
import logging
import time
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.chat_rooms.inbox import SAVE_DELAY
from custom_components.chat_rooms.stored import storage
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import texts, unload, until

HOUR = 3600


def came(messages: list[Event[Any]], count: int) -> bool:
    """Tell whether so many messages have come."""
    return len(messages) >= count


async def test_first_setup_delivers_no_history(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was there before the account was added is no event."""
    assert messages == []
    await family.wait_for_subscribers(2)
    newest = {str(room.messages[-1].id) for room in family.home.rooms.values()}
    asked = {dict(call.query)["newer_than"] for call in family.calls("subscribe")}
    assert asked == newest


async def test_messages_meanwhile_come_once_and_missed(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What came while Home Assistant was down is delivered once, in order, missed."""
    await family.write(HOME, "Hanako", "Before")
    await until(hass, lambda: messages)
    await unload(hass, ready)
    await family.write(HOME, "Hanako", "One")
    await family.write(HOME, "Grandma", "Two")
    await set_up(hass, ready)
    await family.write(HOME, "Hanako", "After")
    await until(hass, lambda: len(messages) == 4)
    assert texts(messages) == ["Before", "One", "Two", "After"]
    assert [e.data["missed"] for e in messages] == [False, True, True, False]

    await unload(hass, ready)
    await set_up(hass, ready)
    await hass.async_block_till_done()
    assert len(messages) == 4


async def test_nothing_is_delivered_before_the_start(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Messages wait, in order, until automations are there to hear them."""
    await unload(hass, ready)
    await family.write(HOME, "Hanako", "While down")
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "While starting")
    await family.wait_for_requests("subscribe", 1, room=HOME, status=200)
    await family.wait_for_subscribers(2)
    assert messages == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["While down", "While starting"]
    assert [e.data["missed"] for e in messages] == [True, False]


async def test_unloaded_before_the_start_loses_nothing(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What waited and was never handed on comes at the next start."""
    await unload(hass, ready)
    await family.write(HOME, "Hanako", "Patience")
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)
    await unload(hass, ready)
    hass.set_state(CoreState.running)
    await set_up(hass, ready)
    await until(hass, lambda: messages)
    assert texts(messages) == ["Patience"]


async def test_stop_keeps_messages_for_the_next_start(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """From the stop on nothing is handed on, and where each room stands is stored."""
    await family.write(HOME, "Hanako", "Heard")
    await until(hass, lambda: messages)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await family.write(HOME, "Hanako", "Nobody listens")
    await hass.async_block_till_done()
    assert texts(messages) == ["Heard"]
    stored = hass_storage[f"chat_rooms.{ready.entry_id}"]["data"]
    assert stored["rooms"][family.room_id(HOME)]["position"] == int(
        messages[0].data["message_id"]
    )
    assert family.home.room(HOME).waiting == 0


@pytest.fixture
def no_catch_up(options: dict[str, Any]) -> None:
    """Switch catching up off."""
    options["catch_up"] = False


async def test_without_catch_up_only_new_messages_come(
    hass: HomeAssistant,
    family: BoccoSimulator,
    no_catch_up: None,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What came meanwhile is unread, but no event."""
    before = int(unread(hass))
    await unload(hass, ready)
    await family.write(HOME, "Hanako", "Missed")
    await set_up(hass, ready)
    assert messages == []
    assert int(unread(hass)) == before + 1
    await family.write(HOME, "Hanako", "Live")
    await until(hass, lambda: messages)
    assert texts(messages) == ["Live"]


async def test_catch_up_has_limits_and_says_so(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At most the newest 100 of a room, at most a day old, and one line in the log."""
    await unload(hass, ready)
    await family.burst([HOME], count=250)
    await family.burst(["Grandparents"], count=5)
    for message in family.home.room("Grandparents").messages[-5:-2]:
        message.time = time.time() - 25 * HOUR
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 102)
    room = family.room_id(HOME)
    here = [e.data["text"] for e in messages if e.data["room_id"] == room]
    assert here == [f"Message {n} of 250" for n in range(151, 251)]
    there = [e.data["text"] for e in messages if e.data["room_id"] != room]
    assert there == ["Message 4 of 5", "Message 5 of 5"]
    said = [r for r in caplog.records if "catch up" in r.getMessage()]
    assert [r.levelno for r in said] == [logging.WARNING]
    assert "153 messages" in said[0].getMessage()

    await family.write(HOME, "Hanako", "And on it goes")
    await until(hass, lambda: len(messages) == 103)


async def test_crash_repeats_but_loses_nothing(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """What was handed on in the last seconds may come again after a crash."""
    await unload(hass, ready)
    at_crash = dict(hass_storage[f"chat_rooms.{ready.entry_id}"])
    await set_up(hass, ready)
    await family.write(HOME, "Hanako", "Once or twice")
    await until(hass, lambda: messages)
    await unload(hass, ready)
    hass_storage[f"chat_rooms.{ready.entry_id}"] = at_crash
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Once or twice"] * 2


async def test_positions_are_stored_soon(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """A talkative room does not put off the storing of positions."""
    key = f"chat_rooms.{ready.entry_id}"
    assert SAVE_DELAY < 5
    for step in range(3):
        await family.write(HOME, "Hanako", f"Word {step}")
        await until(hass, partial(came, messages, step + 1))
        async_fire_time_changed(
            hass, dt_util.utcnow() + timedelta(seconds=(step + 1) * SAVE_DELAY / 2)
        )
    await hass.async_block_till_done(wait_background_tasks=False)
    assert hass_storage[key]["data"]["rooms"][family.room_id(HOME)]["position"] >= int(
        messages[1].data["message_id"]
    )


async def test_unread_survives_a_restart(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Unread messages are still unread after a restart."""
    await family.write(HOME, "Hanako", "Read me")
    await until(hass, lambda: messages)
    before = unread(hass)
    await unload(hass, ready)
    await family.write(HOME, "Hanako", "Me too")
    await set_up(hass, ready)
    assert int(unread(hass)) == int(before) + 1


async def test_room_chosen_later_starts_at_its_newest_message(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that was left out and is followed again is not caught up with."""
    room = family.room_id(HOME)
    everything = dict(ready.options)
    hass.config_entries.async_update_entry(
        ready, options={**everything, "rooms": [family.room_id("Grandparents")]}
    )
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get("event.happy_family_message") is None
    await family.write(HOME, "Hanako", "Nobody follows")
    hass.config_entries.async_update_entry(ready, options=everything)
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    await family.write(HOME, "Hanako", "Followed again")
    await until(hass, lambda: messages)
    assert texts(messages) == ["Followed again"]
    assert messages[0].data["room_id"] == room


async def test_removed_account_leaves_nothing_behind(
    hass: HomeAssistant, ready: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """With the account, what was stored of it goes."""
    assert await storage(hass, ready.entry_id).async_load() is None
    await unload(hass, ready)
    assert f"chat_rooms.{ready.entry_id}" in hass_storage
    await hass.config_entries.async_remove(ready.entry_id)
    assert f"chat_rooms.{ready.entry_id}" not in hass_storage


def unread(hass: HomeAssistant) -> str:
    """Return the unread messages of the family's room."""
    state = hass.states.get("sensor.happy_family_unread_messages")
    assert state
    return state.state
