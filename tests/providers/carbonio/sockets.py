"""Both sockets of a Carbonio for one test: a simulated one's, and hostile ones."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
import gc
import logging
from typing import Any, cast
from xml.etree.ElementTree import Element

from aiohttp import ClientSession, WSMsgType, web
from defusedxml.ElementTree import fromstring
import pytest

from custom_components.chat_rooms.providers.carbonio import frames, xmpp
from custom_components.chat_rooms.providers.carbonio.link import ChatLink
from custom_components.chat_rooms.providers.carbonio.xmpp import XmppSession
from custom_components.chat_rooms.providers.http import HttpClient
from tests.providers.server import serve
from tests.simulators.carbonio_events import EventsServer
from tests.simulators.carbonio_family import build_world
from tests.simulators.carbonio_home import Room
from tests.simulators.carbonio_vault import COOKIE
from tests.simulators.carbonio_world import World
from tests.simulators.carbonio_xml import text_body
from tests.simulators.carbonio_xmpp import XmppServer

SECRET = "t0ken-of-today"
ACCOUNT = "7a1c9f50-8d2e-4b6a-9c3f-5e0d1b2a4c68"
ADDRESS = f"{ACCOUNT}@carbonio/resource"
ROOM = "11111111-2222-4333-8444-555555555555@muclight.carbonio"

OPENED = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' version='1.0'/>"
STREAM = "xmlns:stream='http://etherx.jabber.org/streams'"
MECHANISMS = (
    f"<stream:features {STREAM}>"
    "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
    "<mechanism>SCRAM-SHA-1</mechanism><mechanism>PLAIN</mechanism></mechanisms>"
    "</stream:features>"
)
BIND = (
    f"<stream:features {STREAM}>"
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>"
)
SUCCESS = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"


class Account:
    """A sign-in with tokens, of which the first ones may be out of date."""

    def __init__(self, *tokens: str) -> None:
        """Take the tokens, the oldest first."""
        self.account_id = ACCOUNT
        self.error: Exception | None = None
        self.refused: list[str] = []
        self._tokens = list(tokens)

    @property
    def token(self) -> str:
        """The token of today."""
        return self._tokens[0]

    async def renew(self, used: str) -> None:
        """Go on to the next token."""
        self.refused.append(used)
        if self.error:
            raise self.error
        if len(self._tokens) > 1:
            self._tokens.pop(0)


class Sockets:
    """A simulated Carbonio without anything but its sockets, and a client of it."""

    def __init__(self, session: ClientSession, url: str, world: World) -> None:
        """Prepare the client, with a token of the account."""
        self.world = world
        self.xmpp = XmppServer(world)
        self.events = EventsServer(world)
        self.token = world.vault.issue(world.account.id)
        self.http = HttpClient(session, url)
        self.http.authorize = lambda: {"Cookie": f"{COOKIE}={self.token}"}
        self.family: Room = world.room("Family")
        self.hanako = world.person("Hanako").id

    @property
    def complaints(self) -> list[str]:
        """What a polite client would not have done."""
        return [*self.xmpp.complaints, *self.events.complaints]

    async def open(self) -> XmppSession:
        """Return a session of the account."""
        return await XmppSession.open(self.http, self.world.account.id, self.token)

    def say(self, text: str) -> str:
        """Let Hanako say something in the family's room; return its stanza id."""
        posted = self.world.post(self.family.id, self.hanako, children=text_body(text))
        return posted.stanza_id


