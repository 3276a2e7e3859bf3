"""The long polls: for which rooms, what they bring, and what they survive."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
import time
from typing import Any

import pytest

from custom_components.chat_rooms.model import ChangeKind, Update
from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk import feed
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, GRANDMA, NEIGHBOURS, assert_discreet
from .outgoing import send
from .wire import envelope

NEW = ["current", "previous", "between"]


def names(sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider) -> set[str]:
    """Return which rooms would have a long poll now."""
    rooms = {room.token: room.name for room in sim.cloud.rooms.values()}
    found = provider.feeds(rooms)
    for one in found:
        assert len(one.room_ids) == 1
    return {rooms[room_id] for one in found for room_id in one.room_ids}


def quiet_for(sim: NextcloudTalkSimulator, **seconds: float) -> None:
    """Let rooms have been quiet for so long, all others for days."""
    now = int(time.time())
    for room, me in sim.cloud.own_rooms():
        name = room.name.replace(" ", "_")
        room.last_activity = int(now - seconds.get(name, 200_000))
        me.changed_at = now


async def test_choice(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the two rooms are polled in which somebody wrote last."""
    assert names(sim, provider) == set()
    quiet_for(sim)
    await provider.rooms()
    assert names(sim, provider) == set()
    quiet_for(sim, Neighbours=30, Grandma=20, Garden_Club=10)
    await provider.rooms()
    assert names(sim, provider) == {GRANDMA, GARDEN_CLUB}
    # A lively room keeps its poll although another is livelier.
    quiet_for(sim, Neighbours=0, Grandma=20, Garden_Club=10)
    await provider.rooms()
    assert names(sim, provider) == {GRANDMA, GARDEN_CLUB}
    first = {one.key: one for one in provider.feeds(sim.cloud.rooms)}
    assert {one.key: one for one in provider.feeds(sim.cloud.rooms)} == first
    # A room that the account does not follow needs none.
    assert len(provider.feeds([sim.room_id(GRANDMA)])) == 1
    assert provider.feeds([]) == []


