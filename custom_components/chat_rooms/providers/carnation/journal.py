"""What has been found in an album, in the order in which it was found.

Items are numbered when their upload begins, so they appear late and out of order,
and likes merge into events that have been seen: no number of the service is a place
in a room. The journal makes one: the millisecond in which something was found. What
is older than the journal keeps the id of its item, which is far below that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, Self

from .entries import Entry, EntryKind
from .models import ItemStatus, WireEvent, WireItem

FIRST_POSITION = 10**12
# One that tells no type is what almost all are.
LIKE_EVENTS = (1, None)

KEPT_ENTRIES = 2_000
KEPT_EVENTS = 200
HOUR = 3_600
# What has been uploaded for longer than that is waited for no more in each look.
PENDING_FOR = HOUR
CLOCKS_DIFFER = 300
NUMBERS = (
    "base_id",
    "highest_item",
    "highest_event",
    "oldest_event",
    "created_to",
    "updated_to",
    "deleted_to",
    "events_to",
)
# A clock that has not been set yet says nothing about other times.
FIRST_TIME = 1_735_689_600


@dataclass(slots=True)
class KnownItem:
    """An item as it was last seen; it is `shown` once it is or was in the room.

    `updated` is in unix seconds, 0 if unknown.
    """

    status: int
    shown: bool
    updated: int = 0


@dataclass(slots=True)
class KnownEvent:
    """An event as it was last seen, with all items that were ever in it."""

    updated: int
    item_ids: list[int] = field(default_factory=list)


def sane(moment: int | None, now: float) -> int | None:
    """Return a time of the service's, None for one that cannot be."""
    latest = now + CLOCKS_DIFFER if now > FIRST_TIME else inf
    return moment if moment is not None and 0 < moment <= latest else None


