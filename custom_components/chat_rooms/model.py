"""What every service has in common: accounts, rooms, members and messages.

A provider translates its service into these classes; everything above reads
nothing else. Positions are the place of a message in its room: whole numbers
that only grow, in the order in which the service shows the room. What bears
people's names, words or addresses does not show them when it is printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Flag, StrEnum, auto
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})
ANY_TYPE = "*/*"


class MessageKind(StrEnum):
    """What a message is."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    STAMP = "stamp"
    LOCATION = "location"
    LIKE = "like"
    SENSOR = "sensor"
    SYSTEM = "system"


class MemberKind(StrEnum):
    """Who or what writes messages."""

    PERSON = "person"
    ROBOT = "robot"
    SENSOR = "sensor"
    GUEST = "guest"
    BOT = "bot"
    SYSTEM = "system"


class Feature(Flag):
    """What a room can do.

    With OWN_READ_MARK the service keeps no mark of what has been read, so Home
    Assistant does, and counts what is unread. With CALL_MESSAGES the room's messages
    tell of its calls; without it, what the service says of them is all there is. With
    WHEREABOUTS it tells where people are, and with CONFIRM the service is told what
    has been delivered. HEALTH, NEW_EVENTS and CHECK_IN are an account's. From RENAME
    on, the features are what this account may do with the room itself.
    """

    SEND = auto()
    REPLY = auto()
    SILENT = auto()
    MARK_AS_READ = auto()
    OWN_READ_MARK = auto()
    PICTURES = auto()
    READINGS = auto()
    REACT = auto()
    EDIT = auto()
    DELETE = auto()
    MUTE = auto()
    CALL = auto()
    CALL_MESSAGES = auto()
    FORWARD = auto()
    HEALTH = auto()
    CONFIRM = auto()
    NEW_EVENTS = auto()
    WHEREABOUTS = auto()
    CHECK_IN = auto()
    RENAME = auto()
    DESCRIBE = auto()
    PASSWORD = auto()
    ROOM_PICTURE = auto()
    GUESTS = auto()
    CLEAR_HISTORY = auto()
    DELETE_ROOM = auto()
    LEAVE = auto()
    LIST_MEMBERS = auto()
    CHANGE_MEMBERS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a room takes: a text's characters, a file's bytes and content types.

    No content types mean no files, and ANY_TYPE among them that it takes all. Where
    it `needs_file`, a text alone cannot be sent. `title_length` is in characters, None
    where a title is a part of the text. `picture_size` is in bytes too, for the
    picture of the room itself. `voice_types` are what it plays as spoken messages, the
    best first.
    """

    text_length: int
    title_length: int | None = None
    needs_file: bool = False
    file_size: int = 0
    picture_size: int = 0
    content_types: frozenset[str] = frozenset()
    voice_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Account:
    """One sign-in at one service.

    `member_id` is the account's own id among the members of its rooms, None
    while the service has not told it. `former_ids` are ids under which the account
    may have been added when the service told less. `features` are those that no room
    has, and `limits` what a check-in takes. `room_types` are those of rooms that it can
    create, the usual one first.
    """

    id: str
    name: str
    features: Feature = Feature(0)
    limits: Limits | None = None
    former_ids: tuple[str, ...] = field(default=(), repr=False)
    member_id: str | None = None
    room_types: tuple[str, ...] = ()


class MemberRole(StrEnum):
    """What a member may do in a room: an owner everything."""

    OWNER = "owner"
    MODERATOR = "moderator"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Member:
    """Somebody or something that takes part in a room.

    `picture` is the provider's own way to find the newest picture of them, empty where
    there is none.
    """

    id: str
    name: str
    kind: MemberKind = MemberKind.PERSON
    picture: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Participant:
    """A member of a room and their role there, None where the service has no roles."""

    member: Member
    role: MemberRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Attachment:
    """A file that came with a message; `size` in bytes, where it is known.

    `source` is the provider's own way to find the file again. With `has_preview` the
    service makes small pictures of it. A picture that does not tell by itself which
    way is up has to be turned by `rotation` degrees clockwise.
    """

    id: str
    name: str
    content_type: str
    size: int | None = None
    source: str = field(default="", repr=False)
    has_preview: bool = False
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Location:
    """A place, in degrees."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Whereabouts:
    """Where somebody was last seen; `detail` are texts that the service adds."""

    member: Member
    location: Location
    seen_at: datetime
    detail: Mapping[str, str] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Spot:
    """A place where one can check in, by the service's key for it."""

    key: str
    name: str
    location: Location | None = None
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reaction:
    """How often a message has got the same reaction, this account's own among them."""

    text: str
    count: int
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Message:
    """Whatever arrives in a room.

    `client_id` is the id that the sending client chose, by which an own message
    is recognised when it comes back. `duration` is in seconds. `detail` is what
    the service adds, ready for JSON. `counts` is whether it is unread until somebody
    has read it. A `deleted` message is what is left of one: only its place.
    `edited_at` is when its text was last changed, and `reactions` are those that it
    has by now. The text is Markdown where it `is_markdown`.
    """

    id: str
    room_id: str
    position: int
    kind: MessageKind
    sender: Member
    sent_at: datetime
    text: str = ""
    title: str = ""
    client_id: str | None = None
    mentions_me: bool = False
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    duration: float | None = None
    detail: Mapping[str, Any] = NOTHING
    counts: bool = True
    deleted: bool = False
    edited_at: datetime | None = None
    reactions: tuple[Reaction, ...] = ()
    is_markdown: bool = False


