"""The chat of 2018, which knows no messages to go on from, only times.

It leaves out the first so many messages, but does not tell from which end they are
counted: so none is left out, and a time says how far back to look.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from time import time
from typing import override

from ...model import Message, Page
from ..errors import NotFoundError
from .changes import is_hidden, to_page
from .chat import Chat
from .client import TalkClient
from .models import WireMessage
from .translate import to_message

DAY = timedelta(days=1).total_seconds()
# Home Assistant catches up with a day; clocks differ.
UNKNOWN_AGE = DAY + 3600
WINDOWS = (DAY, 7 * DAY, 30 * DAY, 365 * DAY)
NEWEST_AGE = 3600.0
LOOK_AGAIN = 1.0


class OldChat(Chat):
    """The chat as the reference of 2018 describes it."""

    def __init__(self, client: TalkClient, own_id: str) -> None:
        """Take a client and the account's own user id."""
        self._chat = client.chat
        self._own_id = own_id
        self._known: dict[str, tuple[int, int]] = {}

    @override
    async def after(self, room_id: str, position: int, limit: int) -> Page:
        """Look back to the last known message, or over a day where none is known."""
        known, since = self._known.get(room_id, (0, 0))
        if not known or known > position:
            since = _ago(UNKNOWN_AGE)
        found = await self._since(room_id, since)
        self._learn(room_id, found)
        return to_page(room_id, (m for m in found if m.id > position), self._own_id)

    @override
    async def before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Look back farther and farther until there are enough."""
        found: list[WireMessage] = []
        for since in (*map(_ago, WINDOWS), 0):
            everything = await self._since(room_id, since)
            found = [
                message
                for message in everything
                if (position is None or message.id < position)
                and not is_hidden(message)
            ]
            if position is None:
                self._learn(room_id, everything)
            if len(found) >= limit:
                break
        return [to_message(room_id, m, self._own_id) for m in found[-limit:]]

    @override
    async def message(self, room_id: str, position: int) -> Message:
        """Look back farther and farther until it comes."""
        for message in await self.before(room_id, position + 1, 1):
            if message.position == position:
                return message
        raise NotFoundError("the message is not there")

    @override
    async def newest(self, room_id: str) -> Sequence[WireMessage]:
        """Look back over an hour."""
        return await self._since(room_id, _ago(NEWEST_AGE))

    @override
    async def news(
        self, room_id: str, position: int, seconds: int
    ) -> Sequence[WireMessage]:
        """Look again in a moment: where there is something, the server never waits."""
        await asyncio.sleep(min(LOOK_AGAIN, seconds))
        return [m for m in await self.newest(room_id) if m.id > position]

    async def _since(self, room_id: str, since: int) -> list[WireMessage]:
        answer = await self._chat.receive_v1(
            room_id, offset=0, not_older_than=since, timeout=0
        )
        by_id = {message.id: message for message in answer.messages}
        return [by_id[id_] for id_ in sorted(by_id)]

    def _learn(self, room_id: str, messages: Sequence[WireMessage]) -> None:
        if messages:
            last = messages[-1]
            self._known[room_id] = (last.id, last.timestamp)


def _ago(seconds: float) -> int:
    return max(0, int(time() - seconds))
