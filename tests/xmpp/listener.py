"""The live feed of an account, kept up as Home Assistant keeps it up."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Self

from custom_components.chat_rooms.model import Change, Message, Update
from custom_components.chat_rooms.providers.base import Provider
from custom_components.chat_rooms.providers.errors import ConnectionError_

WITHIN = 20.0
PAUSE = 0.1


class Listener:
    """What a feed has brought; after a lost connection it goes on where it was."""

    def __init__(self, provider: Provider, room_ids: Iterable[str]) -> None:
        """Prepare for some rooms, of which nothing is known."""
        self.messages: list[Message] = []
        self.changes: list[Change] = []
        self.updates: list[Update] = []
        self.lost = 0
        self._positions: dict[str, int] = {}
        self._provider = provider
        self._room_ids = frozenset(room_ids)
        self._news = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def listening(
        cls, provider: Provider, room_ids: Iterable[str]
    ) -> AsyncGenerator[Self]:
        """Listen for as long as the context lasts; whatever fails, fails the test."""
        listener = cls(provider, room_ids)
        listening = asyncio.create_task(listener._listen())
        try:
            yield listener
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def until(self, predicate: Callable[[], bool]) -> None:
        """Wait until what has come makes something true."""
        async with asyncio.timeout(WITHIN), self._news:
            await self._news.wait_for(predicate)

    async def until_said(self, text: str) -> Message:
        """Wait for a message, by its text."""
        found: list[Message] = []

        def look() -> bool:
            found.extend(one for one in self.messages if one.text == text)
            return bool(found)

        await self.until(look)
        return found[0]

    async def _listen(self) -> None:
        while True:
            (feed,) = (
                one
                for one in self._provider.feeds(self._room_ids)
                if one.key == "messages"
            )
            try:
                async for update in feed.listen(self._position):
                    await self._take(update)
            except ConnectionError_:
                async with self._news:
                    self.lost += 1
                    self._news.notify_all()
                await asyncio.sleep(PAUSE)

    async def _take(self, update: Update) -> None:
        room_id = update.room_id
        async with self._news:
            self.updates.append(update)
            self.messages += update.messages
            self.changes += update.changes
            self._positions[room_id] = max(self._position(room_id), update.end)
            self._news.notify_all()

    def _position(self, room_id: str) -> int:
        return self._positions.get(room_id, 0)
