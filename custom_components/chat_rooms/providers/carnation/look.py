"""What one look at an album brings, and how it comes into the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import time

from .albums import Album
from .journal import Journal
from .known import sane
from .models import WireEvent, WireItem


@dataclass(slots=True)
class Look:
    """What one look at an album brings.

    `listed` are the newest items' statuses by their ids, None where nobody has asked.
    """

    journal: Journal
    items: list[WireItem] = field(default_factory=list)
    events: dict[int, WireEvent] = field(default_factory=dict)
    listed: dict[int, int] | None = None
    highest_item: int = 0
    updated_to: int = 0
    deleted_to: int = 0
    has_newest_events: bool = False

    def add_events(self, events: Iterable[WireEvent]) -> None:
        """Take events; one that is here already may have changed since."""
        self.events.update({event.id: event for event in events})

    def note_events(self, album: Album, now: float) -> None:
        """Note how far events have been read, and the newest of them in the album."""
        events = self.events.values()
        for event in events:
            # It may have been marked while this look was under way.
            event.read = event.read or event.id in album.marked
            self.journal.reach(
                highest_event=event.id,
                events_to=max(
                    sane(event.created_at, now) or 0, sane(event.updated_at, now) or 0
                ),
            )
        album.events.update(self.events)


def newest(times: Iterable[int | None]) -> int:
    """Return the newest of some times that can be, 0 if there is none."""
    now = time()
    return max((sane(moment, now) or 0 for moment in times), default=0)
