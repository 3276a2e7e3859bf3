"""The live feed of what happens to rooms and meetings."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import override

from ...model import Member, Update
from ..base import Feed
from ..errors import ProviderError
from ..wire import now
from .events import Event, EventKind, EventsSocket
from .history import LIVE_WITHIN
from .people import People
from .rooms import RoomBook

STARTS_OR_ENDS = {
    EventKind.MEETING_STARTED: True,
    EventKind.MEETING_STOPPED: False,
    EventKind.MEETING_DELETED: False,
}
MUTES = {EventKind.ROOM_MUTED: True, EventKind.ROOM_UNMUTED: False}
# Those who come and go, and what is recorded, change nothing that a room shows.
UNTOLD = frozenset(
    {
        EventKind.MEETING_PARTICIPANT_JOINED,
        EventKind.MEETING_PARTICIPANT_LEFT,
        EventKind.MEETING_RECORDING_STARTED,
        EventKind.MEETING_RECORDING_STOPPED,
    }
)


class EventsFeed(Feed):
    """What the events socket tells; messages come another way."""

    def __init__(
        self, events: EventsSocket, book: RoomBook, people: People, account_id: str
    ) -> None:
        """Take the socket, and what is needed to understand its events."""
        self.key = "events"
        self.room_ids = frozenset()
        self._events = events
        self._book = book
        self._people = people
        self._account_id = account_id

    @override
    async def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Tell what happens, and that the list of rooms tells more.

        What happened while nobody listened is in that list. Raises the ProviderError
        with which the socket ends.
        """
        async with aclosing(self._events.listen()) as events:
            async for event in events:
                if event.kind not in UNTOLD:
                    yield await self._update(event)

    async def _update(self, event: Event) -> Update:
        room_id = event.room_id
        if event.kind in STARTS_OR_ENDS:
            return await self._meeting(event)
        if event.kind in MUTES:
            return Update(room_id=room_id, muted=MUTES[event.kind])
        match event.kind:
            case EventKind.MEETING_CREATED:
                self._book.learn_meeting(event.meeting_id, room_id)
                return Update()
            case EventKind.ROOM_HISTORY_CLEARED:
                self._book.clear(room_id, event.sent_at or now())
            case EventKind.ROOM_DELETED:
                return self._lost(room_id)
            case EventKind.ROOM_CREATED:
                self._book.find(room_id)
            case EventKind.ROOM_MEMBER_ADDED if event.user_id == self._account_id:
                self._book.find(room_id)
            case EventKind.ROOM_MEMBER_REMOVED if event.user_id == self._account_id:
                return self._lost(room_id)
        return Update(asks=True)

    def _lost(self, room_id: str) -> Update:
        self._book.lose(room_id)
        return Update(room_id=room_id, asks=True, is_gone=True)

    async def _meeting(self, event: Event) -> Update:
        """Return in which room a meeting has started or ended, and who did it."""
        room_id = event.room_id or self._book.room_of_meeting(event.meeting_id)
        if not room_id:
            return Update(asks=True)
        return Update(
            room_id=room_id,
            in_call=STARTS_OR_ENDS[event.kind],
            caller=await self._member(event.user_id) if event.user_id else None,
        )

    async def _member(self, user_id: str) -> Member:
        if self._people.is_to_ask([user_id]):
            with suppress(TimeoutError, ProviderError):
                async with asyncio.timeout(LIVE_WITHIN):
                    await self._people.names([user_id])
        return self._people.member(user_id)
