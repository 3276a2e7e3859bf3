"""Telling the service what has been delivered, and what has been read."""

from functools import partial
from itertools import batched
from math import inf

from ..repeating import repeat
from .albums import Album
from .client import CarnationClient
from .history import begun
from .models import WireEvent

# So many ids make an address that no server minds.
MARKED_AT_ONCE = 100


class Reports:
    """Reports of the events of an own album; all of them may be repeated."""

    def __init__(self, client: CarnationClient) -> None:
        """Take the way to the service."""
        self._client = client

    async def read(self, album: Album, position: int) -> None:
        """Mark the events as read that are over at a position."""
        unread = [
            event
            for event in album.events.values()
            if not event.read and _end_of(album, event) <= position
        ]
        for part in batched(unread, MARKED_AT_ONCE, strict=False):
            ids = [event.id for event in part]
            await repeat(partial(self._client.mark_events_read, album.id, ids))
            album.marked.update(ids)
            for event in part:
                event.read = True

    async def delivered(self, album: Album, position: int) -> None:
        """Tell which events have been delivered when everything up to a position has.

        Never fewer than the service knows of: that would take back what another
        program has told.
        """
        delivered, waiting = 0, inf
        entries = [entry for entry in begun(album).entries if entry.event_id]
        for entry in entries:
            if entry.position > position:
                waiting = min(waiting, entry.event_id)
        for entry in entries:
            if entry.event_id < waiting:
                delivered = max(delivered, entry.event_id)
        if delivered > album.retrieved_to:
            await repeat(
                partial(self._client.mark_events_retrieved, album.id, delivered)
            )
            album.retrieved_to = delivered


def _end_of(album: Album, event: WireEvent) -> int:
    """Return the position of the last that came of an event.

    What came before the journal counts as having come when it was begun, which is
    where its newest message of that time is.
    """
    journal = begun(album)
    last = album.room.last_message if album.room else None
    start = min(journal.base_id, last.position if last else 0)
    ids = [f"like-{event.id}-{item_id}" for item_id in event.item_ids]
    places = (journal.position_of(id_) for id_ in (*ids, f"event-{event.id}"))
    return max(place or start for place in places)
