"""Sends texts and files, each once, whatever happens on the way."""

from collections.abc import AsyncIterator

from ...outgoing import Outgoing, OutgoingFile, Sent
from ..errors import ForbiddenError, Reason
from .client.escapes import escaped
from .client.uploads import LONGEST_TEXT
from .delivery import Delivery
from .file_delivery import FileDelivery, Parcel
from .history import History
from .muclight import groupchat
from .room_features import LARGEST_FILE, TEXT_LENGTH

# A caption goes in a header: no more UTF-16 units than that.
CAPTION_LENGTH = 1000


class Sender:
    """Sends to the rooms of one account."""

    def __init__(
        self, history: History, delivery: Delivery, files: FileDelivery
    ) -> None:
        """Take who brings texts and files, and who knows what is replied to."""
        self._history = history
        self._delivery = delivery
        self._files = files

    async def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Send a text, files or both; the text is the first file's caption.

        A text that is too long for that goes first. The first message is the reply.
        Raises ForbiddenError, and sends nothing, where a limit is exceeded.
        """
        text = "\n".join(filter(None, (outgoing.title, outgoing.text)))
        files = outgoing.files
        check_text(text)
        if any(len(file.data) > LARGEST_FILE for file in files):
            raise ForbiddenError("the file is too large", reason=Reason.FILE_TOO_LARGE)
        reply_to = outgoing.reply_to
        if text and not (files and _is_caption(text, files[0])):
            yield await self._send_text(
                room_id, text, outgoing.new_client_id().lower(), reply_to
            )
            text, reply_to = "", None
        for file in files:
            yield await self._files.once(
                Parcel(
                    room_id=room_id,
                    file=file,
                    message_id=outgoing.new_client_id().lower(),
                    caption=text,
                    reply_to=reply_to,
                )
            )
            text, reply_to = "", None

    async def _send_text(
        self, room_id: str, text: str, message_id: str, reply_to: str | None
    ) -> Sent:
        sender = ""
        if reply_to is not None:
            sender = await self._history.sender_of(room_id, reply_to)
        stanza = groupchat(
            room_id, message_id, text, reply_to=reply_to or "", reply_sender=sender
        )
        return self._delivery.sent(await self._delivery.once(room_id, stanza))


def check_text(text: str) -> None:
    """Raise ForbiddenError for a text that is too long."""
    if len(text) > TEXT_LENGTH:
        raise ForbiddenError("the text is too long", reason=Reason.TEXT_TOO_LONG)


def _is_caption(text: str, file: OutgoingFile) -> bool:
    """Tell whether a text fits into a header, beside the file's name."""
    units = len(text.encode("utf-16-le", errors="replace")) // 2
    return (
        units <= CAPTION_LENGTH
        and len(escaped(text)) + len(escaped(file.name)) <= LONGEST_TEXT
    )
