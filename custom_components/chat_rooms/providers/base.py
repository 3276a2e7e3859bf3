"""What every service must answer, and its few errors."""

from abc import ABC, abstractmethod
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

from ..model import Account, Attachment, Message, Outgoing, Reading, Room, Sent, Update


class ProviderError(Exception):
    """Anything that a service or the way to it can do wrong.

    The texts are for the log of a developer: they name no secret, no address
    with a query, and nothing that a person or a server wrote.
    """


class AuthError(ProviderError):
    """The service does not know this account, or no longer."""


class ForbiddenError(ProviderError):
    """The account may not do this."""


class NotFoundError(ProviderError):
    """The room, the message or the file is not there, or no longer."""


class RateLimitedError(ProviderError):
    """The service wants to be left alone, for `retry_after` seconds if it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """Keep the pause that the service asks for."""
        super().__init__(message)
        self.retry_after = retry_after


class UnsupportedError(ProviderError):
    """The address answers, but not as this service, or the service cannot do this."""


class ConnectionError_(ProviderError):
    """The service cannot be reached, or fails for now."""


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

    @abstractmethod
    def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Yield what comes, and a sign of life where nothing came.

        `position(room_id)` is the newest position that has already come in. It
        ends with a ProviderError; the caller starts it anew after a pause.
        """


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
        member_id: str | None = None,
    ) -> None:
        """Take what the config flow asked for, by the names of its fields.

        `language` is the user's, for texts that the service makes. `member_id` is
        the account's own id as an earlier run learned it.
        """

    @property
    @abstractmethod
    def account(self) -> Account:
        """The account, once signed in."""

    @abstractmethod
    async def sign_in(self) -> Account:
        """Sign in, or prove that the account is still signed in."""

    @abstractmethod
    async def rooms(self) -> Sequence[Room]:
        """Return all rooms of the account."""

    @abstractmethod
    def position_of(self, message_id: str) -> int:
        """Return the position of a message in its room, from its id."""

    @abstractmethod
    async def messages_after(
        self, room_id: str, position: int, limit: int
    ) -> Sequence[Message]:
        """Return the oldest messages after a position, at most `limit`, in order.

        Fewer than `limit` does not mean that there are no more; none does.
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

    async def readings(self, room: Room) -> Mapping[str, Reading]:
        """Return the newest reading of each sensor of a room, by the sensor's id."""
        raise UnsupportedError("readings")
