"""A room's chat, whichever API the server has for it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import override

from ...model import Message, Page
from ..errors import NotFoundError, ProtocolError, Reason
from .changes import is_hidden, to_page
from .client import TalkClient
from .models import ChatPage, WireMessage
from .translate import to_message

MOST_MESSAGES = 200
# Reactions and edits are among the messages and are none: it takes more than what is
# asked for to have enough left.
FEWEST_MESSAGES = 20


class Chat(ABC):
    """How the messages of rooms are read; a position is the id of a message."""

    @abstractmethod
    async def after(self, room_id: str, position: int, limit: int) -> Page:
        """Return what is oldest after a position."""

    @abstractmethod
    async def before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Return the newest messages before a position, at most `limit`, in order."""

    @abstractmethod
    async def message(self, room_id: str, position: int) -> Message:
        """Return one message, or raise NotFoundError."""

    @abstractmethod
    async def newest(self, room_id: str) -> Sequence[WireMessage]:
        """Return what came last, in order, as it came over the wire."""

    @abstractmethod
    async def news(
        self, room_id: str, position: int, seconds: int
    ) -> Sequence[WireMessage]:
        """Return what comes after a position; wait for it, at most so long."""


class NewChat(Chat):
    """The chat of today, which goes on from the last known message."""

    def __init__(self, client: TalkClient, own_id: str) -> None:
        """Take a client and the account's own user id."""
        self._chat = client.chat
        self._own_id = own_id

    @override
    async def after(self, room_id: str, position: int, limit: int) -> Page:
        """Look once, without waiting."""
        return await self.poll(room_id, position, 0, min(limit, MOST_MESSAGES))

    async def poll(
        self, room_id: str, position: int, seconds: int, limit: int = MOST_MESSAGES
    ) -> Page:
        """Return what comes after a position; wait for it, at most so long.

        The page may reach beyond its last message: the server hides some.
        """
        answer = await self._receive(room_id, position, seconds, limit)
        given = answer.last_given
        if given is not None and given < position:
            # The server goes by the time, so what it gave last can have a lower id.
            answer = await self._receive(room_id, given, seconds, limit)
            given = answer.last_given
        return to_page(
            room_id,
            (message for message in answer.messages if message.id > position),
            self._own_id,
            position=None if given is None else max(position, given),
        )

    async def _receive(
        self, room_id: str, position: int, seconds: int, limit: int
    ) -> ChatPage:
        """Ask for fewer messages where so many are too long for one answer."""
        while True:
            try:
                return await self._chat.receive(
                    room_id, last_known=position, timeout=seconds, limit=limit
                )
            except ProtocolError as err:
                if err.reason is not Reason.ANSWER_TOO_LONG or limit == 1:
                    raise
                limit = max(1, limit // 8)

    @override
    async def before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Page back until there are enough, or no more."""
        found: list[WireMessage] = []
        while (missing := limit - len(found)) > 0:
            answer = await self._chat.history(
                room_id,
                last_known=position,
                limit=min(max(missing, FEWEST_MESSAGES), MOST_MESSAGES),
            )
            page = [
                message
                for message in answer.messages
                if position is None or message.id < position
            ]
            ids = [message.id for message in page]
            if answer.last_given is not None:
                ids.append(answer.last_given)
            reached = min(ids, default=0)
            if not reached or (position is not None and reached >= position):
                break
            found = [m for m in page if not is_hidden(m)] + found
            position = reached
        return [to_message(room_id, m, self._own_id) for m in found[-limit:]]

    @override
    async def message(self, room_id: str, position: int) -> Message:
        """Ask for it, or for what follows the one before it, if that is what came.

        The next id would not do: many servers look for nothing but ids of the room.
        """
        answer = await self._chat.history(
            room_id, last_known=position, included=True, limit=1
        )
        if (found := _at(position, answer)) is None:
            answer = await self._chat.receive(
                room_id, last_known=answer.last_given or 0, limit=1
            )
            found = _at(position, answer)
        if found is None or is_hidden(found):
            raise NotFoundError("the message is not there")
        return to_message(room_id, found, self._own_id)

    @override
    async def newest(self, room_id: str) -> Sequence[WireMessage]:
        """Ask for the newest page."""
        answer = await self._chat.history(room_id, limit=MOST_MESSAGES)
        return answer.messages

    @override
    async def news(
        self, room_id: str, position: int, seconds: int
    ) -> Sequence[WireMessage]:
        """Let the server wait."""
        answer = await self._chat.receive(
            room_id, last_known=position, timeout=seconds, limit=MOST_MESSAGES
        )
        return answer.messages


def _at(position: int, page: ChatPage) -> WireMessage | None:
    return next((found for found in page.messages if found.id == position), None)
