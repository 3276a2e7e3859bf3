"""The XMPP server of the simulated Carbonio."""

from collections.abc import Callable
import re
from xml.etree.ElementTree import Element

from aiohttp import web

from .carbonio_groupchat import Utterance, read_utterance
from .carbonio_home import Posted, Room
from .carbonio_inbox import answer_inbox
from .carbonio_mam import answer_archive
from .carbonio_sockets import FAREWELL_SECONDS, LARGEST_FRAME, Sockets
from .carbonio_stanzas import (
    ARCHIVE,
    CLIENT,
    INBOX,
    PING,
    SESSION,
    StanzaError,
    name_of,
    namespace_of,
    tag,
)
from .carbonio_world import World
from .carbonio_xml import DOMAIN, ROOM_DOMAIN, person_address
from .carbonio_xmpp_stream import Stream

PROTOCOL = "xmpp"
PAGE_LIMIT = 50
OWN_ID = re.compile(r"[\w.:-]+")


class XmppServer(Sockets[Stream]):
    """Carries the words of all rooms; one socket is one stream.

    `ping_interval` and `ping_timeout` (seconds) and `page_limit` (messages of an
    archive in one answer) may be changed at any time. `frames` are the frames that
    came, `present` counts the clients that have sent their presence.
    """

    def __init__(
        self, world: World, *, complain: Callable[[str], None] | None = None
    ) -> None:
        """Listen to a world; complaints are kept here if nobody takes them."""
        super().__init__(complain)
        self.world = world
        self.ping_interval = 60.0
        self.ping_timeout = 10.0
        self.page_limit = PAGE_LIMIT
        # So many of the next questions to archives time out.
        self.slow_archives = 0
        self._to_drop = 0
        self._to_swallow = 0
        self._unheard_by = ""
        world.on_stanza.append(self._deliver)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve a socket until it ends."""
        self.handshakes += 1
        self.changed()
        if self.is_held:
            return web.Response(status=503)
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in [name.strip() for name in offered.split(",")]:
            self.complain("the subprotocol xmpp was not asked for")
            return web.Response(status=400)
        socket = web.WebSocketResponse(
            protocols=(PROTOCOL,), timeout=FAREWELL_SECONDS, max_msg_size=LARGEST_FRAME
        )
        await socket.prepare(request)
        await self._serve(Stream(self, request, socket))
        return socket

    # Breaking

    def swallow_echo(self, count: int = 1) -> None:
        """Keep the next messages from their sender; all others get them."""
        self._to_swallow = count

    def drop_next(self, count: int = 1) -> None:
        """Lose the next messages: neither archived nor told to anybody."""
        self._to_drop = count

    def ping(self) -> None:
        """Ping all clients now."""
        for stream in self.lines:
            stream.ping_now()

    # What a stream asks

    def owner(self, token: str) -> str | None:
        """Return whose token it is, None for a bad one."""
        return self.world.vault.owner(token)

    def bound(self, stream: Stream) -> None:
        """End an older stream of the same address."""
        for other in tuple(self.lines):
            if other is not stream and other.is_bound:
                if other.address == stream.address:
                    other.fail("conflict")

    def stanza(self, stream: Stream, element: Element) -> None:
        """Take a stanza."""
        match name_of(element):
            case "presence":
                self._presence(stream, element)
            case "message":
                self._message(stream, element)
            case _:
                self._iq(stream, element)

    def _presence(self, stream: Stream, presence: Element) -> None:
        kind = presence.get("type")
        if kind not in (None, "unavailable") or presence.get("to"):
            self.complain("a presence is for somebody else than the server")
            return
        stream.come(kind is None)
        attributes = {"xmlns": CLIENT, "from": stream.address, "to": stream.bare}
        if kind:
            attributes["type"] = kind
        for other in self.lines:
            if other.is_present and other.user_id == stream.user_id:
                other.send(tag("presence", "", attributes))

    # Asking

    def _iq(self, stream: Stream, iq: Element) -> None:
        if not iq.get("id"):
            raise StanzaError("bad-request", "an iq has no id")
        if iq.get("type") not in ("get", "set") or len(iq) != 1:
            raise StanzaError("bad-request", "an iq is not one get or set")
        to, payload = iq.get("to"), iq[0]
        kind = (iq.get("type"), namespace_of(payload), name_of(payload))
        if kind == ("get", PING, "ping") and to in (None, DOMAIN):
            if not self.is_silent:
                stream.answer(iq)
        elif kind == ("set", SESSION, "session") and to in (None, DOMAIN):
            stream.answer(iq)
        elif kind == ("set", INBOX, "inbox") and to in (None, stream.bare):
            answer_inbox(self.world, stream, iq)
        elif kind == ("set", ARCHIVE, "query") and (to or "").endswith(ROOM_DOMAIN):
            room = self._room(stream, to or "", refusal="not-allowed")
            if self.slow_archives:
                self.slow_archives -= 1
                raise StanzaError("service-unavailable")
            answer_archive(self.world, room, stream, iq, self.page_limit)
        else:
            raise StanzaError(
                "service-unavailable", f"<{kind[2]}> of {kind[1]} is unknown there"
            )

    def _room(self, stream: Stream, to: str, refusal: str = "forbidden") -> Room:
        room_id, _, domain = to.partition("@")
        if domain != ROOM_DOMAIN:
            raise StanzaError("service-unavailable", "a stanza is to no room")
        room = self.world.rooms.get(room_id)
        if not room or room.type == "workspace":
            raise StanzaError("item-not-found")
        if stream.user_id not in room.members:
            raise StanzaError(refusal)
        return room

    # Saying

    def _message(self, stream: Stream, message: Element) -> None:
        if message.get("type") == "error":
            return
        if message.get("type") != "groupchat":
            raise StanzaError("service-unavailable", "a message is no groupchat")
        if not OWN_ID.fullmatch(message.get("id", "")):
            raise StanzaError("bad-request", "a message has no id, or a strange one")
        room = self._room(stream, message.get("to", ""))
        self._say(room, stream.user_id, read_utterance(room, stream.user_id, message))

    def _say(self, room: Room, user_id: str, said: Utterance) -> None:
        for complaint in said.complaints:
            self.complain(complaint)
        if said.archived and self._to_drop:
            self._to_drop -= 1
            return
        if said.archived and self._to_swallow:
            self._to_swallow -= 1
            self._unheard_by = user_id
        if said.marked:
            self.world.read(room.id, user_id, said.marked)
        try:
            self.world.post(
                room.id,
                user_id,
                own_id=said.own_id,
                children=said.children,
                archived=said.archived,
                retracts=said.retracts,
            )
        finally:
            self._unheard_by = ""

    def _deliver(self, posted: Posted, recipients: tuple[str, ...]) -> None:
        for stream in self.lines:
            if stream.is_present and stream.user_id in recipients:
                if stream.user_id != self._unheard_by:
                    stream.send(posted.live_xml(person_address(stream.user_id)))
