"""A list of check-ins, of which the service shows one page at a time.

Pages move on while one reads them: whatever comes pushes the rest down. So what is
known is kept by id, and overlaps with what is fetched.
"""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic

from ..errors import AuthError, ConnectionError_, ProviderError
from .client import LAST_PAGE
from .models import WireCheckin

# For so many seconds the newest page is not asked for again, and pages that somebody
# has leafed back to are kept.
NEWEST_FOR = 30.0
OLDER_FOR = 600.0
# So often is it leafed back while others delete what has been seen.
PASSES = 3
# Some servers show their last page for ever, and 50 that are new push a page that has
# been seen to where the next one was.
PAGES_WITHOUT_NEWS = 2

type Wanted = Callable[[WireCheckin], bool]


class Timeline:
    """What is known of one list, without a gap from the newest check-in on.

    It `is_known` once it has been read; `trouble` is why it could not be read the last
    time. Its methods may raise any ProviderError.
    """

    def __init__(self, fetch: Callable[[int], Awaitable[list[WireCheckin]]]) -> None:
        """Begin with nothing; `fetch` asks for a page, which count from 0."""
        self._fetch = fetch
        self._known: dict[int, WireCheckin] = {}
        self._first_page: frozenset[int] = frozenset()
        self._last_page: frozenset[int] = frozenset()
        self._next_page = 1
        self._without_news = 0
        self._is_whole = False
        self._looked_at = self._leafed_at = -inf
        self._one_at_a_time = asyncio.Lock()
        self.is_known = False
        self.trouble: ProviderError | None = None

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

    async def try_refresh(self) -> None:
        """Ask for the newest page; the only error that is raised is AuthError.

        If it cannot be read, all stays as it was, and there is `trouble`.
        """
        try:
            await self.refresh()
        except AuthError:
            raise
        except ProviderError:
            pass

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
        elif self.trouble:
            # Many rooms share a list: they do not all ask for it in vain.
            raise ConnectionError_(str(self.trouble), reason=self.trouble.reason)

    async def _refresh(self) -> None:
        self._looked_at = monotonic()
        try:
            page = {checkin.id: checkin for checkin in await self._fetch(0)}
        except ProviderError as err:
            self.trouble = err
            raise
        self.trouble = None
        oldest = min(page, default=0)
        seen = {id_ for id_ in self._known if id_ >= oldest}
        is_recent = monotonic() < self._leafed_at + OLDER_FOR
        if is_recent and seen and seen <= page.keys():
            self._known |= page
        else:
            # Something is missing in between, or has moved up from an older page.
            self._known = page
            self._last_page = frozenset()
            self._next_page = 1
            self._without_news = 0
            self._is_whole = not page
        self._first_page = frozenset(page)
        self.is_known = True

    async def _reach(self, position: int) -> None:
        """Leaf back until all from a position on is known.

        What is deleted meanwhile moves the rest up, past who leafs: so the newest page
        is looked at once more, which shows whether it is still as it was.
        """
        for number in range(PASSES):
            if number:
                await self._refresh()
            if self._is_whole or min(self._known) <= position:
                return
            while not self._is_whole and min(self._known) > position:
                await self._leaf()

    async def _leaf(self) -> None:
        """Ask for the next older page.

        The end is an empty one, or the last that the service leafs back to.
        """
        page = {checkin.id: checkin for checkin in await self._fetch(self._next_page)}
        is_news = page.keys() - self._first_page - self._last_page
        self._without_news = 0 if is_news else self._without_news + 1
        self._is_whole = (
            not page
            or self._without_news == PAGES_WITHOUT_NEWS
            or self._next_page >= LAST_PAGE
        )
        self._known |= page
        self._last_page = frozenset(page)
        self._next_page += 1
        self._leafed_at = monotonic()
