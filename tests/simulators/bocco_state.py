"""What a family at BOCCO consists of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex
import time
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from .control import ControlError
from .timeline import Timeline

# Ids go on growing when the simulator starts again, as a client keeps the last one.
EPOCH = 1_700_000_000
IDS_PER_SECOND = 10


def stable_uuid(*names: object) -> str:
    """Return a UUID that is the same at every start."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, names))))


def new_uuid() -> str:
    """Return a UUID that never was."""
    return str(uuid4())


@dataclass(slots=True, eq=False)
class User:
    """A human, a BOCCO or a sensor."""

    nickname: str
    user_type: str = "human"
    uuid: str = field(default_factory=new_uuid)

    @property
    def picture(self) -> str:
        """Return where the user's icon lies."""
        return f"users/{self.uuid}/{stable_uuid(self.uuid)}.png"


@dataclass(slots=True, eq=False)
class Member:
    """A user in a room."""

    user: User
    joined_at: float
    read_id: int = 0

    def read_up_to(self, message_id: int) -> None:
        """Move the read mark, never back."""
        self.read_id = max(self.read_id, message_id)


@dataclass(slots=True, eq=False)
class Reading:
    """What a room sensor measured."""

    id: int
    unique_id: str
    time: float
    temperature: float
    humidity: float
    illuminance: float


@dataclass(slots=True, eq=False)
class Message:
    """A message in a room, with its files by their extension."""

    id: int
    unique_id: str
    time: float
    media: str
    user: User
    text: str
    message_type: str = "normal"
    joined: User | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def picture(self) -> str | None:
        """Return where the message's picture lies, if it has one."""
        if self.media not in ("image", "stamp"):
            return None
        return f"messages/{self.id}.{next(iter(self.files), 'png')}"


@dataclass(slots=True, eq=False)
class Room(Timeline[Message]):
    """A room with its people, sensors and messages."""

    name: str
    uuid: str
    updated_at: float
    members: list[Member] = field(default_factory=list)
    sensors: list[User] = field(default_factory=list)
    readings: dict[str, list[Reading]] = field(default_factory=dict)

    @property
    def picture(self) -> str:
        """Return where the room's background lies."""
        return f"rooms/{self.uuid}/{stable_uuid(self.uuid)}.png"

    def member_of(self, user: User) -> Member | None:
        """Return a user's membership."""
        return next((m for m in self.members if m.user is user), None)

    def user(self, name: str) -> User:
        """Return a member or sensor by name or uuid."""
        users = [*(member.user for member in self.members), *self.sensors]
        for user in users:
            if name in (user.uuid, user.nickname):
                return user
        raise ControlError(f"No {name!r} in {self.name}: {[u.nickname for u in users]}")

    def someone_but(self, account: User) -> User:
        """Return who writes here when it does not matter who."""
        others = [m.user for m in self.members if m.user is not account]
        humans = [user for user in others if user.user_type == "human"]
        return (humans or others or [account])[0]


@dataclass(slots=True, eq=False)
class Session:
    """A client that has signed in, and the member events it has not seen yet."""

    token: str
    news: dict[str, list[Member]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Household:
    """Everything that BOCCO keeps of one account."""

    account: User
    api_key: str
    email: str
    password: str
    rooms: dict[str, Room] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    issued_tokens: set[str] = field(default_factory=set)
    by_unique_id: dict[str, tuple[Room, Message]] = field(default_factory=dict)
    last_id: int = 0

    def open_session(self) -> Session:
        """Sign a client in."""
        session = Session(token_hex(32))
        self.sessions[session.token] = session
        self.issued_tokens.add(session.token)
        return session

    def next_id(self) -> int:
        """Return an id greater than all before."""
        self.last_id += 1
        return self.last_id

    def outgrow_earlier_lives(self) -> None:
        """Continue with ids greater than those before the last restart."""
        ids = int((time.time() - EPOCH) * IDS_PER_SECOND)
        self.last_id = max(self.last_id, ids)

    def room(self, name: str) -> Room:
        """Return a room by name or uuid."""
        for room in self.rooms.values():
            if name in (room.uuid, room.name):
                return room
        names = [room.name for room in self.rooms.values()]
        raise ControlError(f"No room {name!r}: {names}")

    def joined_rooms(self) -> Iterator[Room]:
        """Return the rooms of the account."""
        return (r for r in self.rooms.values() if r.member_of(self.account))

    def users(self) -> Iterator[User]:
        """Return everyone."""
        for room in self.rooms.values():
            yield from (member.user for member in room.members)
            yield from room.sensors

    def add(self, room: Room, user: User, text: str, **details: Any) -> Message:
        """Add a message to a room; those who wait are not woken yet."""
        details.setdefault("unique_id", new_uuid().upper())
        details.setdefault("time", time.time())
        details.setdefault("media", "text")
        message = Message(id=self.next_id(), user=user, text=text, **details)
        room.messages.append(message)
        room.updated_at = message.time
        self.by_unique_id[message.unique_id] = room, message
        return message

    def find_message(self, message_id: int) -> tuple[Room, Message] | None:
        """Return a message of any room."""
        for room in self.rooms.values():
            if message := room.message(message_id):
                return room, message
        return None
