"""What is in an album, as pages of messages."""

from collections.abc import Iterable, Sequence
from itertools import islice
from math import inf

from ...model import Message, MessageKind, Page
from ..errors import NotFoundError
from .albums import Album
from .entries import Entry, EntryKind, item_of, number_of
from .items import PAGE, Items
from .journal import FIRST_POSITION, Journal
from .models import WireItem
from .translate import to_change, to_event_message, to_message

# Some more than wanted, for those that came in the same second.
SPARE = 5
# Where the newest ones are gone, as many are asked for at once.
PART = 50
# Among so many there is a picture, unless somebody only films.
LOOK_BACK = 20


class History:
    """Reads albums: first what the journal knows, then what is older."""

    def __init__(self, items: Items, *, is_viewer: bool) -> None:
        """Take where items come from."""
        self._items = items
        self._is_viewer = is_viewer

    async def after(self, album: Album, position: int, limit: int) -> Page:
        """Return what was found after a position, in the order of the journal.

        Items that are not there any more are left out. Raises the album's trouble,
        which keeps it from being up to date.
        """
        journal = begun(album)
        if album.trouble:
            raise album.trouble
        entries = list(islice(journal.after(position), limit))
        items = await self._items_of(album, entries)
        messages, changes = [], []
        for entry in entries:
            message = self._message_of(album, entry, items)
            if entry.is_message and message:
                messages.append(message)
            elif not entry.is_message and (message or entry.kind is EntryKind.DELETED):
                changes.append(to_change(album, entry, message))
        return Page(
            messages=tuple(messages),
            changes=tuple(changes),
            position=entries[-1].position if entries else None,
        )

    async def before(
        self, album: Album, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Return the newest messages before a position, at most `limit`, in order."""
        journal = begun(album)
        found = await self._found(
            album, journal, inf if position is None else position, limit
        )
        if (missing := limit - len(found)) > 0:
            first = None if position is None else min(position, FIRST_POSITION)
            found += await self._older(album, journal, first, missing)
        return found[::-1]

    async def message(self, album: Album, message_id: str) -> Message:
        """Return one message; raises NotFoundError."""
        journal = begun(album)
        if not message_id.isdecimal():
            for entry in journal.before():
                if entry.is_message and entry.message_id == message_id:
                    return to_event_message(album, entry)
        elif (item_id := item_of(message_id)) and not journal.is_deleted(item_id):
            item = await self._items.one(album.id, item_id)
            if item.user_id in (None, album.id):
                return self._item_message(album, item)
        raise NotFoundError("there is no such message")

    async def last_message(self, album: Album) -> Message | None:
        """Return the newest message, None where there is nothing."""
        journal = begun(album)
        if messages := await self._found(album, journal, inf, 1):
            return messages[0]
        older = album.older
        if not album.knows_older or (older and not journal.is_shown(int(older.id))):
            messages = await self._older(album, journal, None, 1)
            album.older, album.knows_older = next(iter(messages), None), True
        return album.older

    async def newest_picture(self, album: Album) -> Message | None:
        """Return the newest picture that is still there, None if there is none."""
        journal = begun(album)
        entries = (
            entry
            for entry in journal.before()
            if entry.kind is EntryKind.ITEM and not _is_gone(journal, entry)
        )
        while part := list(islice(entries, SPARE)):
            items = await self._items_of(album, part)
            if found := _picture(self._message_of(album, e, items) for e in part):
                return found
        older = album.older_picture
        if not album.knows_picture or (older and not journal.is_shown(int(older.id))):
            messages = await self._older(album, journal, None, LOOK_BACK)
            album.older_picture, album.knows_picture = _picture(messages), True
        return album.older_picture

    async def _found(
        self, album: Album, journal: Journal, position: float, count: int
    ) -> list[Message]:
        """Return what is in the journal before a position, the newest first."""
        found: list[Message] = []
        entries = (
            entry
            for entry in journal.before(position)
            if entry.is_message and not _is_gone(journal, entry)
        )
        size = count
        while len(found) < count and (part := list(islice(entries, size))):
            items = await self._items_of(album, part)
            messages = (self._message_of(album, entry, items) for entry in part)
            found += filter(None, messages)
            size = PART
        return found[:count]

    async def _older(
        self, album: Album, journal: Journal, before: int | None, count: int
    ) -> list[Message]:
        """Return items that are not in the journal, the newest first."""
        found: list[Message] = []
        if before is None or before > journal.highest_item:
            # What is newer has yet to be found.
            before = journal.highest_item + 1
        size = min(count + len(journal.entries) + SPARE, PAGE)
        while before > 1:
            page = await self._items.newest(album.id, before, size)
            is_last = len(page) < size
            if not is_last:
                page = _whole_seconds(page)
            found += [
                self._item_message(album, item)
                for item in sorted(page, key=lambda item: -item.id)
                if journal.position_of(str(item.id)) is None
            ]
            lowest = min((item.id for item in page), default=0)
            if len(found) >= count or is_last or lowest >= before:
                break
            before = lowest
        return found[:count]

    async def _items_of(
        self, album: Album, entries: Iterable[Entry]
    ) -> dict[int, WireItem]:
        wanted = (EntryKind.ITEM, EntryKind.RESTORED)
        ids = {entry.item_id for entry in entries if entry.kind in wanted}
        return await self._items.fetch(album.id, ids) if ids else {}

    def _message_of(
        self, album: Album, entry: Entry, items: dict[int, WireItem]
    ) -> Message | None:
        match entry.kind:
            case EntryKind.LIKE | EntryKind.SYSTEM:
                return to_event_message(album, entry)
            case EntryKind.DELETED:
                return None
        item = items.get(entry.item_id)
        return None if item is None else self._item_message(album, item)

    def _item_message(self, album: Album, item: WireItem) -> Message:
        position = position_of(album, str(item.id))
        return to_message(
            album,
            item,
            item.id if position is None else position,
            is_viewer=self._is_viewer,
        )


def begun(album: Album) -> Journal:
    """Return an album's journal.

    Where it could not be begun its trouble is raised, before that NotFoundError.
    """
    if album.journal is None:
        raise album.trouble or NotFoundError("the album has not been looked at")
    return album.journal


def position_of(album: Album, message_id: str) -> int | None:
    """Return the position of a message: the journal's, else its number."""
    if album.journal is not None:
        found = album.journal.position_of(message_id)
        if found is not None:
            return found
    return number_of(message_id)


def _picture(messages: Iterable[Message | None]) -> Message | None:
    """Return the first picture of some messages."""
    return next((m for m in messages if m and m.kind is MessageKind.IMAGE), None)


def _is_gone(journal: Journal, entry: Entry) -> bool:
    return entry.is_of_item and not journal.is_shown(entry.item_id)


def _whole_seconds(page: list[WireItem]) -> list[WireItem]:
    """Return a page without its last second, of which there may be more.

    The list is in the order of time: within a second any item may come first.
    """
    last = page[-1].created_at
    return [item for item in page if item.created_at != last] or page
