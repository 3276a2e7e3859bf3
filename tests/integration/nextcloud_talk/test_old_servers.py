"""Servers of other years: two years old, and the first ones."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from ..conftest import set_up
from ..helpers import calls_begun, kinds, state, texts, unload, until
from ..test_messages_in import KEYS
from .conftest import Clock
from .helpers import (
    CONNECTED,
    GARDEN_CLUB,
    GRANDMA,
    LAST,
    NEIGHBOURS,
    TOTAL,
    UNREAD,
    asked,
    heartbeat,
    held,
    ids,
    newest,
    numbers,
    polled,
)

GRANDMAS = "sensor.grandma_unread_messages"
every_generation = pytest.mark.parametrize(
    "generation", ["current", "previous", "between", "old"]
)
first_generations = pytest.mark.parametrize("generation", ["between", "old"])


@every_generation
async def test_messages_arrive(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """With the next list, in order, each once, and those of the account as its own."""
    assert messages == []
    said = [
        await talk.write(room, who, f"{who} in {room}")
        for room in (NEIGHBOURS, GRANDMA)
        for who in ("Grandma", "Taro", "Grandma")
    ]
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 6)
    for room in (NEIGHBOURS, GRANDMA):
        token = talk.room_id(room)
        there = [event.data for event in messages if event.data["room_id"] == token]
        assert [data["is_own"] for data in there] == [False, True, False]
        assert ids(messages, token) == [
            m["id"] for m in said if m["message"].endswith(room)
        ]
    assert all(event.data.keys() == KEYS for event in messages)
    assert state(hass, LAST) == "Grandma in Neighbours"
    await heartbeat(hass)
    await talk.write(NEIGHBOURS, "Hanako", "Later")
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 7)
    await heartbeat(hass)
    assert len(messages) == 7
    assert {event.data["missed"] for event in messages} == {False}


@pytest.mark.parametrize("generation", ["previous"])
async def test_two_years_ago(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Polls, changes, calls and counts are those of today."""
    written = await talk.write(NEIGHBOURS, "Hanako", "Tea?")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    await talk.edit(NEIGHBOURS, written["id"], "Coffee?")
    await talk.react(NEIGHBOURS, written["id"], "Grandma", "👍")
    await until(hass, lambda: len(told) == 3)
    await talk.unreact(NEIGHBOURS, written["id"], "Grandma", "👍")
    await talk.start_call(NEIGHBOURS, "Hanako")
    await until(hass, lambda: len(told) == 6)
    await hass.async_block_till_done()
    assert kinds(told) == [
        "Tea?",
        "edited",
        "added",
        "removed",
        "Hanako started a call",
        "started",
    ]
    assert state(hass, "binary_sensor.neighbours_call") == "on"
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]
    assert await talk.unread(NEIGHBOURS) == 2


@first_generations
async def test_what_a_heartbeat_costs(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    ready: MockConfigEntry,
) -> None:
    """The list tells nothing of messages, so each followed room is asked."""
    await talk.forget_requests()
    await heartbeat(hass)
    calls = await calls_begun(hass, talk)
    assert sorted(call.endpoint for call in calls) == ["receive"] * 3 + ["rooms"]
    assert {call.room for call in calls if call.room} == set(talk.cloud.rooms)
    assert state(hass, CONNECTED) == "on"
    names = {name for call in calls for name in asked(call)}
    if generation == "old":
        assert names == {"offset", "notOlderThanTimestamp", "timeout"}
    else:
        assert {"lookIntoFuture", "setReadMarker"} < names


@first_generations
async def test_unread_is_counted_here(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """From the start on, without own messages, and marked as read here alone."""
    assert numbers(hass, UNREAD, GRANDMAS, TOTAL) == [0, 0, 0]
    first = await talk.write(NEIGHBOURS, "Hanako", "One")
    await talk.write(NEIGHBOURS, "Taro", "Mine")
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await talk.write(GRANDMA, "Grandma", "Hello?")
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 4)
    assert numbers(hass, UNREAD, GRANDMAS, TOTAL) == [2, 1, 3]

    await unload(hass, ready)
    await talk.write(NEIGHBOURS, "Hanako", "Three")
    await set_up(hass, ready)
    await until(hass, lambda: state(hass, TOTAL) == "4")
    assert numbers(hass, UNREAD, GRANDMAS) == [3, 1]

    await mark_as_read(hass, str(first["id"]))
    assert numbers(hass, UNREAD, TOTAL) == [2, 3]
    await mark_as_read(hass)
    assert numbers(hass, UNREAD, TOTAL) == [0, 1]
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    await heartbeat(hass)
    assert numbers(hass, UNREAD, GRANDMAS, TOTAL) == [0, 1, 1]
    assert talk.calls("read") == []


