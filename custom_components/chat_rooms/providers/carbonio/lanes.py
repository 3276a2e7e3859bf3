"""Brings the rooms of the live feed up to date, each in its own lane.

Whatever is at or before the newest position that was handed on is lost, so all of a
room's messages have to come in order: first what was missed, then what is live. The
archive is written up to two seconds late, and may not have yet what the inbox shows.
"""

import asyncio
from bisect import bisect_left
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
import logging
from operator import itemgetter
from random import uniform

from ...model import Page, Update
from ..errors import ForbiddenError, NotFoundError, ProviderError, UnsupportedError
from .conversations import Conversation
from .history import History
from .muclight import Stanza, read_kept
from .places import Places

_LOGGER = logging.getLogger(__name__)

# After so many seconds whatever came before the connection is in archive and inbox.
SETTLE = 4.0
LOOK_AGAIN = 0.5
LOOK_FOR = 5.0
PAGE = 100
MOST_AT_ONCE = 4
# The archive of a room that is in trouble is left alone for so long, and longer.
PAUSE = 2.0
LONGEST_PAUSE = 60.0
# The archive has the others.
MOST_HELD = 500
MOST_GAPS = 16
# It will not be had the next time either.
REFUSED = (ForbiddenError, NotFoundError, UnsupportedError)

type Placed = tuple[int, Stanza]


@dataclass(slots=True)
class Lane:
    """A room on its way up to date.

    `reached` is the position up to which the feed has brought it, `held` what waits
    for that, and the archive is read up to `target`, until `deadline` at most. It is
    `settled` once nothing can be missing any more, and in `trouble` where the archive
    fails. `gaps` are the stretches between two stanzas that came live one after the
    other.
    """

    room_id: str
    reached: int = 0
    held: list[Placed] = field(default_factory=list)
    target: int = 0
    deadline: float = 0.0
    settled: bool = False
    trouble: bool = False
    task: asyncio.Task[None] | None = None
    gaps: deque[tuple[int, int]] = field(
        default_factory=lambda: deque(maxlen=MOST_GAPS)
    )


