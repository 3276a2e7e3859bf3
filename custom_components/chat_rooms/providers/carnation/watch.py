"""Finding news in an album."""

from collections.abc import Coroutine, Iterable
from time import monotonic, time
from typing import Any

from .albums import Album
from .first_look import FirstLook
from .items import Items
from .journal import DAY, HOUR
from .lists import together
from .look import Look, newest
from .models import ItemStatus, WireItem
from .queries import Queries

# So seldom is a whole album listed.
LIST_EVERY = float(HOUR)


class Watch:
    """Looks for news.

    A quick look asks for what is newer, by id and by time, and for the uploads that
    were not ready. That misses what the service dates back: films that become active,
    uploads that took long, and what may only be seen later. A sweep goes through all
    that is not old, and now and then, for a viewer, through all that there is.
    """

    def __init__(self, queries: Queries, items: Items, *, is_viewer: bool) -> None:
        """Take where to ask; what is read is kept among the items."""
        self._queries = queries
        self._items = items
        self._is_viewer = is_viewer
        self._first_look = FirstLook(queries, items, is_viewer=is_viewer)

    async def look(self, album: Album, *, sweep: bool) -> None:
        """Enter what is new into an album's journal; the first time, begin one."""
        album.marked.clear()
        if album.journal is None:
            album.journal = await self._first_look.begin(album)
            return
        look = Look(album.journal)
        calls = [self._new_items(album, look), self._updated_items(album, look)]
        if sweep:
            calls.append(self._list(album, look))
        if self._is_viewer:
            calls += [self._deleted_items(album, look)] if sweep else []
        else:
            calls.append(self._pending_items(album, look))
            calls += self._events(album, look, sweep=sweep)
        await together(*calls)
        if look.listed is not None:
            await self._fetch_missing(album, look, look.listed)
            if self._is_viewer:
                await self._fetch_late(album, look)
        self._apply(album, look)

    def _apply(self, album: Album, look: Look) -> None:
        journal, now = look.journal, time()
        self._items.note(look.items)
        if self._is_viewer:
            for item in look.items:
                is_active = item.status == ItemStatus.ACTIVE
                if is_active and (item.valid_after or 0) > journal.begun_at - DAY:
                    # It could not be seen before.
                    journal.expect(item.id)
        journal.discover(look.items, look.events.values(), now)
        journal.reach(
            highest_item=look.highest_item,
            # In an album that was empty, only what is new tells how far it is read.
            updated_to=look.updated_to
            or newest(item.updated_at for item in look.items if not journal.updated_to),
            deleted_to=look.deleted_to,
        )
        if look.listed is not None:
            journal.keep(look.listed)
        if album.listed is not None:
            album.listed.update(item.id for item in look.items)
        if look.has_newest_events:
            album.events.clear()
        look.note_events(album, now)

    # Items

    async def _new_items(self, album: Album, look: Look) -> None:
        above = look.journal.highest_item
        found = await self._queries.items(album.id, greater_than=above or None)
        look.items += found
        look.highest_item = max((item.id for item in found), default=0)

    async def _updated_items(self, album: Album, look: Look) -> None:
        if not (moment := look.journal.updated_to):
            # There was nothing yet: all that there is now is new.
            return
        found = await self._queries.items(
            album.id,
            updated_after=album.since("updated", moment),
            order_by="updated_at",
        )
        look.items += found
        look.updated_to = newest(item.updated_at for item in found)

    async def _pending_items(self, album: Album, look: Look) -> None:
        """Look which uploads are ready: no time of a film's tells that."""
        if pending := look.journal.pending(time()):
            still = await self._queries.still_pending(album.id, pending)
            ready = [item_id for item_id in pending if item_id not in still]
            look.items += (await self._items.fetch(album.id, ready)).values()

    async def _deleted_items(self, album: Album, look: Look) -> None:
        """Ask what has been deleted: a viewer is not shown it."""
        moment = look.journal.deleted_to
        found = await self._queries.items(
            album.id,
            status=ItemStatus.DELETED,
            updated_after=album.since("deleted", moment) if moment else 1,
            order_by="updated_at",
        )
        look.items += found
        look.deleted_to = newest(item.updated_at for item in found)

    async def _list(self, album: Album, look: Look) -> None:
        created_to = look.journal.created_to
        look.listed = await self._queries.newest_states(album.id, created_to)

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

    async def _fetch_late(self, album: Album, look: Look) -> None:
        """Fetch what may be seen only long after it was made.

        What there was when this run listed the album for the first time is no news.
        """
        now = monotonic()
        if album.listed is not None and now - album.listed_at < LIST_EVERY:
            return
        ids = await self._queries.all_ids(album.id)
        if album.listed is not None:
            found = await self._items.fetch(album.id, self._unknown(album, look, ids))
            # Where there are very many, old ones move up when others are deleted.
            since = time() - (now - album.listed_at) - DAY
            look.items += (
                item for item in found.values() if (item.valid_after or 0) > since
            )
        album.listed = ids.union(album.listed or ())
        album.listed_at = now

    @staticmethod
    def _unknown(album: Album, look: Look, ids: set[int]) -> set[int]:
        read = {item.id for item in look.items}
        return ids.difference(album.listed or (), look.journal.items, read)

    # Events

    def _events(
        self, album: Album, look: Look, *, sweep: bool
    ) -> Iterable[Coroutine[Any, Any, None]]:
        journal = look.journal
        yield self._new_events(album, look, journal.highest_event)
        if moment := journal.events_to:
            yield self._updated_events(album, look, album.since("events", moment))
        if sweep:
            yield self._newest_events(album, look)

    async def _new_events(self, album: Album, look: Look, above: int) -> None:
        look.add_events(await self._queries.events(album, above))

    async def _updated_events(self, album: Album, look: Look, since: int) -> None:
        look.add_events(await self._queries.events(album, updated_after=since))

    async def _newest_events(self, album: Album, look: Look) -> None:
        look.add_events(await self._queries.newest_events(album))
        look.has_newest_events = True
