"""Nextcloud Talk, in the words of the model."""

from collections.abc import AsyncIterator, Iterable, Mapping, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
import re
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...model import Account, Attachment, Member, Message, Page, RoomList
from ...outgoing import Outgoing, Sent
from ..base import BrowserSignIn, Download, Feed, Provider, Rhythm
from ..errors import AuthError, NotFoundError, ProviderError, UnsupportedError
from ..http import HttpClient
from . import sign_in
from .administration import ROOM_TYPES, TalkAdministration
from .chat import Chat, NewChat
from .client import TalkClient
from .feed import LivePolls
from .mute import Levels
from .old_chat import OldChat
from .rooms import RoomBook
from .sending import Sender
from .sign_in import APP_PASSWORD, PASSWORD, URL, USERNAME, VERIFY_SSL
from .translate import attachment_path, attachment_place

MESSAGE_ID = re.compile(r"[0-9]{1,18}")


class NextcloudTalkProvider(Provider):
    """One account at a Nextcloud; a position is the id of a message."""

    name: ClassVar[str] = "Nextcloud Talk"
    # The list of rooms is the heartbeat: it takes one small request, however many
    # rooms there are, and long polls are only for two of them.
    rhythm: ClassVar[Rhythm] = Rhythm(polling=15, watching=15)

    @override
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: MutableMapping[str, Any] | None = None,
    ) -> None:
        """Take url and verify_ssl; to sign in, username and app_password.

        In place of the latter there may be a password, which is given up at once.
        """
        self._client = TalkClient(
            HttpClient(session, config[URL], {"Accept-Language": language})
        )
        self._credentials: dict[str, Any] = {
            URL: config[URL],
            VERIFY_SSL: config.get(VERIFY_SSL, True),
            USERNAME: config.get(USERNAME, ""),
        }
        self._password: str | None = config.get(PASSWORD)
        if APP_PASSWORD in config:
            self._credentials[APP_PASSWORD] = config[APP_PASSWORD]
            self._client.set_credentials(config[USERNAME], config[APP_PASSWORD])
            self._password = None
        self._account: Account | None = None
        self._levels = Levels(self._client, {} if memory is None else memory)
        self._polls = LivePolls(self._poll)
        self._know("")

    def _know(self, own_id: str) -> None:
        self._new_chat = NewChat(self._client, own_id)
        self._old_chat = OldChat(self._client, own_id)
        self._rooms = RoomBook(self._client, own_id, self._polls)
        self._sender = Sender(self._client, lambda: self._chat, own_id)

    @property
    def _chat(self) -> Chat:
        is_new = self._client.capabilities.chat_v2
        return self._new_chat if is_new else self._old_chat

    # Signing in

    @property
    @override
    def account(self) -> Account:
        """The account; AuthError before it has signed in."""
        if not self._account:
            raise AuthError("not signed in yet")
        return self._account

    @property
    @override
    def credentials(self) -> Mapping[str, Any]:
        """What to store: an app password, never the account's own."""
        return {**self._credentials, URL: self._client.address}

    @override
    async def probe(self) -> None:
        """Ask for status.php, which anybody may."""
        await sign_in.probe(self._client)

    @override
    async def browser_sign_in(self) -> BrowserSignIn:
        """Begin login flow v2."""
        await self.probe()
        return sign_in.LoginFlow(self._client, await self._client.server.login_flow())

    @override
    async def sign_in(self) -> Account:
        """Ask what the server can do and who the account is.

        A password is turned into an app password before. Where nothing comes of
        the sign-in, that is deleted again.
        """
        made = self._password is not None
        if self._password is not None:
            app_password = await sign_in.exchange(
                self._client, self._credentials[USERNAME], self._password
            )
            made = app_password != self._password
            self._credentials[APP_PASSWORD] = app_password
            self._password = None
        try:
            await self._client.negotiate()
            user = await self._client.server.user()
        except ProviderError:
            if made:
                with suppress(ProviderError):
                    await self.sign_out()
            raise
        if self._account is None or self._account.id != user.id:
            self._know(user.id)
        self._account = Account(
            id=user.id,
            name=user.display_name or user.id,
            member_id=user.id,
            room_types=tuple(ROOM_TYPES),
        )
        return self._account

    @override
    async def sign_out(self) -> None:
        """Delete the app password."""
        await self._client.server.delete_app_password()

    # Rooms

    @override
    async def rooms(self, *, complete: bool = False) -> RoomList:
        """Return the rooms that changed since the last time, now and then all."""
        return await self._rooms.list(complete=complete)

    @override
    async def set_muted(self, room_id: str, muted: bool) -> None:
        """Set the notification level to "never", or to what it was before."""
        await self._levels.set_muted(room_id, muted)
        self._rooms.ask_for_all()

    @override
    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Move the read mark, where the server keeps one."""
        await self._client.chat.mark_read(room_id, self.position_of(message_id))

    @property
    @override
    def administration(self) -> TalkAdministration:
        """What the account's rooms let be done with them."""
        return TalkAdministration(self._client, self._rooms.ask_for_all)

    # Messages

    @override
    def position_of(self, message_id: str) -> int:
        """Return the id as the number that it is, or raise NotFoundError."""
        if MESSAGE_ID.fullmatch(message_id):
            return int(message_id)
        raise NotFoundError("no message has such an id")

    @override
    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Return one page of what came after a position."""
        page = await self._chat.after(room_id, position, limit)
        if page.messages:
            self._polls.heard(room_id, page.messages[-1].sent_at)
        return page

    @override
    async def messages_before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Page back until there are enough, or no more."""
        return await self._chat.before(room_id, position, limit)

    @override
    async def message(self, room_id: str, message_id: str) -> Message:
        """Return one message."""
        return await self._chat.message(room_id, self.position_of(message_id))

    @override
    def feeds(self, room_ids: Iterable[str]) -> Sequence[Feed]:
        """Return long polls for the rooms that were active last; none for the old chat.

        That one answers at once as long as it knows any message.
        """
        if not self._client.capabilities.chat_v2:
            return []
        return self._polls.choose(room_ids)

    async def _poll(self, room_id: str, position: int, seconds: int) -> Page:
        return await self._new_chat.poll(room_id, position, seconds)

    @override
    @asynccontextmanager
    async def download(
        self, attachment: Attachment, *, start: int = 0
    ) -> AsyncIterator[Download]:
        """Open a file, which lies in the account's own folder."""
        if (place := attachment_place(attachment.source)) is not None:
            message = await self._chat.message(*place)
            same = (found for found in message.attachments if found.id == attachment.id)
            attachment = next(same, attachment)
        if not (path := attachment_path(attachment.source)):
            raise NotFoundError("the file is not in the account's folder")
        async with self._client.files.download(path, start) as file:
            yield file

    @override
    def preview(
        self, attachment: Attachment, width: int, height: int
    ) -> AbstractAsyncContextManager[Download]:
        """Open the server's picture of a file, where it told that there is one."""
        if not attachment.has_preview:
            raise UnsupportedError("previews of such a file")
        return self._client.files.preview(attachment.id, width, height)

    @override
    def member_picture(self, member: Member) -> AbstractAsyncContextManager[Download]:
        """Open a user's picture, which the server draws if there is none."""
        return self._client.files.user_avatar(member.picture)

    @override
    def room_picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open the picture of a room, which the server draws if there is none."""
        return self._rooms.picture(room_id)

    # Sending

    @override
    async def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Send a text, files or both; each message once."""
        async for sent in self._sender.send(room_id, outgoing):
            self._polls.heard(room_id)
            yield sent

    @override
    async def react(
        self, room_id: str, message_id: str, reaction: str, *, remove: bool = False
    ) -> None:
        """Add an emoji to a message, or take it back."""
        reactions = self._client.reactions
        change = reactions.remove if remove else reactions.add
        await change(room_id, self.position_of(message_id), reaction)

    @override
    async def edit(self, room_id: str, message_id: str, text: str) -> None:
        """Change the text of an own message."""
        await self._client.chat.edit(room_id, self.position_of(message_id), text)

    @override
    async def delete(self, room_id: str, message_id: str) -> None:
        """Delete a message for everybody."""
        await self._client.chat.delete(room_id, self.position_of(message_id))
