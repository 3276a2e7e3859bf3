"""Rooms in which the account may not write, or not even read."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import Attendee, Room

from ..conftest import set_up
from ..helpers import state, texts, until
from ..rooms import CLUB
from .conftest import Clock
from .helpers import CONNECTED, GARDEN_CLUB, NEIGHBOURS, heartbeat, numbers, refresh

SEND = "notify.garden_club"
GARDENS = "sensor.garden_club_unread_messages"

# What a user may do who is no moderator: everything but pass a lobby.
NO_MODERATOR = 246


async def refusal(hass: HomeAssistant, entity_id: str = SEND) -> str | None:
    """Return why a text is not sent, None if it is."""
    try:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": entity_id, "message": "Hello"},
            blocking=True,
        )
    except HomeAssistantError as error:
        return error.translation_key
    return None


@pytest.fixture(params=["all", "little", "nothing"])
async def lobby(
    talk: NextcloudTalkSimulator,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Let the list tell of a closed room what it tells of any, or hardly anything."""
    await talk.set_permissions(GARDEN_CLUB, NO_MODERATOR)
    if request.param == "all":
        return
    whole = talk.wire.room

    def room(room: Room, me: Attendee) -> dict[str, Any]:
        answer = whole(room, me)
        if room.lobby and not me.is_moderator:
            del answer["lastMessage"]
            answer["unreadMessages"] = 0
            if request.param == "nothing":
                answer["lastReadMessage"] = 0
        return answer

    monkeypatch.setattr(talk.wire, "room", room)


async def test_the_lobby_closes_and_opens(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    lobby: None,
    clock: Clock,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What is written meanwhile comes when it opens, all of it and in order."""
    await talk.write(GARDEN_CLUB, "Hanako", "Before")
    await heartbeat(hass)
    await talk.set_lobby(GARDEN_CLUB)
    await heartbeat(hass)
    assert await refusal(hass) == "lobby"
    polls = len(talk.calls("poll", GARDEN_CLUB))
    for number in range(3):
        await talk.write(GARDEN_CLUB, "Hanako", f"Inside {number}")
        await heartbeat(hass)
        await talk.write(GARDEN_CLUB, "Grandma", f"Indeed {number}")
    await refresh(hass)
    await hass.async_block_till_done()
    assert state(hass, CONNECTED) == "on"
    assert len(talk.calls("poll", GARDEN_CLUB)) == polls
    await talk.forget_requests()
    clock.forward(20)
    for _ in range(3):
        await heartbeat(hass)
    assert talk.calls(room=GARDEN_CLUB) == []

    await talk.set_lobby(GARDEN_CLUB, False)
    await heartbeat(hass)
    said = [
        word for number in range(3) for word in (f"Inside {number}", f"Indeed {number}")
    ]
    await until(hass, lambda: "Indeed 2" in texts(messages))
    assert [text for text in texts(messages) if text[:2] == "In"] == said
    assert {event.data["missed"] for event in messages} == {False}
    assert len(set(texts(messages))) == len(messages)
    assert numbers(hass, GARDENS) == [await talk.unread(GARDEN_CLUB)] == [7]
    assert await refusal(hass) is None


async def test_the_lobby_is_closed_at_the_start(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    lobby: None,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The room is there and all is well; once it opens, what is new is delivered."""
    await talk.set_lobby(GARDEN_CLUB)
    await set_up(hass, entry)
    assert state(hass, CONNECTED) == "on"
    await talk.write(GARDEN_CLUB, "Hanako", "One")
    await talk.write(GARDEN_CLUB, "Hanako", "Two")
    await heartbeat(hass)
    await heartbeat(hass)
    assert state(hass, CONNECTED) == "on"
    await talk.set_lobby(GARDEN_CLUB, False)
    await heartbeat(hass)
    await until(hass, lambda: "Two" in texts(messages))
    said = [event.data["text"] for event in messages if event.data["kind"] == "text"]
    assert said == ["One", "Two"]
    assert numbers(hass, GARDENS) == [2]


async def test_a_new_room_whose_lobby_is_closed(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    lobby: None,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """It appears, is no outage, and tells what is said once it opens."""
    await talk.create_room(CLUB, empty=True)
    await talk.set_permissions(CLUB, NO_MODERATOR)
    await talk.set_lobby(CLUB)
    await heartbeat(hass)
    await heartbeat(hass)
    assert hass.states.get("event.club_message")
    assert state(hass, CONNECTED) == "on"
    await talk.write(CLUB, "Hanako", "One")
    await talk.write(CLUB, "Hanako", "Two")
    await heartbeat(hass)
    await talk.set_lobby(CLUB, False)
    await heartbeat(hass)
    await until(hass, lambda: "Two" in texts(messages))
    said = [event.data["text"] for event in messages if event.data["kind"] == "text"]
    assert said == ["One", "Two"]


async def test_locked_and_unlocked(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A locked room is read on; sending says why it does not work, until it does."""
    await talk.set_read_only(GARDEN_CLUB)
    await heartbeat(hass)
    assert await refusal(hass) == "read_only"
    assert state(hass, SEND) != "unavailable"
    await talk.set_read_only(GARDEN_CLUB, False)
    await heartbeat(hass)
    assert await refusal(hass) is None
    await until(hass, lambda: len(messages) == 3)
    assert texts(messages) == [
        "Hanako locked the conversation",
        "Hanako unlocked the conversation",
        "Hello",
    ]


async def test_locked_before_anybody_has_told(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """The server's refusal is as clear as one's own."""
    await talk.set_lobby(GARDEN_CLUB)
    assert await refusal(hass) == "lobby"
    await talk.set_lobby(GARDEN_CLUB, False)
    await talk.set_read_only(GARDEN_CLUB)
    assert await refusal(hass) == "read_only"


async def test_rooms_that_are_locked_at_the_start(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """They have no notify entity until somebody unlocks them; all else they have."""
    await talk.set_read_only(GARDEN_CLUB)
    await talk.set_permissions(NEIGHBOURS, 126)
    await set_up(hass, entry)
    for entity_id in (SEND, "notify.neighbours"):
        assert hass.states.get(entity_id) is None
    for room in ("garden_club", "neighbours"):
        for entity_id in (
            f"event.{room}_message",
            f"sensor.{room}_last_message",
            f"sensor.{room}_unread_messages",
            f"button.{room}_mark_as_read",
            f"switch.{room}_mute",
        ):
            assert hass.states.get(entity_id)
    await talk.write(GARDEN_CLUB, "Hanako", "You can read this")
    await heartbeat(hass)
    assert texts(messages) == ["You can read this"]
    await talk.set_read_only(GARDEN_CLUB, False)
    await talk.set_permissions(NEIGHBOURS, 254)
    await heartbeat(hass)
    for entity_id in (SEND, "notify.neighbours"):
        assert await refusal(hass, entity_id) is None