class Lanes:
    """The rooms of one connection.

    `ready` is what can be handed on; `changed` is called when something is added to it,
    and when `error` is set, with which the connection has to end.
    """

    def __init__(
        self,
        history: History,
        places: Places,
        conversations: Callable[[], Awaitable[Mapping[str, Conversation]]],
        position: Callable[[str], int],
        changed: Callable[[], None],
    ) -> None:
        """Take who reads archive and inbox, and where each room stands."""
        self.ready: deque[Update] = deque()
        self.error: BaseException | None = None
        self._history = history
        self._places = places
        self._conversations = conversations
        self._position = position
        self._changed = changed
        self._lanes: dict[str, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    @property
    def in_trouble(self) -> frozenset[str]:
        """The rooms whose archive fails for now: their messages do not come."""
        return frozenset(k for k, lane in self._lanes.items() if lane.trouble)

    async def begin(self, room_ids: Iterable[str]) -> None:
        """Look which of these rooms are behind, and start to bring them up to date."""
        lanes = self._add(frozenset(room_ids))
        await self._look(lanes)
        self._start(self._look_again(lanes))

    def follow(self, room_ids: Iterable[str]) -> None:
        """Bring those of these rooms up to date that are new, and forget all others."""
        wanted = frozenset(room_ids)
        for room_id in self._lanes.keys() - wanted:
            if (task := self._lanes.pop(room_id).task) is not None:
                task.cancel()
        if new := self._add(wanted):
            self._start(self._settle(new))

    async def stop(self) -> None:
        """End all that is under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def lane(self, room_id: str) -> Lane | None:
        """Return the lane of a room, None if it is not followed."""
        return self._lanes.get(room_id)

    def holds(self, lane: Lane, position: int, stanza: Stanza) -> bool:
        """Keep a live stanza for later, unless it can go straight out."""
        if lane.settled and lane.task is None:
            return False
        self._hold(lane, position, stanza)
        return True

    def passes(self, lane: Lane, position: int, stanza: Stanza) -> bool:
        """Tell whether a live stanza is to be handed on now: whether it is new.

        Two members who write within a moment can be told in the wrong order. Nobody
        takes the place any more at which the second one belongs, so it is moved to the
        next place that is free.
        """
        reached = max(lane.reached, self._position(lane.room_id))
        if position > reached:
            lane.gaps.append((reached, position))
            lane.reached = position
            return True
        for index, (start, end) in enumerate(lane.gaps):
            if start < position < end:
                lane.gaps[index] = (start, position)
                lane.gaps.append((position, end))
                lane.reached = reached + 1
                self._places.move(lane.room_id, stanza.stanza_id, lane.reached)
                return True
        return False

    # Catching up

    def _add(self, room_ids: frozenset[str]) -> list[Lane]:
        new = [Lane(room_id) for room_id in room_ids - self._lanes.keys()]
        self._lanes |= {lane.room_id: lane for lane in new}
        return new

    async def _settle(self, lanes: Iterable[Lane]) -> None:
        await self._look(lanes)
        await self._look_again(lanes)

    async def _look_again(self, lanes: Iterable[Lane]) -> None:
        """Look once more when everything is written: then nothing can be missing."""
        await asyncio.sleep(SETTLE)
        await self._look(lanes)
        for lane in lanes:
            lane.settled = True

    async def _look(self, lanes: Iterable[Lane]) -> None:
        """Start to bring those rooms up to date whose newest place is not reached."""
        found = await self._conversations()
        for lane in lanes:
            if (
                self._lanes.get(lane.room_id) is not lane
                or (newest := found.get(lane.room_id)) is None
                or (stanza := read_kept(newest)) is None
                or (position := self._places.take(stanza)) is None
            ):
                continue
            if position > max(lane.reached, self._position(lane.room_id)):
                self._hold(lane, position, stanza)

    def _hold(self, lane: Lane, position: int, stanza: Stanza) -> None:
        place = bisect_left(lane.held, position, key=itemgetter(0))
        if place == len(lane.held) or lane.held[place][0] != position:
            lane.held.insert(place, (position, stanza))
        if not lane.settled:
            _aim(lane, position)
        while len(lane.held) > MOST_HELD:
            _aim(lane, lane.held.pop(0)[0])
        if lane.task is None:
            lane.task = self._start(self._catch_up(lane))

    async def _catch_up(self, lane: Lane) -> None:
        """Read the archive until it has what is to be reached, then let go of the rest.

        An archive that is refused keeps nothing back; one that fails is asked again,
        whatever it fails with.
        """
        loop, pause = asyncio.get_running_loop(), PAUSE
        while True:
            try:
                async with self._turns:
                    await self._read(lane)
            except REFUSED as err:
                _LOGGER.debug("A room's archive is not to be had: %s", err)
                self._note_trouble(lane, trouble=False)
                break
            except ProviderError as err:
                _LOGGER.debug("A room's archive has to wait: %s", err)
                self._note_trouble(lane, trouble=True)
                await asyncio.sleep(pause * uniform(0.5, 1.5))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            self._note_trouble(lane, trouble=False)
            if lane.reached >= lane.target or loop.time() >= lane.deadline:
                break
            await asyncio.sleep(LOOK_AGAIN)
        while lane.held:
            position, stanza = lane.held.pop(0)
            if self.passes(lane, position, stanza):
                page = await self._history.page_of(stanza)
                self._bring(lane, page)
        lane.task = None

    async def _read(self, lane: Lane) -> None:
        lane.reached = max(lane.reached, self._position(lane.room_id))
        while lane.reached < lane.target:
            page = await self._history.after(lane.room_id, lane.reached, PAGE)
            if page.end <= lane.reached:
                return
            self._bring(lane, page)

    def _bring(self, lane: Lane, page: Page) -> None:
        lane.reached = max(lane.reached, page.end)
        self._tell(self._history.update(lane.room_id, page))

    def _note_trouble(self, lane: Lane, *, trouble: bool) -> None:
        if lane.trouble != trouble:
            lane.trouble = trouble
            self._changed()

    def _tell(self, update: Update) -> None:
        self.ready.append(update)
        self._changed()

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.error = self.error or error
            self._changed()


def _aim(lane: Lane, position: int) -> None:
    """Let a room's archive be read up to a position, which it may not have yet."""
    lane.target = max(lane.target, position)
    lane.deadline = asyncio.get_running_loop().time() + LOOK_FOR
