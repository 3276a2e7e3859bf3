"""The live feed after an absence: nothing lost, nothing twice, all in order."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from custom_components.chat_rooms.model import ChangeKind
from custom_components.chat_rooms.providers.carbonio import feed, lanes
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    RateLimitedError,
)
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import BOOK_CLUB, FAMILY


def numbered(text: str, count: int, start: int = 0) -> list[str]:
    """Return so many texts."""
    return [f"{text} {number}" for number in range(start, start + count)]


async def say(
    simulator: CarbonioSimulator, texts: Iterable[str], room: str = FAMILY
) -> None:
    """Let Hanako say something."""
    for text in texts:
        await simulator.say(room, "Hanako", text)


async def test_missed_pages(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that three pages in two rooms come before what is live by then."""
    simulator.xmpp.page_limit = 20
    await listener.start()
    await listener.settled()
    await say(simulator, ["before"])
    await listener.come("before")
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    missed, missed_too = numbered("missed", 55), numbered("also missed", 45)
    await say(simulator, missed)
    await say(simulator, missed_too, BOOK_CLUB)
    resuming = asyncio.create_task(listener.resume())
    live = numbered("live", 5)
    await simulator.xmpp.joined()
    for text in live:
        await say(simulator, [text])
        await say(simulator, [text], BOOK_CLUB)
    await resuming
    assert listener.updates[2].asks
    await listener.come("before", *missed, *live)
    await listener.come(*missed_too, *live, room=BOOK_CLUB)
    await listener.settled()
    await say(simulator, ["after"])
    await listener.come("before", *missed, *live, "after")
    brought = [m.id for update in listener.updates for m in update.messages]
    assert len(brought) == len(set(brought))


