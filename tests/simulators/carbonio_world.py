"""What a simulated Carbonio consists of, and what becomes of it when things happen."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import time
from typing import Any
from uuid import uuid4

from .carbonio_home import (
    Attachment,
    Event,
    InboxEntry,
    Meeting,
    Member,
    Person,
    Posted,
    Room,
    RoomType,
    Settings,
    new_id,
)
from .carbonio_vault import TokenVault
from .carbonio_xml import configuration, reply_to
from .control import ControlError

NODE = 1


@dataclass(slots=True, kw_only=True)
class File:
    """A file that somebody brings into a room."""

    name: str
    content_type: str
    data: bytes
    description: str = ""
    area: str | None = None


class World:
    """The people, their rooms and all that was ever said in them.

    All is plain and at once: who waits for something is told by the listeners, in the
    order in which things happened.
    """

    def __init__(self, account: Person, people: Iterable[Person]) -> None:
        """Start with people and no rooms."""
        self.account = account
        self.people = {person.id: person for person in people}
        self.rooms: dict[str, Room] = {}
        self.attachments: dict[str, Attachment] = {}
        self.vault = TokenVault()
        self.on_stanza: list[Callable[[Posted, tuple[str, ...]], None]] = []
        self.on_event: list[Callable[[Event], None]] = []
        self.archive_delay = 0.0
        self._last_number = 0

    # Finding

    def person(self, who: str) -> Person:
        """Return somebody by id or name."""
        for person in self.people.values():
            if who in (person.id, person.name):
                return person
        raise ControlError(f"Nobody is called {who!r}")

    def room(self, room: str) -> Room:
        """Return a room by id or by what the account calls it."""
        if found := self.rooms.get(room):
            return found
        for found in self.rooms.values():
            if self.name_of(found) == room:
                return found
        names = [self.name_of(room) for room in self.rooms.values()]
        raise ControlError(f"No room {room!r} in {names}")

    def name_of(self, room: Room) -> str:
        """Return what the account calls a room."""
        if room.type != "one_to_one":
            return room.name
        others = [id_ for id_ in room.members if id_ != self.account.id]
        return self.people[others[0]].name if others else ""

    def rooms_of(self, user_id: str) -> list[Room]:
        """Return the rooms that somebody is in."""
        return [room for room in self.rooms.values() if user_id in room.members]

    def meeting(self, meeting_id: str) -> Meeting | None:
        """Return a meeting by its id."""
        meetings = (room.meeting for room in self.rooms.values())
        return next((one for one in meetings if one and one.id == meeting_id), None)

    # Saying

    def post(
        self,
        room_id: str,
        sender_id: str,
        *,
        own_id: str | None = None,
        children: str,
        archived: bool = True,
        counts: bool = True,
        retracts: str | None = None,
        stamp: datetime | None = None,
    ) -> Posted:
        """Put a stanza into a room and tell the listeners of it.

        `sender_id` is "" where the room itself speaks. `children` is the inner XML,
        without a stanza-id. What is not `archived` (markers, chat states) is only told
        on. What `counts` is unread for the others, and resets the sender's count.
        `retracts` names the stanza whose place in the archive a tombstone takes.
        """
        room = self.rooms[room_id]
        number = self._next_number(stamp)
        posted = Posted(
            room_id=room_id,
            sender_id=sender_id,
            own_id=own_id or str(uuid4()),
            number=number,
            children=children,
            archived=archived,
            counts=archived and counts,
            readable_at=time.monotonic() + self.archive_delay,
        )
        if retracts and (target := room.find(retracts)):
            target.retracted_at = posted.stamp
        if archived:
            room.archive.append(posted)
            self._count(room, posted)
        recipients = tuple(room.members)
        for listener in tuple(self.on_stanza):
            listener(posted, recipients)
        return posted

    def _next_number(self, stamp: datetime | None) -> int:
        moment = stamp or datetime.now(UTC)
        microseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
            microseconds=1
        )
        step = self._last_number + (1 << 8)
        self._last_number = max(step, (microseconds << 8) + NODE)
        return self._last_number

    def _count(self, room: Room, posted: Posted) -> None:
        for user_id in room.members:
            settings = room.settings_of(user_id)
            if user_id == posted.sender_id:
                settings.unread = 0
            elif posted.counts:
                settings.unread += 1

    def attach(
        self,
        room_id: str,
        sender_id: str,
        file: File,
        *,
        own_id: str | None = None,
        reply_id: str | None = None,
        file_id: str | None = None,
    ) -> tuple[Attachment, Posted]:
        """Keep a file of a room and post the message that tells of it."""
        room = self.rooms[room_id]
        attachment = Attachment(
            id=file_id or new_id(),
            name=file.name,
            content_type=file.content_type,
            data=file.data,
            area=file.area,
            user_id=sender_id,
            room_id=room_id,
        )
        self.attachments[attachment.id] = attachment
        children = attachment_stanza(attachment, file.description)
        if reply_id:
            target = room.find(reply_id)
            author = target.sender_id if target else sender_id
            children += reply_to(room_id, author, reply_id)
        posted = self.post(room_id, sender_id, own_id=own_id, children=children)
        return attachment, posted

    # Looking back

    def archive(self, room_id: str) -> list[Posted]:
        """Return what can be read in a room's archive by now, oldest first."""
        now = time.monotonic()
        return [p for p in self.rooms[room_id].archive if p.readable_at <= now]

    def inbox(self, user_id: str) -> Iterator[InboxEntry]:
        """Return somebody's conversations, the one with the newest stanza first.

        A room in which nothing was ever said is missing.
        """
        rooms = [room for room in self.rooms_of(user_id) if room.archive]
        for room in sorted(rooms, key=lambda r: r.archive[-1].number, reverse=True):
            yield InboxEntry(
                room.id, room.settings_of(user_id).unread, room.archive[-1]
            )

    def read(self, room_id: str, user_id: str, own_id: str | None = None) -> bool:
        """Let somebody have read a room; return whether that changed anything.

        A marker with an `own_id` counts only where it names the newest message that
        counts, or something later: what is older leaves the number as it is.
        """
        room = self.rooms[room_id]
        settings = room.settings_of(user_id)
        if own_id is not None:
            newest = next((p.number for p in reversed(room.archive) if p.counts), 0)
            marked = [p.number for p in room.archive if p.own_id == own_id]
            if not marked or marked[-1] < newest:
                return False
        was, settings.unread = settings.unread, 0
        return was > 0

    # Rooms

    def add_room(
        self,
        name: str,
        room_type: RoomType,
        members: Iterable[tuple[str, bool]],
        *,
        room_id: str | None = None,
        description: str = "",
        parent_id: str | None = None,
    ) -> Room:
        """Make a room with its members (id, whether an owner), and tell nobody."""
        room = Room(
            id=room_id or new_id(),
            name=name,
            type=room_type,
            description=description,
            parent_id=parent_id,
        )
        for user_id, owner in members:
            room.members[user_id] = Member(user_id, owner)
            room.settings[user_id] = Settings()
        self.rooms[room.id] = room
        return room

    def event(self, kind: str, user_ids: Iterable[str], **fields: Any) -> Event:
        """Tell the listeners of a change; `kind` is spelled as RoomCreated is."""
        event = Event(kind, tuple(user_ids), fields)
        for listener in tuple(self.on_event):
            listener(event)
        return event


def attachment_stanza(attachment: Attachment, description: str = "") -> str:
    """Return the inner XML that tells of an attachment."""
    values = {
        "attachment_id": attachment.id,
        "filename": attachment.name,
        "mime_type": attachment.content_type,
        "size": str(len(attachment.data)),
    }
    if attachment.area:
        values["area"] = attachment.area
    return configuration("attachmentAdded", description, **values)
