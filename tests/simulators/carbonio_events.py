"""The events socket of the simulated Carbonio: what changes, as it changes."""

import asyncio
from collections.abc import Callable, Coroutine
import re
from typing import Any
from uuid import uuid4

from aiohttp import web
import orjson

from .carbonio_home import Event, iso, now
from .carbonio_sockets import FAREWELL_SECONDS, LARGEST_FRAME, Line, Sockets
from .carbonio_vault import COOKIE
from .carbonio_world import World

PING = {"type": "ping"}


class Listener(Line):
    """A client that is told what changes."""

    def __init__(
        self,
        server: EventsServer,
        request: web.Request,
        socket: web.WebSocketResponse,
        user_id: str,
    ) -> None:
        """Take over a socket that is open."""
        super().__init__(request, socket)
        self.user_id = user_id
        self._server = server
        self._pinged = asyncio.Event()

    def workers(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """Miss the client's pings for as long as the socket is open."""
        return [self._miss_pings]

    def received_no_text(self) -> None:
        """Note that a frame was none of text."""
        self._server.complain("a frame is no text")

    def received(self, text: str) -> None:
        """Answer a ping; a client has nothing else to say."""
        self._server.took(text)
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError:
            said = None
        if said != PING:
            self._server.complain("a client said something else than ping")
            return
        self._pinged.set()
        if not self._server.is_silent:
            self.tell(self._server.spell("Pong"))

    def tell(self, kind: str, **fields: object) -> None:
        """Send an event that is spelled already."""
        frame = {"type": kind, "sentDate": iso(now())} | fields
        self.send(orjson.dumps(frame).decode())

    async def _miss_pings(self) -> None:
        while True:
            self._pinged.clear()
            try:
                async with asyncio.timeout(self._server.longest_silence):
                    await self._pinged.wait()
            except TimeoutError:
                self._server.complain("a client sent no ping for too long")
                self._server.changed()


class EventsServer(Sockets[Listener]):
    """Tells clients what changes in their rooms and meetings.

    `longest_silence` is how many seconds a client may leave between two pings; it may
    be changed before a client comes. `frames` are the frames that came.
    """

    def __init__(
        self,
        world: World,
        generation: str = "1.6.2",
        *,
        complain: Callable[[str], None] | None = None,
    ) -> None:
        """Listen to a world; complaints are kept here if nobody takes them."""
        super().__init__(complain)
        self.world = world
        self.generation = generation
        self.longest_silence = 25.0
        world.on_event.append(self._tell)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve a socket until it ends."""
        self.handshakes += 1
        self.changed()
        if self.is_held:
            return web.Response(status=503)
        user_id = self.world.vault.owner(request.cookies.get(COOKIE))
        if not user_id:
            return web.Response(status=401)
        socket = web.WebSocketResponse(
            timeout=FAREWELL_SECONDS, max_msg_size=LARGEST_FRAME
        )
        await socket.prepare(request)
        listener = Listener(self, request, socket, user_id)
        listener.tell("websocketConnected", queueId=str(uuid4()))
        await self._serve(listener)
        return socket

    def spell(self, kind: str) -> str:
        """Return a name such as RoomCreated as this generation spells it."""
        if self.generation != "1.3.1":
            return kind
        if kind == "Pong":
            return "pong"
        return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).upper()

    def _tell(self, event: Event) -> None:
        fields = event.fields | {"sentDate": iso(event.sent_at)}
        for listener in self.lines:
            if listener.user_id in event.user_ids:
                listener.tell(self.spell(event.kind), **fields)
