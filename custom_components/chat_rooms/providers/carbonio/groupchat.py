"""What is said in rooms, on its way from the stream to whoever listens."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from copy import copy
from xml.etree.ElementTree import Element

from ..errors import ConnectionError_, ProviderError

# Whoever does not read so many messages for so long does better to look into the
# archive.
MOST_WAITING = 2000


class Groupchat(AsyncIterator[Element]):
    """What is said in rooms, in order, from the moment of listening on.

    It ends by raising what ended the session, once everything before is read.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._waiting: deque[Element] = deque()
        self._news: asyncio.Future[None] | None = None
        self._error: ProviderError | None = None

    def put(self, message: Element) -> None:
        """Add a message; whoever has fallen far behind gets no more."""
        if self._error:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.end(ConnectionError_("chat: too much has not been read"))
            return
        self._waiting.append(message)
        self._wake()

    def end(self, error: ProviderError) -> None:
        """End after what is waiting."""
        self._error = self._error or error
        self._wake()

    async def __anext__(self) -> Element:
        """Return the next message."""
        while not self._waiting:
            await self.news()
        return self._waiting.popleft()

    async def news(self) -> None:
        """Wait until there are messages, or for `interrupt`; raise what ended it."""
        if self._waiting:
            return
        if self._error:
            raise copy(self._error)
        self._news = asyncio.get_running_loop().create_future()
        await self._news

    def interrupt(self) -> None:
        """End the waiting for messages, if somebody waits."""
        self._wake()

    def rest(self) -> Iterator[Element]:
        """Return the messages that are there, without waiting."""
        while self._waiting:
            yield self._waiting.popleft()

    def _wake(self) -> None:
        if self._news and not self._news.done():
            self._news.set_result(None)