async def test_late_archive(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that what is live waits for what was missed and is not yet written."""
    monkeypatch.setattr(lanes, "SETTLE", 1.5)
    await listener.start()
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    await simulator.archive_delay(0.7)
    await say(simulator, ["missed 1", "missed 2"])
    await listener.resume()
    await say(simulator, ["live"])
    await listener.come("missed 1", "missed 2", "live")


async def test_late_archive_and_inbox(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a live message waits although the inbox shows nothing that was missed.

    Other rooms do not wait for it.
    """
    monkeypatch.setattr(lanes, "SETTLE", 60)
    await listener.start()
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    await simulator.archive_delay(1)
    await say(simulator, ["missed"])
    hide_inbox(monkeypatch, 1)
    await listener.resume()
    await say(simulator, ["live"])
    await simulator.archive_delay(0)
    await say(simulator, ["elsewhere"], BOOK_CLUB)
    await listener.come("elsewhere", room=BOOK_CLUB)
    assert listener.texts() == []
    await listener.come("missed", "live")


async def test_archive_that_never_has_it(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a live message does not wait for ever to be archived."""
    monkeypatch.setattr(lanes, "SETTLE", 60)
    monkeypatch.setattr(lanes, "LOOK_FOR", 0.3)
    await listener.start()
    await simulator.archive_delay(600)
    await say(simulator, ["live 1", "live 2"])
    await listener.come("live 1", "live 2")


def hide_inbox(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the inbox be empty for the feed's next looks."""
    real = lanes.Lanes._look
    looks = iter(range(times))

    async def look(self: lanes.Lanes, found: Iterable[lanes.Lane]) -> None:
        if next(looks, None) is None:
            await real(self, found)

    monkeypatch.setattr(lanes.Lanes, "_look", look)


async def test_late_inbox(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a second look finds what neither inbox nor archive had at first."""
    await listener.start()
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    await say(simulator, ["missed"])
    hide_inbox(monkeypatch, 1)
    await listener.resume()
    await listener.come("missed")


async def test_room_that_is_added(
    simulator: CarbonioSimulator, listener: Listener
) -> None:
    """Test that a room that is followed later is brought up to date at once."""
    simulator.xmpp.page_limit = 20
    await listener.start([FAMILY])
    await listener.settled()
    missed = numbered("missed", 45)
    await say(simulator, missed, BOOK_CLUB)
    assert simulator.room_id(BOOK_CLUB) not in listener.feed([FAMILY]).room_ids
    assert simulator.room_id(BOOK_CLUB) in listener.feed([FAMILY, BOOK_CLUB]).room_ids
    await say(simulator, ["live"], BOOK_CLUB)
    await listener.come(*missed, "live", room=BOOK_CLUB)
    # Nothing more is asked for, and the other room goes on as before.
    assert sum(update.asks for update in listener.updates) == 1
    await listener.settled()
    await say(simulator, ["after"])
    await listener.come("after")


async def test_room_that_is_left(
    simulator: CarbonioSimulator, listener: Listener
) -> None:
    """Test that a room that is followed no more brings nothing."""
    await listener.start()
    await listener.settled()
    listener.feed([FAMILY])
    await say(simulator, ["elsewhere"], BOOK_CLUB)
    await say(simulator, ["here"])
    await listener.come("here")
    assert listener.texts(BOOK_CLUB) == []


async def test_missed_changes(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that what happened to messages while nobody listened comes, too."""
    await listener.start()
    said = await simulator.say(FAMILY, "Hanako", "Helo!")
    await listener.come("Helo!")
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    await simulator.edit(FAMILY, "Hanako", said["id"], "Hello!")
    gone = await simulator.say(FAMILY, "Hanako", "Nobody sees this")
    await simulator.retract(FAMILY, "Hanako", gone["id"])
    await simulator.say(FAMILY, "Taro", "From my phone")
    await simulator.react(FAMILY, "Grandma", said["id"], "🎉")
    await listener.resume()
    await listener.until(lambda: len(listener.told()) == 3)
    edited, deleted, _ = listener.told()
    assert edited.message is not None
    assert edited.message.text == "Hello!"
    assert (deleted.kind, deleted.message_id) == (ChangeKind.DELETED, gone["id"])
    room_id = simulator.room_id(FAMILY)
    own = listener.messages[room_id][-1]
    assert own.text == "From my phone"
    assert listener.read[room_id] == own.position


async def test_few_at_a_time(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that no more than four archives are read at the same time."""
    names = [await simulator.add_room(f"Room {number}") for number in range(7)]
    await listener.start(names)
    await listener.stop()
    for name in names:
        await say(simulator, ["missed"], name)
    reading, most = 0, 0
    real = provider._parts.history.after

    async def after(*arguments: Any) -> Any:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        try:
            await asyncio.sleep(0.01)
            return await real(*arguments)
        finally:
            reading -= 1

    monkeypatch.setattr(provider._parts.history, "after", after)
    await listener.resume(names)
    for name in names:
        await listener.come("missed", room=name)
    assert most == 4


async def test_archive_in_trouble(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a room whose archive fails is left to others, and comes in order."""
    monkeypatch.setattr(lanes, "PAUSE", 0.05)
    await listener.start()
    await listener.stop()
    await say(simulator, ["missed"])
    fails = True
    real = provider._parts.history.after

    async def after(room_id: str, *arguments: Any) -> Any:
        if fails and room_id == simulator.room_id(FAMILY):
            raise ConnectionError_("the archive is busy")
        return await real(room_id, *arguments)

    monkeypatch.setattr(provider._parts.history, "after", after)
    await listener.resume()
    messages_feed = provider._parts.messages_feed
    family = simulator.room_id(FAMILY)
    while family in messages_feed.room_ids:
        await asyncio.sleep(0.01)
    await say(simulator, ["elsewhere"], BOOK_CLUB)
    await say(simulator, ["live"])
    await listener.come("elsewhere", room=BOOK_CLUB)
    assert listener.texts() == []
    fails = False
    await listener.come("missed", "live")
    assert family in messages_feed.room_ids


async def test_archive_that_talks_nonsense(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that nothing is given up because of one answer that is none."""
    monkeypatch.setattr(lanes, "PAUSE", 0.01)
    await listener.start()
    await simulator.cut_xmpp()
    await listener.until(lambda: listener.errors)
    await say(simulator, ["missed 1", "missed 2"])
    faults = [ProtocolError("nonsense"), AuthError("who?"), RateLimitedError("wait")]
    real = provider._parts.history.after

    async def after(*arguments: Any) -> Any:
        if faults:
            raise faults.pop()
        return await real(*arguments)

    monkeypatch.setattr(provider._parts.history, "after", after)
    await listener.resume()
    await say(simulator, ["live"])
    await listener.come("missed 1", "missed 2", "live")
    assert faults == []


async def test_more_than_is_held(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that what is not held while the archive fails is read there afterwards."""
    monkeypatch.setattr(lanes, "MOST_HELD", 5)
    monkeypatch.setattr(lanes, "PAUSE", 0.05)
    monkeypatch.setattr(lanes, "PAGE", 20)
    await listener.start()
    await listener.stop()
    await say(simulator, ["missed"])
    fails = True
    real = provider._parts.history.after

    async def after(*arguments: Any) -> Any:
        if fails:
            raise ConnectionError_("the archive is busy")
        return await real(*arguments)

    monkeypatch.setattr(provider._parts.history, "after", after)
    await listener.resume()
    running = provider._parts.messages_feed._lanes
    assert running is not None
    lane = running.lane(simulator.room_id(FAMILY))
    assert lane is not None
    while not lane.settled:
        await asyncio.sleep(0.01)
    texts = numbered("live", 60)
    await say(simulator, texts)
    newest = simulator.world.room(FAMILY).archive[-1].number
    while not lane.held or lane.held[-1][0] < newest:
        await asyncio.sleep(0.01)
    assert len(lane.held) == 5
    fails = False
    await listener.come("missed", *texts)


async def test_archive_that_is_refused(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that what is live comes although nobody may read what was missed."""
    await listener.start()

    async def after(*arguments: Any) -> Any:
        raise ForbiddenError("not yours")

    monkeypatch.setattr(provider._parts.history, "after", after)
    await say(simulator, ["live 1", "live 2"])
    await listener.come("live 1", "live 2")


async def test_own_fault(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a fault of our own ends the feed, where it is seen."""
    await listener.start()
    await listener.stop()

    async def after(*arguments: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(provider._parts.history, "after", after)
    await say(simulator, ["missed"])
    await listener.resume()
    assert listener._task is not None
    with pytest.raises(ZeroDivisionError):
        await listener._task
    listener._task = None


async def test_no_inbox(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that the feed is not up before it knows what was missed."""
    await listener.start()
    await listener.stop()

    async def conversations(*arguments: Any) -> Any:
        raise ConnectionError_("the inbox is busy")

    monkeypatch.setattr(feed, "conversations", conversations)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await listener.resume()
    assert len(listener.updates) == 1
    assert listener.errors
