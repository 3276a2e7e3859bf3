"""What happens to messages and in rooms: edits, deletions, reactions, members."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from custom_components.chat_rooms.model import Reaction
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..helpers import kinds, state, until
from ..nextcloud_talk.helpers import CHANGE_KEYS
from ..test_messages_in import KEYS
from .helpers import EVENT, LAST, PHOTO, TOTAL, UNREAD, numbers, refresh

BEFORE = "The plumber comes tomorrow."


@pytest.fixture
async def said(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> dict[str, Any]:
    """Return a message of Hanako's that has come."""
    said = await carbonio.say(FAMILY, "Hanako", "Tea at four?")
    await until(hass, lambda: told)
    return said


async def test_edited(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """An edit has all of the message's keys with the new text, and is no message."""
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Tea at <five> & cake?")
    await until(hass, lambda: len(told) == 2)
    assert told[1].event_type == "chat_rooms_message_edited"
    first, data = told[0].data, told[1].data
    assert data.keys() == CHANGE_KEYS | KEYS
    assert data["change"] == "edited"
    assert data["message_id"] == said["id"]
    assert data["text"] == "Tea at <five> & cake?"
    assert data["sent_at"] == first["sent_at"]
    assert data["member_id"] == carbonio.world.person("Hanako").id
    assert (data["member"], data["member_kind"]) == ("Hanako", "person")
    assert (data["is_own"], data["missed"]) == (False, False)
    assert dt_util.parse_datetime(data["detail"]["edited_at"])
    assert (data["entity_id"], data["device_id"]) == (EVENT, first["device_id"])
    await hass.async_block_till_done()
    assert state(hass, LAST) == "Tea at <five> & cake?"
    event = hass.states.get(EVENT)
    assert event and event.attributes["text"] == "Tea at four?"


async def test_a_message_of_yesterday_is_edited(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What was there before is fetched, so that the event has all of it."""
    old = (await carbonio.messages(FAMILY))[0]
    await carbonio.edit(FAMILY, "Hanako", old["id"], "Good night, everybody!")
    await until(hass, lambda: told)
    data = told[0].data
    assert data.keys() == CHANGE_KEYS | KEYS
    assert (data["text"], data["message_id"]) == ("Good night, everybody!", old["id"])
    sent_at = dt_util.parse_datetime(data["sent_at"])
    assert sent_at and sent_at.timestamp() == old["time"]
    assert data["detail"]["id"] == old["own_id"]
    await hass.async_block_till_done()
    assert state(hass, LAST) == BEFORE


async def test_edited_by_somebody_else(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """Nobody's words become others' by what somebody claims to edit or delete."""
    await carbonio.edit(FAMILY, "Grandma", said["id"], "No tea, ever")
    await carbonio.post_stanza(
        FAMILY,
        "Grandma",
        f"<apply-to xmlns='urn:xmpp:fasten:0' id='{said['id']}'>"
        "<retract xmlns='urn:esl:message-retract-by-stanza-id:0'/></apply-to>",
    )
    await carbonio.say(FAMILY, "Hanako", "Yes, tea")
    await until(hass, lambda: len(told) == 2)
    assert kinds(told) == ["Tea at four?", "Yes, tea"]


async def test_deleted(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """A deletion names the message and tells nothing of it; the sensors follow."""
    await carbonio.retract(FAMILY, "Hanako", said["id"])
    await until(hass, lambda: len(told) == 2)
    data = told[1].data
    assert told[1].event_type == "chat_rooms_message_deleted"
    assert data.keys() == CHANGE_KEYS | {"message_id"}
    assert (data["change"], data["message_id"]) == ("deleted", said["id"])
    assert "Tea" not in str(data)
    await until(hass, lambda: state(hass, LAST) == BEFORE)


async def test_the_latest_photo_is_deleted(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """It is not shown any longer, but the one before it is."""
    await carbonio.send_picture(FAMILY, "Hanako")
    await until(hass, lambda: len(told) == 2)
    await hass.async_block_till_done()
    shown = state(hass, PHOTO)
    wrong = await carbonio.send_picture(FAMILY, "Hanako", "Oops")
    await until(hass, lambda: state(hass, PHOTO) != shown)
    await carbonio.retract(FAMILY, "Hanako", wrong["id"])
    await until(hass, lambda: state(hass, PHOTO) == shown)


async def test_reactions(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """Everybody has one reaction to a message: a new one, and none at last."""
    for reaction in ("👍", "🎉", ""):
        await carbonio.react(FAMILY, "Grandma", said["id"], reaction)
    await carbonio.react(FAMILY, "Taro", said["id"], "🫖")
    await until(hass, lambda: len(told) == 5)
    assert kinds(told)[1:] == ["added", "added", "removed", "added"]
    data = [event.data for event in told[1:]]
    assert {event.event_type for event in told[1:]} == {"chat_rooms_reaction"}
    assert data[0].keys() == CHANGE_KEYS | {"message_id", "reaction"}
    assert [one["reaction"] for one in data] == ["👍", "🎉", "🎉", "🫖"]
    assert [one["member"] for one in data] == ["Grandma"] * 3 + ["Taro"]
    assert [one["is_own"] for one in data] == [False] * 3 + [True]
    assert {one["message_id"] for one in data} == {said["id"]}


async def test_the_message_as_it_is_now(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """What is held of a message has its reactions, and when it was edited."""
    await carbonio.react(FAMILY, "Taro", said["id"], "🫖")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Tea at five?")
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await until(hass, lambda: len(told) == 4)
    await hass.async_block_till_done()
    coordinator: ChatRoomsCoordinator = live.runtime_data
    room = coordinator.rooms[carbonio.room_id(FAMILY)]
    found = room.find(said["id"])
    assert found
    assert found.message.reactions == (
        Reaction(text="🫖", count=1, is_own=True),
        Reaction(text="👍", count=1),
    )
    assert found.message.edited_at
    assert found.message.edited_at.isoformat() == told[2].data["changed_at"]
    await carbonio.retract(FAMILY, "Hanako", said["id"])
    await until(hass, lambda: len(told) == 5)
    await hass.async_block_till_done()
    found = room.find(said["id"])
    assert found
    assert found.message.deleted
    assert (found.message.reactions, found.message.edited_at) == ((), None)


async def test_members(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Who comes and who goes is told once, with the notice that says so."""
    await carbonio.add_member(FAMILY, "Jiro")
    await carbonio.remove_member(FAMILY, "Jiro")
    await carbonio.remove_member(FAMILY, "Grandma", by="Hanako")
    await until(hass, lambda: len(told) == 6)
    assert kinds(told) == [
        "Hanako added Jiro",
        "joined",
        "Jiro left the room",
        "left",
        "Hanako removed Grandma",
        "left",
    ]
    changes = [event for event in told if event.event_type == "chat_rooms_member"]
    assert [event.data["member"] for event in changes] == ["Jiro", "Jiro", "Grandma"]
    assert {frozenset(event.data) for event in changes} == {frozenset(CHANGE_KEYS)}
    await refresh(hass)
    assert len(told) == 6


async def test_changes_are_unread_as_the_server_counts(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    told: list[Event[Any]],
    said: dict[str, Any],
) -> None:
    """Live or by the next list, it is one number."""
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Tea at five?")
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await until(hass, lambda: len(told) == 3)
    await hass.async_block_till_done()
    unread = await carbonio.unread(FAMILY)
    assert numbers(hass, UNREAD, TOTAL) == [unread, unread]
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [unread, unread]


async def test_changes_without_the_message(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What happens to a message that nobody has any more is told all the same."""
    gone = "A000000000G1"
    for inner, body in (
        ("<reaction xmlns='zextras:xmpp:reaction:0'/>", "👍"),
        ("<edit xmlns='zextras:xmpp:edit:0'/>", "New words"),
        ("<retract xmlns='urn:esl:message-retract-by-stanza-id:0'/>", ""),
    ):
        await carbonio.post_stanza(
            FAMILY,
            "Hanako",
            f"<apply-to xmlns='urn:xmpp:fasten:0' id='{gone}'>{inner}</apply-to>"
            f"<body>{body}</body>",
        )
    await until(hass, lambda: len(told) == 3)
    assert kinds(told) == ["added", "edited", "deleted"]
    assert {event.data["message_id"] for event in told} == {gone}
