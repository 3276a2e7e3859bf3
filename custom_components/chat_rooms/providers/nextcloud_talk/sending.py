"""Sends texts and files; each bears a reference by which it is known again."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ...outgoing import Outgoing, OutgoingFile, Sent
from ..errors import (
    ForbiddenError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from ..repeating import repeat
from .chat import Chat
from .client import TalkClient
from .constants import MessageType
from .delivery import Delivery, Test
from .models import WireMessage
from .rooms import can_share
from .translate import moment
from .wording import is_voice, stored_name, whole_text

# The server cuts a longer one.
REFERENCE_LENGTH = 64
UPLOADS = 2


class Sender:
    """Sends to the rooms of one account."""

    def __init__(
        self, client: TalkClient, chat: Callable[[], Chat], own_id: str
    ) -> None:
        """Take a client, the chat of the server's generation, the own user id."""
        self._client = client
        self._delivery = Delivery(client, chat, own_id)
        self._folder: str | None = None

    async def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Send a text, files or both; the text is the first file's caption.

        Where the server has no captions the text goes first. The first message is
        the reply, and silent are all of them.
        """
        can = self._client.capabilities
        text = whole_text(outgoing, markdown=can.has("markdown-messages"))
        if len(text) > can.max_text_length:
            raise ForbiddenError("the text is too long", reason=Reason.TEXT_TOO_LONG)
        reply_to = _reply_to(outgoing)
        files = outgoing.files
        if files and not can_share(can):
            raise UnsupportedError("the server does not take files for rooms")
        if text and not (files and can.has("media-caption")):
            yield await self._send_text(
                room_id,
                text,
                outgoing.new_client_id(),
                reply_to=reply_to,
                silent=outgoing.silent,
            )
            text, reply_to = "", None
        for file in files:
            meta: dict[str, Any] = {}
            if is_voice(file) and can.has("voice-message-sharing"):
                meta["messageType"] = MessageType.VOICE_MESSAGE
            if text:
                meta["caption"] = text
            if reply_to is not None:
                meta["replyTo"] = reply_to
            if outgoing.silent:
                meta["silent"] = True
            yield await self._send_file(room_id, file, outgoing.new_client_id(), meta)
            text, reply_to = "", None

    async def _send_text(
        self,
        room_id: str,
        text: str,
        client_id: str,
        *,
        reply_to: int | None,
        silent: bool,
    ) -> Sent:
        reference = self._reference(client_id)
        if reference:
            is_it: Test = partial(_bears, reference)
        else:
            is_it = await self._delivery.known_by_text(room_id, text)
        post = partial(
            self._client.chat.send,
            room_id,
            text,
            reference_id=reference,
            reply_to=reply_to,
            silent=silent,
        )
        return _sent(await self._delivery.once(room_id, post, is_it))

    def _reference(self, client_id: str) -> str:
        """Return what a message is known by, "" on servers that keep nothing."""
        if self._client.capabilities.has("chat-reference-id"):
            return client_id[:REFERENCE_LENGTH]
        return ""

    async def _send_file(
        self, room_id: str, file: OutgoingFile, client_id: str, meta: dict[str, Any]
    ) -> Sent:
        reference = self._reference(client_id)
        name = stored_name(file)
        path = await self._upload(name, file)
        shares = 0

        async def share() -> None:
            # Its answer is the share, not the message.
            nonlocal shares
            shares += 1
            try:
                await self._client.files.share(path, room_id, reference, meta)
            except ForbiddenError, NotFoundError, RateLimitedError:
                if shares == 1:
                    # Nobody sees it, and what is tried often would fill the folder.
                    with suppress(ProviderError):
                        await self._client.files.delete(path)
                raise

        def is_it(message: WireMessage) -> bool:
            return _bears(reference, message) or any(
                found.name == name for found in message.message_parameters.values()
            )

        return _sent(await self._delivery.once(room_id, share, is_it), file.name)

    async def _upload(self, name: str, file: OutgoingFile) -> str:
        """Store a file in the account's folder for Talk; return its path."""
        folder = self._client.capabilities.attachments_folder.strip("/")
        path = f"{folder}/{name}".lstrip("/")
        upload = partial(self._client.files.upload, path, file.data, file.content_type)
        if self._folder == folder:
            try:
                await repeat(upload, UPLOADS)
            except NotFoundError:
                # Somebody has cleared the folder away.
                self._folder = None
            else:
                return path
        if folder:
            await self._client.files.make_folder(folder)
        self._folder = folder
        await repeat(upload, UPLOADS)
        return path


def _reply_to(outgoing: Outgoing) -> int | None:
    if outgoing.reply_to is None:
        return None
    try:
        return int(outgoing.reply_to)
    except ValueError:
        raise NotFoundError("no message has such an id") from None


def _bears(reference: str, message: WireMessage) -> bool:
    return bool(reference) and message.reference_id == reference


def _sent(message: WireMessage | None, file: str | None = None) -> Sent:
    if message is None:
        return Sent(message_id="", sent_at=datetime.now(UTC), file=file)
    return Sent(
        message_id=str(message.id), sent_at=moment(message.timestamp), file=file
    )
