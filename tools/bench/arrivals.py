"""Notes when which message has arrived, and holds that against what was written."""

import asyncio
from collections import Counter
from dataclasses import dataclass
import time
from typing import NamedTuple

PATIENCE = 15


class Arrival(NamedTuple):
    """One message at the end of its way; `at` is the time of day in seconds."""

    at: float
    room: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Mistakes:
    """What went wrong with messages on their way."""

    lost: int = 0
    doubled: int = 0
    misplaced: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything went wrong."""
        return any((self.lost, self.doubled, self.misplaced))

    def __add__(self, other: Mistakes) -> Mistakes:
        """Return the mistakes of both."""
        return Mistakes(
            lost=self.lost + other.lost,
            doubled=self.doubled + other.doubled,
            misplaced=self.misplaced + other.misplaced,
        )


class Arrivals:
    """Everything that has arrived since the last `begin`."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.seen: list[Arrival] = []
        self._expected = 0
        self._complete = asyncio.Event()

    def begin(self, expected: int) -> None:
        """Forget what has arrived and wait for so many messages."""
        self.seen = []
        self._expected = expected
        self._complete.clear()

    def came(self, room: str, message_id: int) -> None:
        """Note that a message is here."""
        self.seen.append(Arrival(time.time(), room, message_id))
        if len(self.seen) == self._expected:
            self._complete.set()

    async def wait(self, patience: float = PATIENCE) -> None:
        """Wait until all are here, or until the rest must be lost."""
        try:
            async with asyncio.timeout(patience):
                await self._complete.wait()
        except TimeoutError:
            pass

    def mistakes(self, written: dict[str, list[int]]) -> Mistakes:
        """Hold what has arrived against the ids written in each room, in order."""
        lost = doubled = misplaced = 0
        arrived: dict[str, list[int]] = {room: [] for room in written}
        for arrival in self.seen:
            arrived.setdefault(arrival.room, []).append(arrival.id)
        for room, ids in arrived.items():
            expected = written.get(room, [])
            lost += len(set(expected) - set(ids))
            doubled += sum(count - 1 for count in Counter(ids).values())
            once = list(dict.fromkeys(ids))
            in_order = [id_ for id_ in expected if id_ in set(ids)]
            misplaced += len(once) - sum(map(int.__eq__, once, in_order))
        return Mistakes(lost=lost, doubled=doubled, misplaced=misplaced)
