"""Rooms come, go, and change their names, as people make them do."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import state, texts, until
from ..rooms import CLUB, CLUB_ENTITIES, club_entities, device_of
from .conftest import Clock
from .helpers import GARDEN_CLUB, NEIGHBOURS, TOTAL, heartbeat, numbers, refresh

ENTITIES = CLUB_ENTITIES | {"binary_sensor.club_call", "switch.club_mute"}
GARDENS = "sensor.garden_club_unread_messages"


@pytest.fixture
def options(talk: NextcloudTalkSimulator, follow_new_rooms: bool) -> dict[str, Any]:
    """Return the options, with or without rooms that come later."""
    rooms = list(talk.cloud.rooms)
    return {
        "rooms": rooms,
        "known_rooms": rooms,
        "follow_new_rooms": follow_new_rooms,
    }


@pytest.fixture
def follow_new_rooms() -> bool:
    """Follow new rooms; a test may override it."""
    return True


def issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return what is told of this integration."""
    registry = ir.async_get(hass)
    return [issue for issue in registry.issues.values() if issue.domain == DOMAIN]


async def test_a_new_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """It is there with the next list, and so is what was written in it before."""
    token = await talk.create_room(CLUB)
    await talk.write(CLUB, "Hanako", "Welcome")
    await talk.write(CLUB, "Hanako", "How are you?")
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 4)
    assert club_entities(hass) == ENTITIES
    assert device_of(hass, ready, token) is not None
    assert [event.data["kind"] for event in messages] == ["system"] * 2 + ["text"] * 2
    assert texts(messages)[2:] == ["Welcome", "How are you?"]
    assert {event.data["entity_id"] for event in messages} == {"event.club_message"}
    assert {event.data["missed"] for event in messages} == {False}
    event = hass.states.get("event.club_message")
    assert event and event.attributes["text"] == "How are you?"
    assert numbers(hass, "sensor.club_unread_messages", TOTAL) == [2, 3]

    await talk.wait_for_subscribers(1, CLUB)
    await talk.write(CLUB, "Hanako", "Still there?")
    await until(hass, lambda: len(messages) == 5)
    await hass.config_entries.async_reload(ready.entry_id)
    await heartbeat(hass)
    assert len(messages) == 5


async def test_a_room_with_a_past(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Who is taken into an old room hears of that, and not of what was said before."""
    token = await talk.create_room(CLUB)
    room = talk.cloud.room(token)
    invitation = room.messages.pop()
    for text in ("Long ago", "A week ago"):
        message = talk.cloud.add(room, talk.cloud.person("hanako"), text)
        message.time -= 7 * 24 * 3600
    invitation.id = talk.cloud.next_id()
    room.messages.append(invitation)
    room.messages[0].time -= 8 * 24 * 3600
    await heartbeat(hass)
    await until(hass, lambda: messages)
    assert texts(messages) == ["Hanako added Taro"]
    assert state(hass, "sensor.club_last_message") == "Hanako added Taro"


async def test_a_room_in_which_nothing_was_said_yet(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Its first message is delivered like any other."""
    await talk.create_room(CLUB, empty=True)
    await heartbeat(hass)
    assert club_entities(hass) == ENTITIES
    assert state(hass, "sensor.club_last_message") == "unknown"
    await talk.write(CLUB, "Hanako", "The first")
    await heartbeat(hass)
    await until(hass, lambda: messages)
    assert texts(messages) == ["The first"]


@pytest.mark.parametrize("follow_new_rooms", [False])
async def test_new_rooms_can_stay_away(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without follow_new_rooms a new room is nothing that Home Assistant asks for."""
    token = await talk.create_room(CLUB)
    await talk.write(CLUB, "Hanako", "Welcome")
    await heartbeat(hass)
    await refresh(hass)
    await talk.write(NEIGHBOURS, "Hanako", "Dinner")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1, NEIGHBOURS)
    assert texts(messages) == ["Dinner"]
    assert club_entities(hass) == set()
    assert device_of(hass, ready, token) is None
    assert talk.calls(room=CLUB) == []


async def test_a_renamed_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The new name is the device's and the messages', the entities' ids stay."""
    await talk.rename_room(NEIGHBOURS, "Our street")
    await heartbeat(hass)
    device = device_of(hass, ready, talk.room_id("Our street"))
    assert device is not None and device.name == "Our street"
    (told,) = messages
    assert told.data["kind"] == "system"
    assert told.data["room"] == "Our street"
    assert told.data["entity_id"] == "event.neighbours_message"
    unread = hass.states.get("sensor.neighbours_unread_messages")
    assert unread and unread.name == "Our street Unread messages"


async def test_a_room_is_gone_after_two_whole_lists(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    clock: Clock,
    ready: MockConfigEntry,
) -> None:
    """What has changed never tells of it; one list without it may be a mistake."""
    token = talk.room_id(GARDEN_CLUB)
    await talk.leave_room(GARDEN_CLUB)
    for _ in range(3):
        await heartbeat(hass)
    assert state(hass, GARDENS) == "0"
    clock.forward(290)
    await heartbeat(hass)
    await heartbeat(hass)
    assert state(hass, GARDENS) == "0"
    assert issues(hass) == []

    clock.forward(290)
    await heartbeat(hass)
    assert hass.states.get(GARDENS) is None
    assert hass.states.get("event.garden_club_message") is None
    assert device_of(hass, ready, token) is None
    (issue,) = issues(hass)
    assert issue.translation_placeholders == {
        "room": GARDEN_CLUB,
        "account": "Nextcloud Talk Taro",
    }
    assert talk.calls(room=token) == []


async def test_a_room_that_returns_repeats_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that was known is not new when it returns: none of its messages is."""
    await talk.write(GARDEN_CLUB, "Hanako", "Out with you")
    await heartbeat(hass)
    await talk.leave_room(GARDEN_CLUB)
    await refresh(hass)
    await refresh(hass)
    assert hass.states.get(GARDENS) is None
    await talk.return_to_room(GARDEN_CLUB)
    await talk.write(GARDEN_CLUB, "Hanako", "Come in")
    await heartbeat(hass)
    await until(hass, lambda: "Come in" in texts(messages))
    assert issues(hass) == []
    said = [event.data["text"] for event in messages if event.data["kind"] == "text"]
    assert said == ["Out with you", "Come in"]
    await talk.wait_for_subscribers(1, GARDEN_CLUB)
    await heartbeat(hass)
    assert len(texts(messages)) == len(set(texts(messages)))


async def test_one_whole_list_without_a_room_is_nothing(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A server's hiccup loses no room."""
    for _ in range(2):
        await talk.leave_room(GARDEN_CLUB)
        await refresh(hass)
        await talk.return_to_room(GARDEN_CLUB)
        await refresh(hass)
    assert state(hass, GARDENS) == "0"
    assert issues(hass) == []


async def test_a_deleted_room_goes_by_itself(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A room that nobody chose is no issue when it goes."""
    token = await talk.create_room(CLUB)
    await heartbeat(hass)
    assert club_entities(hass) == ENTITIES
    await talk.remove_room(CLUB)
    await refresh(hass)
    await refresh(hass)
    assert club_entities(hass) == set()
    assert device_of(hass, ready, token) is None
    assert issues(hass) == []
