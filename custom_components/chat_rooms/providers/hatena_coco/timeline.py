"""A list of check-ins, of which the service shows one page at a time.

Pages move on while one reads them: whatever comes pushes the rest down. So what is
known is kept by id, and overlaps with what is fetched.
"""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic

from .client import LAST_PAGE
from .models import WireCheckin

# For so many seconds the newest page is not asked for again, and pages that somebody
# has leafed back to are kept.
NEWEST_FOR = 30.0
OLDER_FOR = 600.0

type Wanted = Callable[[WireCheckin], bool]


class Timeline:
    """What is known of one list, without a gap from the newest check-in on.

    Its methods may raise any ProviderError.
    """

    def __init__(self, fetch: Callable[[int], Awaitable[list[WireCheckin]]]) -> None:
        """Begin with nothing; `fetch` asks for a page, which count from 0."""
        self._fetch = fetch
        self._known: dict[int, WireCheckin] = {}
        self._first_page: frozenset[int] = frozenset()
        self._next_page = 1
        self._is_whole = False
        self._looked_at = self._leafed_at = -inf
        self._one_at_a_time = asyncio.Lock()

    @property
    def is_known(self) -> bool:
        """Whether it has been looked at yet."""
        return self._looked_at > -inf

    @property
    def newest(self) -> int:
        """The highest id that is known, 0 if there is none."""
        return max(self._known, default=0)

    @property
    def known(self) -> list[WireCheckin]:
        """What is known, newest first."""
        return [self._known[id_] for id_ in sorted(self._known, reverse=True)]

    async def refresh(self) -> None:
        """Ask for the newest page."""
        async with self._one_at_a_time:
            await self._refresh()

    async def after(self, position: int) -> list[WireCheckin]:
        """Return all with an id after a position, in order."""
        async with self._one_at_a_time:
            await self._look()
            await self._reach(position + 1)
            return [c for c in reversed(self.known) if c.id > position]

    async def before(
        self, position: float, limit: int, wanted: Wanted
    ) -> list[WireCheckin]:
        """Return the newest wanted ones before a position, in order."""
        async with self._one_at_a_time:
            await self._look()
            while True:
                found = [c for c in self.known if c.id < position and wanted(c)]
                if len(found) >= limit or self._is_whole:
                    return found[:limit][::-1]
                await self._leaf()

    async def find(self, id_: int) -> WireCheckin | None:
        """Return the one with an id, None if it is not there."""
        async with self._one_at_a_time:
            if id_ not in self._known:
                await (self._refresh() if id_ > self.newest else self._look())
                await self._reach(id_)
            return self._known.get(id_)

    async def _look(self) -> None:
        if monotonic() >= self._looked_at + NEWEST_FOR:
            await self._refresh()

    async def _refresh(self) -> None:
        page = {checkin.id: checkin for checkin in await self._fetch(0)}
        older: dict[int, WireCheckin] = {}
        moment = monotonic()
        if page.keys() & self._known.keys() and moment < self._leafed_at + OLDER_FOR:
            oldest = min(page)
            older = {id_: c for id_, c in self._known.items() if id_ < oldest}
        else:
            self._next_page = 1
            self._is_whole = not page
        self._known = page | older
        self._first_page = frozenset(page)
        self._looked_at = moment

    async def _reach(self, position: int) -> None:
        """Leaf back until all from a position on is known."""
        while not self._is_whole and min(self._known) > position:
            await self._leaf()

    async def _leaf(self) -> None:
        """Ask for the next older page.

        Nothing that is new on it is the end: the list's, or that of what the service
        leafs back.
        """
        page = {checkin.id: checkin for checkin in await self._fetch(self._next_page)}
        self._is_whole = page.keys() <= self._first_page or (
            self._next_page >= LAST_PAGE
        )
        self._known |= page
        self._next_page += 1
        self._leafed_at = monotonic()
