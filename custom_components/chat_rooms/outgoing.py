"""What goes out to every service: messages, files, check-ins and new rooms.

As the model, it knows nothing of Home Assistant, and providers translate it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A file on its way out."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a user sends with one call.

    `new_client_id` makes the id of each message that comes of it; the inbox
    recognises the message by it. A provider asks once for each message and keeps
    the id over its retries.
    """

    new_client_id: Callable[[], str]
    text: str = ""
    title: str = ""
    files: tuple[OutgoingFile, ...] = ()
    reply_to: str | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """What a user tells when checking in at a spot, by its key.

    `shares` are the other services that shall tell of it as well.
    """

    spot: str
    text: str = field(default="", repr=False)
    photos: tuple[OutgoingFile, ...] = ()
    shares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that the service has taken; `file` names the file that it carried.

    `message_id` is empty where the service does not tell it. `room_ids` are the rooms
    in which the message appears besides the one that it was sent to.
    """

    message_id: str
    sent_at: datetime
    file: str | None = None
    room_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room that a user wants; `members` are their ids, this account's left out.

    `room_type` is one of the account's `room_types`.
    """

    room_type: str
    name: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    members: tuple[str, ...] = field(default=(), repr=False)
