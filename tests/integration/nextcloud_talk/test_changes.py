"""What happens to messages and in rooms: edits, deletions, reactions, members, calls."""

from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from tests.simulators.media import landscape
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import kinds, state, until
from ..test_messages_in import KEYS
from .helpers import (
    CALL,
    CHANGE_KEYS,
    LAST,
    NEIGHBOURS,
    PHOTO,
    TOTAL,
    UNREAD,
    numbers,
    refresh,
)


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
    assert data.keys() == CHANGE_KEYS | KEYS
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


async def test_answer_is_edited(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Nextcloud does not say again what it is an answer to; it stays one all the same."""
    answer = await talk.write(NEIGHBOURS, "Grandma", "Yes!", reply_to=live["id"])
    await until(hass, lambda: len(told) == 2)
    await talk.edit(NEIGHBOURS, answer["id"], "No!")
    await until(hass, lambda: len(told) == 3)
    assert [event.data["text"] for event in told[1:]] == ["Yes!", "No!"]
    assert [event.data["reply_to"] for event in told[1:]] == [str(live["id"])] * 2


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
    assert data.keys() == CHANGE_KEYS | {"message_id"}
    assert (data["change"], data["message_id"]) == ("deleted", str(live["id"]))
    assert "Tea" not in str(data)
    await until(hass, lambda: state(hass, UNREAD) == "1")
    assert state(hass, LAST) == "The recycling comes tomorrow."
    assert numbers(hass, TOTAL) == [1]


async def test_only_the_id_of_a_deleted_message_is_told(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some servers say no more than that; the sensors follow all the same."""
    only_the_id = {"id": live["id"], "deleted": True}
    monkeypatch.setattr(talk.wire, "_parent", lambda room, message: only_the_id)
    await talk.delete(NEIGHBOURS, live["id"])
    await until(hass, lambda: len(told) == 2)
    assert told[1].data["message_id"] == str(live["id"])
    await until(hass, lambda: state(hass, UNREAD) == "1")
    assert state(hass, LAST) == "The recycling comes tomorrow."


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
    assert (await async_get_image(hass, PHOTO)).content == landscape(pictures[1]["id"])
    await talk.delete(NEIGHBOURS, pictures[1]["id"])
    await until(hass, lambda: len(told) == 4)
    assert (await async_get_image(hass, PHOTO)).content == landscape(pictures[0]["id"])
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
        assert data.keys() == CHANGE_KEYS | {"message_id", "reaction"}
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
        assert event.data.keys() == CHANGE_KEYS
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
        assert event.data.keys() == CHANGE_KEYS
        assert event.data["member"] == "Hanako"
    assert [e.data["kind"] for e in told[1:] if "kind" in e.data] == ["system"] * 2
