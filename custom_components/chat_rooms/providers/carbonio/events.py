"""The events socket: what happens to rooms and meetings, as the service tells it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
import json
import logging

from aiohttp import ClientWebSocketResponse
from mashumaro import DataClassDictMixin

from ..errors import ConnectionError_, ProtocolError
from ..http import MIB, HttpClient
from ..wire import as_text, date_or_none, parse, wire_field
from .frames import hang_up, receive, send

_LOGGER = logging.getLogger(__name__)

PATH = "/services/chats/events"
LABEL = "events"
PING = '{"type":"ping"}'

CONNECTED_WITHIN = 10.0
PING_EVERY = 20.0
PONG_WITHIN = 10.0


class EventKind(StrEnum):
    """What happened. What a meeting's members do with camera and voice is left out."""

    CONNECTED = "websocket_connected"

    ROOM_CREATED = auto()
    ROOM_UPDATED = auto()
    ROOM_DELETED = auto()
    ROOM_OWNER_PROMOTED = auto()
    ROOM_OWNER_DEMOTED = auto()
    ROOM_OWNER_CHANGED = auto()
    ROOM_PICTURE_CHANGED = auto()
    ROOM_PICTURE_DELETED = auto()
    ROOM_MEMBER_ADDED = auto()
    ROOM_MEMBER_REMOVED = auto()
    ROOM_MUTED = auto()
    ROOM_UNMUTED = auto()
    ROOM_HISTORY_CLEARED = auto()

    MEETING_CREATED = auto()
    MEETING_DELETED = auto()
    MEETING_STARTED = auto()
    MEETING_STOPPED = auto()
    MEETING_PARTICIPANT_JOINED = auto()
    MEETING_PARTICIPANT_LEFT = auto()
    MEETING_RECORDING_STARTED = auto()
    MEETING_RECORDING_STOPPED = auto()


# The same name comes as ROOM_CREATED, RoomCreated and roomCreated.
_KINDS = {kind.replace("_", ""): kind for kind in EventKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, to which room or meeting, and by or to whom.

    What an event does not tell is "", or None for the time.
    """

    kind: EventKind
    room_id: str = ""
    user_id: str = ""
    meeting_id: str = ""
    sent_at: datetime | None = None


@dataclass(slots=True, kw_only=True, repr=False)
class WireEvent(DataClassDictMixin):
    """An event as it comes; `starter` is the user who began a meeting."""

    type: str = wire_field(as_text, default="")
    room_id: str = wire_field(as_text, "roomId", default="")
    user_id: str = wire_field(as_text, "userId", default="")
    starter: str = wire_field(as_text, "starterUser", default="")
    meeting_id: str = wire_field(as_text, "meetingId", default="")
    sent_date: str = wire_field(as_text, "sentDate", default="")


class EventsSocket:
    """The socket at which the service tells what happens."""

    def __init__(self, http: HttpClient) -> None:
        """Prepare; nothing is opened yet."""
        self._http = http

    async def listen(self) -> AsyncGenerator[Event]:
        """Yield that the socket is connected, and then every event of a known kind.

        Raises AuthError where the service refuses the token, ConnectionError_ where
        the socket ends or nothing is heard from it, not even the answer to a ping,
        and the error of the handshake where there is no such socket.
        """
        async with self._http.websocket(PATH, label=LABEL, largest=MIB) as socket:
            try:
                line = _Line(socket)
                yield await line.connected()
                while True:
                    if event := await line.next():
                        yield event
            finally:
                await hang_up(socket)


class _Line:
    """A socket whose other end has to show that it is alive."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._ping_at = self._loop.time() + PING_EVERY
        self._pong_by: float | None = None

    async def connected(self) -> Event:
        """Return the event which tells that the service now listens too."""
        try:
            async with asyncio.timeout(CONNECTED_WITHIN):
                while True:
                    event = _read(await receive(self._socket, LABEL))
                    if event and event.kind is EventKind.CONNECTED:
                        return event
        except TimeoutError:
            raise ConnectionError_(f"{LABEL}: not connected in time") from None

    async def next(self) -> Event | None:
        """Return the next event, None for a frame or a moment without one."""
        waiting_until = min(self._ping_at, self._pong_by or self._ping_at)
        try:
            async with asyncio.timeout_at(waiting_until) as clock:
                text = await receive(self._socket, LABEL)
        except TimeoutError:
            if not clock.expired():
                raise
            await self._look_for_life()
            return None
        self._pong_by = None
        return _read(text)

    async def _look_for_life(self) -> None:
        now = self._loop.time()
        if self._pong_by and now >= self._pong_by:
            raise ConnectionError_(f"{LABEL}: the server is silent")
        if now >= self._ping_at:
            self._ping_at = now + PING_EVERY
            self._pong_by = self._pong_by or now + PONG_WITHIN
            await send(self._socket, PING, LABEL)


def _read(text: str) -> Event | None:
    """Return an event, None for what is none or of a kind that nobody knows."""
    try:
        wire = parse(WireEvent, json.loads(text))
    except ProtocolError, ValueError, RecursionError:
        _LOGGER.debug("Passed over an event of %d characters", len(text))
        return None
    kind = _KINDS.get(wire.type.replace("_", "").lower())
    if not kind:
        return None
    return Event(
        kind=kind,
        room_id=wire.room_id,
        user_id=wire.user_id or wire.starter,
        meeting_id=wire.meeting_id,
        sent_at=date_or_none(wire.sent_date),
    )
