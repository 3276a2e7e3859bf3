"""When changes are told: in their place, once, late, or not at all."""

import asyncio
from typing import Any

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import kinds, state, unload, until
from .conftest import Clock
from .helpers import (
    CALL,
    GARDEN_CLUB,
    GRANDMA,
    NEIGHBOURS,
    heartbeat,
    held,
    newest,
    refresh,
)


async def test_a_call_in_a_quiet_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """The list tells of calls as well, also of one that runs at the start."""
    await talk.start_call(GARDEN_CLUB, "Hanako")
    await heartbeat(hass)
    assert state(hass, "binary_sensor.garden_club_call") == "on"
    assert state(hass, CALL) == "off"
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor.garden_club_call") == "on"
    await talk.end_call(GARDEN_CLUB)
    await heartbeat(hass)
    assert state(hass, "binary_sensor.garden_club_call") == "off"
    calls = [e for e in told if e.event_type == "chat_rooms_call"]
    assert [event.data["change"] for event in calls] == ["started", "ended"]


async def test_a_call_begins_while_a_list_is_under_way(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
    ready: MockConfigEntry,
) -> None:
    """A list that was told before the call does not end it."""
    async with held(talk, "rooms") as waiting:
        listing = asyncio.create_task(ready.runtime_data.async_refresh())
        await talk.wait_for(lambda: waiting)
        await talk.start_call(NEIGHBOURS, "Hanako")
        await until(hass, lambda: state(hass, CALL) == "on")
    await listing
    assert state(hass, CALL) == "on"
    await heartbeat(hass)
    assert state(hass, CALL) == "on"
    # Nobody tells that it ends, as when the server forgets it.
    talk.cloud.room(NEIGHBOURS).call_since = 0
    await refresh(hass)
    assert state(hass, CALL) == "off"


async def test_all_in_order_and_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Changes keep their place among the messages, whoever brings them."""
    one = await talk.write(NEIGHBOURS, "Hanako", "One")
    await talk.react(NEIGHBOURS, one["id"], "Grandma", "👍")
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await talk.edit(NEIGHBOURS, one["id"], "One!")
    await talk.add_member(NEIGHBOURS, "jiro")
    await talk.write(NEIGHBOURS, "Hanako", "Three")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await heartbeat(hass)
    await refresh(hass)
    # The message is shown as it is now wherever it is told.
    assert kinds(told) == [
        "One!",
        "added",
        "Two",
        "edited",
        "Hanako added Jiro",
        "joined",
        "Three",
    ]


async def test_changes_of_a_quiet_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    clock: Clock,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """They move no activity: those of the newest message come with the whole list."""
    last = newest(talk, GRANDMA).id - 1
    await talk.edit(GRANDMA, newest(talk, GRANDMA).id, "With great pleasure!")
    await talk.react(GRANDMA, last, "Grandma", "🍵")
    await heartbeat(hass)
    assert told == []
    clock.forward(290)
    await heartbeat(hass)
    assert kinds(told) == ["edited", "added"]
    assert state(hass, "sensor.grandma_last_message") == "With great pleasure!"
    await refresh(hass)
    assert len(told) == 2


async def test_none_is_lost_or_told_twice_over_a_reload(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """What changed while nobody listened comes once, in its place, and missed."""
    one = await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await talk.react(NEIGHBOURS, one["id"], "Grandma", "👍")
    await until(hass, lambda: len(told) == 2)
    await unload(hass, ready)
    await talk.edit(NEIGHBOURS, one["id"], "One!")
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await talk.start_call(NEIGHBOURS, "Hanako")
    await talk.delete(NEIGHBOURS, one["id"])
    await set_up(hass, ready)
    await until(hass, lambda: len(told) == 6)
    await talk.wait_for_subscribers(1)
    await talk.react(NEIGHBOURS, newest(talk, NEIGHBOURS).id - 2, "Grandma", "🎉")
    await until(hass, lambda: len(told) == 7)
    await heartbeat(hass)
    assert kinds(told) == [
        "One",
        "added",
        # How the message was edited is not known any more: it is deleted.
        "Two",
        "Hanako started a call",
        "started",
        "deleted",
        "added",
    ]
    missed = [event.data["missed"] for event in told]
    assert missed == [False, False, True, True, True, True, False]


async def test_nothing_from_before_a_room_was_followed(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    entry: MockConfigEntry,
) -> None:
    """What was changed before the account was added is old, even behind the newest."""
    last = newest(talk, NEIGHBOURS).id
    for number in range(3):
        await talk.react(NEIGHBOURS, last - number, "Grandma", "👍")
    for message in talk.cloud.room(NEIGHBOURS).messages[-3:]:
        message.time -= 3600
    await set_up(hass, entry)
    await heartbeat(hass)
    await talk.write(NEIGHBOURS, "Hanako", "Now")
    await heartbeat(hass)
    await until(hass, lambda: told)
    await talk.wait_for_subscribers(1)
    await talk.react(NEIGHBOURS, newest(talk, NEIGHBOURS).id, "Grandma", "🎉")
    await until(hass, lambda: len(told) == 2)
    assert kinds(told) == ["Now", "added"]


async def test_votes_are_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """A poll is told; who has voted is not."""
    poll = await talk.start_poll(NEIGHBOURS, "Hanako", "Tea or coffee?")
    await talk.vote(NEIGHBOURS, "Grandma", poll["id"])
    await talk.write(NEIGHBOURS, "Hanako", "Well?")
    await until(hass, lambda: len(told) == 3)
    assert kinds(told) == ["Tea at four?", "Tea or coffee?", "Well?"]


async def test_own_actions_come_back_as_changes(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """What Home Assistant does to a quiet room's message is told at once."""
    last = newest(talk, GRANDMA).id
    await hass.services.async_call(
        "chat_rooms",
        "react",
        {"entity_id": "notify.grandma", "message_id": str(last), "reaction": "❤️"},
        blocking=True,
    )
    await until(hass, lambda: told)
    assert [event.event_type for event in told] == ["chat_rooms_reaction"]
    assert (told[0].data["is_own"], told[0].data["reaction"]) == (True, "❤️")