@dataclass(slots=True)
class Journal:
    """One album's journal, and what is needed to tell news from what is known.

    `base_id` is the highest item that was there at the start. The other numbers are
    how far the service's lists have been read: the highest ids, and the newest times
    in unix seconds. Events below `oldest_event` are not known and not news either.
    """

    base_id: int = 0
    highest_item: int = 0
    highest_event: int = 0
    oldest_event: int = 0
    created_to: int = 0
    updated_to: int = 0
    deleted_to: int = 0
    events_to: int = 0
    items: dict[int, KnownItem] = field(default_factory=dict)
    events: dict[int, KnownEvent] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)
    _last: dict[int, EntryKind] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return all of it in new lists and maps, ready for JSON."""
        return {
            **{name: getattr(self, name) for name in NUMBERS},
            "items": {
                str(item_id): [known.status, known.shown, known.updated]
                for item_id, known in self.items.items()
            },
            "events": {
                str(event_id): [known.updated, *known.item_ids]
                for event_id, known in self.events.items()
            },
            "entries": [entry.as_json() for entry in self.entries],
        }

    @classmethod
    def from_json(cls, value: Any) -> Self | None:
        """Read what `as_json` returned, None if that is not what it is."""
        try:
            journal = cls()
            for name in NUMBERS:
                setattr(journal, name, int(value[name]))
            journal.items = {
                int(item_id): KnownItem(*known)
                for item_id, known in value["items"].items()
            }
            journal.events = {
                int(event_id): KnownEvent(updated, item_ids)
                for event_id, (updated, *item_ids) in value["events"].items()
            }
            for entry in value["entries"]:
                journal._enter(Entry.from_json(entry))
        except AttributeError, LookupError, TypeError, ValueError:
            return None
        return journal

    @property
    def end(self) -> int:
        """The newest position."""
        return self.entries[-1].position if self.entries else self.base_id

    def position_of(self, message_id: str) -> int | None:
        """Return the position of a message, None if it is not in the journal."""
        return self._places.get(message_id)

    def after(self, position: int) -> Iterator[Entry]:
        """Yield what was found after a position, in order."""
        return (entry for entry in self.entries if entry.position > position)

    def before(self, position: float = inf) -> Iterator[Entry]:
        """Yield what was found before a position, the newest first."""
        return (entry for entry in reversed(self.entries) if entry.position < position)

    def is_deleted(self, item_id: int) -> bool:
        """Whether an item was deleted when it was last seen."""
        if (known := self.items.get(item_id)) is not None:
            return known.status == ItemStatus.DELETED
        return self._last.get(item_id) is EntryKind.DELETED

    def is_shown(self, item_id: int) -> bool:
        """Whether an item could be seen when it was last seen."""
        if (known := self.items.get(item_id)) is not None:
            return known.status == ItemStatus.ACTIVE
        return not self.is_deleted(item_id)

    def lowest_to_ask(self, now: float) -> int:
        """Return the id from which on the list of items may tell of news.

        That is the highest one, but for uploads that are not ready yet: of a film's
        the service does not say when it was.
        """
        pending = (
            item_id
            for item_id, known in self.items.items()
            if known.status == ItemStatus.INITIATED
            and known.updated > now - PENDING_FOR
        )
        return min(self.highest_item, min(pending, default=self.highest_item + 1) - 1)

    def remember(self, items: Iterable[tuple[int, int]], updated: int = 0) -> None:
        """Note what was there at the start: ids and statuses."""
        for item_id, status in items:
            known = KnownItem(status, status != ItemStatus.INITIATED, updated)
            self.items.setdefault(item_id, known)

    def remember_events(self, events: Iterable[WireEvent], now: float) -> None:
        """Note the events that were there at the start."""
        for event in events:
            list(self._see_event(event, now))
        self.oldest_event = min(self.events, default=0)

    def discover(
        self, items: Iterable[WireItem], events: Iterable[WireEvent], now: float
    ) -> None:
        """Enter what is new in what was read, `now` in unix seconds."""
        newest: dict[int, WireItem] = {}
        for item in items:
            # Two lists of the same look can show an item before and after something.
            other = newest.get(item.id)
            if other is None or (other.updated_at or 0) <= (item.updated_at or 0):
                newest[item.id] = item
        found = [entry for item in newest.values() for entry in self._see(item, now)]
        for event in events:
            found += self._see_event(event, now)
        found.sort(key=lambda entry: (entry.at, entry.item_id, entry.event_id))
        first = max(int(now * 1000), FIRST_POSITION, self.end + 1)
        for position, entry in enumerate(found, first):
            self._enter(replace(entry, position=position))
        self._prune()

    def keep(self, listed: Mapping[int, int]) -> None:
        """Forget the items that no look can bring any more.

        `listed` are the newest ones, their ids and statuses; an upload among them
        that is not listed has been given up.
        """
        first = min(listed, default=self.highest_item + 1)
        self.items = {
            item_id: known
            for item_id, known in self.items.items()
            if item_id in listed
            or item_id > self.highest_item
            or (item_id >= first and known.shown)
            or known.updated > self._read_to(known) - HOUR
        }

    def _read_to(self, known: KnownItem) -> int:
        """Return up to when the list was read that tells of such an item."""
        if known.status == ItemStatus.DELETED and self.deleted_to:
            return self.deleted_to
        return self.updated_to

    def _see(self, item: WireItem, now: float) -> Iterator[Entry]:
        created, updated = sane(item.created_at, now), sane(item.updated_at, now)
        known = self.items.setdefault(item.id, self._as_entered(item))
        before, known.status = known.status, item.status or ItemStatus.INITIATED
        known.updated = max(known.updated, updated or 0)
        self.created_to = max(self.created_to, created or 0)
        if known.status == ItemStatus.ACTIVE and not known.shown:
            known.shown = True
            yield Entry(0, EntryKind.ITEM, created or int(now), item.id)
        elif known.shown and known.status != before:
            if known.status == ItemStatus.ACTIVE:
                yield Entry(0, EntryKind.RESTORED, updated or int(now), item.id)
            elif known.status == ItemStatus.DELETED:
                yield Entry(0, EntryKind.DELETED, updated or int(now), item.id)

    def _as_entered(self, item: WireItem) -> KnownItem:
        """Return how an item was last seen that is not among the known ones any more.

        What was there before the journal is in the room though nobody knows it.
        """
        last = self._last.get(item.id)
        if last is EntryKind.DELETED:
            return KnownItem(ItemStatus.DELETED, shown=True)
        is_old = item.status == ItemStatus.DELETED and item.id <= self.base_id
        if last is not None or is_old:
            return KnownItem(ItemStatus.ACTIVE, shown=True)
        return KnownItem(ItemStatus.INITIATED, shown=False)

    def _see_event(self, event: WireEvent, now: float) -> Iterator[Entry]:
        known = self.events.get(event.id)
        if known is None and event.id < self.oldest_event:
            return
        updated = sane(event.updated_at, now) or 0
        at = max(sane(event.created_at, now) or 0, updated) or int(now)
        is_like = event.event_type in LIKE_EVENTS
        if known is None:
            known = self.events[event.id] = KnownEvent(updated)
            if not is_like:
                yield Entry(0, EntryKind.SYSTEM, at, 0, event.id)
        known.updated = max(known.updated, updated)
        if is_like:
            for item_id in sorted(set(event.item_ids) - set(known.item_ids)):
                known.item_ids.append(item_id)
                yield Entry(
                    0,
                    EntryKind.LIKE,
                    at,
                    item_id,
                    event.id,
                    event.viewer_id or 0,
                    event.viewer_name,
                )

    def _enter(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.is_message:
            self._places[entry.message_id] = entry.position
        if entry.is_of_item:
            self._last[entry.item_id] = entry.kind

    def _prune(self) -> None:
        if len(self.entries) > KEPT_ENTRIES:
            kept = self.entries[-KEPT_ENTRIES:]
            self.entries, self._places, self._last = [], {}, {}
            for entry in kept:
                self._enter(entry)
        if len(self.events) > KEPT_EVENTS:
            self.oldest_event = sorted(self.events)[-KEPT_EVENTS]
            self.events = {
                event_id: known
                for event_id, known in self.events.items()
                if event_id >= self.oldest_event
                or known.updated > self.events_to - HOUR
            }
