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
from .known import KnownEvent, KnownItem, sane
from .models import ItemStatus, WireEvent, WireItem

FIRST_POSITION = 10**12
# One that tells no type is what almost all are.
LIKE_EVENTS = (1, None)

KEPT_ENTRIES = 2_000
KEPT_EVENTS = 200
HOUR = 3_600
DAY = 24 * HOUR
# What has been uploaded for longer than that is waited for no more in each look.
PENDING_FOR = HOUR
NUMBERS = (
    "begun_at",
    "base_id",
    "highest_item",
    "highest_event",
    "oldest_event",
    "created_to",
    "updated_to",
    "deleted_to",
    "events_to",
)


@dataclass(slots=True)
class Journal:
    """One album's journal, and what is needed to tell news from what is known.

    It was `begun_at` a time of our clock's; `base_id` is the highest item that was
    there at the start. The other numbers are how far the service's lists have been
    read: the highest ids, and the newest times in unix seconds. Events below
    `oldest_event` are not known and not news either. It `is_changed` until somebody
    stores it, and says that it is not.
    """

    begun_at: int = 0
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
    is_changed: bool = field(default=True, compare=False)
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
        journal.is_changed = False
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

    def pending(self, now: float) -> list[int]:
        """Return the uploads that are not ready yet and not old, in order.

        The service does not always say when they were: a film's time stays.
        """
        return sorted(
            item_id
            for item_id, known in self.items.items()
            if known.status == ItemStatus.INITIATED
            and known.updated > now - PENDING_FOR
        )

    def reach(self, **numbers: int) -> None:
        """Note how far lists have been read; a number only grows."""
        for name, number in numbers.items():
            if number > getattr(self, name):
                setattr(self, name, number)
                self.is_changed = True

    def expect(self, item_id: int, updated: int = 0) -> None:
        """Note that an item is news once it is shown, however old it is.

        `updated` is when it was uploaded, in unix seconds, 0 if unknown.
        """
        known = self.items.get(item_id)
        if self._last.get(item_id) is None and not (known and known.shown):
            updated = max(updated, known.updated if known else 0)
            self.items[item_id] = KnownItem(ItemStatus.INITIATED, False, updated)

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
        first, before = min(listed, default=self.highest_item + 1), len(self.items)
        self.items = {
            item_id: known
            for item_id, known in self.items.items()
            if item_id in listed
            or item_id > self.highest_item
            or (item_id >= first and known.shown)
            or known.updated > self._read_to(known) - HOUR
        }
        self.is_changed |= len(self.items) != before

    def _read_to(self, known: KnownItem) -> int:
        """Return up to when the list was read that tells of such an item."""
        if known.status == ItemStatus.DELETED and self.deleted_to:
            return self.deleted_to
        return self.updated_to

    def _see(self, item: WireItem, now: float) -> Iterator[Entry]:
        created, updated = sane(item.created_at, now), sane(item.updated_at, now)
        known = self.items.get(item.id) or self._as_entered(item)
        status = item.status or ItemStatus.INITIATED
        is_active = status == ItemStatus.ACTIVE
        seen = KnownItem(
            status, known.shown or is_active, max(known.updated, updated or 0)
        )
        if seen != self.items.get(item.id):
            self.items[item.id] = seen
            self.is_changed = True
        self.reach(created_to=created or 0)
        if seen.shown and not known.shown:
            yield Entry(0, EntryKind.ITEM, created or int(now), item.id)
        elif known.shown:
            is_other = status != known.status
            # One that has been active all the time may be another file now.
            is_newer = 0 < known.updated < seen.updated
            if is_active and (is_other or is_newer):
                yield Entry(0, EntryKind.RESTORED, updated or int(now), item.id)
            elif is_other and status == ItemStatus.DELETED:
                yield Entry(0, EntryKind.DELETED, updated or int(now), item.id)

    def _as_entered(self, item: WireItem) -> KnownItem:
        """Return how an item was last seen that is not among the known ones any more.

        What was there before the journal is in the room though nobody knows it.
        """
        last = self._last.get(item.id)
        if last is EntryKind.DELETED:
            return KnownItem(ItemStatus.DELETED, shown=True)
        if last is not None or self._is_old(item):
            return KnownItem(ItemStatus.ACTIVE, shown=True)
        return KnownItem(ItemStatus.INITIATED, shown=False)

    def _is_old(self, item: WireItem) -> bool:
        """Tell whether an item that nobody knows any more was there at the start.

        What was begun at that time may have been shown only later.
        """
        return item.id <= self.base_id and (
            item.status == ItemStatus.DELETED
            or (item.created_at or 0) < self.begun_at - DAY
        )

    def _see_event(self, event: WireEvent, now: float) -> Iterator[Entry]:
        known = self.events.get(event.id)
        if known is None and event.id < self.oldest_event:
            return
        updated = sane(event.updated_at, now) or 0
        at = max(sane(event.created_at, now) or 0, updated) or int(now)
        is_like = event.event_type in LIKE_EVENTS
        if known is None:
            known = self.events[event.id] = KnownEvent(updated)
            self.is_changed = True
            if not is_like:
                yield Entry(0, EntryKind.SYSTEM, at, 0, event.id)
        if updated > known.updated:
            known.updated = updated
            self.is_changed = True
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
        self.is_changed = True
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
