"""What happens to messages and in rooms: edits, deletions, reactions, members, calls."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import state, texts, unload, until
from ..test_messages_in import KEYS
from .conftest import Clock
from .helpers import (
    GARDEN_CLUB,
    GRANDMA,
    LAST,
    NEIGHBOURS,
    TOTAL,
    UNREAD,
    heartbeat,
    newest,
    numbers,
    refresh,
)

CALL = "binary_sensor.neighbours_call"
PHOTO = "image.neighbours_latest_photo"
EVENTS = ("message_edited", "message_deleted", "reaction", "member", "call")
SHARED_KEYS = {
    "service",
    "account",
    "config_entry_id",
    "device_id",
    "entity_id",
    "room_id",
    "room",
    "change",
    "changed_at",
    "missed",
    "member_id",
    "member",
    "member_kind",
    "is_own",
}


@pytest.fixture
def told(hass: HomeAssistant) -> list[Event[Any]]:
    """Return the list to which messages and changes go, in the order they are told."""
    events: list[Event[Any]] = []
    for name in ("message", *EVENTS):
        hass.bus.async_listen(f"chat_rooms_{name}", events.append)
    return events


def kinds(told: list[Event[Any]]) -> list[str]:
    """Return what was told: a message's text, or what changed."""
    return [
        event.data["change"]
        if event.event_type != "chat_rooms_message"
        else event.data["text"]
        for event in told
    ]


