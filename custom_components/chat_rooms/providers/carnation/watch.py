"""Finding news in an album."""

from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from time import time
from typing import Any, Unpack

from .albums import Album
from .client import CarnationClient
from .client.events import Filter as EventFilter
from .client.items import Filter
from .items import Items
from .journal import Journal, sane
from .lists import LONG_PAGE, PAGE, all_pages, together
from .models import EventPage, ItemStatus, ItemSummary, WireEvent, WireItem

DAY = 24 * 3_600
# How far back in the newest item's past a sweep looks.
SWEEP = 8 * DAY
# What happened in the last seconds may have been written down after they were read.
OVERLAP = 60
FIRST_LOOK = 20


@dataclass(slots=True)
class Look:
    """What one look at an album brings.

    `listed` are the newest items' ids and statuses, None where nobody has asked.
    """

    journal: Journal
    items: list[WireItem] = field(default_factory=list)
    events: dict[int, WireEvent] = field(default_factory=dict)
    listed: dict[int, int] | None = None
    highest_item: int = 0
    updated_to: int = 0
    deleted_to: int = 0
    newest_events: EventPage | None = None


class Watch:
    """Looks for news.

    A quick look asks for what is newer, by id and by time. That misses what the
    service dates back: films that become active, uploads that took long, and what may
    only be seen later. A sweep goes through all that is not old.
    """

    def __init__(
        self, client: CarnationClient, items: Items, *, is_viewer: bool
    ) -> None:
        """Take the way to the service; what is read is kept among the items."""
        self._client = client
        self._items = items
        self._is_viewer = is_viewer
        # A user sees every item of the own album.
        self._all = Filter() if is_viewer else _EVERYTHING

    async def look(self, album: Album, *, sweep: bool) -> None:
        """Enter what is new into an album's journal; the first time, begin one."""
        album.marked.clear()
        if album.journal is None:
            album.journal = await self._begin(album)
            return
        look = Look(album.journal)
        calls = [self._new_items(album, look), self._updated_items(album, look)]
        if sweep:
            calls.append(self._list(album, look))
            if self._is_viewer:
                calls.append(self._deleted_items(album, look))
        if not self._is_viewer:
            calls += self._events(album, look, sweep=sweep)
        await together(*calls)
        if look.listed is not None:
            await self._fetch_missing(album, look, look.listed)
        self._apply(album, look)

    def _events(
        self, album: Album, look: Look, *, sweep: bool
    ) -> Iterable[Coroutine[Any, Any, None]]:
        journal = look.journal
        yield self._read_events(album, look, journal.highest_event)
        if journal.events_to:
            since = journal.events_to - OVERLAP
            yield self._read_events(album, look, 0, updated_after=since)
        if sweep:
            yield self._read_newest_events(album, look)

    def _apply(self, album: Album, look: Look) -> None:
        journal, now = look.journal, time()
        self._items.note(look.items)
        journal.discover(look.items, look.events.values(), now)
        journal.highest_item = max(journal.highest_item, look.highest_item)
        journal.updated_to = max(journal.updated_to, look.updated_to)
        journal.deleted_to = max(journal.deleted_to, look.deleted_to)
        _read_to(journal, look.events.values(), now)
        if look.listed is not None:
            journal.keep(look.listed)
        if look.newest_events is not None:
            album.events.clear()
        _note_events(album, look.events)

    # Items

    async def _new_items(self, album: Album, look: Look) -> None:
        above = look.journal.lowest_to_ask(time())
        found = await self._pages(album.id, greater_than=above or None)
        look.items += found
        look.highest_item = max((item.id for item in found), default=0)

    async def _updated_items(self, album: Album, look: Look) -> None:
        if not look.journal.updated_to:
            # There was nothing yet: all that there is now is new.
            return
        found = await self._pages(
            album.id,
            updated_after=look.journal.updated_to - OVERLAP,
            order_by="updated_at",
        )
        look.items += found
        look.updated_to = _newest(item.updated_at for item in found)

    async def _deleted_items(self, album: Album, look: Look) -> None:
        """Ask what has been deleted: a viewer is not shown it."""
        found = await self._pages(
            album.id,
            status=ItemStatus.DELETED,
            updated_after=(look.journal.deleted_to or OVERLAP + 1) - OVERLAP,
            order_by="updated_at",
        )
        look.items += found
        look.deleted_to = _newest(item.updated_at for item in found)

    async def _list(self, album: Album, look: Look) -> None:
        created_to = look.journal.created_to
        summaries = await self._summaries(
            album.id, created_after=created_to - SWEEP if created_to else None
        )
        look.listed = {item.id: item.status or 0 for item in summaries}

    async def _fetch_missing(
        self, album: Album, look: Look, listed: dict[int, int]
    ) -> None:
        """Fetch what a sweep shows to be otherwise than it is known."""
        known = look.journal.items
        read = {item.id for item in look.items}
        wanted = []
        for item_id, status in listed.items():
            if item_id in read or (
                item_id in known and known[item_id].status == status
            ):
                continue
            if status == ItemStatus.ACTIVE:
                wanted.append(item_id)
            else:
                look.items.append(WireItem(id=item_id, status=status))
        look.items += (await self._items.fetch(album.id, wanted)).values()

    async def _pages(self, user_id: int, **wanted: Unpack[Filter]) -> list[WireItem]:
        async def ask(offset: int) -> list[WireItem]:
            page: Filter = {"count": PAGE, "offset": offset or None}
            where: Filter = {**self._all, **wanted, **page}
            return await self._client.get_items(user_id, **where)

        return await all_pages(ask, PAGE)

    async def _summaries(
        self, user_id: int, **wanted: Unpack[Filter]
    ) -> list[ItemSummary]:
        async def ask(offset: int) -> list[ItemSummary]:
            page: Filter = {"count": LONG_PAGE, "offset": offset or None}
            where: Filter = {**self._all, **wanted, **page}
            return await self._client.get_item_summaries(user_id, **where)

        return await all_pages(ask, LONG_PAGE)

    # Events

    async def _read_events(
        self, album: Album, look: Look, above: int, **wanted: Unpack[EventFilter]
    ) -> None:
        while True:
            where: EventFilter = {
                **wanted,
                "greater_than": above or None,
                "count": PAGE,
            }
            page = await self._client.get_user_events(album.id, **where)
            _note_counts(album, page)
            look.events.update({event.id: event for event in page.events})
            reached = max((event.id for event in page.events), default=0)
            if len(page.events) < PAGE or reached <= above:
                return
            above = reached

    async def _read_newest_events(self, album: Album, look: Look) -> None:
        page = await self._client.get_user_events(album.id, order="desc", count=PAGE)
        _note_counts(album, page)
        look.newest_events = page
        look.events.update({event.id: event for event in page.events})

    # The first look

    async def _begin(self, album: Album) -> Journal:
        """Note what is there: it is where the journal starts, and no news."""
        look = Look(Journal())
        await together(*self._first_calls(album, look))
        if look.events:
            # So that it does not matter which of them a server takes for the newest.
            await self._read_events(album, look, max(look.events))
        journal, now = look.journal, time()
        self._items.note(look.items)
        created = _newest(sane(item.created_at, now) for item in look.items)
        if look.items and not created:
            created = int(now) - DAY
        journal.created_to = created
        journal.updated_to = max(
            created, _newest(sane(item.updated_at, now) for item in look.items)
        )
        await together(self._remember_updated(album, journal), self._list(album, look))
        listed = look.listed or {}
        journal.remember(listed.items())
        journal.highest_item = max(
            (*journal.items, *(item.id for item in look.items)), default=0
        )
        journal.base_id = journal.highest_item
        journal.remember_events(look.events.values(), now)
        _read_to(journal, look.events.values(), now)
        _note_events(album, look.events)
        return journal

    def _first_calls(
        self, album: Album, look: Look
    ) -> Iterable[Coroutine[Any, Any, None]]:
        yield self._first_items(album, look, order="desc", count=FIRST_LOOK)
        yield self._first_items(
            album, look, order="desc", order_by="updated_at", count=1
        )
        if self._is_viewer:
            yield self._first_deleted(album, look)
        else:
            yield self._read_newest_events(album, look)

    async def _first_items(
        self, album: Album, look: Look, **wanted: Unpack[Filter]
    ) -> None:
        where: Filter = {**self._all, **wanted}
        look.items += await self._client.get_items(album.id, **where)

    async def _first_deleted(self, album: Album, look: Look) -> None:
        found = await self._client.get_items(
            album.id,
            status=ItemStatus.DELETED,
            order="desc",
            order_by="updated_at",
            count=FIRST_LOOK,
        )
        look.journal.deleted_to = _newest(
            sane(item.updated_at, time()) for item in found
        )

    async def _remember_updated(self, album: Album, journal: Journal) -> None:
        """Note what the next looks will bring again, because they overlap."""
        if journal.updated_to:
            since = journal.updated_to - OVERLAP
            found = await self._summaries(album.id, updated_after=since)
            journal.remember(_states(found), journal.updated_to)
        if journal.deleted_to:
            since = journal.deleted_to - OVERLAP
            found = await self._summaries(
                album.id, status=ItemStatus.DELETED, updated_after=since
            )
            journal.remember(_states(found), journal.deleted_to)


_EVERYTHING = Filter(ignore_status=True, ignore_valid_after=True)


def _states(found: Iterable[ItemSummary]) -> Iterable[tuple[int, int]]:
    return ((item.id, item.status or 0) for item in found)


def _newest(times: Iterable[int | None]) -> int:
    now = time()
    return max((sane(moment, now) or 0 for moment in times), default=0)


def _read_to(journal: Journal, events: Iterable[WireEvent], now: float) -> None:
    for event in events:
        journal.highest_event = max(journal.highest_event, event.id)
        for moment in (event.created_at, event.updated_at):
            journal.events_to = max(journal.events_to, sane(moment, now) or 0)


def _note_counts(album: Album, page: EventPage) -> None:
    album.new_events, album.retrieved_to = page.new_count, page.max_retrieved_id


def _note_events(album: Album, events: dict[int, WireEvent]) -> None:
    for event in events.values():
        # It has been marked while this look was under way.
        event.read = event.read or event.id in album.marked
    album.events.update(events)
