"""What a journal is made of, and the ids of the messages that come of it."""

from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Any, Self

LIKE_ID = re.compile(r"like-([0-9]{1,12})-([0-9]{1,12})")
SYSTEM_ID = re.compile(r"event-([0-9]{1,12})")
ITEM_ID = re.compile(r"[0-9]{1,12}")


class EntryKind(StrEnum):
    """What was found: an item, what became of it, or something of an event."""

    ITEM = "item"
    DELETED = "deleted"
    RESTORED = "restored"
    LIKE = "like"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """Something that was found; `at` is when it happened, in unix seconds."""

    position: int
    kind: EntryKind
    at: int
    item_id: int = 0
    event_id: int = 0
    viewer_id: int = 0
    viewer_name: str = ""

    @property
    def message_id(self) -> str:
        """The id of the message that this is, or that it happened to."""
        match self.kind:
            case EntryKind.LIKE:
                return f"like-{self.event_id}-{self.item_id}"
            case EntryKind.SYSTEM:
                return f"event-{self.event_id}"
        return str(self.item_id)

    @property
    def is_message(self) -> bool:
        """Whether a message comes of it, not a change."""
        return self.kind not in (EntryKind.DELETED, EntryKind.RESTORED)

    @property
    def is_of_item(self) -> bool:
        """Whether it tells what became of an item itself."""
        return self.kind not in (EntryKind.LIKE, EntryKind.SYSTEM)

    def as_json(self) -> list[Any]:
        """Return it as a list, without the empty fields at the end."""
        values = [
            self.position,
            self.kind,
            self.at,
            self.item_id,
            self.event_id,
            self.viewer_id,
            self.viewer_name,
        ]
        while not values[-1]:
            values.pop()
        return values

    @classmethod
    def from_json(cls, values: list[Any]) -> Self:
        """Read such a list."""
        position, kind, at, *rest = values
        return cls(position, EntryKind(kind), at, *rest)


def item_of(message_id: str) -> int | None:
    """Return the item that a message is, or that it likes; None if it is no such id."""
    if ITEM_ID.fullmatch(message_id):
        return int(message_id)
    if found := LIKE_ID.fullmatch(message_id):
        return int(found[2])
    return None


def number_of(message_id: str) -> int | None:
    """Return the place of a message that no journal knows any more.

    That is the number of its item; what has none was before all items.
    """
    if SYSTEM_ID.fullmatch(message_id):
        return 0
    return item_of(message_id)
