"""Which picture of a room is its newest."""

from dataclasses import dataclass
from datetime import datetime

from .model import Attachment, Message, MessageKind

# What shows a picture as itself, and not as a part of something else.
PICTURED = (MessageKind.IMAGE, MessageKind.LOCATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Where a room's newest picture is: in which message, and since when.

    A message whose picture is replaced has another `size`, in bytes.
    """

    message_id: str
    sent_at: datetime
    size: int | None = None


def picture_of(message: Message) -> Attachment | None:
    """Return the first picture of a message."""
    return next(
        (
            attachment
            for attachment in message.attachments
            if attachment.content_type.startswith("image/")
        ),
        None,
    )


def as_picture(message: Message) -> Picture | None:
    """Return where a message's picture is, None if it does not show one as itself."""
    if message.kind not in PICTURED or (found := picture_of(message)) is None:
        return None
    return Picture(message_id=message.id, sent_at=message.sent_at, size=found.size)
