"""The messages of a simulated room, and waiting for more of them."""

import asyncio
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Protocol

_id_of = attrgetter("id")


class Numbered(Protocol):
    """Something whose ids grow."""

    id: int


@dataclass(slots=True, eq=False, kw_only=True)
class Timeline[M: Numbered]:
    """What was said in a room, by growing ids, and how many wait for the next thing."""

    messages: list[M] = field(default_factory=list)
    waiting: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def changed(self) -> asyncio.Event:
        """Return what is set when anything happens here."""
        return self._changed

    def wake(self) -> None:
        """Wake those who wait for something to happen here."""
        self._changed.set()
        self._changed = asyncio.Event()

    def after(self, message_id: int) -> list[M]:
        """Return the messages newer than a message, oldest first."""
        return self.messages[bisect_right(self.messages, message_id, key=_id_of) :]

    def message(self, message_id: int) -> M | None:
        """Return a message by its id."""
        after = bisect_right(self.messages, message_id, key=_id_of)
        found = self.messages[after - 1] if after else None
        return found if found and found.id == message_id else None
