"""An XMPP client that sends what it is told to, right or wrong."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from xml.etree.ElementTree import Element

import aiohttp
from defusedxml.ElementTree import fromstring

PATIENCE = 5
OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='carbonio' version='1.0'/>"
CLOSE = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"
BIND = (
    "<iq xmlns='jabber:client' type='set' id='bind'>"
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
)
PRESENCE = "<presence xmlns='jabber:client'/>"
PING = (
    "<iq xmlns='jabber:client' type='get' id='ping'><ping xmlns='urn:xmpp:ping'/></iq>"
)
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"


def plain(user_id: str, token: str) -> str:
    """Return what signs somebody in."""
    secret = base64.b64encode(f"\0{user_id}\0{token}".encode()).decode()
    return (
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
        f"{secret}</auth>"
    )


def groupchat(room_id: str, inner: str, own_id: str = "own-1") -> str:
    """Return a message to a room."""
    return (
        f"<message xmlns='jabber:client' to='{room_id}@muclight.carbonio'"
        f" type='groupchat' id='{own_id}'>{inner}</message>"
    )


def text(body: str, more: str = "") -> str:
    """Return what a text consists of."""
    return f"<body>{body}</body>{MARKABLE}{more}"


def fastening(stanza_id: str, kind: str, body: str | None = None) -> str:
    """Return what changes a message; a body is named as its value."""
    namespace = {
        "edit": "zextras:xmpp:edit:0",
        "reaction": "zextras:xmpp:reaction:0",
        "retract": "urn:esl:message-retract-by-stanza-id:0",
    }[kind]
    external = "" if body is None else "<external name='body'/>"
    value = "" if body is None else f"<body>{body}</body>"
    return (
        f"<apply-to xmlns='urn:xmpp:fasten:0' id='{stanza_id}'>"
        f"<{kind} xmlns='{namespace}'/>{external}</apply-to>{value}"
    )


def displayed(own_id: str) -> str:
    """Return a marker that names a message by its own id."""
    return f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{own_id}'/>"


def condition(element: Element) -> str:
    """Return what a refusal says: the condition of a stanza's or stream's error."""
    inner = element.find("{jabber:client}error")
    found: Element = (element if inner is None else inner)[0]
    return found.tag.partition("}")[2]


class XmppClient:
    """One socket, and the steps to a stream."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, user_id: str) -> None:
        """Take over a socket."""
        self.socket = socket
        self.user_id = user_id
        self.address = ""

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str, user_id: str) -> AsyncGenerator[XmppClient]:
        """Open a socket for somebody."""
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(url, protocols=("xmpp",)) as socket,
        ):
            yield cls(socket, user_id)

    # Frames

    async def send(self, *frames: str) -> None:
        """Send frames as they are."""
        for frame in frames:
            await self.socket.send_str(frame)

    async def receive(self) -> Element:
        """Return the next frame as an element."""
        return fromstring(await self.receive_text())

    async def receive_text(self) -> str:
        """Return the next frame as it is."""
        return await self.socket.receive_str(timeout=PATIENCE)

    async def exchange(self, frame: str) -> Element:
        """Send a frame and return the next one that comes."""
        await self.send(frame)
        return await self.receive()

    async def end(self) -> aiohttp.WSMsgType:
        """Return how the socket ends, with nothing more to read."""
        return (await self.socket.receive(timeout=PATIENCE)).type

    async def nothing_came(self) -> bool:
        """Tell whether the next thing to come is the answer to a ping."""
        return (await self.exchange(PING)).get("id") == "ping"

    # Steps

    async def open(self) -> Element:
        """Open the stream and return its features."""
        await self.send(OPEN)
        assert (await self.receive()).tag.endswith("}open")
        return await self.receive()

    async def sign_in(self, token: str) -> Element:
        """Open the stream and return the answer to the credentials."""
        await self.open()
        return await self.exchange(plain(self.user_id, token))

    async def bind(self, token: str) -> None:
        """Get an address."""
        assert (await self.sign_in(token)).tag.endswith("}success")
        await self.open()
        answer = await self.exchange(BIND)
        self.address = answer[0][0].text or ""

    async def join(self, token: str) -> None:
        """Do all that it takes to be told what is said."""
        await self.bind(token)
        assert (await self.exchange(PRESENCE)).tag == "{jabber:client}presence"

    # Asking

    async def ask(
        self, payload: str, to: str | None = None, kind: str = "set"
    ) -> tuple[list[Element], Element]:
        """Return the messages that came before an answer, and the answer."""
        address = f" to='{to}'" if to else ""
        await self.send(
            f"<iq xmlns='jabber:client' type='{kind}' id='ask'{address}>{payload}</iq>"
        )
        messages = []
        while (element := await self.receive()).get("id") != "ask":
            messages.append(element)
        return messages, element

    async def archive(
        self,
        room_id: str,
        pages: str | None = None,
        **fields: str | list[str],
    ) -> tuple[list[Element], Element]:
        """Ask for a part of a room's archive; `pages` is what <set> holds."""
        inner = ""
        if fields:
            form_type = {"FORM_TYPE": "urn:xmpp:mam:2"}
            for name, given in (form_type | fields).items():
                values = [given] if isinstance(given, str) else given
                inner += f"<field var='{name}'>"
                inner += "".join(f"<value>{value}</value>" for value in values)
                inner += "</field>"
            inner = f"<x xmlns='jabber:x:data' type='submit'>{inner}</x>"
        if pages is not None:
            inner += f"<set xmlns='http://jabber.org/protocol/rsm'>{pages}</set>"
        query = f"<query xmlns='urn:xmpp:mam:2' queryid='q'>{inner}</query>"
        return await self.ask(query, f"{room_id}@muclight.carbonio")

    async def inbox(self, inner: str = "") -> tuple[list[Element], Element]:
        """Ask for the conversations."""
        return await self.ask(
            f"<inbox xmlns='erlang-solutions.com:xmpp:inbox:0'>{inner}</inbox>"
        )
