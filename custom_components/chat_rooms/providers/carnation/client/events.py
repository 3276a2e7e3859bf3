"""Events, which tell a user what viewers like: section 5 of the reference."""

from collections.abc import Collection
from typing import Literal, TypedDict, Unpack

from ...wire import parse
from ..models import EventPage, Marked
from .calls import Calls

EVENTS = "/api/v1/user/events"


class Filter(TypedDict, total=False):
    """Which events are meant, and in which order.

    `greater_than` and `less_than` are ids; what ends in `_after` and `_before` is
    unix seconds. All bounds are left out themselves. `count` is 50 without it, at
    most 1000.
    """

    event_id: int | None
    count: int | None
    greater_than: int | None
    less_than: int | None
    created_after: int | None
    created_before: int | None
    updated_after: int | None
    updated_before: int | None
    order: Literal["asc", "desc"] | None


class EventsApi(Calls):
    """The events of a user; a viewer has none."""

    async def get_user_events(
        self, user_id: int, **wanted: Unpack[Filter]
    ) -> EventPage:
        """Get user events: GET /api/v1/user/events, in the order of their ids."""
        answer = await self._json("GET", EVENTS, user_id=user_id, **wanted)
        return parse(EventPage, answer)

    async def mark_events_read(
        self, user_id: int, event_ids: Collection[int] | None = None
    ) -> Marked:
        """Tell the server item(s) are read: POST /api/v1/user/events/read.

        None are all events.
        """
        return await self._mark("read", user_id, event_ids)

    async def mark_events_unread(
        self, user_id: int, event_ids: Collection[int] | None = None
    ) -> Marked:
        """Tell the server item(s) are unread: POST /api/v1/user/events/unread.

        None are all events.
        """
        return await self._mark("unread", user_id, event_ids)

    async def mark_events_retrieved(
        self, user_id: int, event_id: int | None = None
    ) -> Marked:
        """Tell the server item(s) are retrieved: POST /api/v1/user/events/retrieved.

        All up to this one are, and newer ones are not any more. None are all.
        """
        event_ids = None if event_id is None else (event_id,)
        return await self._mark("retrieved", user_id, event_ids)

    async def _mark(
        self, state: str, user_id: int, event_ids: Collection[int] | None
    ) -> Marked:
        if event_ids is not None and not event_ids:
            # An empty list would be left out, and so mean all.
            return Marked(user_id=user_id, ids=[])
        answer = await self._json(
            "POST",
            f"{EVENTS}/{state}",
            user_id=user_id,
            event_id=None if event_ids is None else ",".join(map(str, event_ids)),
        )
        return parse(Marked, answer)
