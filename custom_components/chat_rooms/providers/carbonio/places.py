"""The places of stanzas in their rooms, and what other ids they have.

MongooseIM's archive counts in base 32: the microseconds since 1970 at which the server
took a stanza, and eight bits for the server's node. Such an id is a place by itself.
"""

from binascii import crc32
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ..base import NotFoundError
from ..wire import now

if TYPE_CHECKING:
    from .muclight import Stanza

BASE = 32
NODE_BITS = 8
NODES = (1 << NODE_BITS) - 1
# So long are the ids of all years from 1974 to 2112.
ID_LENGTH = 12
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
REMEMBERED = 4096
NOTHING = (0, None)


class Bounded[K, V](dict[K, V]):
    """A map that forgets what it has known longest."""

    def __init__(self, size: int = REMEMBERED) -> None:
        """Take how many things are remembered."""
        super().__init__()
        self._size = size

    def __setitem__(self, key: K, value: V) -> None:
        """Remember something, as the newest."""
        self.pop(key, None)
        super().__setitem__(key, value)
        if len(self) > self._size:
            del self[next(iter(self))]


def position(stanza_id: str, stamp: datetime | None) -> int:
    """Return the place that an id and, where the id tells nothing, a time stand for."""
    if (found := _told(stanza_id)) is not None:
        return found
    return place_of(stamp or now()) + (
        crc32(stanza_id.encode(errors="replace")) & NODES
    )


def place_of(moment: datetime | None) -> int:
    """Return the first place at a time, 0 for none."""
    if moment is None:
        return 0
    return ((moment - EPOCH) // MICROSECOND) << NODE_BITS


def time_of(position: int) -> datetime:
    """Return when the server took what is at a place."""
    try:
        return EPOCH + timedelta(microseconds=max(position, 0) >> NODE_BITS)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


class Places:
    """What was seen lately, by each of its ids.

    A stanza's own id is the one that its sender gave it; markers name that one.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._positions: Bounded[str, int] = Bounded()
        self._own_ids: Bounded[str, str] = Bounded()
        self._stanza_ids: Bounded[str, str] = Bounded()
        self._newest: dict[str, tuple[int, str]] = {}

    def take(self, stanza: Stanza) -> int | None:
        """Return the place of a stanza and remember its ids; None if it has no place.

        What has come without a stanza id stands where its own id was first seen.
        """
        stanza_id, own_id = stanza.stanza_id, stanza.id
        if not stanza_id:
            return self._place(own_id, stanza.stamp) if own_id else None
        if own_id:
            self._own_ids[stanza_id] = own_id
            self._stanza_ids[own_id] = stanza_id
        found = _told(stanza_id)
        if found is None:
            found = self._place(stanza_id, stanza.stamp)
        if own_id and found > self._newest.get(stanza.room_id, NOTHING)[0]:
            self._newest[stanza.room_id] = found, own_id
        return found

    def newest_own_id(self, room_id: str) -> str | None:
        """Return the own id of the newest stanza of a room, of whatever kind."""
        return self._newest.get(room_id, NOTHING)[1]

    def position_of(self, stanza_id: str) -> int:
        """Return the place of a stanza id; raises NotFoundError if nobody knows it."""
        found = _told(stanza_id)
        if found is None and (found := self._positions.get(stanza_id)) is None:
            raise NotFoundError("no such stanza")
        return found

    def own_id(self, stanza_id: str) -> str | None:
        """Return the id that the sender gave a stanza, None if it was not seen."""
        return self._own_ids.get(stanza_id)

    def stanza_id(self, own_id: str) -> str | None:
        """Return the stanza id of what its sender gave an id, None if not seen."""
        return self._stanza_ids.get(own_id)

    def _place(self, any_id: str, stamp: datetime | None) -> int:
        """Return the place of an id that tells none, always the same."""
        if (found := self._positions.get(any_id)) is None:
            found = self._positions[any_id] = position(any_id, stamp)
        return found


def _told(stanza_id: str) -> int | None:
    """Return the place that one of MongooseIM's ids tells, None if it is none."""
    if (
        len(stanza_id) != ID_LENGTH
        or not stanza_id.isascii()
        or not stanza_id.isalnum()
        or stanza_id.upper() != stanza_id
    ):
        return None
    try:
        return int(stanza_id, BASE)
    except ValueError:
        return None
