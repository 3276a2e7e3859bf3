"""What a simulated Nextcloud with Talk consists of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
import mimetypes
import time
from typing import Any

from .control import ControlError
from .timeline import Timeline

# Ids go on growing when the simulator starts again, as a client keeps the last one.
EPOCH = 1_700_000_000
IDS_PER_SECOND = 10

ONE_TO_ONE, GROUP, PUBLIC, CHANGELOG, FORMER, NOTE_TO_SELF = range(1, 7)
OWNER, MODERATOR, USER, GUEST, LINK, GUEST_MODERATOR = range(1, 7)
ALL_PERMISSIONS = 254
MAY_POST = 128


def stable_name(length: int, *names: object) -> str:
    """Return letters and digits that are the same at every start."""
    return sha256("/".join(map(str, names)).encode()).hexdigest()[:length]


@dataclass(slots=True, eq=False)
class User:
    """Somebody who writes: a user, a guest or a bot."""

    id: str
    name: str
    kind: str = "users"


@dataclass(slots=True, eq=False)
class File:
    """A file as the account sees it: under the account's own path."""

    id: int
    path: str
    data: bytes = field(repr=False)
    owner: User
    time: float = field(default_factory=time.time)
    shared_with: set[str] = field(default_factory=set)
    uploaded_as: str = ""
    fixed_type: str = ""

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def content_type(self) -> str:
        """Return the type; a server goes by the name, whatever a client says."""
        if self.fixed_type:
            return self.fixed_type
        guess = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return {"audio/x-wav": "audio/wav"}.get(guess, guess)

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the file."""
        return sha256(self.data).hexdigest()

    @property
    def etag(self) -> str:
        """Return the fingerprint of this state of the file."""
        return self.sha256[:32]


@dataclass(slots=True, eq=False)
class Attendee:
    """Somebody in a room, and what the room is to them."""

    id: int
    user: User
    participant_type: int = USER
    read_id: int = 0
    favourite: bool = False
    notification_level: int = 0
    permissions: int = ALL_PERMISSIONS
    session: str = "0"
    last_ping: int = 0
    in_call: bool = False
    changed_at: int = 0

    @property
    def is_moderator(self) -> bool:
        """Tell whether they may change the room."""
        return self.participant_type in (OWNER, MODERATOR, GUEST_MODERATOR)

    def read(self, message_id: int) -> None:
        """Put the read mark somewhere."""
        self.read_id = message_id
        self.touch()

    def touch(self) -> None:
        """Note that what the account knows of the room has changed."""
        self.changed_at = int(time.time())


@dataclass(slots=True)
class Reaction:
    """Somebody's reaction, and the system message that told of it."""

    emoji: str
    user: User
    message: Message


@dataclass(slots=True, eq=False)
class Message:
    """A message as it was written, with what became of it.

    One that is `quiet` is never a room's last message and moves no activity; one
    that is `hidden` has an id and is shown to nobody.
    """

    id: int
    user: User
    time: float
    text: str
    system: str = ""
    message_type: str = "comment"
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    parent: Message | None = None
    reference_id: str = ""
    silent: bool = False
    file: File | None = None
    quiet: bool = False
    hidden: bool = False
    deleted: bool = False
    edited: tuple[User, float] | None = None
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def is_comment(self) -> bool:
        """Tell whether a person said it."""
        return not self.system and not self.hidden

    @property
    def counts(self) -> bool:
        """Tell whether it can be unread."""
        return self.is_comment and not self.deleted


