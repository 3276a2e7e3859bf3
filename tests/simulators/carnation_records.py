"""What a simulated carnation server keeps: people, items, events, and the time."""

from dataclasses import dataclass, field
from enum import IntEnum
import time

from .carnation_pictures import Derived

HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY


class Role(IntEnum):
    """What a user may do."""

    ADMIN = 1
    DEFAULT = 2
    SIGNUP = 3
    COMMON = 100


class Status(IntEnum):
    """What has become of an item."""

    INITIATED = 0
    ACTIVE = 1
    DELETED = 2


class Clock:
    """The server's clock, which can be moved on."""

    def __init__(self) -> None:
        """Start with the time of this machine."""
        self.ahead = 0.0

    def time(self) -> float:
        """Return unix seconds."""
        return time.time() + self.ahead

    def now(self) -> int:
        """Return whole unix seconds, as the server writes them down."""
        return int(self.time())


@dataclass(slots=True, eq=False)
class Client:
    """A program, or a device, that may ask for tokens."""

    id: int
    appid: str
    created_at: int
    secret: str = field(repr=False)


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an album."""

    id: int
    email: str
    name: str
    created_at: int
    password: str = field(repr=False)
    role: Role = Role.COMMON
    timezone: int = 9


@dataclass(slots=True, eq=False)
class Viewer:
    """A television that shows albums."""

    id: int
    name: str
    owner: User
    client: Client
    created_at: int
    timezone: int = 9


@dataclass(slots=True, eq=False)
class Group:
    """Who may see whose albums."""

    id: int
    name: str
    owner: User
    created_at: int
    users: list[User] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Device:
    """A telephone that is told of news."""

    id: int
    owner: User
    deviceid: str
    devicetype: int
    created_at: int


@dataclass(slots=True, eq=False, kw_only=True)
class Item:
    """A photo or film; `due` is when its derivatives will be made."""

    id: int
    owner: User
    extension: str
    created_at: int
    updated_at: int
    valid_after: int
    status: Status = Status.INITIATED
    title: str | None = None
    description: str | None = None
    file_hash: str | None = None
    file_info: str | None = None
    timezone: int | None = None
    shot_at: int | None = None
    derived: Derived | None = None
    due: float | None = None

    @property
    def path(self) -> str:
        """Return where the file lies, without its extension."""
        return f"{self.owner.id:08}/{self.id:08}"

    @property
    def key(self) -> str:
        """Return where the file lies."""
        return self.path + self.extension


@dataclass(slots=True, eq=False)
class Like:
    """One press of the button."""

    viewer: Viewer
    item: Item
    created_at: int
    event: Event


@dataclass(slots=True, eq=False, kw_only=True)
class Event:
    """What a user is told: type 0 comes from the system, 1 are likes of a viewer."""

    id: int
    owner: User
    created_at: int
    updated_at: int
    event_type: int = 1
    viewer: Viewer | None = None
    read: bool = False
    retrieved: bool = False
