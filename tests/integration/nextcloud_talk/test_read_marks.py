"""Marks and counts of what was read, where several things happen at once."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.model import (
    Change,
    ChangeKind,
    Feature,
    Limits,
    Member,
    Message,
    MessageKind,
    Room,
)
from custom_components.chat_rooms.room import RoomState
from tests.simulators.faults import FOREVER
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import calls_begun, state, texts, unload
from .helpers import NEIGHBOURS, UNREAD, heartbeat, held, newest

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HANAKO = Member(id="hanako", name="Hanako")


async def test_marked_between_list_and_messages(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
) -> None:
    """What the list has told and what has not come yet are counted once each."""
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    known = newest(talk, NEIGHBOURS).id
    for text in ("Two", "Three", "Four"):
        await talk.write(NEIGHBOURS, "Hanako", text)
    async with held(talk, "receive") as waiting:
        beat = hass.async_create_task(heartbeat(hass))
        await talk.wait_for(lambda: waiting)
        await hass.services.async_call(
            "chat_rooms",
            "mark_as_read",
            {"entity_id": "notify.neighbours", "message_id": str(known)},
            blocking=True,
        )
    await beat
    assert state(hass, UNREAD) == "3"


@pytest.mark.parametrize("status", [403, 404])
async def test_read_reports_end(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
    status: int,
) -> None:
    """A room that does not let itself be read is not marked as read on and on."""
    hass.config_entries.async_update_entry(
        entry, options={**options, "mark_read": True}
    )
    await talk.break_("read", "status", status=500, times=FOREVER)
    await set_up(hass, entry)
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await heartbeat(hass)
    await unload(hass, entry)
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await talk.break_("receive", "status", status=status, times=FOREVER)
    await talk.break_("poll", "status", status=status, times=FOREVER)
    await talk.mend("read")
    await talk.forget_requests()
    await hass.config_entries.async_setup(entry.entry_id)
    assert len(await calls_begun(hass, talk, "read")) <= 1


def message(position: int) -> Message:
    """Return a message of Hanako's."""
    return Message(
        id=str(position),
        room_id="room",
        position=position,
        kind=MessageKind.TEXT,
        sender=HANAKO,
        sent_at=NOW,
        text="Secret",
    )


def deletion(position: int, of: int) -> Change:
    """Return the deletion of a message, of which nothing is told but the id."""
    return Change(
        kind=ChangeKind.DELETED,
        position=position,
        changed_at=NOW,
        actor=HANAKO,
        message_id=str(of),
    )


def test_deletion_that_tells_only_the_id() -> None:
    """The words go, whether they are held or only the list's; the count is asked for."""
    room = Room(
        id="room",
        name="Room",
        features=Feature.SEND,
        limits=Limits(text_length=1),
        read_position=0,
        unread=2,
        newest=8,
        last_message=message(8),
    )
    known = RoomState(room, "taro")
    known.take(known.recognise_change(deletion(9, of=8)), 0)
    assert known.last is None
    assert known.miscounted
    unknown = RoomState(room, "taro")
    unknown.take(unknown.recognise_change(deletion(9, of=7)), 0)
    assert unknown.last is not None
    assert unknown.miscounted


async def test_refused_for_a_moment(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    messages: list[Event[Any]],
) -> None:
    """One refusal is no reason to be content with the newest message."""
    await talk.write(NEIGHBOURS, "Hanako", "One")
    await talk.write(NEIGHBOURS, "Hanako", "Two")
    await talk.break_("receive", "status", status=404)
    await heartbeat(hass)
    await heartbeat(hass)
    assert texts(messages) == ["One", "Two"]


async def test_refused_for_good(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    messages: list[Event[Any]],
) -> None:
    """What the list shows arrives even where the chat stays closed."""
    await talk.break_("receive", "status", status=404, times=FOREVER)
    await talk.write(NEIGHBOURS, "Hanako", "One")
    for _ in range(3):
        await heartbeat(hass)
    assert texts(messages) == ["One"]
