"""What a simulated Carbonio has and has received, and how it is watched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
import ssl
import time
from typing import Any, Literal

from .base import Simulator
from .carbonio_changes import GROUP_MEMBERS, Changes
from .carbonio_events import EventsServer
from .carbonio_family import USERNAME, Generation, build_world
from .carbonio_home import Attachment, Posted
from .carbonio_received import Kind, Ledger, Received, described
from .carbonio_rest import token_of
from .carbonio_sign_in import Door
from .carbonio_wire import Wire
from .carbonio_xmpp import XmppServer
from .control import control
from .recording import Call

type Edition = Literal["ce", "advanced"]
type HealthStatus = Literal["ok", "warn", "error"]

DEPENDENCIES = (
    "database",
    "xmpp_server",
    "event_dispatcher",
    "storage_service",
    "previewer_service",
    "authentication_service",
    "profiling_service",
    "videoserver_service",
)


@dataclass(slots=True)
class ServiceHealth:
    """How the service says it is."""

    status: HealthStatus = "ok"
    broken: list[str] = field(default_factory=list)
    is_live: bool = True
    dependencies: tuple[str, ...] = DEPENDENCIES


class CarbonioHost(Simulator):
    """A Carbonio whose account can be watched."""

    def __init__(
        self,
        generation: Generation = "1.6.2",
        edition: Edition = "ce",
        otp: bool = False,
        *,
        port: int = 0,
        chatter: float | None = None,
        rooms: int = 3,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Call the family together.

        With `otp` the advanced edition asks for a one-time password. With `tls` the
        service speaks HTTPS.
        """
        super().__init__(port=port, chatter=chatter)
        self.generation = generation
        self.edition = edition
        self.tls = tls
        self.world = build_world(generation, rooms)
        self.changes = Changes(self.world)
        self.wire = Wire(self.world, generation)
        self.xmpp = XmppServer(self.world, complain=self._socket_complaint("xmpp"))
        self.events = EventsServer(
            self.world, generation, complain=self._socket_complaint("events")
        )
        self.door = Door(asks_otp=otp)
        self.waiting_devices: dict[str, str] = {}
        self.trusted_devices: set[str] = set()
        self.health = ServiceHealth()
        self.largest_upload: int | None = None
        self.capabilities: dict[str, Any] = {
            "canSeeMessageReads": True,
            "canSeeUsersPresence": True,
            "canVideoCall": True,
            "canVideoCallRecord": False,
            "canUseVirtualBackground": True,
            "editMessageTimeLimitInMinutes": 0,
            "deleteMessageTimeLimitInMinutes": 0,
            "maxGroupMembers": GROUP_MEMBERS,
            "maxRoomImageSizeInKb": 512,
            "maxUserImageSizeInKb": 512,
        }
        self.ledger = Ledger(self.world.account.id)
        self.world.on_stanza.append(self._heard)

    def _socket_complaint(self, socket: str) -> Any:
        return lambda reason: self.complaints.append(f"{socket}: {reason}")

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a client needs to sign in."""
        return {
            "url": self.url,
            "username": USERNAME,
            "password": self.door.password,
        }

    def secrets(self) -> Iterable[str]:
        """Return what must not be told to a stranger."""
        yield self.door.password
        yield from self.world.vault.secrets()

    def room_id(self, room: str) -> str:
        """Return the id of a room given by id or name."""
        return self.world.room(room).id

    def token_of(self, call: Call) -> str | None:
        """Return the token that came with a request."""
        return token_of(call.headers)

    def came_in(
        self, posted: Posted, attachment: Attachment | None, description: str
    ) -> None:
        """Keep what came over REST and became a message."""
        self.ledger.explain(posted, attachment, description)
        self.notify()

    def _heard(self, posted: Posted, recipients: tuple[str, ...]) -> None:
        self.ledger.heard(posted)
        self.notify()

    # What has become of it

    @control
    async def messages(self, room: str) -> list[dict[str, Any]]:
        """Return all stanzas of a room's archive, each with `time`."""
        return [described(posted) for posted in self.world.room(room).archive]

    @control
    async def received(
        self, room: str | None = None, kind: Kind | None = None
    ) -> list[dict[str, Any]]:
        """Return what clients of the account have sent, in one room or all."""
        return [item.summary() for item in self._received(room, kind)]

    @control
    async def wait_for_received(
        self,
        count: int = 1,
        room: str | None = None,
        kind: Kind | None = None,
        timeout: float = 10,
    ) -> list[dict[str, Any]]:
        """Wait until clients of the account have sent so many messages."""
        await self.wait_for(
            lambda: len(self._received(room, kind)) >= count,
            timeout,
            f"{count} messages from clients",
        )
        return await self.received(room, kind)

    def _received(self, room: str | None, kind: str | None) -> list[Received]:
        return self.ledger.of(room and self.world.room(room).id, kind)

    @control
    async def unread(self, room: str) -> int:
        """Return how many messages the account has not read."""
        return self.world.room(room).settings_of(self.world.account.id).unread

    @control
    async def is_muted(self, room: str) -> bool:
        """Tell whether the account has muted a room."""
        return self.world.room(room).settings_of(self.world.account.id).muted

    @control
    async def room_picture(self, room: str) -> dict[str, Any] | None:
        """Return what a room's picture is, without its bytes."""
        picture = self.world.room(room).picture
        if not picture:
            return None
        return {
            "name": picture.name,
            "content_type": picture.content_type,
            "size": len(picture.data),
            "sha256": picture.sha256,
        }

    @control
    async def members(self, room: str) -> list[dict[str, Any]]:
        """Return who is in a room, and whether as an owner."""
        members = self.world.room(room).members.values()
        return [self.wire.member(member) for member in members]

    @control
    async def frames(self, socket: Literal["xmpp", "events"]) -> list[str]:
        """Return the frames that clients have sent over one kind of socket."""
        return list((self.xmpp if socket == "xmpp" else self.events).frames)

    @control
    async def clock(self) -> float:
        """Return the server's time, which goes by this machine's."""
        return time.time()
