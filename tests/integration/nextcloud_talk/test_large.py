"""Accounts with hundreds of conversations."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import calls_begun, state, unload, until
from .helpers import CONNECTED, NEIGHBOURS, TOTAL, heartbeat, held, ids

# What a start asks for, however many rooms there are.
START = ["capabilities", "user", "rooms"]


@pytest.fixture
def count() -> int:
    """Return how many rooms there are beside those of the neighbourhood."""
    return 60


@pytest.fixture
async def rooms(talk: NextcloudTalkSimulator, count: int) -> list[str]:
    """Return the tokens of rooms that were there before the account was added."""
    return await talk.many_rooms(count)


@pytest.fixture
def options(talk: NextcloudTalkSimulator, rooms: list[str]) -> dict[str, Any]:
    """Return the options of a user who has chosen them all."""
    every = list(talk.cloud.rooms)
    return {"rooms": every, "known_rooms": every, "follow_new_rooms": True}


@pytest.mark.parametrize("count", [297])
async def test_three_hundred_rooms(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    rooms: list[str],
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A start takes three requests, and a restart one more for each room with news."""
    await set_up(hass, entry)
    assert len(entry.runtime_data.rooms) == 300
    assert [call.endpoint for call in await calls_begun(hass, talk)] == START
    assert state(hass, CONNECTED) == "on"
    assert state(hass, "sensor.room_300_last_message") == "This is Room 300."
    assert state(hass, TOTAL) == "1"

    await unload(hass, entry)
    await talk.forget_requests()
    await talk.burst(rooms[:5], count=10)
    await set_up(hass, entry)
    await until(hass, lambda: len(messages) == 10)
    await talk.wait_for_subscribers(2)
    calls = [call.endpoint for call in talk.calls() if call.endpoint != "poll"]
    # Two of the rooms are polled then, and each poll looks once before it waits.
    assert sorted(calls) == sorted([*START, *["receive"] * 7])
    assert state(hass, TOTAL) == "11"


async def test_a_burst_in_fifty_rooms(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    rooms: list[str],
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """They are fetched four at a time, and every message comes once and in order."""
    await set_up(hass, entry)
    burst = await talk.burst(rooms[:50], count=250)
    await talk.forget_requests()
    async with held(talk, "receive") as waiting:
        listing = hass.async_create_background_task(
            entry.runtime_data.async_refresh(), "list"
        )
        await talk.wait_for(lambda: len(waiting) == 4)
        assert {call.endpoint for call in await calls_begun(hass, talk)} == {
            "rooms",
            "receive",
        }
        assert len(talk.calls("receive")) == 4
    await listing
    await until(hass, lambda: len(messages) == 250)
    assert sorted(ids(messages)) == [*range(burst["first_id"], burst["last_id"] + 1)]
    for room in rooms[:50]:
        there = ids(messages, room)
        assert there == sorted(there)
        assert len(there) == 5
    assert state(hass, TOTAL) == "251"
    await talk.wait_for_subscribers(2)
    assert len(talk.calls("receive")) == 52
    await heartbeat(hass)
    assert len(messages) == 250
    assert talk.calls(room=NEIGHBOURS) == []
