"""What a room's archive tells, in the words of the model."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from operator import attrgetter
from time import monotonic
from typing import TYPE_CHECKING

from ...model import Change, Message, Page, Room, Update
from ..base import Stretch
from ..errors import NotFoundError, ProviderError
from ..wire import now
from .archive import Archive, Archived
from .muclight import Fastened, Stanza, read_kept
from .people import People
from .places import Bounded, Places, position, time_of
from .seen import Seen
from .translate import Translator

if TYPE_CHECKING:
    from .rooms import RoomBook

# Archives give no more at a time. Edits and reactions are among the messages and are
# none: it takes more than what is asked for to have enough left.
MOST_ITEMS = 100
FEWEST_ITEMS = 20
MOST_PAGES = 20
# So far back it is looked for the newest edit of a message.
MOST_PAGES_BACK = 50
MOST_SENT = 64
# What is live does not wait longer for a name, or for the message that was edited.
LIVE_WITHIN = 2.0
WITHIN = 10.0
# The archive is written so late, at most.
LATE = 3.0
LOOK_AGAIN = 0.5


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
        self._seen = Seen(translator.reactions)
        self._sent: Bounded[tuple[str, str], Stanza] = Bounded(MOST_SENT)
        self._newest: dict[str, tuple[int, float]] = {}
        self._last: dict[str, int] = {}

    # What the archive has

    def listed(self, room: Room) -> None:
        """Note what came last in a room, archived or not yet."""
        if room.newest and self._newest.get(room.id, (0, 0.0))[0] < room.newest:
            self._newest[room.id] = room.newest, monotonic()
        if room.last_message is not None:
            self._note_last(room.last_message)
            self._seen.show(room.last_message)

    def sent(self, stanza: Stanza) -> None:
        """Take what has been sent from here, which the archive may not have yet."""
        self._sent[stanza.room_id, stanza.stanza_id] = stanza

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
            fresh = [item for item in found.items if self._place(item) > position]
            if fresh:
                return await self._page(room_id, fresh)
            before = last
            if found.items:
                last = found.items[-1].stanza_id
            if found.complete or last == before:
                return Page(position=position)

    async def before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Return the newest messages before a position, as they are now.

        After so many pages without enough of them it is given up: a Stretch.
        """
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
            items = [
                item
                for item in found.items
                if position is None or self._place(item) < position
            ]
            page = await self._page(room_id, items)
            # What was done to a message comes after it: it has been seen already.
            messages = [self._seen.as_it_is(m) for m in page.messages] + messages
            if found.complete or not found.items or len(messages) >= limit:
                break
            first = found.items[0].stanza_id
        else:
            places = [*map(self._place, found.items), *(m.position for m in messages)]
            return Stretch(_sorted(messages), min(places))
        return _sorted(messages)[-limit:]

    async def message(self, room_id: str, message_id: str) -> Message:
        """Return one message, or raise NotFoundError."""
        item = await self.original(room_id, message_id)
        page = await self._page(room_id, [item])
        for message in page.messages:
            if message.id == message_id:
                return self._seen.as_it_is(message)
        raise NotFoundError("this is no message")

    async def at_hand(self, room_id: str, message_id: str) -> Message:
        """Return one message as it is known here, or else as the archive has it."""
        if (found := self._seen.message(room_id, message_id)) is not None:
            return found
        if (stanza := self._sent.get((room_id, message_id))) is not None:
            page = await self.page_of(stanza)
            for message in page.messages:
                return message
        return await self.message(room_id, message_id)

    async def original(self, room_id: str, message_id: str) -> Archived:
        """Return a message as it is in the archive, or raise NotFoundError.

        What is so new that it may not be written yet is waited for.
        """
        # A server takes an id that is none for a fault of ours.
        self._places.position_of(message_id)
        started = monotonic()
        while True:
            if (found := await self._archived(room_id, message_id)) is not None:
                return found
            if not self._is_late(message_id) or monotonic() - started >= LATE:
                raise NotFoundError("the message is not there")
            await asyncio.sleep(LOOK_AGAIN)

    async def _archived(self, room_id: str, message_id: str) -> Archived | None:
        cleared_at = self._book.cleared_at(room_id)
        with suppress(NotFoundError):
            for item in await self._archive.by_ids(room_id, [message_id]):
                if item.stanza_id == message_id and (
                    cleared_at is None or time_of(self._place(item)) >= cleared_at
                ):
                    return item
        return None

    def _is_late(self, message_id: str) -> bool:
        """Tell whether a message is so new that the archive may not have it yet."""
        with suppress(NotFoundError):
            sent_at = time_of(self._places.position_of(message_id))
            return now() - sent_at < timedelta(seconds=LATE)
        return False

    async def sender_of(self, room_id: str, message_id: str) -> str:
        """Return who wrote a message, or raise NotFoundError."""
        return (await self.at_hand(room_id, message_id)).sender.id

    async def newest_text(self, room_id: str, message: Message) -> str:
        """Return a message's text after all that was edited since it was sent.

        It is looked for from now on backwards. What was edited that long ago that
        thousands of stanzas came since is not found.
        """
        first: str | None = None
        for _ in range(MOST_PAGES_BACK):
            found = await self._archive.page(
                room_id,
                start=time_of(position(message.id, message.sent_at)),
                before=first,
                newest=first is None,
                limit=MOST_ITEMS,
            )
            for item in reversed(found.items):
                if item.stanza_id == message.id:
                    return message.text
                if (text := _edit(item, message)) is not None:
                    return text
            if found.complete or not found.items:
                break
            first = found.items[0].stanza_id
        return message.text

    async def own_id_of(self, room_id: str, message_id: str) -> str:
        """Return the id that its sender gave a message, or raise NotFoundError."""
        if own_id := self._places.own_id(message_id):
            return own_id
        stanza = read_kept(await self.original(room_id, message_id))
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
        room_id, stanzas = stanza.room_id, (stanza,)
        if not self.is_clear(room_id, stanzas):
            await self.learn({room_id: stanzas})
        return self.page(room_id, stanzas)

    def is_clear(self, room_id: str, stanzas: Sequence[Stanza]) -> bool:
        """Tell whether stanzas can be told without asking for anything before."""
        is_to_ask = self._people.is_to_ask
        for stanza in stanzas:
            if is_to_ask(stanza.people):
                return False
        return not self._seen.missing(room_id, stanzas)

    async def learn(
        self, rooms: Mapping[str, Sequence[Stanza]], within: float | None = None
    ) -> None:
        """Ask for the names and messages that are missing to tell stanzas of rooms.

        After so many seconds, or without them, it is told what is known.
        """
        people = {
            user_id
            for stanzas in rooms.values()
            for stanza in stanzas
            for user_id in stanza.people
        }
        with suppress(TimeoutError):
            async with asyncio.timeout(LIVE_WITHIN if within is None else within):
                await asyncio.gather(
                    self._people.names(people),
                    *(
                        self._learn_messages(room_id, missing)
                        for room_id, stanzas in rooms.items()
                        if (missing := self._seen.missing(room_id, stanzas))
                    ),
                )

    def page(self, room_id: str, stanzas: Iterable[Stanza]) -> Page:
        """Return what stanzas of a room tell, with what is known by now."""
        messages: list[Message] = []
        changes: list[Change] = []
        end = 0
        told, translator = self._translator.told, self._translator
        for stanza in stanzas:
            message = told(stanza, translator.to_message)
            if message is not None:
                place = message.position
                messages.append(message)
                self._seen.take(message)
                self._note_last(message)
            else:
                place = self._places.take(stanza) or 0
            end = max(end, place)
            if stanza.fastening is not None or stanza.operation:
                change = told(stanza, self._change)
                if change is not None:
                    changes.append(change)
        return Page(messages=tuple(messages), changes=tuple(changes), position=end)

    def update(self, room_id: str, page: Page) -> Update:
        """Return a page as news; whoever writes has read the room."""
        own_id = self._account_id
        written = [m.position for m in page.messages if m.sender.id == own_id]
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
            end = max(end, self._place(item))
            stanza = read_kept(item)
            if stanza is not None and stanza.room_id == room_id:
                stanzas.append(stanza)
        await self.learn({room_id: stanzas}, WITHIN)
        page = self.page(room_id, stanzas)
        return Page(messages=page.messages, changes=page.changes, position=end)

    def _change(self, stanza: Stanza) -> Change | None:
        """Return what happened, and remember what it made of a message."""
        if (fastening := stanza.fastening) is None:
            return self._translator.to_change(stanza)
        about = self._seen.message(stanza.room_id, fastening.target)
        change = self._translator.to_change(stanza, about)
        if change is not None:
            self._seen.change(stanza, change)
        return change

    async def _learn_messages(self, room_id: str, missing: Iterable[str]) -> None:
        """Look for messages, and for the names of those who wrote them."""
        with suppress(ProviderError):
            items = await self._archive.by_ids(room_id, sorted(missing))
            found = [s for item in items if (s := read_kept(item)) is not None]
            people = {user_id for stanza in found for user_id in stanza.people}
            try:
                await self._people.names(people)
            finally:
                for stanza in found:
                    message = self._translator.told(stanza, self._translator.to_message)
                    if message is not None:
                        self._seen.take(message)

    def _place(self, item: Archived) -> int:
        return self._places.place(item.stanza_id, item.stamp)


def _sorted(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=attrgetter("position"))


def _edit(item: Archived, message: Message) -> str | None:
    """Return the text that an edit gave a message, None for what is no edit of it."""
    stanza = read_kept(item)
    if stanza is None or (fastening := stanza.fastening) is None:
        return None
    is_it = (fastening.kind, fastening.target) == (Fastened.EDIT, message.id)
    return fastening.value if is_it and stanza.sender_id == message.sender.id else None
