"""Rare answers, and listeners who act at once."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.diagnostics import async_get_config_entry_diagnostics
from custom_components.chat_rooms.errors import SHORTEST_PAUSE
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import calls_begun, pass_time, refresh, state, texts, until

CONNECTED = "binary_sensor.bocco_taro_connected"
UNREAD = "sensor.happy_family_unread_messages"


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Reload the account."""
    await hass.config_entries.async_reload(entry.entry_id)


async def stop(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Begin to stop, and start the account again as after a restart."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.config_entries.async_reload(entry.entry_id)


@pytest.mark.parametrize("end", [reload, stop])
async def test_listener_that_ends_it_in_the_middle_of_a_batch(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    end: Callable[[HomeAssistant, MockConfigEntry], Coroutine[Any, Any, None]],
) -> None:
    """What was told is not told again, and what was not comes afterwards."""
    await hass.config_entries.async_unload(ready.entry_id)
    await family.burst([HOME], count=4)
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)

    @callback
    def act(event: Event[Any]) -> None:
        if event.data["text"] == "Message 2 of 4" and len(messages) == 2:
            hass.async_create_task(end(hass, ready))

    hass.bus.async_listen("chat_rooms_message", act)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(messages) == 4)
    await hass.async_block_till_done()
    assert texts(messages) == [f"Message {n} of 4" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("retry_after", ["0", "Mon, 01 Jan 2001 00:00:00 GMT"])
async def test_no_pause_at_all_is_a_short_one(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    retry_after: str,
) -> None:
    """A service that says "at once" is not asked again and again."""
    await family.wait_for_subscribers(2)
    await family.break_(
        "joined", "status", status=429, headers={"Retry-After": retry_after}, times=-1
    )
    await ready.runtime_data.async_refresh()
    await family.forget_requests()
    await pass_time(hass, SHORTEST_PAUSE - 2)
    assert await calls_begun(hass, family, "joined") == []
    await pass_time(hass, SHORTEST_PAUSE + 1)
    await family.wait_for_requests("joined", 1)


@pytest.mark.parametrize("catch_up", [True, False])
@pytest.mark.parametrize("status", [403, 404])
async def test_history_is_not_allowed(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    catch_up: bool,
    status: int,
) -> None:
    """The live feed brings what came meanwhile, as missed, if that is wanted."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "catch_up": catch_up}
    )
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    await family.burst([HOME], count=3)
    await family.break_("messages", "status", status=status, times=-1)
    await set_up(hass, entry)
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "Live")
    await until(hass, lambda: messages and texts(messages)[-1] == "Live")
    missed = [f"Message {n} of 3" for n in (1, 2, 3)] if catch_up else []
    assert texts(messages) == [*missed, "Live"]
    assert [e.data["missed"] for e in messages] == [True] * len(missed) + [False]


async def test_history_stays_broken(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room whose history never answers rightly is soon followed by its feed."""
    await hass.config_entries.async_unload(ready.entry_id)
    await family.write(HOME, "Hanako", "While down")
    await family.break_("messages", "body", room=HOME, times=-1, body={"code": 1})
    await set_up(hass, ready)
    await until(hass, lambda: messages)
    assert [(e.data["text"], e.data["missed"]) for e in messages] == [
        ("While down", True)
    ]
    assert state(hass, CONNECTED) == "on"


async def test_history_is_broken_once(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """One odd answer at the start is asked for again at once."""
    await hass.config_entries.async_unload(ready.entry_id)
    await family.write(HOME, "Hanako", "While down")
    await family.break_("messages", "body", room=HOME, body={"code": 1})
    await set_up(hass, ready)
    await until(hass, lambda: messages)
    assert [(e.data["text"], e.data["missed"]) for e in messages] == [
        ("While down", True)
    ]
    await until(hass, lambda: state(hass, CONNECTED) == "on")


async def test_room_that_nothing_is_known_of(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """While a room cannot be caught up with, the account is not connected."""
    await family.set_options(null_lists=["messages"])
    await family.break_("messages", "html", room=HOME, times=-1)
    await set_up(hass, entry)
    await refresh(hass)
    assert state(hass, CONNECTED) == "off"
    await family.mend()
    await refresh(hass)
    await until(hass, lambda: state(hass, CONNECTED) == "on")


async def test_first_message_of_a_room_that_came_during_the_flow(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that the user could not choose is new from the first list on."""
    await family.create_room("Cousins", ["Hanako"])
    await family.write("Cousins", "Hanako", "Welcome!")
    await set_up(hass, entry)
    await until(hass, lambda: messages)
    assert texts(messages) == ["Welcome!"]


async def test_lists_that_are_null_now_and_then(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What the service does not tell has not gone: no member leaves, no sensor returns."""
    changes = async_capture_events(hass, "chat_rooms_member")
    await family.set_options(null_lists=["members", "sensors", "messages"])
    await refresh(hass)
    await family.set_options(null_lists=[])
    await refresh(hass)
    assert changes == []
    assert "unique ID" not in caplog.text
    assert state(hass, "sensor.happy_family_temperature") != "unavailable"


async def test_members_are_told_of_after_the_start(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Who joins while Home Assistant starts is told of when automations can hear it."""
    await hass.config_entries.async_unload(ready.entry_id)
    hass.set_state(CoreState.starting)
    changes = async_capture_events(hass, "chat_rooms_member")
    await set_up(hass, ready)
    await family.wait_for_subscribers(2)
    await family.join(HOME, "Aunt Yuki")
    await family.wait_for_requests("subscribe", 1, room=HOME, status=200)
    await family.wait_for_subscribers(2)
    assert changes == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: changes)


async def test_giant_ids_fit(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """No state and no event carries more than 16 KB, whatever makes it large."""
    family.home.room(HOME).user("Hanako").uuid = "x" * 20_000
    await family.write(HOME, "Hanako", "Who am I?")
    await until(hass, lambda: messages)
    assert len(json_bytes(messages[0].data)) < 16_384
    assert messages[0].data["text"] == "Who am I?"


async def test_many_missed_messages_are_all_unread(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What is too many to be delivered is still unread."""
    before = int(state(hass, UNREAD))
    await hass.config_entries.async_unload(ready.entry_id)
    await family.burst([HOME], count=250)
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 100)
    await until(hass, lambda: int(state(hass, UNREAD)) == before + 250)


async def test_unread_is_counted_when_the_account_is_known(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was unread before anybody knew whose account it is counts at once."""
    await family.set_options(session_uuid=False)
    await family.burst([HOME], count=4)
    await set_up(hass, entry)
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.happy_family", "message": "I am Taro"},
        blocking=True,
    )
    await until(hass, lambda: state(hass, UNREAD) == "5")


async def test_diagnostics_of_what_is_not_set_up(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """They are most wanted then, and there is less to tell."""
    told = await async_get_config_entry_diagnostics(hass, entry)
    assert told["service"] == "bocco"
    assert "rooms" not in told


async def test_mark_as_read_answers(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The answer says up to where each room is read."""
    answer = await hass.services.async_call(
        "chat_rooms",
        "mark_as_read",
        {"entity_id": "notify.happy_family"},
        blocking=True,
        return_response=True,
    )
    newest = family.home.room(HOME).messages[-1].id
    assert answer == {
        "event.happy_family_message": {"message_id": str(newest), "unread": 0}
    }
