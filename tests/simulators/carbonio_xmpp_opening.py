"""How a client comes to a stream: RFC 7395 from the handshake to the bind."""

import base64
import binascii
from enum import Enum, auto
from typing import Protocol
from uuid import uuid4
from xml.etree.ElementTree import Element

from aiohttp import web

from .carbonio_sockets import Line
from .carbonio_stanzas import (
    BIND,
    CLIENT,
    FRAMING,
    SASL,
    SESSION,
    STREAM,
    STREAM_ERRORS,
    StreamError,
    child,
    name_of,
    namespace_of,
    parse,
    tag,
    text_tag,
    to_text,
)
from .carbonio_xml import DOMAIN, person_address

MOST_TRIES = 3


class Phase(Enum):
    """What a stream waits for."""

    OPEN = auto()
    AUTH = auto()
    REOPEN = auto()
    BIND = auto()
    STANZAS = auto()
    END = auto()


class Gate(Protocol):
    """What a stream needs of its server until it is bound."""

    def owner(self, token: str) -> str | None:
        """Return whose token it is."""

    def complain(self, reason: str, /) -> None:
        """Note what a good client does not do."""

    def took(self, text: str) -> None:
        """Remember a frame."""


class OpeningStream(Line):
    """A client's stream: takes frames, signs the client in and gives it an address."""

    def __init__(
        self, gate: Gate, request: web.Request, socket: web.WebSocketResponse
    ) -> None:
        """Wait for the client to open the stream."""
        super().__init__(request, socket)
        self.resource = ""
        self.is_available = False
        self._gate = gate
        self._phase = Phase.OPEN
        self._has_opened = False
        self._tries = 0

    @property
    def is_present(self) -> bool:
        """Tell whether the client has sent its presence."""
        return self.is_available

    @property
    def bare(self) -> str:
        """Return the client's address without its resource."""
        return person_address(self.user_id)

    @property
    def address(self) -> str:
        """Return the client's whole address."""
        return f"{self.bare}/{self.resource}"

    @property
    def is_bound(self) -> bool:
        """Tell whether the client has an address, and its stream is open."""
        return self._phase is Phase.STANZAS

    def bound(self) -> None:
        """Take note of the address."""
        raise NotImplementedError

    def stanza(self, element: Element) -> None:
        """Take what comes once the stream is bound; StreamError ends the stream."""
        raise NotImplementedError

    # Frames

    def received_no_text(self) -> None:
        """Note that a frame was none of text."""
        self._gate.complain("a frame is no text")

    def received(self, text: str) -> None:
        """Take a frame; whatever is wrong with it ends the stream."""
        self._gate.took(text)
        try:
            self._take(parse(text))
        except StreamError as error:
            if error.complaint:
                self._gate.complain(error.complaint)
            self.fail(error.condition)

    def fail(self, condition: str) -> None:
        """End the stream with an error."""
        if not self._has_opened:
            self._open()
        inner = f"<{condition} xmlns='{STREAM_ERRORS}'/>"
        self.send(tag("stream:error", inner, {"xmlns:stream": STREAM}))
        self._close()

    def _take(self, element: Element) -> None:
        if self._phase is Phase.END:
            return
        kind = (namespace_of(element), name_of(element))
        if kind == (FRAMING, "close"):
            self._close()
            return
        match self._phase:
            case Phase.OPEN | Phase.REOPEN:
                self._expect(kind, (FRAMING, "open"))
                self._reopen(element)
            case Phase.AUTH:
                self._expect(kind, (SASL, "auth"))
                self._authenticate(element)
            case Phase.BIND:
                self._expect(kind, (CLIENT, "iq"))
                self._bind(element)
            case Phase.STANZAS:
                self.stanza(element)

    def _expect(self, kind: tuple[str, str], expected: tuple[str, str]) -> None:
        if kind != expected:
            raise StreamError(
                "not-authorized", f"<{kind[1]}> of {kind[0]} instead of <{expected[1]}>"
            )

    def _close(self) -> None:
        self._phase = Phase.END
        self.is_available = False
        self.send(tag("close", "", {"xmlns": FRAMING}))
        self.finish()

    # Signing in

    def _open(self) -> None:
        self._has_opened = True
        attributes = {
            "xmlns": FRAMING,
            "from": DOMAIN,
            "id": uuid4().hex,
            "version": "1.0",
            "xml:lang": "en",
        }
        self.send(tag("open", "", attributes))

    def _reopen(self, element: Element) -> None:
        self._open()
        if element.get("to") != DOMAIN:
            raise StreamError("host-unknown", "<open> is not to carbonio")
        if element.get("version") != "1.0":
            raise StreamError("unsupported-version", "<open> is not of version 1.0")
        if self._phase is Phase.OPEN:
            self._phase = Phase.AUTH
            mechanism = text_tag("mechanism", "PLAIN")
            features = tag("mechanisms", mechanism, {"xmlns": SASL})
        else:
            self._phase = Phase.BIND
            features = tag("bind", "", {"xmlns": BIND})
            features += tag("session", "<optional/>", {"xmlns": SESSION})
        self.send(tag("stream:features", features, {"xmlns:stream": STREAM}))

    def _authenticate(self, element: Element) -> None:
        if element.get("mechanism") != "PLAIN":
            self._refuse("invalid-mechanism", "a mechanism other than PLAIN")
            return
        try:
            secret = base64.b64decode(element.text or "", validate=True).decode()
            name, account, token = secret.split("\0")
        except binascii.Error, ValueError:
            self._refuse("incorrect-encoding", "<auth> holds not three parts in base64")
            return
        if name or not account or self._gate.owner(token) != account:
            self._refuse("not-authorized")
            return
        self.user_id = account
        self._phase = Phase.REOPEN
        self._has_opened = False
        self.send(tag("success", "", {"xmlns": SASL}))

    def _refuse(self, condition: str, complaint: str = "") -> None:
        if complaint:
            self._gate.complain(complaint)
        self.send(tag("failure", f"<{condition}/>", {"xmlns": SASL}))
        self._tries += 1
        if self._tries >= MOST_TRIES:
            raise StreamError("policy-violation", "credentials were tried too often")

    def _bind(self, iq: Element) -> None:
        bind = child(iq, BIND, "bind")
        if bind is None or iq.get("type") != "set":
            raise StreamError("not-authorized", "a stanza came before bind")
        if not iq.get("id"):
            raise StreamError("invalid-xml", "an iq has no id")
        asked = bind.findtext(f"{{{BIND}}}resource")
        self.resource = asked or uuid4().hex
        self._phase = Phase.STANZAS
        self.bound()
        jid = tag("bind", text_tag("jid", self.address), {"xmlns": BIND})
        self.answer(iq, jid)

    def answer(self, stanza: Element, inner: str = "", *, kind: str = "result") -> None:
        """Answer a stanza, as the one to whom it went."""
        attributes = {
            "xmlns": CLIENT,
            "type": kind,
            "from": stanza.get("to", self.bare),
            "to": self.address,
        }
        if id_ := stanza.get("id"):
            attributes["id"] = id_
        if kind == "error":
            inner = "".join(to_text(part, CLIENT) for part in stanza) + inner
        self.send(tag(name_of(stanza), inner, attributes))
