"""What every service must answer."""

from abc import ABC, abstractmethod
from collections import UserDict
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import ClientSession

from ..model import (
    ANY_TYPE,
    Account,
    Attachment,
    Health,
    Location,
    Member,
    Message,
    Page,
    Reading,
    Room,
    RoomList,
    Spot,
    Update,
)
from ..outgoing import CheckIn, Outgoing, Sent
from .administration import Administration
from .errors import UnsupportedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often an account is asked for its rooms, in seconds.

    `watching` while its live feeds are up, `polling` while they are not.
    """

    polling: float
    watching: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on its way in; the whole file's `size` in bytes, where it is known.

    It comes from the byte at `start` on.
    """

    content_type: str
    size: int | None
    chunks: AsyncIterator[bytes]
    start: int = 0


class Stretch(list[Message]):
    """Messages of a room, in order, from a place on where the look back was given up.

    There may be more before the position `reached`, which is that of the first one or
    before it.
    """

    def __init__(self, messages: Iterable[Message], reached: int) -> None:
        """Take what was found, which may be nothing."""
        super().__init__(messages)
        self.reached = reached


class Feed(ABC):
    """A live connection that brings news without being asked.

    `key` tells it from the account's other feeds: a provider that returns the same
    key again means the same feed. `room_ids` are the rooms whose messages it brings:
    while it is up, nobody polls them.
    """

    key: str
    room_ids: frozenset[str]

    @property
    def is_near(self) -> bool:
        """Whether the next try will be good, though the last one was not."""
        return False

    @abstractmethod
    def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Yield what comes, and a sign of life where nothing came.

        `position(room_id)` is the newest position that has already come in. It
        ends with a ProviderError; the caller starts it anew after a pause.
        """


class Memory(UserDict[str, Any]):
    """What a provider remembers, ready for JSON: it is there again in the next run.

    What is set is stored within seconds; changes inside of a value are not seen.
    """

    async def store(self) -> None:
        """Return once everything is stored."""


class BrowserSignIn(ABC):
    """A sign-in that the user grants in the browser.

    `url` is what the user opens; it is good for `lifetime` seconds.
    """

    url: str
    lifetime: float

    @abstractmethod
    async def granted(self) -> Mapping[str, Any] | None:
        """Ask once; return the fields to store once it is granted, None until then."""


class CodeSignIn(ABC):
    """A sign-in that the user grants in the browser, which then shows a code.

    `url` is what the user opens.
    """

    url: str

    @abstractmethod
    async def redeem(self, code: str) -> Mapping[str, Any]:
        """Return the fields to store once the user has brought the code.

        Raises AuthError with CODE_WRONG, or CODE_EXPIRED where another sign-in
        has to be begun.
        """


class Provider(ABC):
    """One account at one service.

    Every method may raise a ProviderError, and nothing else. Where the service
    `has_spots`, the user chooses some, and each becomes a room. `file_kinds` are what
    the content types of files in its rooms begin with; ANY_TYPE stands for the others.
    """

    name: ClassVar[str]
    rhythm: ClassVar[Rhythm]
    has_spots: ClassVar[bool] = False
    file_kinds: ClassVar[frozenset[str]] = frozenset(
        {"audio", "image", "video", ANY_TYPE}
    )

    @abstractmethod
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: Memory | None = None,
    ) -> None:
        """Take what the config flow asked for, by the names of its fields.

        `language` is the user's, for texts that the service makes.
        """

    @property
    @abstractmethod
    def account(self) -> Account:
        """The account, once signed in."""

    @property
    def credentials(self) -> Mapping[str, Any] | None:
        """What to store of a sign-in in place of what was typed, None for just that."""
        return None

    async def probe(self) -> None:
        """Prove that the address answers as this service, without signing in."""

    async def browser_sign_in(self) -> BrowserSignIn:
        """Begin a sign-in in the browser."""
        raise UnsupportedError("signing in in the browser")

    async def code_sign_in(self) -> CodeSignIn:
        """Begin a sign-in in the browser that ends with a code."""
        raise UnsupportedError("signing in with a code")

    @abstractmethod
    async def sign_in(self) -> Account:
        """Sign in, or prove that the account is still signed in."""

    async def sign_out(self) -> None:
        """End the sign-in for good: the account is not wanted any more."""

    async def close(self) -> None:
        """Let go of every connection: nobody uses the provider any more."""

    @abstractmethod
    async def rooms(self, *, complete: bool = False) -> RoomList:
        """Return the rooms of the account, all of them where that is asked for."""

    @abstractmethod
    def position_of(self, message_id: str) -> int:
        """Return the position of a message in its room, from its id."""

    @abstractmethod
    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Return what is oldest after a position, about `limit` messages, in order.

        Fewer than `limit` does not mean that there is no more. A page that does not
        reach beyond `position` does.
        """

    @abstractmethod
    async def messages_before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Return the newest messages before a position, at most `limit`, in order.

        Where it takes too long to find as many, it is a Stretch. Any other that is
        shorter than `limit` is all that there is.
        """

    @abstractmethod
    async def message(self, room_id: str, message_id: str) -> Message:
        """Return one message of a room."""

    @abstractmethod
    def feeds(self, room_ids: Iterable[str]) -> Sequence[Feed]:
        """Return the live feeds for these rooms, none if the service has none."""

    @abstractmethod
    def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Send, yielding each message as soon as the service has it."""

    @abstractmethod
    def download(
        self, attachment: Attachment, *, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open an attachment's file, from the byte at `start` on where that can be."""

    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Mark everything up to a message as read."""
        raise UnsupportedError("marking as read")

    async def confirm(self, room_id: str, position: int) -> None:
        """Tell the service that everything up to a position has been delivered."""
        raise UnsupportedError("confirming")

    async def set_muted(self, room_id: str, muted: bool) -> None:
        """Mute a room for this account, or let it sound as it did before."""
        raise UnsupportedError("muting")

    async def react(
        self, room_id: str, message_id: str, reaction: str, *, remove: bool = False
    ) -> None:
        """Add a reaction of this account to a message, or take it back."""
        raise UnsupportedError("reactions")

    async def edit(self, room_id: str, message_id: str, text: str) -> None:
        """Change the text of an own message."""
        raise UnsupportedError("editing")

    async def delete(self, room_id: str, message_id: str) -> None:
        """Delete a message for everybody."""
        raise UnsupportedError("deleting")

    async def forward(
        self, room_id: str, message_id: str, to_room_id: str, client_id: str
    ) -> None:
        """Send a message of one room to another room of the account.

        What comes of it bears `client_id` when it comes back.
        """
        raise UnsupportedError("forwarding")

    def preview(
        self, attachment: Attachment, width: int, height: int
    ) -> AbstractAsyncContextManager[Download]:
        """Open a picture of an attachment that fits into so many pixels."""
        raise UnsupportedError("previews")

    def member_picture(self, member: Member) -> AbstractAsyncContextManager[Download]:
        """Open the picture of a member who has one; a small one is enough."""
        raise UnsupportedError("pictures of members")

    def room_picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open the picture that stands for a room."""
        raise UnsupportedError("pictures of rooms")

    @property
    def administration(self) -> Administration:
        """What can be done with whole rooms and their members."""
        return Administration()

    async def check_in(self, check_in: CheckIn) -> Sent:
        """Tell where the account's user is."""
        raise UnsupportedError("checking in")

    @staticmethod
    def spot_room_id(key: str) -> str:
        """Return the id of the room that a spot becomes, from the spot's key."""
        return f"spot:{key}"

    def forget(self, member_id: str) -> None:
        """Let nobody know any more where a member was seen."""

    async def spots(self, near: Location, page: int = 0) -> Sequence[Spot]:
        """Return a page of spots, the nearest first; pages count from 0."""
        raise UnsupportedError("spots")

    async def health(self) -> Health | None:
        """Return how the service feels, None where it does not tell."""
        return None

    async def readings(self, room: Room) -> Mapping[str, Reading]:
        """Return the newest reading of each sensor of a room, by the sensor's id."""
        raise UnsupportedError("readings")
