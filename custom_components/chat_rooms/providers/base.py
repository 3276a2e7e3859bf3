"""What every service must answer, and its few errors."""

from abc import ABC, abstractmethod
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Iterable,
    Mapping,
    MutableMapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from aiohttp import ClientSession

from ..model import (
    Account,
    Attachment,
    Health,
    Message,
    Outgoing,
    OutgoingFile,
    Page,
    Reading,
    Room,
    RoomList,
    Sent,
    Update,
)


class Reason(StrEnum):
    """Why a service refuses, where a user is helped by knowing it."""

    ACCOUNT_LOCKED = "account_locked"
    ANSWER_TOO_LONG = "answer_too_long"
    APP_DISABLED = "app_disabled"
    APP_PASSWORD_NEEDED = "app_password_needed"
    CHAT_DOWN = "chat_down"
    FILE_TOO_LARGE = "too_large"
    LOBBY = "lobby"
    MAINTENANCE = "maintenance"
    OTP_NEEDED = "otp_needed"
    OTP_WRONG = "otp_wrong"
    PASSWORD_EXPIRED = "password_expired"
    QUOTA = "quota"
    READ_ONLY = "read_only"
    SHARE_LIMIT = "share_limit"
    TEXT_TOO_LONG = "too_long"
    TOO_LATE = "too_late"
    UNTRUSTED_CERTIFICATE = "untrusted_certificate"


class ProviderError(Exception):
    """Anything that a service or the way to it can do wrong.

    The texts are for the log of a developer: they name no secret, no address
    with a query, and nothing that a person or a server wrote.
    """

    def __init__(self, message: str = "", *, reason: Reason | None = None) -> None:
        """Keep what the service said of its reason."""
        super().__init__(message)
        self.reason = reason


class AuthError(ProviderError):
    """The service does not know this account, or no longer."""


class ForbiddenError(ProviderError):
    """The account may not do this."""


class NotFoundError(ProviderError):
    """The room, the message or the file is not there, or no longer."""


class RateLimitedError(ProviderError):
    """The service wants to be left alone, for `retry_after` seconds if it said so."""

    def __init__(
        self,
        message: str,
        retry_after: float | None = None,
        *,
        reason: Reason | None = None,
    ) -> None:
        """Keep the pause that the service asks for."""
        super().__init__(message, reason=reason)
        self.retry_after = retry_after


class UnsupportedError(ProviderError):
    """The address answers, but not as this service, or the service cannot do this."""


class ConnectionError_(ProviderError):
    """The service cannot be reached, or fails for now.

    It `is_over` where the service is certainly not at work on the request any more.
    """

    def __init__(
        self,
        message: str = "",
        *,
        reason: Reason | None = None,
        is_over: bool = False,
    ) -> None:
        """Keep whether something can still come of the request."""
        super().__init__(message, reason=reason)
        self.is_over = is_over


class ProtocolError(ProviderError):
    """The service answers something that its reference does not allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often an account is asked for its rooms, in seconds.

    `watching` while its live feeds are up, `polling` while they are not.
    """

    polling: float
    watching: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on its way in; `size` in bytes, where it is known."""

    content_type: str
    size: int | None
    chunks: AsyncIterator[bytes]


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


class BrowserSignIn(ABC):
    """A sign-in that the user grants in the browser.

    `url` is what the user opens; it is good for `lifetime` seconds.
    """

    url: str
    lifetime: float

    @abstractmethod
    async def granted(self) -> Mapping[str, Any] | None:
        """Ask once; return the fields to store once it is granted, None until then."""


class Provider(ABC):
    """One account at one service.

    Every method may raise a ProviderError, and nothing else.
    """

    name: ClassVar[str]
    rhythm: ClassVar[Rhythm]

    @abstractmethod
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: MutableMapping[str, Any] | None = None,
    ) -> None:
        """Take what the config flow asked for, by the names of its fields.

        `language` is the user's, for texts that the service makes. What is put into
        `memory`, ready for JSON, is there again in the next run.
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
        """Return the newest messages before a position, at most `limit`, in order."""

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
    def download(self, attachment: Attachment) -> AbstractAsyncContextManager[Download]:
        """Open an attachment's file."""

    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Mark everything up to a message as read."""
        raise UnsupportedError("marking as read")

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

    def room_picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open the picture of a room itself."""
        raise UnsupportedError("pictures of rooms")

    async def set_room_picture(self, room_id: str, picture: OutgoingFile) -> None:
        """Give a room another picture."""
        raise UnsupportedError("pictures of rooms")

    async def health(self) -> Health | None:
        """Return how the service feels, None where it does not tell."""
        return None

    async def readings(self, room: Room) -> Mapping[str, Reading]:
        """Return the newest reading of each sensor of a room, by the sensor's id."""
        raise UnsupportedError("readings")
