"""The live feed of messages: everything once, in order, also after an absence."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import override

from ...model import Page, Update
from ..base import Feed, NotFoundError
from .conversations import conversations
from .history import History
from .lanes import Lanes
from .link import ChatLink
from .muclight import Kind, Stanza, read
from .places import Places
from .waiting import Waiting


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
        self._waiting = Waiting()
        self._lanes: Lanes | None = None
        self._asked_for: set[str] = set()

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
                    element = await self._waiting.next(stream)
                    if element is None or (stanza := read(element)) is None:
                        continue
                    if (update := await self._live(lanes, stanza)) is not None:
                        yield update
            finally:
                self._lanes = None
                self._share_out()
                await lanes.stop()

    async def _live(self, lanes: Lanes, stanza: Stanza) -> Update | None:
        """Return what a live stanza tells now, None if nothing."""
        room_id = stanza.room_id
        if (lane := lanes.lane(room_id)) is None:
            return self._elsewhere(room_id)
        if stanza.kind is Kind.DISPLAYED:
            return self._seen(stanza)
        if (
            not stanza.stanza_id
            or (place := self._places.take(stanza)) is None
            or lanes.holds(lane, place, stanza)
            or (position := lanes.leap(lane, place)) is None
        ):
            return None
        page = await self._history.page_of(stanza)
        if position != place:
            page = _moved(page, position)
        return self._history.update(room_id, page)

    def _elsewhere(self, room_id: str) -> Update | None:
        """Ask for the list once where somebody writes in a room that it did not have."""
        if room_id in self._asked_for or self._is_listed(room_id):
            return None
        self._asked_for.add(room_id)
        return Update(asks=True)

    def _seen(self, stanza: Stanza) -> Update | None:
        """Return what the account has read, here or on another device."""
        if stanza.sender_id != self._account_id:
            return None
        if (stanza_id := self._places.stanza_id(stanza.displayed)) is not None:
            with suppress(NotFoundError):
                position = self._places.position_of(stanza_id)
                return Update(room_id=stanza.room_id, read_position=position)
        return Update(asks=True)

    def _look_up(self) -> None:
        self._share_out()
        self._waiting.interrupt()

    def _share_out(self) -> None:
        """Leave the rooms whose archive fails to whoever asks for their messages."""
        trouble = self._lanes.in_trouble if self._lanes is not None else frozenset()
        self.room_ids = self._followed - trouble


def _moved(page: Page, position: int) -> Page:
    """Return what a stanza tells, at another place."""
    return Page(
        messages=tuple(replace(m, position=position) for m in page.messages),
        changes=tuple(replace(c, position=position) for c in page.changes),
        position=position,
    )
