"""The people, rooms and messages of a simulated Carbonio."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid4, uuid5

from .carbonio_xml import MUC_USER, RETRACT, STANZA_ID, person_address, room_address

type RoomType = Literal["group", "one_to_one", "workspace", "channel", "temporary"]

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"


def stable_id(*names: object) -> str:
    """Return a UUID that is the same at every start."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, names))))


def new_id() -> str:
    """Return a UUID that nothing else has."""
    return str(uuid4())


def now() -> datetime:
    """Return the server's time."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Return a moment as the server writes it."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def base32(number: int) -> str:
    """Return an archive's number as stanza ids are written."""
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = DIGITS[digit] + digits
    return digits or "0"


@dataclass(slots=True)
class Picture:
    """A picture of a room or somebody."""

    name: str
    content_type: str
    data: bytes = field(repr=False)
    id: str = field(default_factory=new_id)
    updated_at: datetime = field(default_factory=now)

    @property
    def sha256(self) -> str:
        """Return the fingerprint."""
        return sha256(self.data).hexdigest()


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an account, or a guest."""

    id: str
    name: str
    email: str
    is_guest: bool = False
    status_message: str = ""
    picture: Picture | None = None


@dataclass(slots=True, eq=False)
class Member:
    """Somebody in a room."""

    user_id: str
    owner: bool = False


@dataclass(slots=True, eq=False)
class Settings:
    """What a room is to one of its members."""

    muted: bool = False
    cleared_at: datetime | None = None
    rank: int | None = None
    unread: int = 0


@dataclass(slots=True, eq=False, kw_only=True)
class Attachment:
    """A file in a room."""

    id: str
    name: str
    content_type: str
    data: bytes = field(repr=False)
    user_id: str
    room_id: str
    area: str | None = None
    created_at: datetime = field(default_factory=now)

    @property
    def sha256(self) -> str:
        """Return the fingerprint."""
        return sha256(self.data).hexdigest()


@dataclass(slots=True, eq=False, kw_only=True)
class Meeting:
    """A room's meeting, and who is in it since when."""

    id: str
    room_id: str
    name: str
    active: bool = False
    created_at: datetime = field(default_factory=now)
    started_at: datetime | None = None
    participants: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True, eq=False, kw_only=True)
class Posted:
    """A stanza that went through a room."""

    room_id: str
    sender_id: str
    own_id: str
    number: int
    children: str = field(repr=False)
    archived: bool = True
    counts: bool = True
    readable_at: float = 0.0
    retracted_at: datetime | None = None

    @property
    def stanza_id(self) -> str:
        """Return the archive's id of it."""
        return base32(self.number)

    @property
    def stamp(self) -> datetime:
        """Return when the server took it."""
        return BEGINNING + timedelta(microseconds=self.number >> 8)

    @property
    def sender(self) -> str:
        """Return the address that it comes from."""
        room = room_address(self.room_id)
        return f"{room}/{person_address(self.sender_id)}" if self.sender_id else room

    def live_xml(self, to: str) -> str:
        """Return the whole message as a member gets it while it happens."""
        return self._message(f" to='{to}'", self.children + self._stanza_id())

    def archived_xml(self) -> str:
        """Return the whole message as the archive has it: without a stanza-id."""
        return self._message("", self._kept_children() + self._item())

    def inbox_xml(self) -> str:
        """Return the whole message as the inbox shows it."""
        return self._message("", self._kept_children() + self._stanza_id())

    def _kept_children(self) -> str:
        if self.retracted_at is None:
            return self.children
        return (
            f"<retracted xmlns='{RETRACT}' stamp='{iso(self.retracted_at)}'>"
            f"{self._stanza_id()}</retracted>"
        )

    def _stanza_id(self) -> str:
        if not self.archived:
            return ""
        by = room_address(self.room_id)
        return f"<stanza-id xmlns='{STANZA_ID}' by='{by}' id='{self.stanza_id}'/>"

    def _item(self) -> str:
        if not self.sender_id:
            return ""
        who = person_address(self.sender_id)
        return f"<x xmlns='{MUC_USER}'><item affiliation='member' jid='{who}'/></x>"

    def _message(self, to: str, children: str) -> str:
        return (
            f"<message xmlns='jabber:client' from='{self.sender}'{to} id='{self.own_id}'"
            f" type='groupchat'>{children}</message>"
        )


@dataclass(slots=True, eq=False, kw_only=True)
class Room:
    """A room, who is in it and all that was said in it."""

    id: str
    name: str
    type: RoomType
    description: str = ""
    parent_id: str | None = None
    members: dict[str, Member] = field(default_factory=dict)
    settings: dict[str, Settings] = field(default_factory=dict)
    picture: Picture | None = None
    meeting: Meeting | None = None
    archive: list[Posted] = field(default_factory=list)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)

    def settings_of(self, user_id: str) -> Settings:
        """Return what the room is to somebody."""
        return self.settings.setdefault(user_id, Settings())

    def find(self, id_: str) -> Posted | None:
        """Return an archived stanza by its stanza id."""
        return next((p for p in self.archive if p.stanza_id == id_), None)

    def is_owner(self, user_id: str) -> bool:
        """Tell whether somebody owns the room."""
        return user_id in self.members and self.members[user_id].owner

    @property
    def owners(self) -> list[str]:
        """Return the ids of the owners."""
        return [id_ for id_, member in self.members.items() if member.owner]


@dataclass(frozen=True, slots=True)
class Event:
    """A change, for those whom it concerns; spelled as RoomCreated is."""

    kind: str
    user_ids: tuple[str, ...]
    fields: dict[str, Any]
    sent_at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A conversation in somebody's inbox."""

    room_id: str
    unread: int
    newest: Posted
