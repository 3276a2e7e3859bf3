"""An account's albums: what is known of them, and remembered."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...model import Message, Room
from ..base import Memory
from ..errors import NotFoundError
from .journal import LIKE_EVENTS, Journal
from .models import WireEvent

MEMORY = "albums"


@dataclass(slots=True, eq=False)
class Album:
    """One user's pictures and films.

    `events`, `new_events` and `retrieved_to` are what the service last told of the
    newest events, `marked` those that have been marked as read since the last look
    began. `room` is how the album was last told to those above, and `older` the
    newest message before the journal, once it `knows_older`.
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
    knows_older: bool = False

    @property
    def unread(self) -> int:
        """How many likes, and what else has happened, nobody has read."""
        return sum(
            len(set(event.item_ids)) if event.event_type in LIKE_EVENTS else 1
            for event in self.events.values()
            if not event.read
        )


class Albums:
    """The albums, by the ids of their users; their journals are in the memory."""

    def __init__(self, memory: Memory) -> None:
        """Know none yet."""
        self._memory = memory
        self._albums: dict[int, Album] = {}

    def __iter__(self) -> Iterator[Album]:
        """Go through all albums."""
        return iter(self._albums.values())

    def take(self, names: dict[int, str]) -> None:
        """Take all albums that there are, with the names of their users."""
        self._albums = {
            user_id: self._albums.get(user_id) or self._remembered(user_id)
            for user_id in names
        }
        for user_id, name in names.items():
            self._albums[user_id].name = name or self._albums[user_id].name

    def of_room(self, room_id: str) -> Album:
        """Return the album that is a room, or raise NotFoundError."""
        number = int(room_id) if room_id.isdecimal() else 0
        if (album := self._albums.get(number)) is None:
            raise NotFoundError("there is no such album")
        return album

    def store(self) -> None:
        """Remember the journals, if anything in them has changed.

        One of an album that is gone is kept: it may come back.
        """
        stored = self._stored()
        found = {
            str(album.id): album.journal.as_json()
            for album in self
            if album.journal is not None
        }
        if any(stored.get(key) != journal for key, journal in found.items()):
            self._memory[MEMORY] = {**stored, **found}

    def _remembered(self, user_id: int) -> Album:
        journal = Journal.from_json(self._stored().get(str(user_id)))
        return Album(user_id, journal=journal)

    def _stored(self) -> dict[str, object]:
        stored = self._memory.get(MEMORY)
        return dict(stored) if isinstance(stored, dict) else {}
