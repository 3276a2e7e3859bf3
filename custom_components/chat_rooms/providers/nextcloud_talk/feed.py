"""Long polls: of few rooms, because each of them keeps a server's worker busy."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from math import inf
from random import uniform
from time import monotonic
from typing import override

from ...model import Page, Update
from ..base import Feed
from ..errors import ForbiddenError, NotFoundError

# A poll that waits holds one of the server's PHP workers, of which a small server
# has few. So there are two of them at a time, for rooms in which people talk now;
# the others are looked at when the list of rooms tells that something came.
MOST_POLLS = 2
ACTIVE_FOR = 600.0
# Of three lively rooms one has to wait: a room keeps its poll until it falls silent.
SILENT_AFTER = 60.0

LONGEST_WAIT = 30
# A server that waits looks once a second: an answer that is sooner, without anything
# in it, did not wait.
QUICK_ANSWER = 0.9
QUIET_PAUSE = 1.0
QUIET_PAUSE_DOUBLINGS = 5

type Receive = Callable[[str, int, int], Awaitable[Page]]


class LivePolls:
    """Chooses the rooms that are polled; `receive` is one poll of a room.

    It takes the room, the position and how many seconds to wait.
    """

    def __init__(self, receive: Receive) -> None:
        """Start without any room."""
        self._receive = receive
        self._active: dict[str, float] = {}
        self._entries: dict[str, int] = {}
        self._refused: set[str] = set()
        self._feeds: dict[str, TalkFeed] = {}

    def listed(self, room_id: str, entry: int, quiet_for: float | None) -> None:
        """Note how a room was listed: a fingerprint, and since when it is quiet."""
        if self._entries.get(room_id) != entry:
            self._entries[room_id] = entry
            self._refused.discard(room_id)
        if quiet_for is not None:
            self._note(room_id, quiet_for)

    def heard(self, room_id: str, sent_at: datetime | None = None) -> None:
        """Note that somebody wrote in a room, just now or at a time."""
        age = (datetime.now(UTC) - sent_at).total_seconds() if sent_at else 0.0
        self._note(room_id, max(0.0, age))

    def refuse(self, room_id: str) -> None:
        """Do not offer a poll of a room until it is listed in another way."""
        self._refused.add(room_id)

    def keep(self, room_ids: set[str]) -> None:
        """Forget all other rooms."""
        self._active = {k: v for k, v in self._active.items() if k in room_ids}
        self._entries = {k: v for k, v in self._entries.items() if k in room_ids}
        self._refused &= room_ids

    def choose(self, room_ids: Iterable[str]) -> list[TalkFeed]:
        """Return the polls of the rooms that need one most."""
        now = monotonic()
        quiet_for = {
            room_id: now - self._active.get(room_id, -inf)
            for room_id in room_ids
            if room_id not in self._refused
        }
        lively = sorted(
            (room_id for room_id, quiet in quiet_for.items() if quiet < ACTIVE_FOR),
            key=lambda room_id: (
                room_id not in self._feeds or quiet_for[room_id] >= SILENT_AFTER,
                quiet_for[room_id],
            ),
        )
        self._feeds = {
            room_id: self._feeds.get(room_id) or TalkFeed(room_id, self)
            for room_id in lively[:MOST_POLLS]
        }
        return [*self._feeds.values()]

    async def poll(self, room_id: str, position: int, seconds: int) -> Page:
        """Wait for news of a room; where it is refused, do not offer that again."""
        try:
            page = await self._receive(room_id, position, seconds)
        except ForbiddenError, NotFoundError:
            self.refuse(room_id)
            raise
        if page.messages:
            self.heard(room_id, page.messages[-1].sent_at)
        return page

    def _note(self, room_id: str, quiet_for: float) -> None:
        since = monotonic() - quiet_for
        self._active[room_id] = max(since, self._active.get(room_id, -inf))


class TalkFeed(Feed):
    """The long poll of one room."""

    def __init__(self, room_id: str, polls: LivePolls) -> None:
        """Prepare; the room's token is the key."""
        self.key = room_id
        self.room_ids = frozenset({room_id})
        self._room_id = room_id
        self._polls = polls
        self._first_wait = 0

    @override
    async def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Poll from the newest message on; the very first poll looks without waiting.

        Once it has been answered no other does: where only waiting fails, a look
        would seem to be a sign of life after each failure. A server that answers
        at once, though it should wait, is asked less and less often.
        """
        room_id = self._room_id
        reached = quick_answers = 0
        seconds = self._first_wait
        while True:
            asked = reached = max(reached, position(room_id))
            started = monotonic()
            page = await self._polls.poll(room_id, asked, seconds)
            took = monotonic() - started
            reached = max(asked, page.end)
            yield Update(
                room_id=room_id,
                messages=page.messages,
                changes=page.changes,
                position=page.position,
            )
            if seconds and reached == asked and took < QUICK_ANSWER:
                doublings = min(quick_answers, QUIET_PAUSE_DOUBLINGS)
                await asyncio.sleep(QUIET_PAUSE * 2**doublings * uniform(1, 1.5))
                quick_answers += 1
            else:
                quick_answers = 0
            seconds = self._first_wait = LONGEST_WAIT
