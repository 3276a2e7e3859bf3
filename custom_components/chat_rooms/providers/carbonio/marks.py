"""What the account does to messages that are there: read, react, edit, delete."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from ...model import Message, MessageKind
from ..errors import ForbiddenError, NotFoundError, ProviderError, Reason
from .client.attachments import AttachmentsApi
from .delivery import Delivery
from .history import History
from .link import ChatLink
from .muclight import Fastened, displayed, fastening
from .places import Places
from .rooms import RoomBook
from .sending import check_text
from .stream import new_id


class Marks:
    """Changes messages in the rooms of one account."""

    def __init__(
        self,
        link: ChatLink,
        history: History,
        delivery: Delivery,
        attachments: AttachmentsApi,
        book: RoomBook,
        places: Places,
        account_id: str,
    ) -> None:
        """Take both ways to the server, and the account's own user id."""
        self._link = link
        self._history = history
        self._delivery = delivery
        self._attachments = attachments
        self._book = book
        self._places = places
        self._account_id = account_id

    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Say that everything up to a message has been displayed.

        The server forgets what is unread where a marker names the newest stanza that
        it has, which can be an edit or a reaction. The message's own marker comes
        last, because that is the one that others see.
        """
        own_id = await self._history.own_id_of(room_id, message_id)
        if self._history.is_last(room_id, message_id):
            newest = self.newest(room_id)
            if newest is not None and newest != own_id:
                await self.show(room_id, newest)
        await self.show(room_id, own_id)

    def newest(self, room_id: str) -> str | None:
        """Return the sender's id of the newest stanza of a room, None for none."""
        return self._places.newest_own_id(room_id)

    async def show(self, room_id: str, own_id: str) -> None:
        """Say that everything up to a stanza, by its sender's id, has been displayed."""
        session = await self._link.session()
        await session.send(displayed(room_id, own_id, new_id()))

    async def react(self, room_id: str, message_id: str, reaction: str) -> None:
        """Give a message the account's one reaction to it, "" for none."""
        await self._fasten(room_id, Fastened.REACTION, message_id, reaction)

    async def edit(self, room_id: str, message_id: str, text: str) -> None:
        """Change the text of an own message."""
        check_text(text)
        message = await self._own(room_id, message_id)
        if message.attachments or "forwarded" in message.detail:
            raise ForbiddenError("only texts can be edited")
        told = self._book.capabilities
        _check_age(message, told.edit_message_time_limit_in_minutes if told else 0)
        await self._fasten(room_id, Fastened.EDIT, message_id, text)

    async def delete(self, room_id: str, message_id: str) -> None:
        """Delete an own message for everybody, and the file that came with it."""
        message = await self._own(room_id, message_id)
        told = self._book.capabilities
        _check_age(message, told.delete_message_time_limit_in_minutes if told else 0)
        await self._fasten(room_id, Fastened.RETRACT, message_id)
        for attachment in message.attachments:
            with suppress(ProviderError):
                await self._attachments.delete_attachment(attachment.id)

    async def _own(self, room_id: str, message_id: str) -> Message:
        message = await self._history.at_hand(room_id, message_id)
        if message.deleted:
            raise NotFoundError("the message has been deleted")
        if message.sender.id != self._account_id or message.kind is MessageKind.SYSTEM:
            raise ForbiddenError("the message is somebody else's")
        return message

    async def _fasten(
        self, room_id: str, kind: Fastened, message_id: str, value: str = ""
    ) -> None:
        stanza = fastening(room_id, new_id(), kind, message_id, value)
        arrived = await self._delivery.once(room_id, stanza)
        if kind is not Fastened.REACTION:
            # The message is asked for as it is now, though no feed may have told it.
            await self._history.page_of(arrived)


def _check_age(message: Message, minutes: int) -> None:
    """Raise ForbiddenError for a message that is too old; 0 minutes are no limit."""
    if minutes > 0 and timedelta(minutes=minutes) < (
        datetime.now(UTC) - message.sent_at
    ):
        raise ForbiddenError("the message is too old", reason=Reason.TOO_LATE)
