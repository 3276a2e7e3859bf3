"""What an album is asked for: whole lists of its items and events."""

from typing import Unpack

from .albums import Album
from .client import CarnationClient
from .client.events import Filter as EventFilter
from .client.items import Filter
from .journal import DAY
from .lists import LONG_PAGE, PAGE, all_pages
from .models import ItemStatus, ItemSummary, WireEvent, WireItem

# How far back in the newest item's past a sweep looks.
SWEEP = 8 * DAY
# No more of an album is listed, however large it is.
MOST_IDS = 5 * LONG_PAGE

_EVERYTHING = Filter(ignore_status=True, ignore_valid_after=True)


class Queries:
    """Asks for lists; a user is told of every item of the own album."""

    def __init__(self, client: CarnationClient, *, is_viewer: bool) -> None:
        """Take the way to the service."""
        self._client = client
        self._all = Filter() if is_viewer else _EVERYTHING

    async def items(self, user_id: int, **wanted: Unpack[Filter]) -> list[WireItem]:
        """Return all items that are wanted."""

        async def ask(offset: int) -> list[WireItem]:
            page: Filter = {"count": PAGE, "offset": offset or None}
            where: Filter = {**wanted, **page}
            return await self.few_items(user_id, **where)

        return await all_pages(ask, PAGE)

    async def few_items(self, user_id: int, **wanted: Unpack[Filter]) -> list[WireItem]:
        """Return those items that one answer holds."""
        where: Filter = {**self._all, **wanted}
        return await self._client.get_items(user_id, **where)

    async def states(self, user_id: int, **wanted: Unpack[Filter]) -> dict[int, int]:
        """Return the statuses of all items that are wanted, by their ids."""
        return await self._states(user_id, {**self._all, **wanted})

    async def newest_states(self, user_id: int, created_to: int) -> dict[int, int]:
        """Return the statuses of the items that are not old, by their ids."""
        since = created_to - SWEEP if created_to else None
        return await self.states(user_id, created_after=since)

    async def still_pending(self, user_id: int, ids: list[int]) -> set[int]:
        """Return which of a user's uploads, in order, are not ready yet."""
        where = Filter(
            status=ItemStatus.INITIATED,
            ignore_valid_after=True,
            greater_than=ids[0] - 1 or None,
            less_than=ids[-1] + 1,
        )
        return set(await self._states(user_id, where))

    async def all_ids(self, user_id: int) -> set[int]:
        """Return all that there is in an album, or the newest of very many."""
        found: set[int] = set()
        for offset in range(0, MOST_IDS, LONG_PAGE):
            page = await self._client.get_item_ids(
                user_id, count=LONG_PAGE, offset=offset or None, order="desc"
            )
            found.update(page)
            if len(page) < LONG_PAGE:
                break
        return found

    async def events(
        self, album: Album, above: int = 0, **wanted: Unpack[EventFilter]
    ) -> list[WireEvent]:
        """Return all events of a user that are wanted, with ids above this one."""
        found: list[WireEvent] = []
        while True:
            where: EventFilter = {
                **wanted,
                "greater_than": above or None,
                "count": PAGE,
            }
            page = await self._few_events(album, **where)
            found += page
            reached = max((event.id for event in page), default=0)
            if len(page) < PAGE or reached <= above:
                return found
            above = reached

    async def newest_events(self, album: Album) -> list[WireEvent]:
        """Return the newest events of a user."""
        return await self._few_events(album, order="desc", count=PAGE)

    async def _few_events(
        self, album: Album, **wanted: Unpack[EventFilter]
    ) -> list[WireEvent]:
        """Return those events that one answer holds, and note what it counts."""
        page = await self._client.get_user_events(album.id, **wanted)
        album.new_events, album.retrieved_to = page.new_count, page.max_retrieved_id
        return page.events

    async def _states(self, user_id: int, where: Filter) -> dict[int, int]:
        async def ask(offset: int) -> list[ItemSummary]:
            page: Filter = {"count": LONG_PAGE, "offset": offset or None}
            full: Filter = {**where, **page}
            return await self._client.get_item_summaries(user_id, **full)

        found = await all_pages(ask, LONG_PAGE)
        return {item.id: item.status or 0 for item in found}
