"""The first look at an album: where its journal starts."""

from collections.abc import Coroutine, Iterable
from time import time
from typing import Any, Unpack

from .albums import Album
from .client.items import Filter
from .items import Items
from .journal import DAY, Journal
from .lists import together
from .look import Look, newest
from .models import ItemStatus
from .queries import Queries

SHOWN_FIRST = 20


class FirstLook:
    """Begins the journals of albums."""

    def __init__(self, queries: Queries, items: Items, *, is_viewer: bool) -> None:
        """Take where to ask; what is read is kept among the items."""
        self._queries = queries
        self._items = items
        self._is_viewer = is_viewer

    async def begin(self, album: Album) -> Journal:
        """Note what is there: it is where the journal starts, and no news."""
        now = time()
        journal = Journal(begun_at=int(now))
        look = Look(journal)
        await together(*self._calls(album, look))
        if look.events:
            # So that it does not matter which of them a server takes for the newest.
            look.add_events(await self._queries.events(album, max(look.events)))
        self._items.note(look.items)
        created = newest(item.created_at for item in look.items)
        if look.items and not created:
            created = int(now) - DAY
        updated = max(created, newest(item.updated_at for item in look.items))
        journal.reach(
            created_to=created, updated_to=updated, deleted_to=look.deleted_to
        )
        await together(
            self._remember_updated(album, journal), self._list(album, journal)
        )
        journal.reach(
            highest_item=max(
                (*journal.items, *(item.id for item in look.items)), default=0
            )
        )
        journal.base_id = journal.highest_item
        journal.remember_events(look.events.values(), now)
        look.note_events(album, now)
        return journal

    def _calls(self, album: Album, look: Look) -> Iterable[Coroutine[Any, Any, None]]:
        yield self._read(album, look, order="desc", count=SHOWN_FIRST)
        yield self._read(album, look, order="desc", order_by="updated_at", count=1)
        if self._is_viewer:
            yield self._read_deleted(album, look)
        else:
            yield self._read_events(album, look)

    async def _read(self, album: Album, look: Look, **wanted: Unpack[Filter]) -> None:
        look.items += await self._queries.few_items(album.id, **wanted)

    async def _read_deleted(self, album: Album, look: Look) -> None:
        found = await self._queries.few_items(
            album.id,
            status=ItemStatus.DELETED,
            order="desc",
            order_by="updated_at",
            count=SHOWN_FIRST,
        )
        look.deleted_to = newest(item.updated_at for item in found)

    async def _read_events(self, album: Album, look: Look) -> None:
        look.add_events(await self._queries.newest_events(album))

    async def _list(self, album: Album, journal: Journal) -> None:
        listed = await self._queries.newest_states(album.id, journal.created_to)
        journal.remember(listed.items())

    async def _remember_updated(self, album: Album, journal: Journal) -> None:
        """Note what the next looks will bring again, because they overlap."""
        if moment := journal.updated_to:
            since = album.since("updated", moment)
            found = await self._queries.states(album.id, updated_after=since)
            journal.remember(found.items(), moment)
        if moment := journal.deleted_to:
            found = await self._queries.states(
                album.id,
                status=ItemStatus.DELETED,
                updated_after=album.since("deleted", moment),
            )
            journal.remember(found.items(), moment)
