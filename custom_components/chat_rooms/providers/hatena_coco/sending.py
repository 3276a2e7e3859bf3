"""Checking in once.

The service takes whatever comes as often as it comes. When it is not clear whether a
check-in has arrived, the own ones are asked for it before it is sent again.
"""

import asyncio

from ...outgoing import CheckIn
from ..bodies import sendable
from ..errors import (
    ConnectionError_,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from ..repeating import repeat
from .client import CocoClient
from .models import WireCheckin
from .timeline import Wanted

# A server that nobody waits for any more goes on all the same: it is looked for so
# often, with pauses that begin with so many seconds and double.
LOOKS = 4
LOOK_PAUSE = 1.0

UNCLEAR = (ConnectionError_, ProtocolError, RateLimitedError, UnsupportedError)


class Sender:
    """Checks one account's user in."""

    def __init__(self, client: CocoClient, own_id: str, is_own: Wanted) -> None:
        """Take the client, and whose check-ins to look through, and which of them."""
        self._client = client
        self._own_id = own_id
        self._is_own = is_own
        self._newest_sent = 0
        # Of two that are alike, one that arrived must not stand for the other.
        self.one_at_a_time = asyncio.Lock()

    async def once(self, check_in: CheckIn) -> WireCheckin:
        """Check in, with at most three tries, and return what has arrived.

        Raises the error of the last try or of the look whether it has arrived.
        """
        async with self.one_at_a_time:
            try:
                before = await self._newest()
            except ProviderError:
                # Nobody can tell what arrives, so there is but one try.
                checkin = await self._send(check_in)
            else:
                checkin = await self._send_until_it_is_there(check_in, before)
            self._newest_sent = max(self._newest_sent, checkin.id)
            return checkin

    async def _newest(self) -> int:
        """Return the highest id from before; dates tell nothing, as clocks differ."""
        ids = (checkin.id for checkin in await self._client.history(self._own_id))
        return max(ids, default=0)

    async def _send(self, check_in: CheckIn) -> WireCheckin:
        return await self._client.checkin(
            check_in.spot,
            check_in.text,
            twitter="twitter" in check_in.shares,
            mixi="mixi" in check_in.shares,
            photos=check_in.photos,
        )

    async def _send_until_it_is_there(
        self, check_in: CheckIn, before: int
    ) -> WireCheckin:
        before = max(before, self._newest_sent)
        unclear: ProviderError | None = None

        async def attempt() -> WireCheckin:
            nonlocal unclear
            if unclear and (found := await self._find(check_in, before, unclear)):
                return found
            unclear = None
            try:
                return await self._send(check_in)
            except UNCLEAR as err:
                unclear = err
                raise

        try:
            return await repeat(attempt)
        except UNCLEAR as err:
            if found := await self._rescued(check_in, before, err):
                return found
            raise

    async def _rescued(
        self, check_in: CheckIn, before: int, error: ProviderError
    ) -> WireCheckin | None:
        try:
            return await self._find(check_in, before, error)
        except ProviderError:
            return None

    async def _find(
        self, check_in: CheckIn, before: int, error: ProviderError
    ) -> WireCheckin | None:
        """Return an own one at the spot that was not there before, None if none is.

        Servers cut and change texts: these only tell which it is of several.
        """
        words = _words(check_in.text)
        is_over = not isinstance(error, ConnectionError_) or error.is_over
        for look in range(1 if is_over else LOOKS):
            if look:
                await asyncio.sleep(LOOK_PAUSE * 2 ** (look - 1))
            new = [
                checkin
                for checkin in await self._client.history(self._own_id)
                if checkin.id > before
                and checkin.spot is not None
                and checkin.spot.key == check_in.spot
                and self._is_own(checkin)
            ]
            alike = [checkin for checkin in new if _words(checkin.body) == words]
            if found := alike or new:
                return found[0]
        return None


def _words(text: str) -> list[str]:
    """Return a text without the differences that a server may make of it."""
    return sendable(text).split()
