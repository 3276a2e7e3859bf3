"""What a journal knows of items and events, and which times it believes."""

from dataclasses import dataclass, field
from math import inf

CLOCKS_DIFFER = 300
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
