"""What a room's archive tells, in the words of the model."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
import logging
from time import monotonic
from typing import TYPE_CHECKING

from ...model import Change, Message, Page, Room, Update
from ..base import NotFoundError, ProviderError
from . import muclight
from .archive import Archive, Archived
from .muclight import Fastened, Stanza
from .people import People
from .places import Bounded, Places, position, time_of
from .translate import Translator, edited, retracted

if TYPE_CHECKING:
    from .rooms import RoomBook

_LOGGER = logging.getLogger(__name__)

# Archives give no more at a time. Edits and reactions are among the messages and are
# none: it takes more than what is asked for to have enough left.
MOST_ITEMS = 100
FEWEST_ITEMS = 20
MOST_PAGES = 20
REMEMBERED = 512
# What is live does not wait longer for a name, or for the message that was edited.
LIVE_WITHIN = 2.0
WITHIN = 10.0
# The archive is written so late, at most.
LATE = 3.0
LOOK_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit made of a message, by whom and when."""

    sender_id: str
    text: str
    at: datetime


class History:
    """The messages of an account's rooms, and what happened to them."""

    def __init__(
        self,
        archive: Archive,
        people: People,
        places: Places,
        book: RoomBook,
        translator: Translator,
        account_id: str,
    ) -> None:
        """Take the archive, and all that is needed to understand it."""
        self._archive = archive
        self._people = people
        self._places = places
        self._book = book
        self._translator = translator
        self._account_id = account_id
        self._known: Bounded[tuple[str, str], Message] = Bounded(REMEMBERED)
        self._edits: Bounded[tuple[str, str], Edit] = Bounded(REMEMBERED)
        self._retracted: Bounded[tuple[str, str], str] = Bounded(REMEMBERED)
        self._newest: dict[str, tuple[int, float]] = {}
        self._last: dict[str, int] = {}

    # What the archive has

    def listed(self, room: Room) -> None:
        """Note what came last in a room, archived or not yet."""
        if room.newest and self._newest.get(room.id, (0, 0.0))[0] < room.newest:
            self._newest[room.id] = room.newest, monotonic()
        if room.last_message is not None:
            self._note_last(room.last_message)

    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Return what is oldest after a position; wait for what is not yet written."""
        while True:
            page = await self.after(room_id, position, limit)
            newest, heard_at = self._newest.get(room_id, (0, 0.0))
            if (
                page.end > position
                or newest <= position
                or monotonic() - heard_at >= LATE
            ):
                return page
            await asyncio.sleep(LOOK_AGAIN)

    async def after(self, room_id: str, position: int, limit: int) -> Page:
        """Return what is oldest after a position, as far as it is written."""
        cleared_at = self._book.cleared_at(room_id)
        start = time_of(position) if position > 0 else None
        if cleared_at is not None:
            start = max(start or cleared_at, cleared_at)
        last: str | None = None
        while True:
            found = await self._archive.page(
                room_id,
                start=start,
                after=last,
                limit=max(min(limit, MOST_ITEMS), FEWEST_ITEMS),
            )
            fresh = [item for item in found.items if _place(item) > position]
            if fresh:
                return await self._page(room_id, fresh)
            if found.complete or not found.items:
                return Page(position=position)
            last = found.items[-1].stanza_id

    async def before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Return the newest messages before a position, as they are now."""
        messages: list[Message] = []
        end = None if position is None else time_of(position)
        first: str | None = None
        for _ in range(MOST_PAGES):
            missing = limit - len(messages)
            found = await self._archive.page(
                room_id,
                start=self._book.cleared_at(room_id),
                end=end,
                before=first,
                newest=first is None,
                limit=max(min(missing, MOST_ITEMS), FEWEST_ITEMS),
            )
            items = [i for i in found.items if position is None or _place(i) < position]
            page = await self._page(room_id, items)
            # What was done to a message comes after it: it has been seen already.
            messages = [self._as_it_is(m) for m in page.messages] + messages
            if found.complete or not found.items or len(messages) >= limit:
                break
            first = found.items[0].stanza_id
        return messages[-limit:]

    async def message(self, room_id: str, message_id: str) -> Message:
        """Return one message, or raise NotFoundError."""
        item = await self.original(room_id, message_id)
        page = await self._page(room_id, [item])
        for message in page.messages:
            if message.id == message_id:
                return self._as_it_is(message)
        raise NotFoundError("this is no message")

    async def original(self, room_id: str, message_id: str) -> Archived:
        """Return a message as it is in the archive, or raise NotFoundError."""
        cleared_at = self._book.cleared_at(room_id)
        for item in await self._archive.by_ids(room_id, [message_id]):
            if item.stanza_id == message_id and (
                cleared_at is None or time_of(_place(item)) >= cleared_at
            ):
                return item
        raise NotFoundError("the message is not there")

    async def sender_of(self, room_id: str, message_id: str) -> str:
        """Return who wrote a message, or raise NotFoundError."""
        if (message := self._known.get((room_id, message_id))) is None:
            message = await self.message(room_id, message_id)
        return message.sender.id

    async def newest_text(self, room_id: str, message: Message) -> str:
        """Return a message's text after all that was edited since it was sent."""
        position = message.position
        for _ in range(MOST_PAGES):
            page = await self.after(room_id, position, MOST_ITEMS)
            if page.end <= position:
                break
            position = page.end
        return self._as_it_is(message).text

    async def own_id_of(self, room_id: str, message_id: str) -> str:
        """Return the id that its sender gave a message, or raise NotFoundError."""
        if own_id := self._places.own_id(message_id):
            return own_id
        item = await self.original(room_id, message_id)
        stanza = _read(item)
        if stanza is None or not stanza.id:
            raise NotFoundError("the message is not there")
        self._places.take(stanza)
        return stanza.id

    def is_last(self, room_id: str, message_id: str) -> bool:
        """Tell whether no message of a room is known that is newer than one."""
        place = self._places.position_of(message_id)
        return self._last.get(room_id, 0) <= place

    def _note_last(self, message: Message) -> None:
        if message.position > self._last.get(message.room_id, 0):
            self._last[message.room_id] = message.position

    # What comes live

    async def page_of(self, stanza: Stanza) -> Page:
        """Return what one stanza tells, with the names that can be had at once."""
        return await self._translate(stanza.room_id, (stanza,), LIVE_WITHIN)

    def update(self, room_id: str, page: Page) -> Update:
        """Return a page as news; whoever writes has read the room."""
        own_id = self._account_id
        written = (m.position for m in page.messages if m.sender.id == own_id)
        return Update(
            room_id=room_id,
            messages=page.messages,
            changes=page.changes,
            position=page.position,
            read_position=max(written, default=None),
        )

    # Understanding

    async def _page(self, room_id: str, items: Iterable[Archived]) -> Page:
        """Return what came from the archive; it reaches to the last of it."""
        end = 0
        stanzas = []
        for item in items:
            end = max(end, _place(item))
            stanza = _read(item)
            if stanza is not None and stanza.room_id == room_id:
                stanzas.append(stanza)
        page = await self._translate(room_id, stanzas, WITHIN)
        return Page(messages=page.messages, changes=page.changes, position=end)

    async def _translate(
        self, room_id: str, stanzas: Sequence[Stanza], within: float
    ) -> Page:
        people = {user_id for stanza in stanzas for user_id in stanza.people}
        missing = self._missing_targets(room_id, stanzas)
        if missing or not self._people.knows(people):
            await self._learn(room_id, people, missing, within)
        messages: list[Message] = []
        changes: list[Change] = []
        end = 0
        for stanza in stanzas:
            end = max(end, self._places.take(stanza) or 0)
            try:
                message = self._translator.to_message(stanza)
                change = self._change(stanza)
            except Exception as err:  # noqa: BLE001
                # Whatever is wrong with one, the others must not wait for it for ever.
                _LOGGER.error("A message is not understood: %s", type(err).__name__)
                continue
            if message is not None:
                messages.append(message)
                self._known[room_id, message.id] = message
                self._note_last(message)
            if change is not None:
                changes.append(change)
        return Page(messages=tuple(messages), changes=tuple(changes), position=end)

    def _change(self, stanza: Stanza) -> Change | None:
        """Return what happened, and remember what it made of a message."""
        if (fastening := stanza.fastening) is None:
            return self._translator.to_change(stanza)
        key = stanza.room_id, fastening.target
        change = self._translator.to_change(stanza, self._known.get(key))
        if change is None:
            return None
        if fastening.kind is Fastened.EDIT:
            known = self._edits.get(key)
            if known is None or known.at <= change.changed_at:
                self._edits[key] = Edit(
                    stanza.sender_id, fastening.value, change.changed_at
                )
        elif fastening.kind is Fastened.RETRACT:
            self._retracted[key] = stanza.sender_id
        if change.message is not None and key in self._known:
            self._known[key] = change.message
        return change

    def _as_it_is(self, message: Message) -> Message:
        """Return a message with what has been seen to be done to it."""
        key = message.room_id, message.id
        if message.deleted or self._retracted.get(key) == message.sender.id:
            return message if message.deleted else retracted(message)
        edit = self._edits.get(key)
        if edit is None or edit.sender_id != message.sender.id:
            return message
        return edited(message, edit.text, edit.at)

    def _missing_targets(self, room_id: str, stanzas: Sequence[Stanza]) -> set[str]:
        """Return the ids of messages that were changed and are not at hand."""
        targets = {
            stanza.fastening.target
            for stanza in stanzas
            if stanza.fastening is not None
            and stanza.fastening.kind is not Fastened.REACTION
            and (room_id, stanza.fastening.target) not in self._known
        }
        return targets and targets - {stanza.stanza_id for stanza in stanzas}

    async def _learn(
        self, room_id: str, people: set[str], missing: set[str], within: float
    ) -> None:
        """Ask for names and messages; without them it is told what is known."""
        with suppress(TimeoutError, ProviderError):
            async with asyncio.timeout(within):
                originals: list[Stanza] = []
                if missing:
                    items = await self._archive.by_ids(room_id, sorted(missing))
                    originals = [s for s in map(_read, items) if s is not None]
                    people |= {user for stanza in originals for user in stanza.people}
                await self._people.names(people)
                for stanza in originals:
                    if (message := self._translator.to_message(stanza)) is not None:
                        self._known[room_id, message.id] = message


def _read(item: Archived) -> Stanza | None:
    return muclight.read(item.element, stanza_id=item.stanza_id, stamp=item.stamp)


def _place(item: Archived) -> int:
    return position(item.stanza_id, item.stamp)