@pytest.fixture(name="carbonio")
async def carbonio_sockets(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[Sockets]:
    """Return the sockets; afterwards check that the client was polite and discreet."""
    caplog.set_level(logging.DEBUG)
    world = build_world("1.6.2")

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        server = sockets.xmpp if request.path == xmpp.PATH else sockets.events
        return await server.handle(cast("web.Request", request))

    async with serve(answer) as server:
        sockets = Sockets(session, server.url, world)
        yield sockets
        await sockets.xmpp.left()
        await sockets.events.left()
    assert sockets.complaints == []
    for secret in (*world.vault.secrets(), *world.people, *world.rooms, "hotel"):
        assert secret not in "\n".join(
            r.getMessage() for r in caplog.get_records("call")
        )


@pytest.fixture(name="chat")
async def open_chat(carbonio: Sockets) -> AsyncGenerator[XmppSession]:
    """Return a session that is open."""
    session = await carbonio.open()
    await carbonio.xmpp.joined()
    yield session
    await session.close()


@pytest.fixture(name="linked")
async def chat_link(carbonio: Sockets) -> AsyncGenerator[ChatLink]:
    """Return a link to the chat."""
    account = Account(carbonio.token)
    account.account_id = carbonio.world.account.id
    link = ChatLink(carbonio.http, account)
    yield link
    await link.close()


@pytest.fixture(autouse=True)
async def nothing_unseen() -> AsyncGenerator[None]:
    """Check that no task and no future ended with an error that nobody saw."""
    unseen: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: unseen.append(context))
    before = asyncio.all_tasks()
    yield
    gc.collect()
    assert unseen == []
    assert asyncio.all_tasks() - before <= {asyncio.current_task()}


@pytest.fixture(autouse=True)
def short_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for servers that do not close."""
    monkeypatch.setattr(frames, "FAREWELL", 0.2)


# Servers that do as a test says


class Peer:
    """The server's end of a socket."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        """Take over an open socket."""
        self.socket = socket

    async def send(self, *frames: str) -> None:
        """Send frames as they are."""
        for frame in frames:
            await self.socket.send_str(frame)

    async def receive(self) -> Element:
        """Return the next frame of the client."""
        element: Element = fromstring(await self.socket.receive_str())
        return element

    async def greet(self) -> None:
        """Sign the client in, as far as its presence."""
        await self.receive()
        await self.send(OPENED, MECHANISMS)
        await self.receive()
        await self.send(SUCCESS)
        await self.receive()
        await self.send(OPENED, BIND)
        await self.bind()
        assert (await self.receive()).tag == "{jabber:client}presence"

    async def bind(self) -> None:
        """Give the client its address."""
        asked = await self.receive()
        bound = f"<jid>{ADDRESS}</jid>"
        await self.send(
            f"<iq xmlns='jabber:client' type='result' id='{asked.get('id')}'>"
            f"<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{bound}</bind></iq>"
        )

    async def last_words(self) -> list[str]:
        """Return what the client still says until it closes."""
        words: list[str] = []
        while (frame := await self.socket.receive()).type is WSMsgType.TEXT:
            words.append(frame.data)
        return words


type Script = Callable[[Peer], Awaitable[object]]


@asynccontextmanager
async def playing(
    session: ClientSession, *scripts: Script
) -> AsyncGenerator[HttpClient]:
    """Serve each socket with the next script, the last one for all that follow.

    At the end every script has to come to its own: the client has gone by itself.
    What goes wrong in a script is raised then.
    """
    waiting = list(scripts)
    errors: list[Exception] = []
    idle = asyncio.Event()
    idle.set()
    open_sockets = 0

    async def play(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal open_sockets
        socket = web.WebSocketResponse(protocols=("xmpp",), timeout=0.2)
        await socket.prepare(request)
        script = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        open_sockets += 1
        idle.clear()
        try:
            await script(Peer(socket))
        except Exception as err:
            errors.append(err)
            raise
        finally:
            open_sockets -= 1
            if not open_sockets:
                idle.set()
        return socket

    async with serve(play) as server:
        yield HttpClient(session, server.url)
        async with asyncio.timeout(5):
            await idle.wait()
    if errors:
        raise errors[0]


@asynccontextmanager
async def opened(session: ClientSession, script: Script) -> AsyncGenerator[XmppSession]:
    """Open a session with a server that plays a script."""
    async with playing(session, script) as http:
        chat = await XmppSession.open(http, ACCOUNT, SECRET)
        try:
            yield chat
        finally:
            await chat.close()


def groupchat(text: str, message_id: str = "m") -> str:
    """Return a message that somebody said in a room."""
    return (
        f"<message xmlns='jabber:client' from='{ROOM}/hanako@carbonio' id='{message_id}'"
        f" to='{ADDRESS}' type='groupchat'><body>{text}</body></message>"
    )
