"""The live feed of events: what happens to rooms and meetings."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.chat_rooms.model import Update
from custom_components.chat_rooms.providers.carbonio import events_feed
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import ConnectionError_
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY


async def news(watcher: Listener, count: int = 1) -> list[Update]:
    """Return the newest updates, once there are as many after the first one."""
    await watcher.until(lambda: len(watcher.updates) > count)
    return watcher.updates[1:]


@BOTH_GENERATIONS
async def test_rooms(simulator: CarbonioSimulator, watcher: Listener) -> None:
    """Test that the list is asked whenever something happens to a room."""
    await watcher.start()
    assert watcher.updates == [Update(asks=True)]
    assert watcher.feed().room_ids == frozenset()
    await simulator.rename(FAMILY, "Our family")
    await simulator.set_picture("Our family")
    await simulator.add_room("New")
    await simulator.set_owner("Our family", "Hanako")
    assert await news(watcher, 4) == [Update(asks=True)] * 4


async def test_gone(simulator: CarbonioSimulator, watcher: Listener) -> None:
    """Test that a room which is deleted, or that the account has left, is gone."""
    await watcher.start()
    deleted, left = simulator.room_id(FAMILY), simulator.room_id(BOOK_CLUB)
    await simulator.remove_member(BOOK_CLUB, "Grandma")
    await simulator.remove_room(FAMILY)
    await simulator.remove_member(BOOK_CLUB, "Taro")
    found = await news(watcher, 3)
    assert found[0] == Update(asks=True)
    assert found[1:] == [
        Update(room_id=room_id, asks=True, is_gone=True) for room_id in (deleted, left)
    ]


async def test_mute(simulator: CarbonioSimulator, watcher: Listener) -> None:
    """Test that muting on another device is heard of."""
    await watcher.start()
    await simulator.mute(FAMILY)
    await simulator.mute(FAMILY, False)
    room_id = simulator.room_id(FAMILY)
    assert await news(watcher, 2) == [
        Update(room_id=room_id, muted=True),
        Update(room_id=room_id, muted=False),
    ]


async def test_cleared(
    simulator: CarbonioSimulator, provider: CarbonioProvider, watcher: Listener
) -> None:
    """Test that what was cleared on another device is not shown any more."""
    await watcher.start()
    await simulator.clear_history(FAMILY)
    assert await news(watcher) == [Update(asks=True)]
    cleared_at = provider._parts.book.cleared_at(simulator.room_id(FAMILY))
    assert cleared_at is not None
    assert abs((datetime.now(UTC) - cleared_at).total_seconds()) < 5
    found = await provider.messages_before(simulator.room_id(FAMILY), None, 10)
    assert found == []


@BOTH_GENERATIONS
async def test_meetings(simulator: CarbonioSimulator, watcher: Listener) -> None:
    """Test that a meeting is told with its room, and with who has begun it."""
    await watcher.start()
    await simulator.start_meeting(FAMILY, "Hanako")
    await simulator.meet(FAMILY, "Grandma")
    await simulator.stop_meeting(FAMILY)
    await watcher.until(lambda: watcher.updates[-1].in_call is False)
    room_id = simulator.room_id(FAMILY)
    started, ended = (u for u in watcher.updates if u.in_call is not None)
    assert started.room_id == ended.room_id == room_id
    assert started.in_call
    assert started.caller is not None
    assert started.caller.name == "Hanako"
    # Nobody need ask for anything.
    assert sum(update.asks for update in watcher.updates) == 1


async def test_meeting_that_is_known(
    simulator: CarbonioSimulator, provider: CarbonioProvider, watcher: Listener
) -> None:
    """Test that the room of a meeting of before is known from the list."""
    await simulator.start_meeting(FAMILY)
    await simulator.stop_meeting(FAMILY)
    await watcher.start()
    await simulator.start_meeting(FAMILY, "Grandma")
    await watcher.until(lambda: watcher.updates[-1].in_call)
    assert watcher.updates[-1].room_id == simulator.room_id(FAMILY)


async def test_meeting_of_nowhere(
    simulator: CarbonioSimulator, watcher: Listener
) -> None:
    """Test that the list is asked where a meeting is in no room that is known."""
    await watcher.start()
    world = simulator.world
    for kind in ("MeetingStarted", "MeetingStopped", "MeetingDeleted"):
        world.event(kind, [world.account.id], meetingId="of-nowhere")
    assert await news(watcher, 3) == [Update(asks=True)] * 3


async def test_lost_and_found(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    watcher: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a list that was under way has a room that was lost and is back."""
    await watcher.start()
    room_id = simulator.room_id(FAMILY)
    account, real = simulator.world.account.id, provider._client.rooms.list_room
    who = account
    kinds = ["RoomMemberRemoved", "RoomMemberAdded", "RoomDeleted", "RoomCreated"]

    async def list_room() -> Any:
        found = await real()
        known = len(watcher.updates)
        for kind in kinds:
            simulator.world.event(kind, [account], roomId=room_id, userId=who)
        await watcher.until(lambda: len(watcher.updates) == known + len(kinds))
        return found

    monkeypatch.setattr(provider._client.rooms, "list_room", list_room)
    assert room_id in [room.id for room in (await provider.rooms()).rooms]
    kinds = ["RoomMemberAdded", "RoomMemberRemoved"]
    assert room_id not in [room.id for room in (await provider.rooms()).rooms]
    kinds = ["RoomMemberRemoved", "RoomMemberAdded"]
    who = simulator.world.person("Hanako").id
    assert room_id in [room.id for room in (await provider.rooms()).rooms]


async def test_unknown_caller(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    watcher: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a meeting does not wait long for a name."""
    monkeypatch.setattr(events_feed, "LIVE_WITHIN", 0.2)
    await watcher.start()
    hanako = simulator.world.person("Hanako").id
    provider._parts.history._people._members.pop(hanako, None)
    await simulator.break_("get_users", "slow", when="before", delay=5)
    await simulator.start_meeting(FAMILY, "Hanako")
    await watcher.until(lambda: watcher.updates[-1].in_call, timeout=2)
    caller = watcher.updates[-1].caller
    assert caller is not None
    assert caller.id == hanako
    assert hanako.startswith(caller.name)


async def test_end(simulator: CarbonioSimulator, watcher: Listener) -> None:
    """Test that the feed ends with the socket, and can be listened to again."""
    await watcher.start()
    await simulator.cut_events()
    await watcher.until(lambda: watcher.errors)
    (error,) = watcher.errors
    assert isinstance(error, ConnectionError_)
    await simulator.rename(FAMILY, description="Missed")
    await watcher.resume()
    assert watcher.updates == [Update(asks=True)] * 2
