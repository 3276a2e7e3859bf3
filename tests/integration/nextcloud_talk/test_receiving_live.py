"""Long polls: messages at once where people talk, and never more than two."""

from datetime import timedelta
import random
import time
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import feeds
from custom_components.chat_rooms.providers.nextcloud_talk import feed
from tests.simulators.faults import FOREVER
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import calls_begun, state, texts, until
from .conftest import Clock
from .helpers import (
    CONNECTED,
    GARDEN_CLUB,
    GRANDMA,
    NEIGHBOURS,
    asked,
    heartbeat,
    ids,
    newest,
    polled,
    refresh,
)


async def test_the_next_message_comes_at_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Where somebody has just written, nobody waits for the next list."""
    await talk.write(NEIGHBOURS, "Hanako", "Is anybody there?")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    assert polled(talk) == {NEIGHBOURS}
    lists = len(talk.calls("rooms"))
    for number in range(5):
        await talk.write(NEIGHBOURS, "Grandma", f"Yes {number}")
        await until(hass, lambda: texts(messages)[-1] == f"Yes {number}")  # noqa: B023
    assert len(talk.calls("rooms")) == lists
    poll = asked(talk.calls("poll")[-1])
    assert poll == {
        "lookIntoFuture": "1",
        "timeout": "30",
        "limit": "200",
        "lastKnownMessageId": poll["lastKnownMessageId"],
        "setReadMarker": "0",
        "markNotificationsAsRead": "0",
        "noStatusUpdate": "1",
    }
    await heartbeat(hass)
    assert len(messages) == 6


async def test_rooms_that_were_active_before_the_start(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """From the first list on, the rooms of the last ten minutes are polled."""
    await talk.write(NEIGHBOURS, "Hanako", "Just now")
    garden = talk.cloud.room(GARDEN_CLUB)
    garden.last_activity = int(time.time()) - 590
    talk.cloud.room(GRANDMA).last_activity = int(time.time()) - 610
    await set_up(hass, entry)
    await talk.wait_for_subscribers(2)
    assert polled(talk) == {NEIGHBOURS, GARDEN_CLUB}
    await talk.write(GARDEN_CLUB, "Hanako", "Here too")
    await until(hass, lambda: messages)
    assert texts(messages) == ["Here too"]


async def test_nobody_is_polled_where_all_is_quiet(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Without recent activity there is nothing but the list."""
    await heartbeat(hass)
    assert {call.endpoint for call in await calls_begun(hass, talk)} == {
        "capabilities",
        "user",
        "rooms",
    }
    assert state(hass, CONNECTED) == "on"


