"""Whole lists, read page by page."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from ..errors import RateLimitedError

PAGE = 100
# Ids are quick to list, and a thousand is the most that there is at once.
LONG_PAGE = 1_000


class HasId(Protocol):
    """An item, or what is told of one."""

    @property
    def id(self) -> int:
        """Its id."""


async def all_pages[T: HasId](
    ask: Callable[[int], Awaitable[list[T]]], size: int
) -> list[T]:
    """Return what there is on all pages of a list; `ask` gets the offset of each.

    It ends with the first page that is not full, or that brings nothing new.
    """
    found: dict[int, T] = {}
    offset = 0
    while True:
        page = await ask(offset)
        before = len(found)
        found.update({item.id: item for item in page})
        if len(page) < size or len(found) == before:
            return list(found.values())
        offset += len(page)


async def together(*calls: Coroutine[Any, Any, None]) -> None:
    """Make calls side by side; the first error ends them all, and is raised.

    Of several errors it is the one that tells how long to wait.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for call in calls:
                group.create_task(call)
    except ExceptionGroup as err:
        errors = err.exceptions
        raise next(
            (error for error in errors if isinstance(error, RateLimitedError)),
            errors[0],
        ) from None
