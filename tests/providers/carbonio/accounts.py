"""Accounts at a simulated Carbonio, and one who takes what their feeds bring."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, aclosing, suppress
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import Change, Message, Update
from custom_components.chat_rooms.outgoing import Outgoing, Sent
from custom_components.chat_rooms.providers.base import Download, Feed
from custom_components.chat_rooms.providers.carbonio import (
    delivery,
    file_delivery,
    history,
    lanes,
    link,
)
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import ProviderError
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOOK_CLUB, FAMILY, GRANDMA

ALL = (FAMILY, GRANDMA, BOOK_CLUB)


@pytest.fixture(name="provider")
async def signed_in_provider(
    session: ClientSession,
    simulator: CarbonioSimulator,
    config: dict[str, Any],
    memory: dict[str, Any],
    no_patience: None,
) -> AsyncGenerator[CarbonioProvider]:
    """Return an account that has signed in, and does not wait for long."""
    provider = CarbonioProvider(session, config, memory=memory)
    await provider.sign_in()
    simulator.log.clear()
    yield provider
    await provider.close()


@pytest.fixture(name="no_patience")
def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for what will not come."""
    monkeypatch.setattr(delivery, "ECHO_WITHIN", 0.3)
    monkeypatch.setattr(delivery, "LOOK_FOR", 0.0)
    monkeypatch.setattr(delivery, "LOOK_AGAIN", 0.05)
    monkeypatch.setattr(delivery, "RECONNECT_WITHIN", 0.5)
    monkeypatch.setattr(file_delivery, "ECHO_WITHIN", 0.3)
    monkeypatch.setattr(file_delivery, "LOOK_FOR", 0.0)
    monkeypatch.setattr(file_delivery, "LOOK_LONGER_FOR", 0.0)
    monkeypatch.setattr(file_delivery, "LIST_AGAIN", 0.05)
    monkeypatch.setattr(history, "LATE", 0.0)
    monkeypatch.setattr(lanes, "SETTLE", 0.1)
    monkeypatch.setattr(lanes, "LOOK_AGAIN", 0.05)
    monkeypatch.setattr(link, "REST", 0.0)


async def send(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    room: str = FAMILY,
    **fields: Any,
) -> list[Sent]:
    """Send something; the ids that are made are ID-1, ID-2, …."""
    made: list[str] = []

    def new_client_id() -> str:
        made.append(f"ID-{len(made) + 1}")
        return made[-1]

    outgoing = Outgoing(new_client_id=new_client_id, **fields)
    room_id = simulator.room_id(room)
    return [sent async for sent in provider.send(room_id, outgoing)]


async def read(download: AbstractAsyncContextManager[Download]) -> bytes:
    """Return the bytes of a file."""
    async with download as opened:
        return b"".join([chunk async for chunk in opened.chunks])


class Listener:
    """Takes what a feed brings, as strictly as the inbox: what is not newer is lost.

    Rooms are given by name. `errors` are those with which the feed has ended.
    """

    def __init__(
        self, simulator: CarbonioSimulator, provider: CarbonioProvider, key: str
    ) -> None:
        """Begin with nothing."""
        self.updates: list[Update] = []
        self.messages: defaultdict[str, list[Message]] = defaultdict(list)
        self.changes: defaultdict[str, list[Change]] = defaultdict(list)
        self.read: dict[str, int] = {}
        self.errors: list[ProviderError] = []
        self.positions: dict[str, int] = {}
        self._simulator = simulator
        self._provider = provider
        self._key = key
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    def feed(self, rooms: Iterable[str] = ALL) -> Feed:
        """Return the feed, which is to bring these rooms from now on."""
        room_ids = [self._simulator.room_id(room) for room in rooms]
        return next(f for f in self._provider.feeds(room_ids) if f.key == self._key)

    async def start(self, rooms: Iterable[str] = ALL) -> None:
        """Start where the list of rooms stands, and wait until the feed is up."""
        for room in (await self._provider.rooms(complete=True)).rooms:
            self.positions.setdefault(room.id, room.newest or 0)
        await self.resume(rooms)

    async def resume(self, rooms: Iterable[str] = ALL) -> None:
        """Go on where it stopped."""
        known = len(self.updates)
        self._task = asyncio.create_task(self._listen(self.feed(rooms)))
        await self.until(lambda: len(self.updates) > known)

    async def stop(self) -> None:
        """Listen no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def until(self, predicate: Callable[[], object], timeout: float = 10) -> None:
        """Wait until something has come."""
        async with asyncio.timeout(timeout), self._news:
            await self._news.wait_for(predicate)

    def texts(self, room: str = FAMILY) -> list[str]:
        """Return the texts that came in a room."""
        return [m.text for m in self.messages[self._simulator.room_id(room)]]

    def told(self, room: str = FAMILY) -> list[Change]:
        """Return the changes that came in a room."""
        return self.changes[self._simulator.room_id(room)]

    async def come(self, *texts: str, room: str = FAMILY, timeout: float = 10) -> None:
        """Wait until as many texts have come in a room, and check that it is these."""
        with suppress(TimeoutError):
            await self.until(lambda: len(self.texts(room)) >= len(texts), timeout)
        assert self.texts(room) == list(texts)

    async def settled(self) -> None:
        """Wait until whatever comes goes straight out."""
        parts = self._provider._parts
        feed = parts.messages_feed
        async with asyncio.timeout(10):
            while feed._lanes is None or not all(
                lane.settled and lane.task is None
                for lane in feed._lanes._lanes.values()
            ):
                await asyncio.sleep(0.01)

    async def _listen(self, feed: Feed) -> None:
        try:
            async with aclosing(feed.listen(self._position)) as updates:
                async for update in updates:
                    async with self._news:
                        self._take(update)
                        self._news.notify_all()
        except ProviderError as err:
            async with self._news:
                self.errors.append(err)
                self._news.notify_all()

    def _position(self, room_id: str) -> int:
        return self.positions.get(room_id, 0)

    def _take(self, update: Update) -> None:
        self.updates.append(update)
        room_id = update.room_id
        if update.read_position is not None:
            self.read[room_id] = update.read_position
        received = self._position(room_id)
        if update.end <= received:
            return
        self.messages[room_id] += [m for m in update.messages if m.position > received]
        self.changes[room_id] += [c for c in update.changes if c.position > received]
        self.positions[room_id] = update.end


@pytest.fixture(name="listener")
async def messages_listener(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> AsyncGenerator[Listener]:
    """Return one who listens to messages."""
    listener = Listener(simulator, provider, "messages")
    yield listener
    await listener.stop()


@pytest.fixture(name="watcher")
async def events_listener(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> AsyncGenerator[Listener]:
    """Return one who listens to events."""
    listener = Listener(simulator, provider, "events")
    yield listener
    await listener.stop()
