"""The least that any client does: a socket, the sign-in, and the frames."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import aiohttp
from defusedxml.ElementTree import fromstring

from tools.bench.arrivals import Arrivals

from .site import BASE, XMPP, Neighbour, Site

OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='carbonio' version='1.0'/>"
BIND = (
    "<iq xmlns='jabber:client' type='set' id='bind'>"
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
)
PRESENCE = "<presence xmlns='jabber:client'/>"
STANZA_ID = "{urn:xmpp:sid:0}stanza-id"

type Read = Callable[[str], tuple[str, str]]


def cut(frame: str) -> tuple[str, str]:
    """Cut room and stanza id out of a frame: its text is all that is looked at."""
    room = frame.partition(" from='")[2].partition("@")[0]
    return room, frame.rpartition(" id='")[2].partition("'")[0]


def parsed(frame: str) -> tuple[str, str]:
    """Parse a frame, and return the room and the stanza id that it names."""
    message = fromstring(frame, forbid_dtd=True)
    room = message.get("from", "").partition("@")[0]
    found = message.find(STANZA_ID)
    return room, "" if found is None else found.get("id", "")


@asynccontextmanager
async def follow(
    site: Site, somebody: Neighbour, read: Read
) -> AsyncGenerator[Arrivals]:
    """Follow somebody's rooms with a bare socket."""
    arrivals = Arrivals()
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{site.url}{XMPP}", protocols=["xmpp"]) as socket,
        asyncio.TaskGroup() as group,
    ):
        await _sign_in(socket, somebody)
        task = group.create_task(_receive(socket, arrivals, read))
        yield arrivals
        task.cancel()


async def _sign_in(
    socket: aiohttp.ClientWebSocketResponse, somebody: Neighbour
) -> None:
    secret = b64encode(f"\0{somebody.id}\0{somebody.token}".encode()).decode()
    auth = (
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
        f"{secret}</auth>"
    )
    for frame, answer in (
        (OPEN, "<stream:features"),
        (auth, "<success"),
        (OPEN, "<stream:features"),
        (BIND, "<iq"),
        (PRESENCE, "<presence"),
    ):
        await socket.send_str(frame)
        while not (await socket.receive_str()).startswith(answer):
            pass


async def _receive(
    socket: aiohttp.ClientWebSocketResponse, arrivals: Arrivals, read: Read
) -> None:
    while True:
        frame = await socket.receive_str()
        if frame.startswith("<message"):
            room, stanza_id = read(frame)
            arrivals.came(room, int(stanza_id, BASE))
        elif frame.startswith("<iq"):
            await _pong(socket, frame)


async def _pong(socket: aiohttp.ClientWebSocketResponse, ping: str) -> None:
    question = fromstring(ping, forbid_dtd=True).get("id")
    await socket.send_str(
        f"<iq xmlns='jabber:client' type='result' to='carbonio' id='{question}'/>"
    )
