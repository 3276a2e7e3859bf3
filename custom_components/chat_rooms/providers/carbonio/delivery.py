"""Certainty that a stanza is in its room, and that it is there once.

A room sends everything back to whoever sent it: that is how it acknowledges. Where
nothing comes back, the archive tells whether the stanza has arrived.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from xml.etree.ElementTree import Element

from ...outgoing import Sent
from ..errors import ConnectionError_, ForbiddenError, NotFoundError, ProviderError
from .archive import Archive
from .link import ChatLink
from .muclight import Stanza, read, read_kept
from .places import Places, time_of
from .xmpp import XmppSession

ECHO_WITHIN = 10.0
# The archive is written up to two seconds late.
LOOK_FOR = 3.0
LOOK_AGAIN = 0.5
# So long it may take until there is a connection to look with.
RECONNECT_WITHIN = 15.0
# So many stanzas do not come to a room between the sending and the look.
LOOK_AT = 100
ATTEMPTS = 2


class Delivery:
    """Brings stanzas into the rooms of one account."""

    def __init__(
        self,
        link: ChatLink,
        archive: Archive,
        places: Places,
        account_id: str,
        note: Callable[[Stanza], None],
    ) -> None:
        """Take the chat, the account's own user id, and who notes what has arrived."""
        self._link = link
        self._archive = archive
        self._places = places
        self._account_id = account_id
        self._note = note

    async def once(self, room_id: str, stanza: Element) -> Stanza:
        """Send a stanza, and once again if it has not arrived; return it as it did.

        Raises ConnectionError_ with the reason CHAT_DOWN where nothing was sent, what
        the server has against the stanza, and ConnectionError_ where it has not
        arrived, or where nobody knows.
        """
        message_id = stanza.get("id", "")
        session = await self._link.session()
        for attempt in range(ATTEMPTS):
            if attempt:
                session = await self._session_again()
            with session.expect(message_id) as echo:
                arrived = await _send(session, stanza, echo)
                if arrived is None:
                    arrived = await self.look(room_id, message_id, echo=echo)
            if arrived is not None:
                return arrived
        raise ConnectionError_("a message was sent twice, and did not arrive")

    def sent(self, stanza: Stanza, file: str | None = None) -> Sent:
        """Return a message that has arrived; `file` names the file that it carries."""
        place = self._places.take(stanza)
        self._note(stanza)
        sent_at = stanza.stamp
        if sent_at is None:
            sent_at = datetime.now(UTC) if place is None else time_of(place)
        return Sent(message_id=stanza.stanza_id, sent_at=sent_at, file=file)

    async def look(
        self,
        room_id: str,
        message_id: str,
        *,
        seconds: float | None = None,
        echo: asyncio.Future[Element] | None = None,
    ) -> Stanza | None:
        """Look for an own stanza, for as long as it may take to be archived.

        Returns None if it has not arrived; raises ConnectionError_ if nobody knows.
        """
        started = monotonic()
        patience = LOOK_FOR if seconds is None else seconds
        while True:
            if echo is not None and (arrived := _came(echo)) is not None:
                return arrived
            looked_at = monotonic()
            try:
                found = await self._find(room_id, message_id)
            except ForbiddenError, NotFoundError:
                raise
            except ProviderError:
                if looked_at - started >= RECONNECT_WITHIN:
                    raise ConnectionError_(
                        "the connection broke: it is not known whether a message arrived"
                    ) from None
            else:
                if found is not None or looked_at - started >= patience:
                    return found
            await asyncio.sleep(LOOK_AGAIN)

    async def _find(self, room_id: str, message_id: str) -> Stanza | None:
        page = await self._archive.page(room_id, newest=True, limit=LOOK_AT)
        for item in reversed(page.items):
            stanza = read_kept(item)
            if (
                stanza is not None
                and stanza.id == message_id
                and stanza.sender_id == self._account_id
            ):
                return stanza
        return None

    async def _session_again(self) -> XmppSession:
        try:
            return await self._link.session()
        except ProviderError:
            raise ConnectionError_(
                "the connection broke: a message did not arrive", is_over=True
            ) from None


async def _send(
    session: XmppSession, stanza: Element, echo: asyncio.Future[Element]
) -> Stanza | None:
    """Send, and wait for the echo; return None where it is unclear what came of it."""
    try:
        await session.send(stanza)
        async with asyncio.timeout(ECHO_WITHIN):
            return read(await asyncio.shield(echo))
    except ConnectionError_, TimeoutError:
        return None
    except ProviderError:
        if session.is_open:
            raise
        # What ended the session says nothing about the stanza.
        return None


def _came(echo: asyncio.Future[Element]) -> Stanza | None:
    if echo.done() and not echo.cancelled() and echo.exception() is None:
        return read(echo.result())
    return None
