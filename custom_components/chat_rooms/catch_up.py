"""Brings rooms up to date: at the start, after an outage, and in between."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from itertools import dropwhile, takewhile
import logging

from homeassistant.util import dt as dt_util

from .const import CATCH_UP_AGE, CATCH_UP_MESSAGES
from .inbox import CLOCKS_DIFFER, Inbox
from .model import Change, Feature, Message, Page
from .providers.base import Provider
from .providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from .room import HELD_UNREAD, OUTSIDE, RoomState

_LOGGER = logging.getLogger(__name__)

PAGE = 200
FIRST_LOOK = 50
LOOK_BACK = 10

# One room's trouble, which must not keep the others from being brought up to date.
# If the service is down as a whole, the next list of rooms shows it.
HISTORY_ERRORS = (ForbiddenError, NotFoundError, ProtocolError, UnsupportedError)
ROOM_ERRORS = (ConnectionError_, *HISTORY_ERRORS)
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 300.0


@dataclass(slots=True)
class Trouble:
    """A room that could not be brought up to date; it is left alone for a while.

    `pause` is in seconds, `until` on the loop's clock.
    """

    pause: float
    until: float


class CatchUp:
    """Asks for the messages that no live feed has brought.

    `name` stands for the account in the log; `covers` tells whether a live feed brings
    a room's messages; `arrived` is called when one has been brought up to date for the
    first time; `wanted` is the user's choice whether messages are delivered that came
    while Home Assistant was down.
    """

    def __init__(
        self,
        inbox: Inbox,
        name: str,
        covers: Callable[[str], bool],
        arrived: Callable[[str], None],
        *,
        wanted: bool,
    ) -> None:
        """Begin with a first run, which looks at what came while nobody listened."""
        self._inbox = inbox
        self._name = name
        self._covers = covers
        self._arrived = arrived
        self._wanted = wanted
        self._first = True
        self._left_out = 0
        self._troubled: dict[str, Trouble] = {}
        self._new_trouble: list[ProviderError] = []
        self._behind: set[str] = set()

    async def run(
        self, provider: Provider, listed: Iterable[str], *, complete: bool
    ) -> None:
        """Bring those of the listed rooms up to date that are behind.

        So are those that have been behind since an earlier run; after a `complete`
        list those in trouble as well, whose pause is not over. Raises a ProviderError
        where the trouble is more than one room's.
        """
        rooms = self._inbox.rooms
        silent: list[RoomState] = []
        for room_id in rooms.keys() & self._behind.union(listed):
            state = rooms[room_id]
            if self._is_behind(state):
                self._behind.add(room_id)
            else:
                if not state.caught_up and _is_silent(state):
                    silent.append(state)
                state.caught_up = True
                self._behind.discard(room_id)
                self._troubled.pop(room_id, None)
        self._behind &= rooms.keys()
        self._troubled = {k: v for k, v in self._troubled.items() if k in rooms}
        now = asyncio.get_running_loop().time()
        results = await asyncio.gather(
            *(
                self._one(provider, rooms[room_id])
                for room_id in self._behind
                if complete
                or room_id not in self._troubled
                or self._troubled[room_id].until <= now
            ),
            return_exceptions=True,
        )
        for error in filter(None, results):
            raise error
        await asyncio.gather(*(self._look_back(provider, state) for state in silent))
        self._first = False
        if errors := self._new_trouble:
            who = "a room has" if len(errors) == 1 else f"{len(errors)} rooms have"
            _LOGGER.warning("%s: %s to wait: %s", self._name, who, errors[0])
            errors.clear()
        if self._left_out:
            _LOGGER.warning(
                "%s: %d messages were too old or too many to catch up with; they are"
                " not delivered as events, get_messages has them",
                self._name,
                self._left_out,
            )
            self._left_out = 0

    @property
    def is_in_trouble(self) -> bool:
        """Whether there is a room whose messages do not come in any way."""
        return any(not self._covers(room_id) for room_id in self._troubled)

    def expect(self, room_id: str) -> None:
        """Look at a room in the next run, whether or not it is listed."""
        self._behind.add(room_id)

    def _is_behind(self, state: RoomState) -> bool:
        if state.received is None or state.stirred:
            return True
        if (newest := state.room.newest) is not None:
            return newest > state.received
        return not self._covers(state.room.id)

    async def _one(self, provider: Provider, state: RoomState) -> None:
        room_id, was_caught_up = state.room.id, state.caught_up
        # What is asked for from now on shall be looked for once more.
        stirred, state.stirred = state.stirred, False
        try:
            if state.received is None:
                await self._begin(provider, state)
            elif state.received == OUTSIDE:
                await self._enter(provider, state)
            elif not state.caught_up:
                await self._after_absence(provider, state, state.received)
            else:
                pages = _pages(provider, state, state.received, at_least_one=stirred)
                async for page in pages:
                    self._inbox.receive(room_id, page)
                last = state.room.last_message
                if last is not None and last.position == state.room.newest:
                    # One that is dated back comes on no page.
                    self._inbox.receive(room_id, Page(messages=(last,)))
        except (ForbiddenError, NotFoundError) as err:
            if err.reason is Reason.LOBBY:
                self._wait_outside(state)
            elif state.caught_up and not state.without_history:
                # Perhaps for a moment only; the list alone would lose messages.
                state.without_history = True
                state.stirred |= stirred
            else:
                # Not every key may read messages; some services call that not found.
                self._do_without_history(state)
        except ROOM_ERRORS as err:
            state.stirred |= stirred
            self._note_trouble(state, err)
        except BaseException:
            state.stirred |= stirred
            raise
        else:
            state.caught_up = True
            state.without_history &= not was_caught_up
            if not state.stirred:
                self._behind.discard(room_id)
            self._troubled.pop(room_id, None)
            if not was_caught_up:
                self._arrived(room_id)

    def _note_trouble(self, state: RoomState, err: ProviderError) -> None:
        room_id = state.room.id
        if (trouble := self._troubled.get(room_id)) is None:
            if err.reason is not Reason.CHAT_DOWN:
                # Else it is every room's trouble, and the feeds tell of it.
                self._new_trouble.append(err)
            pause = 0.0
        else:
            pause = min(max(trouble.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            if not state.caught_up and not isinstance(err, ConnectionError_):
                self._do_without_history(state)
        now = asyncio.get_running_loop().time()
        self._troubled[room_id] = Trouble(pause, now + pause)

    def _wait_outside(self, state: RoomState) -> None:
        """Leave a room alone until it opens: what is said meanwhile is not lost."""
        if state.received is None:
            self._inbox.begin(state, OUTSIDE, ())
        elif not state.caught_up:
            state.missed_until = state.room.newest or 0
        state.caught_up = True
        self._behind.discard(state.room.id)

    async def _enter(self, provider: Provider, state: RoomState) -> None:
        """Start a room that has been closed from the first day on.

        What had been read before it was closed is no news.
        """
        room_id, start = state.room.id, state.room.read_position or 0
        first = await provider.messages_after(room_id, start, PAGE)
        self._inbox.begin(state, start, ())
        self._inbox.receive(room_id, first)
        pages = _pages(provider, state, max(start, first.end), at_least_one=False)
        async for page in pages:
            self._inbox.receive(room_id, page)

    def _do_without_history(self, state: RoomState) -> None:
        """Leave it to the live feed, or take what the list of rooms shows."""
        last = state.room.last_message
        if last is None or state.received is None:
            return
        if state.caught_up:
            if not self._covers(state.room.id):
                self._inbox.receive(state.room.id, Page(messages=(last,)))
            return
        state.caught_up = True
        if self._wanted and last.sent_at >= dt_util.utcnow() - CATCH_UP_AGE:
            state.missed_until = last.position
        else:
            self._inbox.skip(state, last.position, [last])

    async def _begin(self, provider: Provider, state: RoomState) -> None:
        """Find the starting point of a room: its newest message, if it is not new."""
        inbox, room = self._inbox, state.room
        is_new = inbox.is_new(room.id)
        waited = room.id in self._troubled
        counted = room.unread is not None or Feature.OWN_READ_MARK in room.features
        if room.newest is not None and counted and not (is_new or waited):
            # The list tells it all: hundreds of rooms take no further request.
            inbox.begin(state, room.newest, filter(None, [room.last_message]))
            if _is_silent(state):
                await self._look_back(provider, state)
            return
        try:
            found = await provider.messages_before(room.id, None, FIRST_LOOK)
        except HISTORY_ERRORS:
            if room.last_message is None:
                # Nothing tells where the room stands, and all its history is not new.
                raise
            state.without_history = True
            found = []
        by_position = {m.position: m for m in (room.last_message, *found) if m}
        messages = [by_position[position] for position in sorted(by_position)]
        newest = messages[-1].position if messages else 0
        old = messages
        if messages and inbox.listed_at is not None and is_new:
            since = inbox.listed_at - CLOCKS_DIFFER
            # The newest message is what made the room appear, whatever its date.
            old = [m for m in messages[:-1] if m.sent_at < since]
        elif waited and (followed_at := state.followed_at) is not None:
            # What was said while nobody could read it is not old.
            old = list(takewhile(lambda m: m.sent_at < followed_at, messages))
        if fresh := messages[len(old) :]:
            inbox.begin(state, fresh[0].position - 1, old)
            inbox.receive(room.id, Page(messages=tuple(fresh)), missed=self._first)
            return
        if not room.read_position:
            # Who has never read anything has not thousands of unread messages.
            state.unread_after = newest - 1
        inbox.begin(state, newest, messages)

    async def _look_back(self, provider: Provider, state: RoomState) -> None:
        """Find a room's last message where what came last is none, like a reaction."""
        try:
            found = await provider.messages_before(state.room.id, None, LOOK_BACK)
        except ROOM_ERRORS as err:
            _LOGGER.debug("%s: a last message is unknown: %s", self._name, err)
            return
        if not state.held:
            for message in found:
                if message.position <= (state.received or 0):
                    state.hold(state.recognise(message))
        self._arrived(state.room.id)

    async def _after_absence(
        self, provider: Provider, state: RoomState, position: int
    ) -> None:
        """Deliver what came while Home Assistant was down, within the limits."""
        messages: deque[Message] = deque(maxlen=HELD_UNREAD)
        changes: deque[Change] = deque(maxlen=HELD_UNREAD)
        total = 0
        async for page in _pages(provider, state, position, at_least_one=False):
            messages.extend(page.messages)
            changes.extend(page.changes)
            total += len(page.messages)
            position = page.end
        kept: list[Message] = []
        oldest = dt_util.utcnow() - CATCH_UP_AGE
        if self._wanted:
            kept = list(
                dropwhile(
                    lambda m: m.sent_at < oldest, [*messages][-CATCH_UP_MESSAGES:]
                )
            )
            self._left_out += total - len(kept)
        if left_out := [*messages][: len(messages) - len(kept)]:
            self._inbox.skip(state, left_out[-1].position, left_out)
        wanted = (c for c in changes if self._wanted and c.changed_at >= oldest)
        page = Page(messages=tuple(kept), changes=tuple(wanted), position=position)
        self._inbox.receive(state.room.id, page, missed=True)
        if not kept and _is_silent(state):
            await self._look_back(provider, state)


def _is_silent(state: RoomState) -> bool:
    """Tell whether there is something in a room, but nobody knows its last message."""
    room = state.room
    return state.last is None and room.unread is not None and bool(room.newest)


async def _pages(
    provider: Provider, state: RoomState, position: int, *, at_least_one: bool
) -> AsyncIterator[Page]:
    """Yield what comes after a position until the room's newest message has come."""
    newest = state.room.newest
    while at_least_one or newest is None or position < newest:
        page = await provider.messages_after(state.room.id, position, PAGE)
        if page.end <= position:
            return
        yield page
        position = page.end
        if newest is not None and position >= newest:
            return
