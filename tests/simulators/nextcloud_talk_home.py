"""What a simulated Talk has and has received, and how it is watched."""

from collections.abc import Iterable
from dataclasses import dataclass
import ssl
import time
from typing import Any

from .base import Simulator
from .control import ControlError, control
from .nextcloud_talk_gate import Gate
from .nextcloud_talk_generations import Name, generation as generation_of
from .nextcloud_talk_state import File, Message, Room, User
from .nextcloud_talk_store import Store
from .nextcloud_talk_vault import Vault
from .nextcloud_talk_wire import Wire
from .nextcloud_talk_world import LOGIN_NAME, PASSWORD, build_cloud

POLL_SECONDS = 30


@dataclass(slots=True)
class Received:
    """A message that the account sent through the API."""

    room: Room
    message: Message
    reply_to: int | None

    def summary(self) -> dict[str, Any]:
        """Return all but the bytes of a file."""
        message, file = self.message, self.message.file
        return {
            "id": message.id,
            "room": self.room.token,
            "time": message.time,
            "text": message.text,
            "reference_id": message.reference_id,
            "silent": message.silent,
            "reply_to": self.reply_to,
            "message_type": message.message_type,
            **_described(file),
        }


def _described(file: File | None) -> dict[str, Any]:
    return {
        "filename": file and file.name,
        "content_type": file and file.content_type,
        "uploaded_as": file and file.uploaded_as,
        "size": file and len(file.data),
        "sha256": file and file.sha256,
    }


class TalkHome(Simulator):
    """A Nextcloud whose account can be watched."""

    def __init__(
        self,
        generation: Name = "current",
        *,
        port: int = 0,
        chatter: float | None = None,
        rooms: int = 3,
        poll_timeout: float = POLL_SECONDS,
        prefix: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Call the neighbours together.

        No poll waits longer than `poll_timeout` seconds, whatever it asks for. The
        service lies at `url` and the prefix; with `tls` it speaks HTTPS.
        """
        super().__init__(port=port, chatter=chatter)
        self.name = generation
        self.tls = tls
        self.generation = generation_of(generation)
        self.cloud = build_cloud(rooms)
        self.vault = Vault(LOGIN_NAME, self.cloud.account.id, PASSWORD)
        self.store = Store()
        self.gate = Gate(self.vault, self.generation, self.complain)
        self.wire = Wire(self.cloud, self.generation, "")
        self.poll_timeout = poll_timeout
        self.prefix = prefix
        self._received: list[Received] = []

    @property
    def address(self) -> str:
        """Return what a user types: the server's address, with its path."""
        return f"{self.url}{self.prefix}"

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a client needs to sign in.

        The first servers cannot exchange a password: there it is an app password.
        """
        password = PASSWORD
        if not self.generation.has_app_passwords:
            password = self.vault.typed_app_password()
        return {"url": self.address, "username": LOGIN_NAME, "password": password}

    def secrets(self) -> Iterable[str]:
        """Return what must not be told to a stranger."""
        return self.vault.secrets()

    async def started(self) -> None:
        """Put the right address where it belongs."""
        self.vault.place = self.address
        self.wire = Wire(self.cloud, self.generation, self.address)

    def room_id(self, room: str) -> str:
        """Return the token of a room given by token or name."""
        return self.cloud.room(room).token

    def happen(self, room: Room, user: User, text: str = "", **details: Any) -> Message:
        """Add a message and wake those who wait for it."""
        message = self.cloud.add(room, user, text, **details)
        room.wake()
        self.notify()
        return message

    def came_in(self, room: Room, message: Message, reply_to: int | None) -> None:
        """Keep what a client has sent."""
        self._received.append(Received(room, message, reply_to))
        self.notify()

    def described(self, room: Room, message: Message) -> dict[str, Any]:
        """Return a message as a client gets it, with the server's clock as `time`."""
        answer = self.wire.message(room, message) | {"time": message.time}
        if message.file:
            answer |= _described(message.file)
        return answer

    def message(self, room: Room, message: int) -> Message:
        """Return a message of a room."""
        if not (found := room.message(message)):
            raise ControlError(f"No message {message} in {room.name}")
        return found

    # What has become of it

    @control
    async def messages(self, room: str) -> list[dict[str, Any]]:
        """Return a room's messages, hidden ones too, each with `time`."""
        where = self.cloud.room(room)
        return [self.described(where, message) for message in where.messages]

    @control
    async def received(self, room: str | None = None) -> list[dict[str, Any]]:
        """Return what the account has sent through the API, in one room or all."""
        return [item.summary() for item in self._received_in(room)]

    @control
    async def wait_for_received(
        self, count: int = 1, room: str | None = None, timeout: float = 10
    ) -> list[dict[str, Any]]:
        """Wait until the account has sent so many messages through the API."""
        await self.wait_for(
            lambda: len(self._received_in(room)) >= count,
            timeout,
            f"{count} messages from clients",
        )
        return await self.received(room)

    def _received_in(self, room: str | None) -> list[Received]:
        where = room and self.cloud.room(room)
        return [item for item in self._received if where in (None, item.room)]

    @control
    async def wait_for_subscribers(
        self, count: int = 1, room: str | None = None, timeout: float = 10
    ) -> int:
        """Wait until so many long polls hang, in one room or all together."""
        where = [self.cloud.room(room)] if room else list(self.cloud.rooms.values())

        def waiting() -> int:
            return sum(place.waiting for place in where)

        await self.wait_for(
            lambda: waiting() >= count, timeout, f"{count} hanging long polls"
        )
        return waiting()

    @control
    async def read_id(self, room: str, member: str | None = None) -> int:
        """Return what a member, or the account, has read."""
        where = self.cloud.room(room)
        return where.attendee(member or self.cloud.account.id).read_id

    @control
    async def unread(self, room: str) -> int:
        """Return how many messages the account has not read."""
        where = self.cloud.room(room)
        me = where.attendee(self.cloud.account.id)
        return int(self.wire.room(where, me)["unreadMessages"])

    @control
    async def notification_level(self, room: str) -> int:
        """Return the account's notification level: 0 default … 3 never."""
        return self.cloud.room(room).attendee(self.cloud.account.id).notification_level

    @control
    async def attendees(self, room: str) -> list[dict[str, Any]]:
        """Return who is in a room, and as what."""
        where = self.cloud.room(room)
        return [self.wire.participant(where, who) for who in where.attendees]

    @control
    async def clock(self) -> float:
        """Return the server's time."""
        return time.time()

    @control
    async def app_passwords(self) -> list[dict[str, Any]]:
        """Return the app passwords that are valid, without themselves."""
        return [{"name": app.name, "time": app.time} for app in self.vault.apps]

    @control
    async def make_app_password(self, name: str = "Home Assistant") -> str:
        """Make an app password as a user does in the settings."""
        return self.vault.make_typed(name)
