"""XMPP over WebSocket (RFC 7395): one element a frame, and how a stream begins."""

from base64 import b64encode
from uuid import uuid4
from xml.etree.ElementTree import Element

from aiohttp import ClientWebSocketResponse

from ..errors import ConnectionError_, ProtocolError, UnsupportedError
from .frames import receive, send
from .muclight import DOMAIN
from .stanza_errors import sasl_failure, stanza_error, stream_error
from .xml import NS, build, find, parse, put_into_client, text_of, to_text

LABEL = "chat"

IQ = f"{{{NS.CLIENT}}}iq"
MESSAGE = f"{{{NS.CLIENT}}}message"
FEATURES = f"{{{NS.STREAM}}}features"
SUCCESS = f"{{{NS.SASL}}}success"
FAILURE = f"{{{NS.SASL}}}failure"
MECHANISM = f"{{{NS.SASL}}}mechanism"
STREAM_ERROR = f"{{{NS.STREAM}}}error"
CLOSE = f"{{{NS.FRAMING}}}close"

GOODBYE = to_text(build("close", NS.FRAMING))


def new_id() -> str:
    """Return an id that no other stanza has."""
    return str(uuid4())


def read_frame(text: str) -> Element | None:
    """Return the element of a frame, None for white space that keeps a stream alive.

    A stanza without a namespace is taken for one of a client's. Raises
    ProtocolError for broken XML.
    """
    if not text or text.isspace():
        return None
    element = parse(text)
    if element.tag[0] != "{":
        put_into_client(element, "")
    return element


def raise_at_end(element: Element) -> None:
    """Raise what ends a stream, if an element does; anything else is nothing new."""
    if element.tag == STREAM_ERROR:
        raise stream_error(element, LABEL)
    if element.tag == CLOSE:
        raise ConnectionError_(f"{LABEL}: the server ended the stream")


async def begin(socket: ClientWebSocketResponse, account_id: str, token: str) -> str:
    """Sign in and be present; return the address that the stream has got.

    Raises AuthError where the server refuses the account or the token,
    UnsupportedError where it wants another way of signing in, and the error that
    it names for anything else.
    """
    features = await _open(socket)
    offered = {found.text for found in features.iter(MECHANISM)}
    if offered and "PLAIN" not in offered:
        raise UnsupportedError(f"{LABEL}: no sign-in with a token")
    await _sign_in(socket, account_id, token)
    await _open(socket)
    address = await _bind(socket)
    await send(socket, to_text(build("presence", NS.CLIENT)), LABEL)
    return address


async def _open(socket: ClientWebSocketResponse) -> Element:
    opening = build("open", NS.FRAMING, to=DOMAIN, version="1.0")
    await send(socket, to_text(opening), LABEL)
    return await _next(socket, FEATURES)


async def _sign_in(
    socket: ClientWebSocketResponse, account_id: str, token: str
) -> None:
    plain = b64encode(f"\0{account_id}\0{token}".encode()).decode()
    await send(socket, to_text(build("auth", NS.SASL, plain, mechanism="PLAIN")), LABEL)
    answer = await _next(socket, SUCCESS, FAILURE)
    if answer.tag == FAILURE:
        raise sasl_failure(answer, LABEL)


async def _bind(socket: ClientWebSocketResponse) -> str:
    question = new_id()
    bind = build("bind", NS.BIND)
    await send(
        socket, to_text(build("iq", NS.CLIENT, bind, type="set", id=question)), LABEL
    )
    while (answer := await _next(socket, IQ)).get("id") != question:
        pass
    if answer.get("type") == "error":
        raise stanza_error(answer, f"{LABEL}: bind")
    bound = find(answer, "bind", NS.BIND)
    address = "" if bound is None else text_of(bound, "jid", NS.BIND)
    if not address:
        raise ProtocolError(f"{LABEL}: no address")
    return address


async def _next(socket: ClientWebSocketResponse, *tags: str) -> Element:
    """Return the next element that has one of the tags."""
    while True:
        element = read_frame(await receive(socket, LABEL))
        if element is not None:
            if element.tag in tags:
                return element
            raise_at_end(element)
