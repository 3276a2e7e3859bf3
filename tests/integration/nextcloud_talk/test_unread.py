"""What counts as unread: as Nextcloud counts, and what has come since it told."""

import asyncio
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import Attendee, Room

from ..conftest import set_up
from ..helpers import calls_begun, state, until
from .helpers import (
    GARDEN_CLUB,
    GRANDMA,
    NEIGHBOURS,
    TOTAL,
    UNREAD,
    asked,
    heartbeat,
    held,
    newest,
    numbers,
)

GRANDMAS = "sensor.grandma_unread_messages"
GARDENS = "sensor.garden_club_unread_messages"
BUTTON = "button.neighbours_mark_as_read"


async def press(hass: HomeAssistant) -> None:
    """Mark the neighbours' room as read."""
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True
    )


async def test_as_the_server_counts(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """From the start the counts are the server's, and the account has their sum."""
    for room, count in ((GRANDMA, 3), (GARDEN_CLUB, 250)):
        await talk.burst([room], count=count)
    await set_up(hass, entry)
    assert numbers(hass, UNREAD, GRANDMAS, GARDENS, TOTAL) == [1, 3, 250, 254]


async def test_what_comes_is_counted_at_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A message of a long poll counts before the next list tells, and then once."""
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]
    await talk.wait_for_subscribers(1)
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await until(hass, lambda: len(messages) == 2)
    await hass.async_block_till_done()
    assert numbers(hass, UNREAD, TOTAL) == [3, 3]
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [3, 3]


async def test_own_messages_do_not_count(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Who answers has read; what the account writes is never unread."""
    await talk.write(GRANDMA, "Grandma", "Are you well?")
    await heartbeat(hass)
    assert numbers(hass, GRANDMAS, TOTAL) == [1, 2]
    await talk.wait_for_subscribers(1)
    await talk.write(GRANDMA, "Taro", "Very well")
    await until(hass, lambda: len(messages) == 2)
    assert int(state(hass, GRANDMAS)) <= 1
    await heartbeat(hass)
    assert numbers(hass, GRANDMAS, TOTAL) == [0, 1]


async def test_system_messages_do_not_count(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Neither by the list nor by a poll."""
    await talk.rename_room(GARDEN_CLUB, "Gardeners")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await talk.add_member("Gardeners", "jiro")
    await until(hass, lambda: len(messages) == 2)
    await hass.async_block_till_done()
    assert numbers(hass, GARDENS, TOTAL) == [0, 1]


async def test_marked_as_read_here(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """The button marks the newest message as read, here and at Nextcloud."""
    await talk.write(NEIGHBOURS, "Hanako", "Read me")
    await heartbeat(hass)
    await press(hass)
    await hass.async_block_till_done()
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]
    assert await talk.unread(NEIGHBOURS) == 0
    assert await talk.read_id(NEIGHBOURS) == newest(talk, NEIGHBOURS).id
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]


async def test_marked_as_read_up_to_a_message(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What is newer than the message that is named stays unread."""
    first = await talk.write(NEIGHBOURS, "Hanako", "One")
    for word in ("Two", "Three"):
        await talk.write(NEIGHBOURS, "Hanako", word)
    await heartbeat(hass)
    assert numbers(hass, UNREAD) == [4]
    answer: Any = await hass.services.async_call(
        "chat_rooms",
        "mark_as_read",
        {"entity_id": "notify.neighbours", "message_id": str(first["id"])},
        blocking=True,
        return_response=True,
    )
    assert answer == {
        "event.neighbours_message": {"message_id": str(first["id"]), "unread": 2}
    }
    assert numbers(hass, UNREAD) == [2]
    assert await talk.unread(NEIGHBOURS) == 2
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]


async def test_read_elsewhere(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What is read on a phone, all or in part, and made unread again, shows here."""
    first = await talk.write(NEIGHBOURS, "Hanako", "One")
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await heartbeat(hass)
    assert numbers(hass, UNREAD) == [3]
    await talk.set_read_id(NEIGHBOURS, first["id"])
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]
    await talk.mark_read(NEIGHBOURS)
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]
    await talk.set_read_id(NEIGHBOURS, first["id"] - 1)
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]
    await talk.set_read_id(NEIGHBOURS, -2)
    await heartbeat(hass)
    assert numbers(hass, UNREAD) == [await talk.unread(NEIGHBOURS)]


async def test_read_here_while_a_list_is_under_way(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A list that was told before the mark does not bring the unread back."""
    async with held(talk, "rooms") as waiting:
        listing = asyncio.create_task(ready.runtime_data.async_ask_for_all())
        await talk.wait_for(lambda: waiting)
        await press(hass)
        assert numbers(hass, UNREAD, TOTAL) == [0, 0]
    await listing
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]
    await talk.write(NEIGHBOURS, "Hanako", "One more")
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]