class ChangeKind(StrEnum):
    """What happened to a message or in a room."""

    EDITED = "edited"
    DELETED = "deleted"
    REACTION_ADDED = "reaction_added"
    REACTION_REMOVED = "reaction_removed"
    JOINED = "joined"
    LEFT = "left"
    CALL_STARTED = "call_started"
    CALL_ENDED = "call_ended"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Change:
    """Something that happened in a room and is no message.

    It has a place among the messages. `actor` did it; `message_id` is the message
    that it happened to, and `message` that message as it is now, where the service
    tells. `member` joined or left. `counts` is whether it is unread like a message.
    """

    kind: ChangeKind
    position: int
    changed_at: datetime
    actor: Member
    message_id: str = ""
    message: Message | None = None
    reaction: str = ""
    member: Member | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a room's sensor measured: °C, % relative humidity and lux."""

    measured_at: datetime
    temperature: float | None = None
    humidity: float | None = None
    illuminance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Room:
    """A room as the service describes it at one moment.

    `members` is None where the service did not tell. `read_position` is the
    newest message that the account has read: None if unknown, 0 if it never read.
    `unread` is how many messages after it, up to `newest`, the service counts as
    unread. `newest` is the position of the newest message, 0 where there is none.
    Where that is not told, `counted_to` may say up to where it is counted.
    With `has_changes` there may be something to fetch though `newest` has not moved.
    `sensors` are the members that measure something. `in_lobby` is whether the
    account waits until the room is opened to it. `picture_changed_at` is when the
    room got the picture that it has; `avatar` tells the picture that stands for it
    from the one before, and is empty where there is none. The account does not want to see anything any
    more that is not after `cleared_to`. `newest_picture` is the newest message that
    shows one. `roles` are those that this account may give to members. A room that is
    part of another one goes with it: its `parent_id`. What is None is not told.
    """

    id: str
    name: str
    features: Feature
    limits: Limits
    members: Mapping[str, Member] | None = None
    read_position: int | None = None
    unread: int | None = None
    newest: int | None = None
    counted_to: int | None = None
    has_changes: bool = False
    last_message: Message | None = None
    sensors: tuple[Member, ...] = ()
    muted: bool | None = None
    in_call: bool | None = None
    in_lobby: bool = False
    picture_changed_at: datetime | None = None
    avatar: str = ""
    cleared_to: int = 0
    newest_picture: Message | None = None
    roles: frozenset[MemberRole] = frozenset()
    parent_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomList:
    """The rooms of an account; those that changed, where it is not `complete`.

    `new_events` is how much the service has that nobody has fetched, None where it
    does not tell. `whereabouts` are of all who are known.
    """

    rooms: tuple[Room, ...]
    complete: bool = True
    new_events: int | None = None
    whereabouts: tuple[Whereabouts, ...] = ()


class HealthStatus(StrEnum):
    """How a service feels."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a service feels; `parts` are what it needs, and whether each is well."""

    status: HealthStatus
    parts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece of a room's history.

    It reaches to `position`, which can be beyond the last of its messages and
    changes; None means that it ends with them.
    """

    messages: tuple[Message, ...] = ()
    changes: tuple[Change, ...] = ()
    position: int | None = None

    @property
    def end(self) -> int:
        """The position that it reaches, 0 if there is nothing in it."""
        places = [message.position for message in self.messages]
        places += [change.position for change in self.changes]
        return max(self.position or 0, *places, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Page):
    """News of one room, from a live feed.

    An update without news is a sign of life; it may be of no room. `asks` is whether
    the list of rooms tells more, and `is_gone` whether the room will not be in it any
    more. `muted` and `in_call` are as for a room, and `caller` began or ended the call.
    """

    room_id: str = ""
    members: tuple[Member, ...] = ()
    read_position: int | None = None
    muted: bool | None = None
    in_call: bool | None = None
    caller: Member | None = None
    asks: bool = False
    is_gone: bool = False
