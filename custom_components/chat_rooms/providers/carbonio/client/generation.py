"""Which of the two generations of Carbonio Chats a server is."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from enum import StrEnum
from typing import Any

from ...answers import Answer
from ...errors import UnsupportedError
from ...wire import as_text
from ..models import RoomType

# What is remembered.
MEMORY = "generation"

# A server's way of saying that it does not know a call, or not in this shape. The
# room may also be gone, for all that the 404 tells.
MISFITS = frozenset({400, 404, 405})
UNKNOWN_SHAPE = frozenset({400, 405})
NO_SUCH_CALL = 405

OF_OLD_ROOMS = ("rank", "parentId", "children")
OLD_TYPES = frozenset({RoomType.WORKSPACE, RoomType.CHANNEL})
OF_OLD_USERS = ("type", "pictureUpdatedAt")


class Known(StrEnum):
    """The generations, by the version of the reference that tells of them."""

    OLD = "1.3.1"
    NEW = "1.6.2"


class Generation:
    """What a server has shown itself to be.

    It is learned from the first answer that only one generation gives, and
    remembered. A server that refuses the shape which it is known for may have been
    updated: then the other shape is tried again.
    """

    def __init__(self, memory: MutableMapping[str, Any]) -> None:
        """Take where the generation is remembered, under "generation"."""
        self._memory = memory

    @property
    def known(self) -> Known | None:
        """The generation, None until the server has shown it."""
        found = self._memory.get(MEMORY)
        return Known(found) if found in tuple(Known) else None

    def learn(self, generation: Known) -> None:
        """Remember what the server has shown itself to be."""
        if self.known is not generation:
            self._memory[MEMORY] = str(generation)

    def see_rooms(self, rooms: object) -> None:
        """Look at rooms, as they came over the wire, for what only 1.3.1 tells."""
        for room in _objects(rooms):
            if as_text(room.get("type")) in OLD_TYPES or _has_any(room, OF_OLD_ROOMS):
                self.learn(Known.OLD)

    def see_users(self, users: object) -> None:
        """Look at users, as they came over the wire, for what only 1.3.1 tells."""
        for user in _objects(users):
            if _has_any(user, OF_OLD_USERS):
                self.learn(Known.OLD)

    def require(self, needed: Known) -> None:
        """Raise UnsupportedError if the server is known to be the other one."""
        if self.known not in (None, needed):
            raise UnsupportedError(f"the server has no calls of {needed}")

    async def only(
        self, needed: Known, call: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Make a call that one generation has, accepting the status 405.

        Raises UnsupportedError if this server does not have it; without a request
        where that is known.
        """
        self.require(needed)
        answer = await call()
        if answer.status == NO_SUCH_CALL:
            self.learn(_other(needed))
            raise UnsupportedError(f"{answer.label}: the server has no such call")
        if answer.status < 300:
            self.learn(needed)
        return answer

    async def either(
        self,
        new: Callable[[], Awaitable[Answer]],
        old: Callable[[], Awaitable[Answer]],
    ) -> Answer:
        """Make a call that the generations have in two shapes.

        Both accept the `MISFITS`, and what is returned can be one of them.
        """
        known = self.known
        shapes = {Known.NEW: new, Known.OLD: old}
        first = known or Known.NEW
        answer = await shapes[first]()
        if answer.status < 300:
            self.learn(first)
        if answer.status not in (MISFITS if known is None else UNKNOWN_SHAPE):
            return answer
        second = await shapes[_other(first)]()
        if second.status < 300:
            self.learn(_other(first))
            return second
        # Of two refusals the one that is about something else than the shape.
        return second if answer.status in UNKNOWN_SHAPE else answer


def _other(generation: Known) -> Known:
    return Known.OLD if generation is Known.NEW else Known.NEW


def _objects(value: object) -> Iterable[Mapping[str, object]]:
    found = value if isinstance(value, list) else [value]
    return [item for item in found if isinstance(item, dict)]


def _has_any(value: Mapping[str, object], keys: Iterable[str]) -> bool:
    return any(value.get(key) is not None for key in keys)