async def test_deleted_elsewhere_before_it_was_read(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A deleted message is not unread any more, and with it goes no other."""
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    wrong = await talk.write(NEIGHBOURS, "Hanako", "Oops")
    await until(hass, lambda: len(messages) == 2)
    await talk.delete(NEIGHBOURS, wrong["id"])
    await until(hass, lambda: state(hass, UNREAD) == "2")
    assert numbers(hass, TOTAL) == [2]


async def test_the_list_does_not_tell_the_newest_message(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may have expired. What is fetched is then counted by the server alone."""
    told = talk.wire.room

    def without(room: Room, me: Attendee) -> dict[str, Any]:
        return {k: v for k, v in told(room, me).items() if k != "lastMessage"}

    monkeypatch.setattr(talk.wire, "room", without)
    await set_up(hass, entry)
    for count in (2, 3):
        await talk.write(NEIGHBOURS, "Hanako", "Here today, gone tomorrow")
        await heartbeat(hass)
        assert numbers(hass, UNREAD, TOTAL) == [count, count]
    assert len(messages) == 2


@pytest.fixture
def marking(options: dict[str, Any]) -> None:
    """Switch marking as read on."""
    options["mark_read"] = True


async def test_delivered_messages_are_marked_as_read(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    marking: None,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """With the option, what is handed on is reported as read, of the list or a poll."""
    written = await talk.write(NEIGHBOURS, "Hanako", "Seen?")
    await heartbeat(hass)
    await until(hass, lambda: state(hass, UNREAD) == "0")
    assert await talk.read_id(NEIGHBOURS) == written["id"]
    await talk.wait_for_subscribers(1)
    written = await talk.write(NEIGHBOURS, "Hanako", "And this?")
    await talk.wait_for_requests("read", 2)
    await until(hass, lambda: state(hass, UNREAD) == "0")
    assert await talk.read_id(NEIGHBOURS) == written["id"]
    assert len(messages) == 2


async def test_a_report_that_fails_is_made_up_for(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    marking: None,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What could not be reported as read is reported after the next list."""
    await talk.break_("read", "status", status=500)
    written = await talk.write(NEIGHBOURS, "Hanako", "Seen?")
    await heartbeat(hass)
    await talk.wait_for_requests("read", 1, status=500)
    await heartbeat(hass)
    await talk.wait_for_requests("read", 1, status=200)
    assert await talk.read_id(NEIGHBOURS) == written["id"]


async def test_nothing_is_marked_as_read_by_itself(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without the option Nextcloud hears nothing of what was seen, nor does a poll."""
    before = await talk.read_id(NEIGHBOURS)
    await talk.write(NEIGHBOURS, "Hanako", "Unseen")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await talk.write(NEIGHBOURS, "Hanako", "Unseen as well")
    await until(hass, lambda: len(messages) == 2)
    assert [c for c in await calls_begun(hass, talk) if c.endpoint == "read"] == []
    assert await talk.read_id(NEIGHBOURS) == before
    marks = {asked(call)["setReadMarker"] for call in talk.calls("poll")}
    assert marks == {"0"}


async def test_the_counts_after_a_restart(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What came before and during a restart counts once."""
    await talk.write(NEIGHBOURS, "Hanako", "Before")
    await heartbeat(hass)
    await hass.config_entries.async_unload(ready.entry_id)
    await talk.write(NEIGHBOURS, "Hanako", "Meanwhile")
    await talk.write(NEIGHBOURS, "Taro", "I have read it all")
    await talk.write(NEIGHBOURS, "Hanako", "But not this")
    await set_up(hass, ready)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]
    await heartbeat(hass)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]