@pytest.fixture
async def live(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> dict[str, Any]:
    """Return a message of Hanako's in a room that is polled."""
    written = await talk.write(NEIGHBOURS, "Hanako", "Tea at four?")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    return written


async def test_edited(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """An edit has all of the message's keys with the new text, and is no message."""
    await talk.edit(NEIGHBOURS, live["id"], "Tea at five? @taro")
    await until(hass, lambda: len(told) == 2)
    data = told[1].data
    assert told[1].event_type == "chat_rooms_message_edited"
    assert data.keys() == SHARED_KEYS | KEYS
    assert data["change"] == "edited"
    assert data["message_id"] == str(live["id"])
    assert data["text"] == "Tea at five? @Taro"
    assert data["mentions_me"]
    assert data["sent_at"] == told[0].data["sent_at"]
    assert (data["member_id"], data["member"]) == ("hanako", "Hanako")
    assert (data["member_kind"], data["sender"]) == ("person", "Hanako")
    assert (data["is_own"], data["missed"]) == (False, False)
    assert dt_util.parse_datetime(data["detail"]["edited_at"])
    assert data["entity_id"] == "event.neighbours_message"
    assert data["device_id"] == told[0].data["device_id"]
    await hass.async_block_till_done()
    assert state(hass, LAST) == "Tea at five? @Taro"
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]
    event = hass.states.get("event.neighbours_message")
    assert event and event.attributes["text"] == "Tea at four?"


async def test_deleted(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """A deletion names the message and tells nothing of it; the sensors follow."""
    await talk.delete(NEIGHBOURS, live["id"])
    await until(hass, lambda: len(told) == 2)
    data = told[1].data
    assert told[1].event_type == "chat_rooms_message_deleted"
    assert data.keys() == SHARED_KEYS | {"message_id"}
    assert (data["change"], data["message_id"]) == ("deleted", str(live["id"]))
    assert "Tea" not in str(data)
    await until(hass, lambda: state(hass, UNREAD) == "1")
    assert state(hass, LAST) == "The recycling comes tomorrow."
    assert numbers(hass, TOTAL) == [1]


async def test_the_last_message_is_deleted(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Message by message, what is left is shown; nothing is shown again."""
    second = await talk.write(NEIGHBOURS, "Grandma", "Coffee!")
    await until(hass, lambda: len(told) == 2)
    await talk.delete(NEIGHBOURS, live["id"])
    await until(hass, lambda: len(told) == 3)
    await hass.async_block_till_done()
    assert state(hass, LAST) == "Coffee!"
    await talk.delete(NEIGHBOURS, second["id"])
    await until(hass, lambda: len(told) == 4)
    await hass.async_block_till_done()
    assert state(hass, LAST) == "The recycling comes tomorrow."
    await refresh(hass)
    assert state(hass, LAST) == "The recycling comes tomorrow."
    assert kinds(told) == ["Tea at four?", "Coffee!", "deleted", "deleted"]


async def test_the_latest_photo_is_deleted(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """The one before takes its place, and at last there is none."""
    pictures = []
    for number in (2, 3):
        pictures.append(await talk.send_image(NEIGHBOURS, "Hanako"))
        await until(hass, lambda: len(told) == number)  # noqa: B023
    await hass.async_block_till_done()
    shown = state(hass, PHOTO)
    await talk.delete(NEIGHBOURS, pictures[1]["id"])
    await until(hass, lambda: len(told) == 4)
    await hass.async_block_till_done()
    first = hass.data["image"].get_entity(PHOTO)
    assert first is not None
    assert (shown, first.room_state.picture.message_id) == (
        state(hass, PHOTO),
        str(pictures[0]["id"]),
    )
    await talk.delete(NEIGHBOURS, pictures[0]["id"])
    await until(hass, lambda: state(hass, PHOTO) == "unknown")


async def test_reactions(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Reactions come and go as changes, and are no messages."""
    await talk.react(NEIGHBOURS, live["id"], "Grandma", "👍")
    await talk.react(NEIGHBOURS, live["id"], "Taro", "🎉")
    await until(hass, lambda: len(told) == 3)
    await talk.unreact(NEIGHBOURS, live["id"], "Grandma", "👍")
    await until(hass, lambda: len(told) == 4)
    added, own, removed = (event.data for event in told[1:])
    assert {event.event_type for event in told[1:]} == {"chat_rooms_reaction"}
    for data in (added, own, removed):
        assert data.keys() == SHARED_KEYS | {"message_id", "reaction"}
        assert data["message_id"] == str(live["id"])
    assert (added["change"], added["reaction"]) == ("added", "👍")
    assert (added["member"], added["is_own"]) == ("Grandma", False)
    assert (own["reaction"], own["is_own"]) == ("🎉", True)
    assert (removed["change"], removed["reaction"]) == ("removed", "")
    await hass.async_block_till_done()
    assert numbers(hass, UNREAD) == [2]
    assert state(hass, LAST) == "Tea at four?"


async def test_members(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Who joins and leaves is told by a message and, right after it, by a change."""
    await talk.add_member(NEIGHBOURS, "jiro")
    await until(hass, lambda: len(told) == 3)
    await talk.remove_member(NEIGHBOURS, "jiro")
    await until(hass, lambda: len(told) == 5)
    assert kinds(told) == [
        "Tea at four?",
        "Hanako added Jiro",
        "joined",
        "Hanako removed Jiro",
        "left",
    ]
    for event in (told[2], told[4]):
        assert event.event_type == "chat_rooms_member"
        assert event.data.keys() == SHARED_KEYS
        assert (event.data["member_id"], event.data["member"]) == ("jiro", "Jiro")
        assert not event.data["is_own"]
    assert told[1].data["kind"] == told[3].data["kind"] == "system"


async def test_a_call(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """A call is there as soon as it rings, and gone when it ends: by the poll."""
    lists = len(talk.calls("rooms"))
    assert state(hass, CALL) == "off"
    await talk.start_call(NEIGHBOURS, "Hanako")
    await until(hass, lambda: state(hass, CALL) == "on")
    await talk.end_call(NEIGHBOURS)
    await until(hass, lambda: state(hass, CALL) == "off")
    assert len(talk.calls("rooms")) == lists
    changes = [e for e in told if e.event_type == "chat_rooms_call"]
    assert [event.data["change"] for event in changes] == ["started", "ended"]
    for event in changes:
        assert event.data.keys() == SHARED_KEYS
        assert event.data["member"] == "Hanako"
    assert [e.data["kind"] for e in told[1:] if "kind" in e.data] == ["system"] * 2


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
    changes = async_capture_events(hass, "chat_rooms_reaction")
    await hass.services.async_call(
        "chat_rooms",
        "react",
        {"entity_id": "notify.grandma", "message_id": str(last), "reaction": "❤️"},
        blocking=True,
    )
    await until(hass, lambda: changes)
    assert (changes[0].data["is_own"], changes[0].data["reaction"]) == (True, "❤️")
    assert texts([e for e in told if e.event_type == "chat_rooms_message"]) == []
