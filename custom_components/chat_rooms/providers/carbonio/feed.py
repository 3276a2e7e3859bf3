"""The live feed of messages: everything once, in order, also after an absence."""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import override
from xml.etree.ElementTree import Element

from ...model import Update
from ..base import Feed
from ..errors import NotFoundError
from .conversations import conversations
from .groupchat import Groupchat
from .history import History
from .lanes import Lanes
from .link import ChatLink
from .muclight import Kind, Stanza, read
from .places import Places

# So many are looked at before anything is told of them.
BATCH = 100


@dataclass(slots=True)
class _Batch:
    """What has come live.

    `stanzas` are those that are to be told, `unclear` those of them for which
    something has to be asked before, `read` is up to where each room was read, and
    `asks` whether the list of rooms tells more.
    """

    stanzas: dict[str, list[Stanza]] = field(default_factory=dict)
    unclear: dict[str, list[Stanza]] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    asks: bool = False


class MessagesFeed(Feed):
    """What members say and do in the rooms, over the chat's socket."""

    def __init__(
        self,
        link: ChatLink,
        history: History,
        places: Places,
        account_id: str,
        is_listed: Callable[[str], bool],
    ) -> None:
        """Begin without any room; `is_listed` tells which ones the list had."""
        self.key = "messages"
        self.room_ids = frozenset()
        self._link = link
        self._history = history
        self._places = places
        self._account_id = account_id
        self._is_listed = is_listed
        self._followed: frozenset[str] = frozenset()
        self._stream: Groupchat | None = None
        self._lanes: Lanes | None = None
        self._asked_for: set[str] = set()

    @property
    @override
    def is_near(self) -> bool:
        """Whether somebody else has reached the chat already."""
        return self._link.is_up

    def follow(self, room_ids: Iterable[str]) -> None:
        """Bring the messages of these rooms from now on."""
        self._followed = frozenset(room_ids)
        self._share_out()
        if self._lanes is not None:
            self._lanes.follow(self._followed)

    @override
    async def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Bring what was missed, and then what comes as it comes.

        Raises the ProviderError with which the connection ends.
        """
        session = await self._link.session()
        with session.listen() as stream:
            self._stream = stream
            self._asked_for.clear()
            lanes = self._lanes = Lanes(
                self._history,
                self._places,
                partial(conversations, self._link),
                position,
                changed=self._look_up,
            )
            try:
                await lanes.begin(self._followed)
                yield Update(asks=True)
                while True:
                    while lanes.ready:
                        yield lanes.ready.popleft()
                    if lanes.error is not None:
                        raise lanes.error
                    await stream.news()
                    batch = self._sorted(lanes, stream.rest())
                    for update in self._clear(batch):
                        yield update
                    if batch.unclear:
                        await self._history.learn(batch.unclear)
                        for room_id, stanzas in batch.unclear.items():
                            yield self._told(room_id, stanzas, batch)
            finally:
                self._lanes = self._stream = None
                self._share_out()
                await lanes.stop()

    def _sorted(self, lanes: Lanes, elements: Iterable[Element]) -> _Batch:
        """Return what has come live by room, as much of it as is told at a time."""
        batch = _Batch()
        for element in islice(elements, BATCH):
            if (stanza := read(element)) is not None:
                self._sort(lanes, stanza, batch)
        return batch

    def _clear(self, batch: _Batch) -> Iterator[Update]:
        """Tell what can be told at once: a stranger in one room keeps no other back."""
        if batch.asks:
            yield Update(asks=True)
        for room_id, stanzas in batch.stanzas.items():
            if self._history.is_clear(room_id, stanzas):
                yield self._told(room_id, stanzas, batch)
            else:
                batch.unclear[room_id] = stanzas
        for room_id, place in batch.read.items():
            if room_id not in batch.stanzas:
                yield Update(room_id=room_id, read_position=place)

    def _told(self, room_id: str, stanzas: Sequence[Stanza], batch: _Batch) -> Update:
        """Return what stanzas of a room tell, as one, and what was read there."""
        history = self._history
        update = history.update(room_id, history.page(room_id, stanzas))
        if (place := batch.read.get(room_id)) is not None:
            place = max(place, update.read_position or 0)
            update = replace(update, read_position=place)
        return update

    def _sort(self, lanes: Lanes, stanza: Stanza, batch: _Batch) -> None:
        """Put a live stanza into its room's part, if it tells anything now."""
        room_id = stanza.room_id
        if (lane := lanes.lane(room_id)) is None:
            batch.asks |= self._is_elsewhere(room_id)
        elif stanza.kind is Kind.DISPLAYED:
            self._see(stanza, batch)
        elif (
            stanza.stanza_id
            and (place := self._places.take(stanza)) is not None
            and not lanes.holds(lane, place, stanza)
            and lanes.passes(lane, place, stanza)
        ):
            batch.stanzas.setdefault(room_id, []).append(stanza)

    def _is_elsewhere(self, room_id: str) -> bool:
        """Tell once whether somebody writes in a room that the list did not have."""
        if room_id in self._asked_for or self._is_listed(room_id):
            return False
        self._asked_for.add(room_id)
        return True

    def _see(self, stanza: Stanza, batch: _Batch) -> None:
        """Note what the account has read, here or on another device."""
        if stanza.sender_id != self._account_id:
            return
        room_id = stanza.room_id
        stanza_id = self._places.stanza_id(room_id, stanza.displayed)
        if stanza_id is None:
            batch.asks = True
            return
        try:
            place = self._places.read_to(room_id, stanza_id)
        except NotFoundError:
            batch.asks = True
        else:
            batch.read[room_id] = max(place, batch.read.get(room_id, 0))

    def _look_up(self) -> None:
        self._share_out()
        if self._stream is not None:
            self._stream.interrupt()

    def _share_out(self) -> None:
        """Leave the rooms whose archive fails to whoever asks for their messages."""
        trouble = self._lanes.in_trouble if self._lanes is not None else frozenset()
        self.room_ids = self._followed - trouble
