"""The places of stanzas in their rooms, and what other ids they have.

MongooseIM's archive counts in base 32: the microseconds since 1970 at which the server
took a stanza, and eight bits for the server's node. Such an id is a place by itself.
"""

from binascii import crc32
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
import re
from time import time_ns
from typing import TYPE_CHECKING

from ..errors import NotFoundError
from ..wire import now

if TYPE_CHECKING:
    from .muclight import Stanza

BASE = 32
NODE_BITS = 8
NODES = (1 << NODE_BITS) - 1
# So long are the ids of all years from 1974 to 2112.
PLACE = re.compile(r"[0-9A-V]{12}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
REMEMBERED = 4096
NOTHING = (0, None)
# Clocks differ, but not by more: what is live and further ahead is forged.
DAY = (24 * 60 * 60 * 1_000_000) << NODE_BITS


class Bounded[K, V](OrderedDict[K, V]):
    """A map that forgets what it has known longest."""

    def __init__(self, size: int = REMEMBERED) -> None:
        """Take how many things are remembered."""
        super().__init__()
        self._size = size

    def __setitem__(self, key: K, value: V) -> None:
        """Remember something, as the newest."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self._size:
            self.popitem(last=False)


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

    A stanza's own id is the one that its sender gave it; markers name that one. Its
    place is where the server put it, unless it was moved.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._positions: Bounded[str, int] = Bounded()
        self._own_ids: Bounded[str, str] = Bounded()
        self._stanza_ids: Bounded[tuple[str, str], str] = Bounded()
        self._newest: dict[str, tuple[int, str]] = {}
        self._moved: Bounded[str, int] = Bounded()
        self._newest_moved: dict[str, int] = {}
        self._latest = 0
        self._horizon = 0

    def take(self, stanza: Stanza) -> int | None:
        """Return the place of a stanza and remember its ids; None if it has no place.

        What has come without a stanza id stands where its own id was first seen. What
        is live and says that it comes from the future has no place.
        """
        stanza_id, own_id, room_id = stanza.stanza_id, stanza.id, stanza.room_id
        if not stanza_id:
            return self._place(own_id, stanza.stamp) if own_id else None
        found = _told(stanza_id)
        if found is None:
            found = self._place(stanza_id, stanza.stamp)
        elif stanza.stamp is not None:
            self._latest = max(self._latest, found)
        elif found > self._horizon and not self._is_believed(found):
            return None
        if own_id:
            if self._own_ids.get(stanza_id) != own_id:
                self._own_ids[stanza_id] = own_id
                self._stanza_ids[room_id, own_id] = stanza_id
            if found > self._newest.get(room_id, NOTHING)[0]:
                self._newest[room_id] = found, own_id
        return self._moved.get(stanza_id, found) if self._moved else found

    def move(self, room_id: str, stanza_id: str, place: int) -> None:
        """Give a stanza another place than the server did, for good."""
        self._moved[stanza_id] = place
        self._newest_moved[room_id] = max(place, self.newest_moved(room_id))

    def newest_moved(self, room_id: str) -> int:
        """Return the newest place in a room to which anything was moved, 0 for none."""
        return self._newest_moved.get(room_id, 0)

    def place(self, stanza_id: str, stamp: datetime | None) -> int:
        """Return where something stands that the archive has, with its time there."""
        found = self._moved.get(stanza_id)
        return position(stanza_id, stamp) if found is None else found

    def newest_own_id(self, room_id: str) -> str | None:
        """Return the own id of the newest stanza of a room, of whatever kind."""
        return self._newest.get(room_id, NOTHING)[1]

    def position_of(self, stanza_id: str) -> int:
        """Return the place of a stanza id; raises NotFoundError if nobody knows it."""
        found = self._moved.get(stanza_id)
        return self._given(stanza_id) if found is None else found

    def read_to(self, room_id: str, stanza_id: str) -> int:
        """Return up to where a room has been read by somebody who has seen a stanza.

        Whoever has seen the newest has seen what was moved behind it, too.
        Raises NotFoundError for a stanza that nobody knows.
        """
        place = self.position_of(stanza_id)
        if self._given(stanza_id) >= self._newest.get(room_id, NOTHING)[0]:
            return max(place, self.newest_moved(room_id))
        return place

    def own_id(self, stanza_id: str) -> str | None:
        """Return the id that the sender gave a stanza, None if it was not seen."""
        return self._own_ids.get(stanza_id)

    def stanza_id(self, room_id: str, own_id: str) -> str | None:
        """Return the stanza id of what its sender gave an id, None if not seen.

        Senders choose their ids as they like: they tell nothing beyond their room.
        """
        return self._stanza_ids.get((room_id, own_id))

    def _given(self, stanza_id: str) -> int:
        """Return the place that the server gave a stanza, or raise NotFoundError."""
        found = _told(stanza_id)
        if found is None and (found := self._positions.get(stanza_id)) is None:
            raise NotFoundError("no such stanza")
        return found

    def _is_believed(self, place: int) -> bool:
        """Tell whether a place can be of now, by the clock here or the server's."""
        here = (time_ns() // 1000) << NODE_BITS
        self._horizon = max(here, self._latest) + DAY
        return place <= self._horizon

    def _place(self, any_id: str, stamp: datetime | None) -> int:
        """Return the place of an id that tells none, always the same."""
        if (found := self._positions.get(any_id)) is None:
            found = self._positions[any_id] = position(any_id, stamp)
        return found


def _told(stanza_id: str) -> int | None:
    """Return the place that one of MongooseIM's ids tells, None if it is none."""
    return int(stanza_id, BASE) if PLACE.fullmatch(stanza_id) else None
