"""Across restarts and reloads: nothing lost, nothing twice, nothing too early."""

from datetime import UTC, datetime, timedelta
import logging
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA
from tests.simulators.carbonio_xml import text_body
from tests.simulators.media import landscape

from ..conftest import set_up
from ..helpers import kinds, state, texts, unload, until
from ..rooms import device_of
from .helpers import (
    CONNECTED,
    LAST,
    PHOTO,
    TOTAL,
    UNREAD,
    lines,
    numbers,
    poll,
    refresh,
)


async def test_the_first_setup_delivers_no_history(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What was there before the account was added is no event, and not even asked."""
    await refresh(hass)
    assert told == []
    assert state(hass, LAST) == "The plumber comes tomorrow."
    assert not any("urn:xmpp:mam:2" in frame for frame in carbonio.xmpp.frames)


async def test_messages_meanwhile_come_once_and_missed(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What came while Home Assistant was down is delivered once, in order, missed."""
    said = await carbonio.say(FAMILY, "Hanako", "Before")
    await until(hass, lambda: told)
    await unload(hass, live)
    await carbonio.xmpp.left()
    await carbonio.say(FAMILY, "Hanako", "One")
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await carbonio.send_picture(FAMILY, "Grandma", "Two")
    await set_up(hass, live)
    await carbonio.wait_for_sockets()
    await carbonio.say(FAMILY, "Hanako", "After")
    await until(hass, lambda: len(told) == 5)
    assert kinds(told) == ["Before", "One", "added", "Two", "After"]
    assert [e.data["missed"] for e in told] == [False, True, True, True, False]
    for _ in range(2):
        await unload(hass, live)
        await set_up(hass, live)
        await carbonio.wait_for_sockets()
        await refresh(hass)
    assert len(told) == 5


async def test_a_reload_in_the_middle_of_a_conversation(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Whatever the moment of a reload, each message comes once and in order."""
    expected = []
    for number in range(4):
        for step in range(3):
            expected.append(f"Word {step} of reload {number}")
            await carbonio.say(FAMILY, "Hanako", expected[-1])
            if step == number % 3:
                assert await hass.config_entries.async_reload(live.entry_id)
    await until(hass, lambda: len(messages) == len(expected))
    await refresh(hass)
    assert texts(messages) == expected


async def test_nothing_is_delivered_before_the_start(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Messages and changes wait, in order, until automations are there to hear them."""
    await unload(hass, live)
    first = await carbonio.say(FAMILY, "Hanako", "While down")
    hass.set_state(CoreState.starting)
    await set_up(hass, live)
    await carbonio.wait_for_sockets()
    await carbonio.react(FAMILY, "Grandma", first["id"], "👍")
    last = await carbonio.say(FAMILY, "Hanako", "While starting")
    await refresh(hass)
    assert told == []
    assert last

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(told) == 3)
    assert kinds(told) == ["While down", "added", "While starting"]
    assert [told[0].data["missed"], told[2].data["missed"]] == [True, False]


async def test_stop_keeps_messages_for_the_next_start(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """From the stop on nothing is asked or handed on, and all places are stored."""
    said = await carbonio.say(FAMILY, "Hanako", "Heard")
    await until(hass, lambda: messages)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await carbonio.xmpp.left()
    await carbonio.events.left()
    await carbonio.say(FAMILY, "Hanako", "Nobody listens")
    assert texts(messages) == ["Heard"]
    stored = hass_storage[f"chat_rooms.{live.entry_id}"]["data"]
    assert stored["rooms"][carbonio.room_id(FAMILY)]["position"] == int(said["id"], 32)


async def test_a_crash_repeats_but_loses_nothing(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """What was handed on in the last seconds may come again after a crash."""
    await unload(hass, live)
    at_crash = dict(hass_storage[f"chat_rooms.{live.entry_id}"])
    await set_up(hass, live)
    await carbonio.wait_for_sockets()
    await carbonio.say(FAMILY, "Hanako", "Once or twice")
    await until(hass, lambda: messages)
    await unload(hass, live)
    await carbonio.say(FAMILY, "Hanako", "Once")
    hass_storage[f"chat_rooms.{live.entry_id}"] = at_crash
    await set_up(hass, live)
    await until(hass, lambda: len(messages) == 3)
    assert texts(messages) == ["Once or twice", "Once or twice", "Once"]


async def test_the_chat_is_away_at_the_restart(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What came meanwhile waits for the chat, and is neither lost nor too many."""
    await unload(hass, live)
    await carbonio.say(FAMILY, "Hanako", "While down")
    await carbonio.hold_xmpp()
    await set_up(hass, live)
    assert state(hass, CONNECTED) == "off"
    await carbonio.say(FAMILY, "Hanako", "While the chat is away")
    await poll(hass)
    assert messages == []
    await carbonio.hold_xmpp(False)
    await poll(hass)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await carbonio.wait_for_sockets()
    await carbonio.say(FAMILY, "Hanako", "Live")
    await until(hass, lambda: len(messages) == 3)
    assert texts(messages) == ["While down", "While the chat is away", "Live"]
    assert [messages[0].data["missed"], messages[2].data["missed"]] == [True, False]


@pytest.fixture
def no_catch_up(options: dict[str, Any]) -> None:
    """Switch catching up off."""
    options["catch_up"] = False


async def test_without_catch_up_only_new_messages_come(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    no_catch_up: None,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What came meanwhile is unread and shown, but no event; nor is what changed."""
    await unload(hass, live)
    missed = await carbonio.say(FAMILY, "Hanako", "Missed")
    await carbonio.react(FAMILY, "Grandma", missed["id"], "👍")
    await set_up(hass, live)
    await carbonio.wait_for_sockets()
    assert state(hass, LAST) == "Missed"
    await carbonio.say(FAMILY, "Hanako", "Live")
    await until(hass, lambda: told)
    assert kinds(told) == ["Live"]
    assert told[0].data["missed"] is False


async def test_catch_up_has_limits_and_says_so(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At most the newest 100 of a room, at most a day old, and one line in the log."""
    await unload(hass, live)
    world = carbonio.world
    for number in range(150):
        await carbonio.say(FAMILY, "Hanako", f"Message {number}")
    for _ in range(4):
        await carbonio.say(BOOK_CLUB, "Hanako", "Not too late")
    caplog.clear()
    await set_up(hass, live)
    await until(hass, lambda: len(messages) == 104)
    here = [event for event in messages if event.data["room"] == FAMILY]
    assert texts(here) == [f"Message {number}" for number in range(50, 150)]
    (line,) = lines(caplog)
    assert line.levelno == logging.WARNING
    assert "50 messages" in line.getMessage()
    assert world.room(FAMILY).settings_of(world.account.id).unread == 151
    assert numbers(hass, UNREAD, TOTAL) == [151, 155]
    await refresh(hass)
    assert len(messages) == 104


async def test_what_is_too_old(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """Of what has come in days, the last day is delivered."""
    world, room_id = carbonio.world, carbonio.room_id(FAMILY)
    await set_up(hass, entry)
    await unload(hass, entry)
    room = world.room(FAMILY)
    room.archive.clear()
    now = datetime.now(UTC)
    world._last_number = 0
    for hours in (50, 25, 23, 1):
        world.post(
            room_id,
            world.person("Hanako").id,
            children=text_body(f"{hours} hours ago"),
            stamp=now - timedelta(hours=hours),
        )
    stored = hass_storage[f"chat_rooms.{entry.entry_id}"]["data"]["rooms"][room_id]
    stored["position"] = room.archive[0].number - 1
    await set_up(hass, entry)
    await until(hass, lambda: len(messages) == 2)
    await refresh(hass)
    assert texts(messages) == ["23 hours ago", "1 hours ago"]


async def test_a_room_that_appeared_meanwhile(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that was made while Home Assistant was down is delivered, missed."""
    await unload(hass, live)
    room_id = await carbonio.add_room("Choir")
    await carbonio.say(room_id, "Hanako", "Welcome")
    await set_up(hass, live)
    await until(hass, lambda: messages)
    await carbonio.wait_for_sockets()
    await carbonio.say(room_id, "Hanako", "Now you are here")
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Welcome", "Now you are here"]
    assert [e.data["missed"] for e in messages] == [True, False]


async def test_known_names(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room is called what it was called, and messages bear names after a restart."""
    await unload(hass, live)
    await carbonio.say(GRANDMA, "Grandma", "Good morning")
    await carbonio.say(FAMILY, "Hanako", "Good morning")
    await set_up(hass, live)
    await until(hass, lambda: len(messages) == 2)
    assert {e.data["sender"] for e in messages} == {"Grandma", "Hanako"}
    device = device_of(hass, live, carbonio.room_id(GRANDMA))
    assert device and device.name == "Grandma"
    assert hass.states.get("notify.grandma")


async def test_the_latest_photo_survives_a_restart(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """And so does what the room said last, whoever said it."""
    await carbonio.send_picture(FAMILY, "Hanako")
    await carbonio.say(FAMILY, "Taro", "How nice!")
    await until(hass, lambda: len(messages) == 2)
    await hass.async_block_till_done()
    shown = state(hass, PHOTO)
    assert shown != "unknown"
    await hass.config_entries.async_reload(live.entry_id)
    await hass.async_block_till_done()
    assert state(hass, PHOTO) == shown
    assert state(hass, LAST) == "How nice!"
    assert (await async_get_image(hass, PHOTO)).content == landscape(1)
    assert len(messages) == 2


async def test_the_newest_message_is_deleted_over_a_restart(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The deletion is told once; what is left of the message is not shown."""
    await carbonio.say(FAMILY, "Hanako", "Good")
    bad = await carbonio.say(FAMILY, "Hanako", "Bad")
    await until(hass, lambda: len(told) == 2)
    await unload(hass, live)
    await carbonio.retract(FAMILY, "Hanako", bad["id"])
    await set_up(hass, live)
    await until(hass, lambda: len(told) == 3)
    assert kinds(told) == ["Good", "Bad", "deleted"]
    await hass.async_block_till_done()
    assert state(hass, LAST) == "Good"
    await refresh(hass)
    assert len(told) == 3