async def test_three_lively_rooms(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    clock: Clock,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The third waits until one of the others falls silent, and loses nothing."""
    for room, who in ((NEIGHBOURS, "Hanako"), (GRANDMA, "Grandma")):
        await talk.write(room, who, "First")
    await heartbeat(hass)
    await talk.wait_for_subscribers(2)
    assert polled(talk) == {NEIGHBOURS, GRANDMA}

    await talk.write(GARDEN_CLUB, "Hanako", "Third")
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 3)
    assert polled(talk) == {NEIGHBOURS, GRANDMA}

    clock.forward(70)
    await talk.write(NEIGHBOURS, "Hanako", "Still here")
    await until(hass, lambda: len(messages) == 4)
    await talk.write(GARDEN_CLUB, "Hanako", "And here")
    await heartbeat(hass)
    await talk.wait_for(lambda: polled(talk) == {NEIGHBOURS, GARDEN_CLUB})
    await talk.write(GRANDMA, "Grandma", "By the list")
    await talk.write(GARDEN_CLUB, "Hanako", "By the poll")
    await until(hass, lambda: len(messages) == 6)
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 7)
    assert len(set(ids(messages))) == 7


async def test_a_room_falls_silent(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    clock: Clock,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """After ten minutes without a word a room needs no poll any more."""
    await talk.write(NEIGHBOURS, "Hanako", "Good night")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    clock.forward(601)
    await heartbeat(hass)
    await talk.wait_for(lambda: polled(talk) == set())
    assert state(hass, CONNECTED) == "on"
    await talk.write(NEIGHBOURS, "Hanako", "Good morning")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    assert texts(messages) == ["Good night", "Good morning"]


async def test_polls_that_bring_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A poll that ends with 304 goes on from the same place."""
    monkeypatch.setattr(feed, "QUICK_ANSWER", 0.1)
    talk.poll_timeout = 0.15
    await talk.write(NEIGHBOURS, "Hanako", "Hm")
    await heartbeat(hass)
    await talk.wait_for_requests("poll", 4, status=304)
    asked_from = {asked(c)["lastKnownMessageId"] for c in talk.calls("poll")}
    assert asked_from == {str(newest(talk, NEIGHBOURS).id)}
    await talk.write(NEIGHBOURS, "Hanako", "Hm?")
    await until(hass, lambda: len(messages) == 2)
    assert state(hass, CONNECTED) == "on"


async def test_polls_go_on_behind_what_nobody_sees(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """An answer without a message moves the place from which the next poll asks."""
    await talk.write(NEIGHBOURS, "Hanako", "Seen")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    last = await talk.hidden(NEIGHBOURS, 2)
    await talk.wait_for(
        lambda: asked(talk.calls("poll")[-1])["lastKnownMessageId"] == str(last)
    )
    await talk.write(NEIGHBOURS, "Hanako", "Seen as well")
    await until(hass, lambda: len(messages) == 2)


async def test_a_polled_room_is_deleted(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Its poll ends for good, and that is no outage."""
    for room in (NEIGHBOURS, GARDEN_CLUB):
        await talk.write(room, "Hanako", "Hello")
    await heartbeat(hass)
    await talk.wait_for_subscribers(2)
    token = talk.room_id(GARDEN_CLUB)
    await talk.remove_room(GARDEN_CLUB)
    await talk.wait_for(
        lambda: [c for c in talk.calls("poll", status=404) if c.room == token]
    )
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await heartbeat(hass)
    assert state(hass, CONNECTED) == "on"
    await talk.forget_requests()
    await refresh(hass)
    await heartbeat(hass)
    assert [call for call in talk.log if call.room == token] == []
    await talk.write(NEIGHBOURS, "Hanako", "Who deleted it?")
    await until(hass, lambda: len(messages) == 3)


async def test_the_account_is_taken_out_of_a_polled_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """It is not asked for again, until the account is back."""
    await talk.write(GARDEN_CLUB, "Hanako", "Out you go")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await talk.leave_room(GARDEN_CLUB)
    await talk.wait_for_requests("poll", room=GARDEN_CLUB, status=404)
    await heartbeat(hass)
    assert state(hass, CONNECTED) == "on"
    refused = len(talk.calls(room=GARDEN_CLUB))
    await heartbeat(hass)
    assert len(talk.calls(room=GARDEN_CLUB)) == refused
    await talk.return_to_room(GARDEN_CLUB)
    await talk.write(GARDEN_CLUB, "Hanako", "Only joking")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, GARDEN_CLUB)
    await until(hass, lambda: "Only joking" in texts(messages))


async def test_the_server_hangs_up(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A poll whose connection breaks is begun again, and nothing is lost or twice."""
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    for word in ("Two", "Three", "Four"):
        await talk.wait_for_subscribers(1, NEIGHBOURS)
        await talk.break_("poll", "drop", times=2)
        await talk.hang_up()
        await talk.write(NEIGHBOURS, "Hanako", word)
        await until(hass, lambda: texts(messages)[-1] == word)  # noqa: B023
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    assert texts(messages) == ["One", "Two", "Three", "Four"]


async def test_polls_alone_fail(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The list brings what no poll brings, and the connected sensor says so."""
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await talk.break_("poll", "status", status=500, times=FOREVER)
    await talk.hang_up()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await heartbeat(hass)
    assert texts(messages) == ["One", "Two"]
    assert state(hass, CONNECTED) == "off"
    assert ready.runtime_data.update_interval == timedelta(seconds=15)

    await talk.mend()
    ready.runtime_data.feeds.hurry()
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    await talk.write(NEIGHBOURS, "Hanako", "Three")
    await until(hass, lambda: len(messages) == 3)


async def test_polls_that_fail_are_tried_less_and_less_often(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that cannot answer polls is not asked twice a second for ever."""
    monkeypatch.setattr(feeds, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0)
    await talk.break_("poll", "status", status=500, times=FOREVER)
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    await talk.wait_for_requests("poll", 6)
    times = [call.time for call in talk.calls("poll")]
    assert times[5] - times[4] > 0.3
