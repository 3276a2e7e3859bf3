"""A client's stream once it has an address: its stanzas and its pings."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol
from uuid import uuid4
from xml.etree.ElementTree import Element

from aiohttp import web

from .carbonio_stanzas import (
    CLIENT,
    PING,
    StanzaError,
    StreamError,
    name_of,
    namespace_of,
    tag,
)
from .carbonio_xml import DOMAIN
from .carbonio_xmpp_opening import Gate, OpeningStream

STANZAS = ("iq", "message", "presence")


class Host(Gate, Protocol):
    """What a stream needs of its server."""

    ping_interval: float
    ping_timeout: float

    def changed(self) -> None:
        """Wake those who wait."""

    def bound(self, stream: Stream) -> None:
        """Take note of a stream that has an address."""

    def stanza(self, stream: Stream, element: Element) -> None:
        """Take a stanza of a stream that is bound; StanzaError to refuse it."""


class Stream(OpeningStream):
    """A client's stream: pings the client and hands its stanzas on."""

    def __init__(
        self, host: Host, request: web.Request, socket: web.WebSocketResponse
    ) -> None:
        """Wait for the client to open the stream."""
        super().__init__(host, request, socket)
        self._host = host
        self._ping_id = ""
        self._answered = asyncio.Event()
        self._hurry = asyncio.Event()

    def workers(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """Ping for as long as the stream is open."""
        return [self._ping]

    def bound(self) -> None:
        """Tell the server of the address."""
        self._host.bound(self)

    # Stanzas

    def stanza(self, element: Element) -> None:
        """Take a stanza and answer it if it is refused; anything else ends it all."""
        namespace, name = namespace_of(element), name_of(element)
        if namespace != CLIENT:
            raise StreamError("invalid-namespace", f"<{name}> is of {namespace!r}")
        if name not in STANZAS:
            raise StreamError("unsupported-stanza-type", f"<{name}> is no stanza")
        if element.get("from") not in (None, self.bare, self.address):
            raise StreamError("invalid-from", "a stanza is from somebody else")
        if name == "iq" and element.get("type") in ("result", "error"):
            self._answer_to_ping(element)
            return
        try:
            self._host.stanza(self, element)
        except StanzaError as error:
            if error.complaint:
                self._host.complain(error.complaint)
            self.answer(element, error.xml, kind="error")

    def come(self, is_available: bool) -> None:
        """Note whether the client wants to be told what happens."""
        self.is_available = is_available
        self._host.changed()

    # Pings

    def ping_now(self) -> None:
        """Ping the client without waiting any longer."""
        self._hurry.set()

    async def _ping(self) -> None:
        while True:
            self._hurry.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._host.ping_interval):
                    await self._hurry.wait()
            if not self.is_bound:
                continue
            self._ping_id = uuid4().hex
            self._answered.clear()
            attributes = {
                "xmlns": CLIENT,
                "from": DOMAIN,
                "to": self.address,
                "type": "get",
                "id": self._ping_id,
            }
            self.send(tag("iq", tag("ping", "", {"xmlns": PING}), attributes))
            try:
                async with asyncio.timeout(self._host.ping_timeout):
                    await self._answered.wait()
            except TimeoutError:
                self._host.complain("a ping was not answered in time")
                self.fail("connection-timeout")
                return

    def _answer_to_ping(self, iq: Element) -> None:
        if not self._ping_id or iq.get("id") != self._ping_id:
            self._host.complain("an answer to nothing that was asked")
        elif iq.get("to") not in (None, DOMAIN):
            self._host.complain("an answer to a ping goes to somebody else")
        else:
            self._ping_id = ""
            self._answered.set()
