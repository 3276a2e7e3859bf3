"""Read marks never go back: not by a mark for older messages, nor by a late one."""

import asyncio
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import act, calls_begun, state, until
from .helpers import NEIGHBOURS, UNREAD, heartbeat, held, numbers

EVENT = "event.neighbours_message"


@pytest.fixture
async def said(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> list[int]:
    """Return the ids of three messages of Hanako's that have come."""
    ids = [
        (await talk.write(NEIGHBOURS, "Hanako", word))["id"]
        for word in ("One", "Two", "Three")
    ]
    await heartbeat(hass)
    return ids


async def mark(hass: HomeAssistant, message_id: int) -> dict[str, Any]:
    """Mark the neighbours' room as read up to a message."""
    answer = await act(hass, "mark_as_read", EVENT, message_id=str(message_id))
    told: dict[str, Any] = answer[EVENT]
    return told


async def test_what_has_been_read_is_not_marked_again(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, said: list[int]
) -> None:
    """A mark up to an older message would make newer ones unread at Nextcloud."""
    await mark(hass, said[2])
    await talk.forget_requests()
    for message_id in (said[0], said[2]):
        assert await mark(hass, message_id) == {
            "message_id": str(message_id),
            "unread": 0,
        }
    assert talk.calls("read") == []
    assert await talk.read_id(NEIGHBOURS) == said[2]
    assert await talk.unread(NEIGHBOURS) == 0


@pytest.mark.parametrize(("first", "calls"), [(0, 2), (2, 1)])
async def test_two_marks_at_the_same_time(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    said: list[int],
    first: int,
    calls: int,
) -> None:
    """One follows the other, and an older one is not made after a newer one."""
    second = 2 - first
    await talk.forget_requests()
    async with held(talk, "read", before=True) as waiting:
        marks = [asyncio.create_task(mark(hass, said[first]))]
        await talk.wait_for(lambda: waiting)
        marks.append(asyncio.create_task(mark(hass, said[second])))
        assert len(await calls_begun(hass, talk, "read")) == 1
    await asyncio.gather(*marks)
    assert len(talk.calls("read")) == calls
    assert await talk.read_id(NEIGHBOURS) == said[2]
    assert numbers(hass, UNREAD) == [0]


async def test_one_room_does_not_wait_for_another(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, said: list[int]
) -> None:
    """Only marks of the same room follow each other."""
    await talk.write("Grandma", "Grandma", "Are you well?")
    await heartbeat(hass)
    async with held(talk, "read", before=True) as waiting:
        marks = [
            asyncio.create_task(act(hass, "mark_as_read", entity_id))
            for entity_id in (EVENT, "event.grandma_message")
        ]
        await talk.wait_for(lambda: len(waiting) == 2)
    await asyncio.gather(*marks)


async def test_made_unread_on_a_phone(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, said: list[int]
) -> None:
    """What Nextcloud tells counts: from then on it can be marked anew."""
    await mark(hass, said[2])
    await talk.set_read_id(NEIGHBOURS, said[0])
    await heartbeat(hass)
    assert numbers(hass, UNREAD) == [2]
    await mark(hass, said[1])
    assert await talk.read_id(NEIGHBOURS) == said[1]
    assert numbers(hass, UNREAD) == [1]


async def test_a_mark_that_fails_lets_the_next_one_through(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    said: list[int],
    messages: list[Event[Any]],
) -> None:
    """What Nextcloud has not taken is asked for again."""
    await talk.break_("read", "status", status=400)
    with pytest.raises(HomeAssistantError, match="Nextcloud Talk"):
        await mark(hass, said[2])
    await mark(hass, said[2])
    assert await talk.read_id(NEIGHBOURS) == said[2]
    await until(hass, lambda: state(hass, UNREAD) == "0")
