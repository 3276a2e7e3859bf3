"""Certainty that a file is in its room, and that it is there once.

Files go over REST even while the chat is down. The message that comes of a file is
known by the id that was sent along.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from xml.etree.ElementTree import Element

from ...outgoing import OutgoingFile, Sent
from ..errors import ConnectionError_, ProtocolError, ProviderError, UnsupportedError
from .client.attachments import AttachmentsApi
from .delivery import ATTEMPTS, ECHO_WITHIN, LOOK_FOR, Delivery
from .link import ChatLink
from .models import WireAttachment
from .muclight import read
from .pictures import area_of

# A server that nobody waits for any more may still be at work on a file.
LOOK_LONGER_FOR = 10.0
LIST_AGAIN = 1.0
NEWEST = 20
CLOCKS_DIFFER = timedelta(minutes=1)

# The connection broke, or what came was no answer.
UNCLEAR = (ConnectionError_, ProtocolError, UnsupportedError)

type Echo = asyncio.Future[Element] | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Parcel:
    """A file on its way to a room, with all that goes along."""

    room_id: str
    file: OutgoingFile
    message_id: str
    caption: str = ""
    reply_to: str | None = None


class FileDelivery:
    """Brings files into the rooms of one account."""

    def __init__(
        self,
        attachments: AttachmentsApi,
        link: ChatLink,
        delivery: Delivery,
        account_id: str,
    ) -> None:
        """Take both ways to the server, and the account's own user id."""
        self._attachments = attachments
        self._link = link
        self._delivery = delivery
        self._account_id = account_id

    async def once(self, parcel: Parcel) -> Sent:
        """Send a file, and once again if it has not arrived.

        While the chat is down nobody tells the message's id. Raises what the server
        has against the file, and the error of the last try where it has not arrived,
        or where nobody knows.
        """
        started = datetime.now(UTC)
        known = None if self._link.is_up else await self._known(parcel.room_id)
        area = await area_of(parcel.file)
        for attempt in range(1, ATTEMPTS + 1):
            async with self._expecting(parcel.message_id) as echo:
                try:
                    await self._insert(parcel, area)
                except UNCLEAR as err:
                    found = await self._look(parcel, echo, err, known, started)
                    if found is not None:
                        return found
                    if attempt == ATTEMPTS or not isinstance(err, ConnectionError_):
                        raise
                else:
                    return await self._acknowledged(parcel, echo)
        raise AssertionError

    async def _insert(self, parcel: Parcel, area: str | None) -> None:
        await self._attachments.insert_attachment(
            parcel.room_id,
            parcel.file.data,
            name=parcel.file.name,
            content_type=parcel.file.content_type,
            description=parcel.caption,
            message_id=parcel.message_id,
            reply_id=parcel.reply_to,
            area=area,
        )

    @asynccontextmanager
    async def _expecting(self, message_id: str) -> AsyncIterator[Echo]:
        """Wait for the message that will come of a file, where the chat is up."""
        session = None
        if self._link.is_up:
            with suppress(ProviderError):
                session = await self._link.session()
        if session is None:
            yield None
        else:
            with session.expect(message_id) as echo:
                yield echo

    async def _acknowledged(self, parcel: Parcel, echo: Echo) -> Sent:
        """Return a file that the server has taken; only its message's id is missing."""
        stanza = None
        with suppress(ProviderError, TimeoutError):
            if echo is not None:
                async with asyncio.timeout(ECHO_WITHIN):
                    stanza = read(await asyncio.shield(echo))
        if stanza is None:
            return Sent(message_id="", sent_at=datetime.now(UTC), file=parcel.file.name)
        return self._delivery.sent(stanza, parcel.file.name)

    async def _look(
        self,
        parcel: Parcel,
        echo: Echo,
        error: ProviderError,
        known: frozenset[str] | None,
        started: datetime,
    ) -> Sent | None:
        """Look whether a file has arrived; raise the error if nobody knows."""
        patience = 0.0
        if isinstance(error, ConnectionError_):
            patience = LOOK_FOR if error.is_over else LOOK_LONGER_FOR
        if self._link.is_up:
            with suppress(ProviderError):
                stanza = await self._delivery.look(
                    parcel.room_id, parcel.message_id, seconds=patience, echo=echo
                )
                if stanza is None:
                    return None
                return self._delivery.sent(stanza, parcel.file.name)
        end = monotonic() + patience
        while True:
            try:
                files = await self._listed(parcel.room_id)
            except ProviderError:
                raise error from None
            if any(self._is_it(file, parcel.file, known, started) for file in files):
                return Sent(
                    message_id="", sent_at=datetime.now(UTC), file=parcel.file.name
                )
            if monotonic() >= end:
                return None
            await asyncio.sleep(LIST_AGAIN)

    async def _listed(self, room_id: str) -> Sequence[WireAttachment]:
        page = await self._attachments.list_room_attachment_info(
            room_id, items_number=NEWEST
        )
        return page.attachments

    async def _known(self, room_id: str) -> frozenset[str] | None:
        """Return the ids of the files that are there already, None if nobody tells."""
        with suppress(ProviderError):
            return frozenset(file.id for file in await self._listed(room_id))
        return None

    def _is_it(
        self,
        found: WireAttachment,
        file: OutgoingFile,
        known: frozenset[str] | None,
        started: datetime,
    ) -> bool:
        if (found.name, found.size, found.user_id) != (
            file.name,
            len(file.data),
            self._account_id,
        ):
            return False
        if known is not None:
            return found.id not in known
        # A camera's picture has the same name each time, and sometimes the same size.
        return found.created_at is not None and (
            found.created_at >= started - CLOCKS_DIFFER
        )
