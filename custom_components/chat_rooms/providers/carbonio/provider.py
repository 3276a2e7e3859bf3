"""Carbonio Chats, in the words of the model."""

from collections.abc import AsyncIterator, Iterable, Mapping, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...model import (
    Account,
    Attachment,
    Feature,
    Health,
    Member,
    Message,
    Page,
    RoomList,
)
from ...outgoing import Outgoing, Sent
from ..base import Download, Feed, Provider, Rhythm
from ..errors import AuthError, UnsupportedError
from ..http import HttpClient
from .account import AccountParts
from .administration import ROOM_TYPES, CarbonioAdministration
from .client import CarbonioClient
from .client.attachments import ImageType
from .events import EventsSocket
from .health import to_health
from .link import ChatLink
from .models import RoomType
from .places import Places
from .sign_in import OTP, TOKEN, URL, SignIn

IMAGES = "image/"
JPEG = "image/jpeg"
PDF = "application/pdf"


class CarbonioProvider(Provider):
    """One account at a Carbonio; a position is where its archive has a message."""

    name: ClassVar[str] = "Carbonio Chats"
    rhythm: ClassVar[Rhythm] = Rhythm(polling=30, watching=300)

    @override
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: MutableMapping[str, Any] | None = None,
    ) -> None:
        """Take url, username, password and verify_ssl.

        To sign in there may be otp, and of an earlier sign-in device_id and token.
        """
        memory = {} if memory is None else memory
        http = HttpClient(session, config[URL])
        self._is_known = bool(config.get(TOKEN)) and not config.get(OTP)
        self._language = language
        self._sign_in = SignIn(http, config, memory)
        self._client = CarbonioClient(http, self._sign_in, memory)
        self._link = ChatLink(http, self._sign_in)
        self._events = EventsSocket(http)
        self._places = Places()
        self._account: Account | None = None
        self._known_parts: AccountParts | None = None

    # Signing in

    @property
    @override
    def account(self) -> Account:
        """The account; AuthError before it has signed in."""
        if self._account is None:
            raise AuthError("not signed in yet")
        return self._account

    @property
    @override
    def credentials(self) -> Mapping[str, Any]:
        """What to store: what was typed but for the one-time password, and a token."""
        return self._sign_in.credentials

    @override
    async def probe(self) -> None:
        """Ask for the service's health, which anybody may."""
        await self._client.service.probe()

    @override
    async def sign_in(self) -> Account:
        """Sign in, or go on with the token of before; then ask who the account is."""
        if self._is_known:
            await self._sign_in.resume()
        else:
            await self._sign_in.sign_in()
        account_id = self._sign_in.account_id
        user = await self._client.users.get_user(account_id)
        if self._known_parts is None or self._known_parts.account_id != account_id:
            self._known_parts = AccountParts(
                self._client,
                self._link,
                self._events,
                self._places,
                account_id,
                self._language,
            )
        self._account = Account(
            id=account_id,
            name=user.name or user.email or account_id,
            features=Feature.HEALTH,
            member_id=account_id,
            room_types=ROOM_TYPES,
        )
        return self._account

    @override
    async def close(self) -> None:
        """End the session of the chat; feeds end with whoever listens to them."""
        if self._known_parts is not None:
            await self._known_parts.close()
        await self._link.close()

    @property
    def _parts(self) -> AccountParts:
        if self._known_parts is None:
            raise AuthError("not signed in yet")
        return self._known_parts

    # Rooms

    @override
    async def rooms(self, *, complete: bool = False) -> RoomList:
        """Return all rooms."""
        parts = self._parts
        found = await parts.book.list(complete=complete)
        for room in found.rooms:
            parts.history.listed(room)
        return found

    @override
    async def set_muted(self, room_id: str, muted: bool) -> None:
        """Mute a room for this account, or let it sound again."""
        rooms = self._client.rooms
        await (rooms.mute_room(room_id) if muted else rooms.unmute_room(room_id))

    @override
    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Send a marker that everything up to a message has been displayed."""
        await self._parts.marks.mark_as_read(room_id, message_id)

    @override
    def room_picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open the picture of a room itself, or that of the other one in a room of two."""
        if other := self._parts.book.other_in(room_id):
            return self._client.users.get_user_picture(other)
        return self._client.rooms.get_room_picture(room_id)

    @override
    def member_picture(self, member: Member) -> AbstractAsyncContextManager[Download]:
        """Open somebody's picture; only servers of 1.3.1 have any."""
        return self._client.users.get_user_picture(member.id)

    @property
    @override
    def administration(self) -> CarbonioAdministration:
        """What the account's rooms let be done with them."""
        return self._parts.administration

    @override
    async def health(self) -> Health:
        """Return how the service and what it needs feel."""
        return to_health(await self._client.service.get_health_status())

    # Messages

    @override
    def position_of(self, message_id: str) -> int:
        """Return the place that a stanza id stands for, or raise NotFoundError."""
        return self._places.position_of(message_id)

    @override
    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Return one page of the archive after a position."""
        return await self._parts.history.messages_after(room_id, position, limit)

    @override
    async def messages_before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Page back in the archive until there are enough, or no more."""
        parts = self._parts
        if parts.book.type_of(room_id) == RoomType.WORKSPACE:
            # Nothing is said there, and it has no archive.
            return ()
        return await parts.history.before(room_id, position, limit)

    @override
    async def message(self, room_id: str, message_id: str) -> Message:
        """Return one message."""
        return await self._parts.history.message(room_id, message_id)

    @override
    def feeds(self, room_ids: Iterable[str]) -> Sequence[Feed]:
        """Return the messages of these rooms, and the events of all."""
        parts = self._parts
        parts.messages_feed.follow(room_ids)
        return [parts.messages_feed, parts.events_feed]

    @override
    def download(
        self, attachment: Attachment, *, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open a file; servers need not serve it in parts."""
        return self._client.attachments.get_attachment(_file_id(attachment), start)

    @override
    @asynccontextmanager
    async def preview(
        self, attachment: Attachment, width: int, height: int
    ) -> AsyncIterator[Download]:
        """Open a small picture of a picture, or of a PDF's first page."""
        attachments, file_id = self._client.attachments, _file_id(attachment)
        content_type = attachment.content_type.lower().partition(";")[0].strip()
        if content_type.startswith(IMAGES):
            # Else the server would paint black borders around it.
            picture = attachments.get_image_preview(
                file_id, width, height, output_format=ImageType.JPEG, crop=True
            )
        elif content_type == PDF:
            picture = attachments.get_pdf_thumbnail(
                file_id, width, height, output_format=ImageType.JPEG
            )
        else:
            raise UnsupportedError("previews of such a file")
        async with picture as download:
            # The server need not say what it has drawn, which is not what the file is.
            if download.content_type.startswith(IMAGES):
                yield download
            else:
                yield replace(download, content_type=JPEG)

    # Sending

    @override
    def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Send a text, files or both; each message once."""
        return self._parts.sender.send(room_id, outgoing)

    @override
    async def react(
        self, room_id: str, message_id: str, reaction: str, *, remove: bool = False
    ) -> None:
        """Give a message a reaction, in place of an earlier one, or take it back."""
        await self._parts.marks.react(room_id, message_id, "" if remove else reaction)

    @override
    async def edit(self, room_id: str, message_id: str, text: str) -> None:
        """Change the text of an own message."""
        await self._parts.marks.edit(room_id, message_id, text)

    @override
    async def delete(self, room_id: str, message_id: str) -> None:
        """Delete an own message for everybody."""
        await self._parts.marks.delete(room_id, message_id)

    @override
    async def forward(
        self, room_id: str, message_id: str, to_room_id: str, client_id: str
    ) -> None:
        """Send a message of one room to another one, with its newest text."""
        await self._parts.forwarding.forward(room_id, message_id, to_room_id, client_id)


def _file_id(attachment: Attachment) -> str:
    return attachment.source or attachment.id
