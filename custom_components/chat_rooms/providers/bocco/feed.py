"""BOCCO's long poll of a room."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from random import uniform
from time import monotonic
from typing import override

from ...model import Update
from ..base import Feed

# A poll that is answered this soon without a message did not wait for any.
QUICK_ANSWER = 0.1
QUIET_PAUSE = 0.5
QUIET_PAUSE_DOUBLINGS = 4


class BoccoFeed(Feed):
    """One room's events."""

    def __init__(
        self, room_id: str, next_update: Callable[[int], Awaitable[Update]]
    ) -> None:
        """Prepare; `next_update` is one poll from a position on, perhaps empty."""
        self.key = room_id
        self.room_ids = frozenset({room_id})
        self._next_update = next_update

    @override
    async def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Poll from the newest message on, with a pause where polls do not wait.

        One quick answer without a message may be a member's; a service that keeps
        on answering at once is asked less and less often.
        """
        newest = quick_answers = 0
        while True:
            newest = max(newest, position(self.key))
            started = monotonic()
            update = await self._next_update(newest)
            took = monotonic() - started
            if update.messages:
                newest = update.messages[-1].position
            quiet = not update.messages and took < QUICK_ANSWER
            quick_answers = quick_answers + 1 if quiet else 0
            yield update
            if quick_answers > 1:
                doublings = min(quick_answers - 2, QUIET_PAUSE_DOUBLINGS)
                await asyncio.sleep(QUIET_PAUSE * 2**doublings * uniform(1, 1.5))
