"""Checking in once.

The service takes whatever comes as often as it comes. When it is not clear whether a
check-in has arrived, the own ones are asked for it before it is sent again.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from ...model import CheckIn
from ..errors import ConnectionError_, ProtocolError, ProviderError, UnsupportedError
from ..http import repeat
from ..wire import now
from .client import CocoClient
from .models import WireCheckin
from .timeline import Timeline, Wanted

CLOCKS_DIFFER = timedelta(minutes=5)
# A server that nobody waits for any more goes on all the same: it is looked for so
# often, with pauses that begin with so many seconds and double.
LOOKS = 4
LOOK_PAUSE = 1.0

UNCLEAR = (ConnectionError_, ProtocolError, UnsupportedError)


class Sender:
    """Checks one account's user in."""

    def __init__(self, client: CocoClient, own: Timeline, is_own: Wanted) -> None:
        """Take the client, and the list in which own check-ins appear."""
        self._client = client
        self._own = own
        self._is_own = is_own
        self._newest_sent = 0
        # Of two that are alike, one that arrived must not stand for the other.
        self.one_at_a_time = asyncio.Lock()

    async def once(self, check_in: CheckIn) -> WireCheckin:
        """Check in, with at most three tries, and return what has arrived.

        Raises the error of the last try or of the look whether it has arrived.
        """
        async with self.one_at_a_time:
            if not self._own.is_known:
                await self._own.refresh()
            is_it = self._test(check_in)
            unclear: ProviderError | None = None

            async def attempt() -> WireCheckin:
                nonlocal unclear
                if unclear and (found := await self._find(is_it, unclear)):
                    return found
                unclear = None
                try:
                    return await self._client.checkin(
                        check_in.spot,
                        check_in.text,
                        twitter="twitter" in check_in.shares,
                        mixi="mixi" in check_in.shares,
                        photos=check_in.photos,
                    )
                except UNCLEAR as err:
                    unclear = err
                    raise

            try:
                checkin = await repeat(attempt)
            except UNCLEAR as err:
                checkin = await self._rescued(is_it, err)
            self._newest_sent = max(self._newest_sent, checkin.id)
            return checkin

    def _test(self, check_in: CheckIn) -> Callable[[WireCheckin], bool]:
        newest = max(self._own.newest, self._newest_sent)
        earliest = now() - CLOCKS_DIFFER
        words = _words(check_in.text)

        def is_it(checkin: WireCheckin) -> bool:
            return (
                checkin.id > newest
                and checkin.created >= earliest
                and checkin.spot is not None
                and checkin.spot.key == check_in.spot
                and _words(checkin.body) == words
                and self._is_own(checkin)
            )

        return is_it

    async def _rescued(
        self, is_it: Callable[[WireCheckin], bool], error: ProviderError
    ) -> WireCheckin:
        try:
            found = await self._find(is_it, error)
        except ProviderError:
            found = None
        if found is None:
            raise error
        return found

    async def _find(
        self, is_it: Callable[[WireCheckin], bool], error: ProviderError
    ) -> WireCheckin | None:
        is_over = not isinstance(error, ConnectionError_) or error.is_over
        for look in range(1 if is_over else LOOKS):
            if look:
                await asyncio.sleep(LOOK_PAUSE * 2 ** (look - 1))
            await self._own.refresh()
            for checkin in self._own.known:
                if is_it(checkin):
                    return checkin
        return None


def _words(text: str) -> list[str]:
    """Return a text without the differences that a server may make of it."""
    return text.encode(errors="replace").decode().split()
