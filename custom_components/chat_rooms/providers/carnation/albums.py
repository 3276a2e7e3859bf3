"""An account's albums: what is known of them, and remembered."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import monotonic, time
from typing import Any

from ...model import Message, Room
from ..base import Memory
from ..errors import ConnectionError_, NotFoundError, ProviderError
from ..wire import number_or_none
from .journal import DAY, LIKE_EVENTS, Journal
from .models import WireEvent

JOURNAL, GONE = "album:", "albums_gone"
KEPT_FOR = 30 * DAY
# What happened in the last seconds may have been written down after they were read.
OVERLAP = 60
# By then it has been written down.
SETTLED_AFTER = 600.0


@dataclass(slots=True, eq=False)
class Album:
    """One user's pictures and films.

    `events`, `new_events` and `retrieved_to` are what the service last told of the
    newest events, `marked` those that have been marked as read since the last look
    began. `room` is how the album was last told to those above. `older` and
    `older_picture` are the newest message and picture before the journal, once it
    `knows_older` and `knows_picture`. `error` is why the last
    look failed. `listed` are all items that there were at some time, as far as they
    have been listed, `listed_at` on the monotonic clock.
    """

    id: int
    name: str = ""
    journal: Journal | None = None
    events: dict[int, WireEvent] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)
    new_events: int = 0
    retrieved_to: int = 0
    room: Room | None = None
    older: Message | None = None
    older_picture: Message | None = None
    knows_older: bool = False
    knows_picture: bool = False
    error: ProviderError | None = None
    listed: set[int] | None = None
    listed_at: float = 0.0
    _reached: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def unread(self) -> int:
        """How many likes, and what else has happened, nobody has read."""
        return sum(
            len(set(event.item_ids)) if event.event_type in LIKE_EVENTS else 1
            for event in self.events.values()
            if not event.read
        )

    @property
    def trouble(self) -> ProviderError | None:
        """The error of an album that has to wait, though the service answers."""
        if self.error is None:
            return None
        return ConnectionError_(f"an album: {self.error}", reason=self.error.reason)

    @property
    def known_room(self) -> Room | None:
        """How the album was last told; nobody knows what is new where a look failed."""
        if self.room is None or self.error is None:
            return self.room
        return replace(self.room, newest=None, counted_to=self.room.newest)

    def since(self, name: str, moment: int) -> int:
        """Return from when on to read a list that has been read up to a moment.

        `name` tells the lists apart. Its last seconds are read once more until there
        has been nothing newer for a while.
        """
        now = monotonic()
        if self._reached.get(name, (0, 0.0))[0] != moment:
            self._reached[name] = moment, now
        is_settled = now - self._reached[name][1] > SETTLED_AFTER
        return moment if is_settled else moment - OVERLAP


class Albums:
    """The albums, by the ids of their users.

    Each journal is in the memory by itself, so that it is made anew only when there
    is something new in it; so are the days on which albums were found to be gone.
    """

    def __init__(self, memory: Memory) -> None:
        """Know none yet."""
        self._memory = memory
        self._albums: dict[int, Album] = {}

    def __iter__(self) -> Iterator[Album]:
        """Go through all albums."""
        return iter(self._albums.values())

    def take(self, names: dict[int, str]) -> None:
        """Take all albums that there are, with the names of their users.

        The journal of one that is gone is kept for a while: it may come back.
        """
        self._albums = {
            user_id: self._albums.get(user_id) or self._remembered(user_id)
            for user_id in names
        }
        for user_id, name in names.items():
            self._albums[user_id].name = name or self._albums[user_id].name
        self._forget({JOURNAL + str(user_id) for user_id in names})

    def of_room(self, room_id: str) -> Album:
        """Return the album that is a room, or raise NotFoundError."""
        number = int(room_id) if room_id.isdecimal() else 0
        if (album := self._albums.get(number)) is None:
            raise NotFoundError("there is no such album")
        return album

    def store(self) -> None:
        """Remember the journals in which something has changed."""
        for album in self:
            if album.journal is not None and album.journal.is_changed:
                self._memory[JOURNAL + str(album.id)] = album.journal.as_json()
                album.journal.is_changed = False

    def _remembered(self, user_id: int) -> Album:
        journal = Journal.from_json(self._memory.get(JOURNAL + str(user_id)))
        return Album(user_id, journal=journal)

    def _forget(self, present: set[str]) -> None:
        noted = self._memory.get(GONE)
        since: dict[str, Any] = noted if isinstance(noted, dict) else {}
        now = time()
        gone = {
            key: number_or_none(since.get(key)) or now
            for key in self._memory
            if key.startswith(JOURNAL) and key not in present
        }
        for key, moment in gone.items():
            if now - moment > KEPT_FOR:
                del self._memory[key]
        gone = {key: moment for key, moment in gone.items() if key in self._memory}
        if gone != since:
            self._memory[GONE] = gone
