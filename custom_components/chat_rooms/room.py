"""What Home Assistant holds of one room: its state, the newest messages, unread."""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Any

from .model import Change, ChangeKind, Member, Message, Room
from .newest_picture import Picture, as_picture

HELD_MESSAGES = 200
HELD_UNREAD = 1000
HELD_SENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message as it came in.

    `missed` if it came while nobody listened, `is_own` if the account wrote it,
    from wherever, `sent_here` if it went out through this integration. It is `outdated`
    once something has happened to it and nobody here knows what it is like now.
    """

    message: Message
    missed: bool = False
    is_own: bool = False
    sent_here: bool = False
    outdated: bool = False

    @property
    def position(self) -> int:
        """The message's place in its room."""
        return self.message.position


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A change as it came in, `missed` and `is_own` as for a message."""

    change: Change
    missed: bool = False
    is_own: bool = False

    @property
    def position(self) -> int:
        """The change's place in its room."""
        return self.change.position


def _told_up_to(room: Room) -> float:
    """Return up to which position a service has counted what is unread.

    Where it does not tell that either, nothing is added.
    """
    told = room.counted_to if room.newest is None else room.newest
    return inf if told is None else told


# The position of a room that has been closed to the account from the first day on.
OUTSIDE = -1


class RoomState:
    """One followed room.

    `received` is the position up to which messages came in, None before the room
    has found its starting point; `position` the one up to which they were handed
    on. It is `caught_up` once all that came while nobody listened has come in, or
    will come by itself: what is not after `missed_until` was missed. `stirred` is
    whether there may be something to fetch though no message is newer,
    `without_history` whether the last try to fetch anything was refused. `unread_after`
    is where counting unread messages begins for an account that has never read any.
    `followed_at` is when it was first followed,
    `since` when it found its starting point, `touched_at` when it was last
    marked as read or muted from here, on the loop's clock. It is `miscounted` once
    a message is deleted that the service may have counted as unread.
    """

    def __init__(self, room: Room, member_id: str | None) -> None:
        """Start with nothing but the service's description of the room."""
        self.room = room
        self.member_id = member_id
        self.received: int | None = None
        self.since: datetime | None = None
        self.followed_at: datetime | None = None
        self.caught_up = False
        self.stirred = False
        self.without_history = False
        self.miscounted = False
        self.missed_until = 0
        self.position = 0
        self.read_position = room.read_position
        self.touched_at = -inf
        self.unread_after = 0
        self.held: deque[Received] = deque(maxlen=HELD_MESSAGES)
        self.unread_positions: deque[int] = deque(maxlen=HELD_UNREAD)
        self.sent: deque[str] = deque(maxlen=HELD_SENT)
        picture = room.newest_picture
        self.picture = None if picture is None else as_picture(picture)
        self.read_unreported = False
        self._told_unread = room.unread
        self._told_up_to = _told_up_to(room)
        self._joined: dict[str, Member] = {}
        self._called_at = -inf

    @property
    def unread(self) -> int | None:
        """Messages of others that the account has not read, None while unknown.

        Where the service counts, what has come since it told is added.
        """
        if self._told_unread is not None:
            told = bisect_right(self.unread_positions, self._told_up_to)
            return self._told_unread + len(self.unread_positions) - told
        if self.member_id is None or self.read_position is None:
            return None
        return len(self.unread_positions)

    @property
    def last(self) -> Received | None:
        """The newest message that has not been deleted."""
        for item in reversed(self.held):
            if not item.message.deleted:
                return item
        message = self.room.last_message
        return None if message is None or message.deleted else self.recognise(message)

    def find(self, message_id: str) -> Received | None:
        """Return a held message by its id."""
        return next((item for item in self.held if item.message.id == message_id), None)

    def apply(self, room: Room, asked_at: float = inf) -> bool:
        """Take the service's newer description of the room; tell whether it is news.

        `asked_at` is when it was asked for it, on the loop's clock: what has been
        marked as read or muted since, and which call has begun or ended, is known
        better here.
        """
        before = self.room, self.unread
        if room.members is None:
            room = replace(room, members=self.room.members)
        elif self._joined:
            # The list may have been on its way when they joined.
            room = replace(room, members={**room.members, **self._joined})
        self._joined = {}
        if room.newest_picture is not None:
            self.picture = as_picture(room.newest_picture)
        self.stirred |= room.has_changes
        if room.cleared_to > self.room.cleared_to:
            self._clear(room.cleared_to)
        if room.in_call is None:
            room = replace(room, in_call=self.room.in_call)
        if asked_at < self._called_at:
            room = replace(room, in_call=self.room.in_call)
        if asked_at < self.touched_at:
            self.room = replace(room, muted=self.room.muted)
            return before != (self.room, self.unread)
        self.room = room
        if room.unread is not None:
            self._told_unread, self._told_up_to = room.unread, _told_up_to(room)
            # On a phone, what was read can become unread again.
            self.read_position = room.read_position
            self._drop_read()
        elif room.read_position is not None:
            self.read_to(room.read_position)
        return before != (self.room, self.unread)

    def _clear(self, position: int) -> None:
        """Forget what the account does not want to see any more."""
        while self.held and self.held[0].position <= position:
            self.held.popleft()
            self.picture = self._newest_picture()

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
        if self._told_unread is not None:
            self._recount_told(self.read_position)
        if first_known:
            self._recount()
        self._drop_read()

    def mark(self, position: int, now: float) -> None:
        """Note that it has been marked as read from here, `now` on the loop's clock."""
        self.touched_at = now
        # Whoever names a message that is not there yet has not read it.
        self.read_to(min(position, self.received or 0))

    def mute(self, muted: bool, now: float) -> None:
        """Note that it has been muted from here, `now` on the loop's clock."""
        self.touched_at = now
        self.room = replace(self.room, muted=muted)

    def set_call(self, in_call: bool, now: float) -> None:
        """Note that a call has begun or ended, `now` on the loop's clock."""
        self.room = replace(self.room, in_call=in_call)
        self._called_at = now

    def _recount_told(self, position: int) -> None:
        """Take off what has been read of the messages that the service counted."""
        if position >= self._told_up_to:
            self._told_unread = 0
        elif self.held and self.held[0].position <= position:
            # What has not come yet is counted when it comes.
            self._told_up_to = min(self._told_up_to, self.held[-1].position)
            self._told_unread = sum(
                position < item.position <= self._told_up_to
                for item in self.held
                if item.message.counts and not item.message.deleted and not item.is_own
            )
        # Else nobody here knows; the service tells with the next list.

    def _drop_read(self) -> None:
        unread = self.unread_positions
        while unread and unread[0] <= (self.read_position or 0):
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

    def recognise_change(self, change: Change, *, missed: bool = False) -> Happened:
        """Tell whose doing it is."""
        is_own = self.member_id is not None and change.actor.id == self.member_id
        return Happened(change=change, missed=missed, is_own=is_own)

    def take(self, item: Received | Happened, now: float) -> None:
        """Hold the room's newest message, or note what has changed.

        `now` is the time on the loop's clock.
        """
        if isinstance(item, Received):
            self.hold(item)
        else:
            self._change(item.change, now)
            if item.change.counts and not item.is_own and self._is_new(item.position):
                self.unread_positions.append(item.position)

    def hold(self, received: Received) -> None:
        """Hold the room's newest message."""
        message = received.message
        self.held.append(received)
        if self._is_unread(received):
            self.unread_positions.append(message.position)
        self.picture = as_picture(message) or self.picture

    def _change(self, change: Change, now: float) -> None:
        match change.kind:
            case ChangeKind.CALL_STARTED | ChangeKind.CALL_ENDED:
                self.set_call(change.kind is ChangeKind.CALL_STARTED, now)
            case _ if (message := self._as_it_is(change)) is not None:
                self.renew(message)
            case _:
                self._show(change.message_id, outdated=True)

    def _as_it_is(self, change: Change) -> Message | None:
        """Return the message that something happened to, as it is now."""
        if change.message is not None or change.kind is not ChangeKind.DELETED:
            return change.message
        found, last = self.find(change.message_id), self.room.last_message
        if found is not None:
            message = found.message
        elif last is not None and last.id == change.message_id:
            message = last
        else:
            # Nobody here knows whether it had been counted.
            self.miscounted |= self._told_unread is not None
            self._forget_picture(change.message_id)
            return None
        return replace(
            message,
            text="",
            attachments=(),
            location=None,
            edited_at=None,
            reactions=(),
            deleted=True,
        )

    def renew(self, message: Message, *, is_whole: bool = False) -> None:
        """Show a message as it is now; `is_whole` where the room itself tells it."""
        last, found = self.room.last_message, self.find(message.id)
        if found is not None and message.reply_to is None and not message.deleted:
            # Who tells what has happened to an answer may not tell that it is one.
            message = replace(message, reply_to=found.message.reply_to)
        if last is not None and last.id == message.id:
            self.room = replace(self.room, last_message=message)
        self._show(message.id, message=message)
        if is_whole or message.deleted:
            self._show(message.id, outdated=False)
        if message.deleted:
            if message.position in self.unread_positions:
                self.unread_positions.remove(message.position)
            self.miscounted |= (
                self._told_unread is not None
                and (self.read_position or 0) < message.position <= self._told_up_to
            )
            self._forget_picture(message.id)
        else:
            self.picture = self._newest_picture() or self.picture

    def _show(self, message_id: str, **what: Any) -> None:
        for index, item in enumerate(self.held):
            if item.message.id == message_id:
                self.held[index] = replace(item, **what)

    def _forget_picture(self, message_id: str) -> None:
        if self.picture and self.picture.message_id == message_id:
            self.picture = self._newest_picture()

    def _newest_picture(self) -> Picture | None:
        for item in reversed(self.held):
            if (picture := as_picture(item.message)) is not None:
                return picture
        return None

    def shows_unread(self, item: Received) -> bool:
        """Whether a message is known to be one of those that are unread."""
        if not self.unread or not self._is_unread(item):
            return False
        if self._told_unread is not None:
            return self.read_position is not None
        # Those of earlier runs may be after the read mark, and are not counted.
        return bool(self.unread_positions) and item.position >= self.unread_positions[0]

    def newest_unread(self, newest: Sequence[Received]) -> Sequence[Received]:
        """Return which of the newest messages are unread.

        Where the service tells how many and not which, they are the last ones.
        """
        if self._told_unread is None or self.read_position is not None:
            return [item for item in newest if self.shows_unread(item)]
        theirs = [item for item in newest if self._can_be_unread(item)]
        return theirs[-self.unread :] if self.unread else []

    def _is_unread(self, item: Received) -> bool:
        return self._can_be_unread(item) and self._is_new(item.position)

    @staticmethod
    def _can_be_unread(item: Received) -> bool:
        message = item.message
        return message.counts and not message.deleted and not item.is_own

    def _is_new(self, position: int) -> bool:
        return position > (self.read_position or self.unread_after)

    def _recount(self) -> None:
        first_held = self.held[0].message.position if self.held else inf
        self.unread_positions = deque(
            [
                *(p for p in self.unread_positions if p < first_held),
                *(item.message.position for item in self.held if self._is_unread(item)),
            ],
            maxlen=HELD_UNREAD,
        )