async def test_fallen_silent(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a room that has fallen silent gives its poll to another."""
    quiet_for(sim, Grandma=20, Garden_Club=10)
    await provider.rooms()
    assert names(sim, provider) == {GRANDMA, GARDEN_CLUB}
    quiet_for(sim, Neighbours=0, Grandma=20, Garden_Club=10)
    await provider.rooms()
    monkeypatch.setattr(feed, "SILENT_AFTER", 15)
    assert names(sim, provider) == {NEIGHBOURS, GARDEN_CLUB}
    monkeypatch.setattr(feed, "ACTIVE_FOR", 5)
    assert names(sim, provider) == {NEIGHBOURS}


async def test_clocks(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the server's own clock tells how long a room has been quiet."""
    quiet_for(sim, Neighbours=0)
    body = envelope([sim.wire.room(*next(iter(sim.cloud.own_rooms())))])
    headers = {"X-Nextcloud-Talk-Modified-Before": str(int(time.time()) + 3600)}
    await sim.break_("rooms", "status", status=200, body=body, headers=headers)
    await provider.rooms()
    assert names(sim, provider) == set()


@pytest.mark.parametrize("generation", ["between"])
async def test_choice_without_activity(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that rooms without a time are active when messages come in."""
    await provider.rooms()
    assert names(sim, provider) == set()
    start = sim.cloud.room(GRANDMA).messages[0].id - 1
    await provider.messages_after(sim.room_id(GRANDMA), start, 200)
    assert names(sim, provider) == set()
    newest = sim.cloud.room(GRANDMA).messages[-1].id
    await sim.write(GRANDMA, "Grandma", "Tea?")
    await provider.messages_after(sim.room_id(GRANDMA), newest, 200)
    assert names(sim, provider) == {GRANDMA}
    await send(sim, provider, GARDEN_CLUB, text="Hello")
    assert names(sim, provider) == {GRANDMA, GARDEN_CLUB}


@pytest.mark.parametrize("generation", ["old"])
async def test_old_chat(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the first chat has no long polls."""
    await send(sim, provider, text="Hello")
    assert names(sim, provider) == set()


class Listener:
    """Somebody who listens to a room, and remembers how far it got."""

    def __init__(self, updates: AsyncIterator[Update], position: int) -> None:
        """Start at a position."""
        self.position = position
        self._updates = updates
        self._next: asyncio.Task[Update] | None = None

    def ask(self) -> asyncio.Task[Update]:
        """Start to wait for the next update."""
        self._next = asyncio.ensure_future(anext(self._updates))
        return self._next

    async def next(self) -> Update:
        """Return the next update."""
        async with asyncio.timeout(10):
            update = await (self._next or self.ask())
        self._next = None
        self.position = max(self.position, update.end)
        return update

    async def stop(self) -> None:
        """Stop to wait."""
        if self._next:
            self._next.cancel()
            await asyncio.wait([self._next])


@asynccontextmanager
async def listening(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> AsyncGenerator[Listener]:
    """Listen to the neighbours from their newest message on."""
    await send(sim, provider, text="Ready")
    sim.log.clear()
    (one,) = provider.feeds([sim.room_id(NEIGHBOURS)])
    assert one.room_ids == {sim.room_id(NEIGHBOURS)}
    updates = one.listen(lambda room_id: listener.position)
    newest = sim.cloud.room(NEIGHBOURS).messages[-1].id
    listener = Listener(updates, newest)
    try:
        yield listener
    finally:
        await listener.stop()
        assert isinstance(updates, AsyncGenerator)
        await updates.aclose()


@pytest.mark.parametrize("generation", NEW)
async def test_messages_arrive(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the first poll tells that it lives, and the next ones the news."""
    async with listening(sim, provider) as listener:
        first = await listener.next()
        assert first == Update(room_id=sim.room_id(NEIGHBOURS))
        assert dict(sim.calls("receive")[0].query)["timeout"] == "0"
        listener.ask()
        await sim.wait_for_subscribers(1, NEIGHBOURS)
        message = await sim.write(NEIGHBOURS, "Hanako", "One")
        update = await listener.next()
        assert update.room_id == sim.room_id(NEIGHBOURS)
        assert [(m.position, m.text) for m in update.messages] == [
            (message["id"], "One")
        ]
        assert update.position == message["id"]
        for text in ("Two", "Three"):
            await sim.write(NEIGHBOURS, "Grandma", text)
        update = await listener.next()
        assert [m.text for m in update.messages] == ["Two", "Three"]
    query = dict(sim.calls("poll")[0].query)
    assert (query["timeout"], query["limit"]) == ("30", "200")
    assert await sim.unread(NEIGHBOURS) == 3


async def test_changes_arrive(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that reactions come live, and that nothing is asked for twice."""
    async with listening(sim, provider) as listener:
        await listener.next()
        await sim.react(NEIGHBOURS, listener.position, "Grandma", "👍")
        update = await listener.next()
        assert [change.kind for change in update.changes] == [ChangeKind.REACTION_ADDED]
        last = await sim.hidden(NEIGHBOURS)
        update = await listener.next()
        assert (update.messages, update.changes, update.position) == ((), (), last)
        listener.ask()
        await sim.wait_for_subscribers(1, NEIGHBOURS)
    known = [dict(call.query)["lastKnownMessageId"] for call in sim.calls("poll")]
    assert known[-1] == str(last)


async def test_what_others_brought(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a poll goes on from what came another way."""
    async with listening(sim, provider) as listener:
        await listener.next()
        listener.position = (await sim.write(NEIGHBOURS, "Hanako", "Known"))["id"]
        await sim.write(NEIGHBOURS, "Hanako", "New")
        update = await listener.next()
        assert [message.text for message in update.messages] == ["New"]


async def test_quiet_poll(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a poll without news is a sign of life."""
    sim.poll_timeout = 0.2
    async with listening(sim, provider) as listener:
        for _ in range(3):
            assert await listener.next() == Update(room_id=sim.room_id(NEIGHBOURS))
    assert [call.status for call in sim.calls()] == [304] * 3


async def test_answers_at_once(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a server that never waits is asked less and less often."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    await sim.break_("poll", "status", status=304, times=-1)
    async with listening(sim, provider) as listener:
        monkeypatch.setattr(feed, "QUIET_PAUSE", 1.0)
        monkeypatch.setattr(asyncio, "sleep", pause)
        for _ in range(10):
            await listener.next()
    assert len(pauses) == 8
    assert pauses[0] < 2
    assert all(32 <= seconds <= 48 for seconds in pauses[5:])


async def test_activity(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a room stays active by what its own poll brings."""
    clock = time.monotonic()
    monkeypatch.setattr(feed, "monotonic", lambda: clock)
    async with listening(sim, provider) as listener:
        await listener.next()
        clock += 500
        assert names(sim, provider) == {NEIGHBOURS}
        await sim.write(NEIGHBOURS, "Hanako", "Still here")
        await listener.next()
        clock += 500
        assert names(sim, provider) == {NEIGHBOURS}
        clock += 101
        assert names(sim, provider) == set()


@pytest.mark.parametrize("gone", ["left", "lobby", "forbidden"])
async def test_refused(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, gone: str
) -> None:
    """Test that a room that refuses is left alone until something changes there."""
    room = sim.cloud.room(NEIGHBOURS)
    await sim.set_role(NEIGHBOURS, 3)
    await sim.set_permissions(NEIGHBOURS, 246)
    await provider.rooms()
    async with listening(sim, provider) as listener:
        await listener.next()
        error: type[ProviderError] = ForbiddenError
        match gone:
            case "left":
                error = NotFoundError
                await sim.break_("poll", "status", status=404)
            case "lobby":
                room.lobby = True
            case _:
                await sim.break_("poll", "status", status=403)
        with pytest.raises(ProviderError) as raised:
            await listener.next()
        assert type(raised.value) is error
        assert raised.value.reason is (Reason.LOBBY if gone == "lobby" else None)
    assert NEIGHBOURS not in names(sim, provider)
    room.lobby = False
    room.last_activity -= 5
    await provider.rooms(complete=True)
    assert NEIGHBOURS in names(sim, provider)


async def test_refused_until_it_changes(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a list that tells nothing new of a room does not open it again."""
    await send(sim, provider, text="Hello")
    await provider.rooms(complete=True)
    (one,) = provider.feeds([sim.room_id(NEIGHBOURS)])
    await sim.break_("receive", "status", status=404)
    with pytest.raises(NotFoundError):
        await anext(one.listen(lambda room_id: 0))
    for complete in (True, False):
        await provider.rooms(complete=complete)
        assert NEIGHBOURS not in names(sim, provider)
    await sim.write(NEIGHBOURS, "Hanako", "Come back")
    await provider.rooms()
    assert NEIGHBOURS in names(sim, provider)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "drop", "times": 2}, ConnectionError_),
        ({"kind": "status", "status": 502}, ConnectionError_),
        ({"kind": "status", "status": 401}, AuthError),
        ({"kind": "status", "status": 429}, RateLimitedError),
        ({"kind": "status", "status": 400}, ProtocolError),
        ({"kind": "html"}, UnsupportedError),
        ({"kind": "body", "body": envelope({"a": 1})}, ProtocolError),
        ({"kind": "truncated"}, ConnectionError_),
    ],
)
async def test_errors(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that what goes wrong ends the feed, and may be tried again."""
    async with listening(sim, provider) as listener:
        await listener.next()
        await sim.break_("poll", **fault)
        with pytest.raises(ProviderError) as raised:
            await listener.next()
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)
    assert names(sim, provider) == {NEIGHBOURS}


async def test_hanging(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that long polls do not use up the account's short requests."""
    await sim.many_rooms(4)
    for name in (NEIGHBOURS, GRANDMA):
        await send(sim, provider, name, text="Hello")
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 5)
    feeds = provider.feeds(sim.cloud.rooms)
    assert len(feeds) == 2
    polls = [one.listen(lambda room_id: 10**12) for one in feeds]
    waiting = []
    for updates in polls:
        await anext(updates)
        waiting.append(asyncio.ensure_future(anext(updates)))
    await sim.wait_for_subscribers(2)
    await asyncio.gather(*(provider.rooms() for _ in range(8)))
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