@dataclass(slots=True, eq=False)
class Room(Timeline[Message]):
    """A conversation with its people and messages."""

    token: str
    name: str
    type: int = GROUP
    description: str = ""
    password: str = ""
    read_only: bool = False
    lobby: bool = False
    call_since: int = 0
    last_activity: int = 0
    attendees: list[Attendee] = field(default_factory=list)
    gone: bool = False

    @property
    def last_message(self) -> Message | None:
        """Return what a list of rooms shows of this one."""
        return next((m for m in reversed(self.messages) if not m.quiet), None)

    def attendee_of(self, user: User) -> Attendee | None:
        """Return what a user is in here."""
        return next((a for a in self.attendees if a.user is user), None)

    def attendee(self, name: str) -> Attendee:
        """Return somebody by name or id."""
        for attendee in self.attendees:
            if name in (attendee.user.id, attendee.user.name):
                return attendee
        names = [attendee.user.name for attendee in self.attendees]
        raise ControlError(f"No {name!r} in {self.name}: {names}")

    def someone_but(self, account: User) -> User:
        """Return who writes here when it does not matter who."""
        others = [a.user for a in self.attendees if a.user is not account]
        return (others or [account])[0]


@dataclass(slots=True, eq=False)
class Cloud:
    """Everything that the server keeps, as far as one account can see it."""

    account: User
    people: dict[str, User] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    folders: set[str] = field(default_factory=lambda: {""})
    last_id: int = 0

    def next_id(self) -> int:
        """Return an id greater than all before."""
        self.last_id += 1
        return self.last_id

    def outgrow_earlier_lives(self) -> None:
        """Continue with ids greater than those before the last restart."""
        ids = int((time.time() - EPOCH) * IDS_PER_SECOND)
        self.last_id = max(self.last_id, ids)

    def room(self, name: str) -> Room:
        """Return a room by name or token."""
        for room in self.rooms.values():
            if name in (room.token, room.name):
                return room
        names = [room.name for room in self.rooms.values()]
        raise ControlError(f"No room {name!r}: {names}")

    def person(self, name: str) -> User:
        """Return a user by name or id."""
        for user in self.people.values():
            if name in (user.id, user.name):
                return user
        raise ControlError(f"No user {name!r}: {[*self.people]}")

    def own_rooms(self) -> Iterator[tuple[Room, Attendee]]:
        """Return the rooms of the account, and what the account is in them."""
        for room in self.rooms.values():
            if me := room.attendee_of(self.account):
                yield room, me

    def add_room(self, name: str, room_type: int, token: str) -> Room:
        """Add a room in which there is nobody yet."""
        room = Room(token, name, room_type, last_activity=int(time.time()))
        self.rooms[token] = room
        return room

    def add_attendee(self, room: Room, user: User, participant_type: int) -> Attendee:
        """Let somebody into a room; what was said before counts as read."""
        last = room.messages[-1].id if room.messages else 0
        attendee = Attendee(self.next_id(), user, participant_type, last)
        attendee.touch()
        room.attendees.append(attendee)
        return attendee

    def add(self, room: Room, user: User, text: str, **details: Any) -> Message:
        """Add a message to a room; those who wait are not woken yet."""
        details.setdefault("time", time.time())
        details.setdefault("id", 0)
        details["id"] = details["id"] or self.next_id()
        message = Message(user=user, text=text, **details)
        room.messages.append(message)
        if not message.quiet:
            room.last_activity = max(room.last_activity, int(message.time))
        if message.is_comment and (author := room.attendee_of(user)):
            author.read(message.id)
        return message

    def add_file(self, user: User, path: str, data: bytes, file_id: int = 0) -> File:
        """Store a file, and the folders in which it lies."""
        folder = path.rpartition("/")[0]
        while folder:
            self.folders.add(folder)
            folder = folder.rpartition("/")[0]
        file = File(file_id or self.next_id(), path, data, user)
        self.files[path] = file
        return file

    def free_path(self, folder: str, name: str) -> str:
        """Return a path in a folder at which nothing lies."""
        stem, dot, extension = name.rpartition(".")
        stem, ending = (stem, dot + extension) if stem else (name, "")
        path, number = f"{folder}/{name}", 1
        while path in self.files:
            number += 1
            path = f"{folder}/{stem} ({number}){ending}"
        return path
