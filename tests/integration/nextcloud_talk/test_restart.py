"""Across restarts and reloads: nothing lost, nothing twice, nothing too early."""

import logging
import time
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import OURS, kinds, state, texts, unload, until
from ..rooms import CLUB
from .helpers import (
    GARDEN_CLUB,
    GRANDMA,
    LAST,
    NEIGHBOURS,
    PHOTO,
    UNREAD,
    asked,
    heartbeat,
    ids,
    newest,
    numbers,
)

HOUR = 3600


async def test_the_first_setup_delivers_no_history(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What was there before the account was added is no event, and not even asked."""
    await heartbeat(hass)
    assert told == []
    assert talk.calls("receive") + talk.calls("history") == []
    assert state(hass, LAST) == "The recycling comes tomorrow."


async def test_messages_meanwhile_come_once_and_missed(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What came while Home Assistant was down is delivered once, in order, missed."""
    before = await talk.write(NEIGHBOURS, "Hanako", "Before")
    await heartbeat(hass)
    await unload(hass, ready)
    await talk.forget_requests()
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await talk.hidden(NEIGHBOURS, 2)
    await talk.write(NEIGHBOURS, "Grandma", "Two")
    await set_up(hass, ready)
    assert asked(talk.calls("receive")[0])["lastKnownMessageId"] == str(before["id"])
    await talk.wait_for_subscribers(1)
    await talk.write(NEIGHBOURS, "Hanako", "After")
    await until(hass, lambda: len(messages) == 4)
    assert texts(messages) == ["Before", "One", "Two", "After"]
    assert [e.data["missed"] for e in messages] == [False, True, True, False]

    await unload(hass, ready)
    await set_up(hass, ready)
    await heartbeat(hass)
    assert len(messages) == 4


async def test_only_rooms_with_news_are_asked_after_a_restart(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """The list tells where nothing has happened."""
    await talk.hidden(GARDEN_CLUB)
    await unload(hass, ready)
    await talk.forget_requests()
    await talk.write(NEIGHBOURS, "Hanako", "Here")
    await set_up(hass, ready)
    fetched = talk.calls("receive")
    assert {call.room for call in fetched} == {talk.room_id(NEIGHBOURS)}


async def test_nothing_is_delivered_before_the_start(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Messages and changes wait, in order, until automations are there to hear them."""
    await unload(hass, ready)
    first = await talk.write(NEIGHBOURS, "Hanako", "While down")
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)
    await talk.wait_for_subscribers(1)
    await talk.react(NEIGHBOURS, first["id"], "Grandma", "👍")
    last = await talk.write(NEIGHBOURS, "Hanako", "While starting")
    await talk.wait_for(
        lambda: asked(talk.calls("poll")[-1])["lastKnownMessageId"] == str(last["id"])
    )
    assert told == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(told) == 3)
    assert kinds(told) == ["While down", "added", "While starting"]
    assert [e.data["missed"] for e in told] == [True, False, False]


async def test_unloaded_before_the_start_loses_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What waited and was never handed on comes at the next start."""
    await unload(hass, ready)
    await talk.write(NEIGHBOURS, "Hanako", "Patience")
    hass.set_state(CoreState.starting)
    await set_up(hass, ready)
    await unload(hass, ready)
    hass.set_state(CoreState.running)
    await set_up(hass, ready)
    await until(hass, lambda: messages)
    assert texts(messages) == ["Patience"]


async def test_stop_keeps_messages_for_the_next_start(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """From the stop on nothing is asked or handed on, and all places are stored."""
    await talk.write(NEIGHBOURS, "Hanako", "Heard")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    hidden = await talk.hidden(NEIGHBOURS)
    await talk.wait_for(
        lambda: asked(talk.calls("poll")[-1])["lastKnownMessageId"] == str(hidden)
    )
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await talk.wait_for(lambda: not talk.cloud.room(NEIGHBOURS).waiting)
    await talk.write(NEIGHBOURS, "Hanako", "Nobody listens")
    assert texts(messages) == ["Heard"]
    stored = hass_storage[f"chat_rooms.{ready.entry_id}"]["data"]
    assert stored["rooms"][talk.room_id(NEIGHBOURS)]["position"] == hidden


@pytest.fixture
def no_catch_up(options: dict[str, Any]) -> None:
    """Switch catching up off."""
    options["catch_up"] = False


async def test_without_catch_up_only_new_messages_come(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    no_catch_up: None,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What came meanwhile is unread and shown, but no event; nor is what changed."""
    await unload(hass, ready)
    missed = await talk.write(NEIGHBOURS, "Hanako", "Missed")
    await talk.react(NEIGHBOURS, missed["id"], "Grandma", "👍")
    await set_up(hass, ready)
    assert numbers(hass, UNREAD) == [2]
    assert state(hass, LAST) == "Missed"
    await talk.wait_for_subscribers(1)
    await talk.write(NEIGHBOURS, "Hanako", "Live")
    await until(hass, lambda: told)
    assert kinds(told) == ["Live"]
    assert told[0].data["missed"] is False


async def test_catch_up_has_limits_and_says_so(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At most the newest 100 of a room, at most a day old, and one line in the log."""
    await unload(hass, ready)
    await talk.burst([NEIGHBOURS], count=250)
    await talk.burst([GRANDMA], count=5)
    for message in talk.cloud.room(GRANDMA).messages[-5:-2]:
        message.time = time.time() - 25 * HOUR
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 102)
    here = ids(messages, talk.room_id(NEIGHBOURS))
    assert here == [m.id for m in talk.cloud.room(NEIGHBOURS).messages[-100:]]
    there = ids(messages, talk.room_id(GRANDMA))
    assert there == [m.id for m in talk.cloud.room(GRANDMA).messages[-2:]]
    said = [
        record
        for record in caplog.records
        if record.name.startswith(OURS) and record.levelno > logging.INFO
    ]
    assert [record.levelno for record in said] == [logging.WARNING]
    assert "153 messages" in said[0].getMessage()
    assert numbers(hass, UNREAD, "sensor.grandma_unread_messages") == [251, 5]
    await heartbeat(hass)
    assert len(messages) == 102


async def test_a_crash_repeats_but_loses_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_storage: dict[str, Any],
) -> None:
    """What was handed on in the last seconds may come again after a crash."""
    await unload(hass, ready)
    at_crash = dict(hass_storage[f"chat_rooms.{ready.entry_id}"])
    await set_up(hass, ready)
    await talk.write(NEIGHBOURS, "Hanako", "Once or twice")
    await heartbeat(hass)
    await until(hass, lambda: messages)
    await unload(hass, ready)
    hass_storage[f"chat_rooms.{ready.entry_id}"] = at_crash
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Once or twice"] * 2


async def test_a_room_that_appeared_meanwhile(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that was made while Home Assistant was down is delivered, missed."""
    await heartbeat(hass)
    await unload(hass, ready)
    await talk.create_room(CLUB)
    await talk.write(CLUB, "Hanako", "Welcome")
    await set_up(hass, ready)
    await until(hass, lambda: "Welcome" in texts(messages))
    assert {event.data["missed"] for event in messages} == {True}
    await talk.wait_for_subscribers(1, CLUB)
    await talk.write(CLUB, "Hanako", "Now you are here")
    await until(hass, lambda: "Now you are here" in texts(messages))
    assert messages[-1].data["missed"] is False


async def test_the_latest_photo_survives_a_restart(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """And so does what the room said last, whoever said it."""
    await talk.send_image(NEIGHBOURS, "Hanako")
    await talk.write(NEIGHBOURS, "Taro", "How nice!")
    await heartbeat(hass)
    shown = state(hass, PHOTO)
    assert shown != "unknown"
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    assert state(hass, PHOTO) == shown
    assert state(hass, LAST) == "How nice!"
    assert len(messages) == 2


async def test_the_newest_message_is_deleted_over_a_restart(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The deletion is told once; what is left of the message is not shown."""
    await talk.write(NEIGHBOURS, "Hanako", "Good")
    await talk.write(NEIGHBOURS, "Hanako", "Bad")
    await heartbeat(hass)
    await unload(hass, ready)
    await talk.delete(NEIGHBOURS, newest(talk, NEIGHBOURS).id)
    await set_up(hass, ready)
    await talk.wait_for_subscribers(1)
    await until(hass, lambda: len(told) == 3)
    assert kinds(told) == ["Good", "Bad", "deleted"]
    assert numbers(hass, UNREAD) == [2]
    assert state(hass, LAST) != "Bad"
    await heartbeat(hass)
    assert len(told) == 3
