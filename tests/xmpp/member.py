"""Somebody else at the server: a few elements by hand, none of the provider's code."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self
from uuid import uuid4
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from defusedxml.ElementTree import fromstring

from .server import PATH, ROOMS, USERS

WITHIN = 10.0

CLIENT = "{jabber:client}"
STANZA_ID = "{urn:xmpp:sid:0}stanza-id"

OPEN = f"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='{USERS}' version='1.0'/>"
BIND = (
    "<iq xmlns='jabber:client' type='set' id='bind'>"
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
)
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"


class Member:
    """An account that is online; `received` is what came, except for pings."""

    def __init__(self, user_id: str, socket: ClientWebSocketResponse) -> None:
        """Take over an open socket."""
        self.user_id = user_id
        self.address = ""
        self.received: list[Element] = []
        self.answers_pings = True
        self._socket = socket
        self._arrival = asyncio.Condition()
        self._is_over = False

    @classmethod
    @asynccontextmanager
    async def online(
        cls, address: str, user_id: str, token: str
    ) -> AsyncGenerator[Self]:
        """Sign in, be there, and go."""
        async with (
            ClientSession() as session,
            session.ws_connect(address + PATH, protocols=("xmpp",)) as socket,
        ):
            member = cls(user_id, socket)
            reading = asyncio.create_task(member._read())
            try:
                await member._sign_in(token)
                yield member
            finally:
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    async def _sign_in(self, token: str) -> None:
        secret = b64encode(f"\0{self.user_id}\0{token}".encode()).decode()
        await self.send(OPEN)
        await self.seen(lambda element: element.tag.endswith("}features"))
        await self.send(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
            f"{secret}</auth>"
        )
        await self.seen(lambda element: element.tag.endswith("}success"))
        await self.send(OPEN)
        await self.send(BIND)
        bound = await self.seen(lambda element: element.get("id") == "bind")
        self.address = next(
            element.text or "" for element in bound.iter() if "jid" in element.tag
        )
        await self.send("<presence xmlns='jabber:client'/>")
        await self.seen(lambda element: element.tag == f"{CLIENT}presence")

    async def send(self, xml: str) -> None:
        """Send one element."""
        await self._socket.send_str(xml)

    async def post(self, room: str, inner: str, own_id: str | None = None) -> str:
        """Send a stanza into a room and return its stanza id, "" if it has none."""
        own_id = own_id or str(uuid4())
        await self.send(
            f"<message xmlns='jabber:client' to='{room}@{ROOMS}' type='groupchat' "
            f"id='{own_id}'>{inner}</message>"
        )
        echo = await self.seen(lambda element: element.get("id") == own_id)
        assert echo.get("type") == "groupchat", "the server refused it"
        found = echo.find(STANZA_ID)
        return "" if found is None else found.get("id", "")

    async def say(self, room: str, text: str, own_id: str | None = None) -> str:
        """Say something in a room and return its stanza id."""
        return await self.post(
            room, f"<body>{escape(text)}</body>{MARKABLE}", own_id=own_id
        )

    async def fasten(
        self, room: str, target: str, inner: str, text: str | None = None
    ) -> str:
        """Edit, take back or react to a stanza, and return the new one's id."""
        external = "" if text is None else "<external name='body'/>"
        body = "" if text is None else f"<body>{escape(text)}</body>"
        return await self.post(
            room,
            f"<apply-to xmlns='urn:xmpp:fasten:0' id='{target}'>{inner}{external}"
            f"</apply-to>{body}",
        )

    async def seen(self, predicate: Callable[[Element], bool]) -> Element:
        """Wait for the first element of which something is true."""
        found: list[Element] = []

        def look() -> bool:
            found.extend(filter(predicate, self.received))
            return bool(found) or self._is_over

        async with asyncio.timeout(WITHIN), self._arrival:
            await self._arrival.wait_for(look)
        assert found, "the server closed the connection"
        return found[0]

    async def sent_away(self) -> None:
        """Wait until the server has closed the connection."""
        async with asyncio.timeout(WITHIN), self._arrival:
            await self._arrival.wait_for(lambda: self._is_over)

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    # Newer servers forget to say what "stream:" stands for.
                    with suppress(ParseError):
                        await self._take(fromstring(message.data))
        finally:
            self._is_over = True
            async with self._arrival:
                self._arrival.notify_all()

    async def _take(self, element: Element) -> None:
        if element.tag == f"{CLIENT}iq" and element.get("type") == "get":
            if self.answers_pings:
                await self.send(
                    f"<iq xmlns='jabber:client' type='result' to='{USERS}' "
                    f"id='{element.get('id')}'/>"
                )
            return
        async with self._arrival:
            self.received.append(element)
            self._arrival.notify_all()
