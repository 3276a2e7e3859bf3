"""Certainty that a message is in its room, and that it is there once.

Talk takes whatever comes as often as it comes. When it is not clear whether a message
has arrived, the room is asked for it before it is sent again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from math import ceil
from time import monotonic

from ..errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    Reason,
)
from ..repeating import repeat
from .chat import Chat
from .client import TalkClient
from .constants import ActorType
from .feed import QUICK_ANSWER, QUIET_PAUSE
from .models import WireMessage
from .rooms import READ_ONLY_TYPES, is_locked_out, may_post
from .wording import same_text

# For so many seconds it is looked for where the server has come to an end with it;
# where the connection broke; and where the server was slow, since the try began. A
# server that nobody waits for any more goes on all the same.
LOOK_FOR = 2.0
LOOK_LONGER_FOR = 10.0
LOOK_PATIENTLY_FOR = 45.0
SLOW = 3.0
LONGEST_WAIT = 25
ATTEMPTS = LOOKS = 2

type Test = Callable[[WireMessage], bool]


class Delivery:
    """Brings messages into the rooms of one account."""

    def __init__(
        self, client: TalkClient, chat: Callable[[], Chat], own_id: str
    ) -> None:
        """Take a client, the chat of the server's generation, the own user id."""
        self._client = client
        self._chat = chat
        self._own_id = own_id

    async def known_by_text(self, room_id: str, text: str) -> Test:
        """Return what knows a text again, on a server that keeps no references.

        It is an own message that is not there yet.
        """
        before = await self._chat().newest(room_id)
        newest = max((message.id for message in before), default=0)

        def is_it(message: WireMessage) -> bool:
            return (
                message.id > newest
                and message.actor_type == ActorType.USERS
                and message.actor_id == self._own_id
                and same_text(message, text)
            )

        return is_it

    async def once(
        self,
        room_id: str,
        attempt: Callable[[], Awaitable[WireMessage | None]],
        is_it: Test,
    ) -> WireMessage | None:
        """Try, and once again if nothing has arrived.

        Returns None for what the server has taken and does not show. Raises the error
        of the last try, or that of the look whether it arrived.
        """
        tries = 0
        while True:
            tries += 1
            started = monotonic()
            try:
                message = await attempt()
                break
            except (ForbiddenError, NotFoundError) as err:
                if tries == 1 or isinstance(err, NotFoundError):
                    raise await self._explained(room_id, err) from None
                # What has been shared already cannot be shared again.
                error: ProviderError = err
                patience = LOOK_PATIENTLY_FOR
            except ConnectionError_ as err:
                if err.reason is Reason.MAINTENANCE:
                    raise
                error = err
                took = monotonic() - started
                if err.is_over:
                    patience = LOOK_FOR
                elif took > SLOW:
                    patience = LOOK_PATIENTLY_FOR - took
                else:
                    patience = LOOK_LONGER_FOR
            except ProtocolError as err:
                # Refused, or taken and answered with something unreadable.
                error, patience, tries = err, 0.0, ATTEMPTS
            if found := await self._find(room_id, is_it, patience):
                return found
            if tries == ATTEMPTS:
                raise error
        try:
            return message or await self._find(room_id, is_it, LOOK_LONGER_FOR)
        except ProviderError:
            # It has been sent: whoever heard of an error would send it again.
            return None

    async def _explained(self, room_id: str, error: ProviderError) -> ProviderError:
        """Return an error that tells what keeps the account from writing.

        Sharing says "not found" of a room that can only be read.
        """
        if error.reason is not None:
            return error
        try:
            room = await self._client.rooms.get(room_id)
        except ProviderError:
            return error
        if is_locked_out(room):
            return ForbiddenError(str(error), reason=Reason.LOBBY)
        if room.read_only == 1 or room.type in READ_ONLY_TYPES:
            return ForbiddenError(str(error), reason=Reason.READ_ONLY)
        if not may_post(room, self._client.capabilities):
            return ForbiddenError(str(error))
        return error

    async def _find(
        self, room_id: str, is_it: Test, patience: float
    ) -> WireMessage | None:
        """Look for a message, and for so many seconds whether it still comes."""
        chat, end = self._chat(), monotonic() + patience
        found = await repeat(partial(chat.newest, room_id), LOOKS)
        position = 0
        while True:
            for message in found:
                if is_it(message):
                    return message
                position = max(position, message.id)
            left = ceil(end - monotonic())
            if left <= 0:
                return None
            asked = monotonic()
            found = await chat.news(room_id, position, min(left, LONGEST_WAIT))
            if not found and monotonic() - asked < QUICK_ANSWER:
                await asyncio.sleep(QUIET_PAUSE)
