"""What Home Assistant holds of one room: its state, the newest messages, unread."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from .model import Attachment, Member, Message, MessageKind, Room

HELD_MESSAGES = 200
HELD_UNREAD = 1000
HELD_SENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message as it came in.

    `missed` if it came while nobody listened, `is_own` if the account wrote it,
    from wherever, `sent_here` if it went out through this integration.
    """

    message: Message
    missed: bool = False
    is_own: bool = False
    sent_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Where a room's newest picture is: in which message, and since when."""

    message_id: str
    sent_at: datetime


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


class RoomState:
    """One followed room.

    `received` is the position up to which messages came in, None before the room
    has found its starting point; `position` the one up to which they were handed
    on. It is `caught_up` once all that came while nobody listened has come in, or
    will come by itself: what is not after `missed_until` was missed. `unread_after`
    is where counting unread messages begins for an account that has never read any.
    """

    def __init__(self, room: Room, member_id: str | None) -> None:
        """Start with nothing but the service's description of the room."""
        self.room = room
        self.member_id = member_id
        self.received: int | None = None
        self.caught_up = False
        self.missed_until = 0
        self.position = 0
        self.read_position = room.read_position
        self.unread_after = 0
        self.held: deque[Received] = deque(maxlen=HELD_MESSAGES)
        self.unread_positions: deque[int] = deque(maxlen=HELD_UNREAD)
        self.sent: deque[str] = deque(maxlen=HELD_SENT)
        self.picture: Picture | None = None
        self.read_unreported = False
        self._joined: dict[str, Member] = {}

    @property
    def unread(self) -> int | None:
        """Messages of others that the account has not read, None while unknown."""
        if self.member_id is None or self.read_position is None:
            return None
        return len(self.unread_positions)

    @property
    def last(self) -> Received | None:
        """The newest message."""
        if self.held:
            return self.held[-1]
        if (message := self.room.last_message) is not None:
            return self.recognise(message)
        return None

    def find(self, message_id: str) -> Received | None:
        """Return a held message by its id."""
        return next((item for item in self.held if item.message.id == message_id), None)

    def apply(self, room: Room) -> None:
        """Take the service's newer description of the room."""
        if room.members is None:
            room = replace(room, members=self.room.members)
        elif self._joined:
            # The list may have been on its way when they joined.
            room = replace(room, members={**room.members, **self._joined})
        self._joined = {}
        self.room = room
        if room.read_position is not None:
            self.read_to(room.read_position)

    def add_member(self, member: Member) -> bool:
        """Note a member that joined; False if it had been there, or may have been."""
        members = self.room.members
        if members is None or member.id in members:
            return False
        self.room = replace(self.room, members={**members, member.id: member})
        self._joined[member.id] = member
        return True

    def read_to(self, position: int) -> None:
        """Note that everything up to a position has been read; it never goes back."""
        first_known = self.read_position is None
        self.read_position = max(position, self.read_position or 0)
        if first_known:
            self._recount()
        unread = self.unread_positions
        while unread and unread[0] <= self.read_position:
            unread.popleft()

    def learn_member(self, member_id: str) -> None:
        """Take the account's own id, and look at what is held in its light."""
        self.member_id = member_id
        self.held = deque(
            (
                replace(
                    item,
                    is_own=item.sent_here or item.message.sender.id == member_id,
                )
                for item in self.held
            ),
            maxlen=HELD_MESSAGES,
        )
        self._recount()

    def recognise(self, message: Message, *, missed: bool = False) -> Received:
        """Tell whose message it is."""
        # Some servers write the ids of their clients in small letters.
        sent_here = message.id.upper() in self.sent or (
            message.client_id is not None and message.client_id.upper() in self.sent
        )
        return Received(
            message=message,
            missed=missed,
            is_own=sent_here
            or (self.member_id is not None and message.sender.id == self.member_id),
            sent_here=sent_here,
        )

    def hold(self, received: Received) -> None:
        """Hold the room's newest message."""
        message = received.message
        self.held.append(received)
        if self._is_unread(received):
            self.unread_positions.append(message.position)
        if message.kind is MessageKind.IMAGE and picture_of(message):
            self.picture = Picture(message_id=message.id, sent_at=message.sent_at)

    def _is_unread(self, item: Received) -> bool:
        read = self.read_position or self.unread_after
        return not item.is_own and item.message.position > read

    def _recount(self) -> None:
        first_held = self.held[0].message.position if self.held else inf
        self.unread_positions = deque(
            [
                *(p for p in self.unread_positions if p < first_held),
                *(item.message.position for item in self.held if self._is_unread(item)),
            ],
            maxlen=HELD_UNREAD,
        )