async def mark_as_read(hass: HomeAssistant, message_id: str | None = None) -> None:
    """Mark the neighbours' room as read, up to a message or all of it."""
    what = {"message_id": message_id} if message_id else {}
    await hass.services.async_call(
        "chat_rooms",
        "mark_as_read",
        {"entity_id": "event.neighbours_message", **what},
        blocking=True,
    )
    await hass.async_block_till_done()


@pytest.fixture
def marking(options: dict[str, Any]) -> None:
    """Switch marking as read on."""
    options["mark_read"] = True


@first_generations
async def test_what_is_delivered_is_read_here(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    marking: None,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The option works without a read mark at the server."""
    await talk.write(NEIGHBOURS, "Hanako", "Seen")
    await heartbeat(hass)
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, UNREAD) == "0")
    assert talk.calls("read") == []


@first_generations
async def test_catching_up(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What came meanwhile comes once, missed, and at most a hundred of a room."""
    await talk.write(NEIGHBOURS, "Hanako", "Before")
    await heartbeat(hass)
    await until(hass, lambda: messages)
    await unload(hass, ready)
    await talk.burst([NEIGHBOURS], count=250)
    await talk.write(GRANDMA, "Grandma", "Where are you?")
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 102)
    here = ids(messages, talk.room_id(NEIGHBOURS))[1:]
    assert here == [m.id for m in talk.cloud.room(NEIGHBOURS).messages[-100:]]
    assert {event.data["missed"] for event in messages[1:]} == {True}
    await heartbeat(hass)
    assert len(messages) == 102
    # Those that are no events are unread all the same.
    assert numbers(hass, UNREAD, GRANDMAS) == [251, 1]


@first_generations
async def test_rooms_come_and_go(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Every list is whole: the second one without a room takes it away."""
    await talk.create_room("Club", empty=True)
    await talk.write("Club", "Hanako", "Welcome")
    await heartbeat(hass)
    await until(hass, lambda: messages)
    await talk.write("Club", "Hanako", "Sit down")
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Welcome", "Sit down"]
    assert numbers(hass, "sensor.club_unread_messages") == [2]
    await talk.remove_room("Club")
    await talk.leave_room(GARDEN_CLUB)
    await heartbeat(hass)
    assert hass.states.get("event.club_message")
    await heartbeat(hass)
    assert hass.states.get("event.club_message") is None
    assert hass.states.get("event.garden_club_message") is None
    assert state(hass, CONNECTED) == "on"


@pytest.mark.parametrize("generation", ["between"])
async def test_today_s_chat_in_the_first_rooms(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    clock: Clock,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The rooms that were heard of last are polled, and are not asked besides."""
    await talk.write(NEIGHBOURS, "Hanako", "Hello")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    assert polled(talk) == {NEIGHBOURS}
    await talk.forget_requests()
    await talk.start_call(NEIGHBOURS, "Hanako")
    await until(hass, lambda: len(told) == 3)
    await hass.async_block_till_done()
    assert kinds(told) == ["Hello", "Hanako started a call", "started"]
    assert state(hass, "binary_sensor.neighbours_call") == "on"
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]
    await heartbeat(hass)
    assert talk.calls("receive", NEIGHBOURS) == []
    clock.forward(601)
    await heartbeat(hass)
    await talk.wait_for(lambda: polled(talk) == set())
    await heartbeat(hass)
    assert talk.calls("receive", NEIGHBOURS) != []


@pytest.mark.parametrize("generation", ["old"])
async def test_the_first_chat_has_no_polls(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """It would not wait for the next message, so nobody waits there."""
    for number in range(3):
        await talk.write(NEIGHBOURS, "Hanako", f"Message {number}")
        await heartbeat(hass)
    await until(hass, lambda: len(messages) == 3)
    assert ready.runtime_data.feeds.counts() == {"all": 0, "down": 0}
    assert {asked(call)["timeout"] for call in talk.calls("receive")} == {"0"}
    assert state(hass, CONNECTED) == "on"
    assert ids(messages)[-1] == newest(talk, NEIGHBOURS).id


@first_generations
async def test_no_more_than_four_rooms_at_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    generation: Name,
    entry: MockConfigEntry,
) -> None:
    """Rooms that all have to be asked are asked gently."""
    await talk.many_rooms(20)
    await set_up(hass, entry)
    await talk.forget_requests()
    async with held(talk, "receive") as waiting:
        listing = hass.async_create_background_task(
            entry.runtime_data.async_refresh(), "list"
        )
        await talk.wait_for(lambda: len(waiting) == 4)
        assert len(talk.calls("receive")) == 4
    await listing
    assert len(talk.calls("receive")) == 23
