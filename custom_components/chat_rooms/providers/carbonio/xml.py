"""XML as it goes over the chat's stream, one element a frame."""

from datetime import datetime
import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from ..errors import ProtocolError
from ..wire import date_or_none


class NS:
    """The namespaces of what goes over the stream."""

    BIND = "urn:ietf:params:xml:ns:xmpp-bind"
    CLIENT = "jabber:client"
    CONFIGURATION = "urn:xmpp:muclight:0#configuration"
    DATA = "jabber:x:data"
    DELAY = "urn:xmpp:delay"
    EDIT = "zextras:xmpp:edit:0"
    FASTEN = "urn:xmpp:fasten:0"
    FORWARD = "urn:xmpp:forward:0"
    FRAMING = "urn:ietf:params:xml:ns:xmpp-framing"
    INBOX = "erlang-solutions.com:xmpp:inbox:0"
    MAM = "urn:xmpp:mam:2"
    MARKERS = "urn:xmpp:chat-markers:0"
    PING = "urn:xmpp:ping"
    REACTION = "zextras:xmpp:reaction:0"
    REPLY = "urn:xmpp:reply:0"
    RETRACT = "urn:esl:message-retract-by-stanza-id:0"
    RSM = "http://jabber.org/protocol/rsm"
    SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
    STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"
    STANZA_ID = "urn:xmpp:sid:0"
    STREAM = "http://etherx.jabber.org/streams"


# What XML 1.0 does not allow, however it is written.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTES = _IN_TEXT | str.maketrans(
    {"'": "&apos;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
)
_SPECIAL_IN_TEXT = re.compile("[&<>\r]")
_SPECIAL_IN_ATTRIBUTES = re.compile("[&<>\r'\"\t\n]")


def parse(text: str) -> Element:
    """Return the element of a frame.

    Raises ProtocolError for what is no XML, and for document types and entities,
    which the protocol forbids.
    """
    try:
        element: Element = fromstring(text, forbid_dtd=True)
    except ParseError, ValueError:
        # What was wrong with it may quote it.
        raise ProtocolError("broken XML") from None
    return element


def build(
    name: str, namespace: str, /, *content: Element | str, **attributes: str | None
) -> Element:
    """Return a new element; attributes that are None are left out."""
    element = Element(f"{{{namespace}}}{name}")
    for key, value in attributes.items():
        if value is not None:
            element.set(key, value)
    last: Element | None = None
    for item in content:
        if not isinstance(item, str):
            element.append(item)
            last = item
        elif last is None:
            element.text = (element.text or "") + item
        else:
            last.tail = (last.tail or "") + item
    return element


def to_text(element: Element) -> str:
    """Return an element as text without any prefix.

    A namespace is named where it changes. Attributes of other namespaces, and
    characters that XML forbids, are left out. Raises ProtocolError for an element
    that is nested beyond reason.
    """
    pieces: list[str] = []
    try:
        _write(element, "", pieces)
    except RecursionError:
        raise ProtocolError("XML that is nested too deep") from None
    return "".join(pieces)


def _write(element: Element, inherited: str, pieces: list[str]) -> None:
    namespace, name = split(element.tag)
    pieces.append(f"<{name}")
    if namespace != inherited:
        pieces.append(f" xmlns='{_in_attribute(namespace)}'")
    for key, value in element.items():
        if key[0] != "{":
            pieces.append(f" {key}='{_in_attribute(value)}'")
    if element.text or len(element):
        pieces.append(">")
        if element.text:
            pieces.append(_in_text(element.text))
        for child in element:
            _write(child, namespace, pieces)
            if child.tail:
                pieces.append(_in_text(child.tail))
        pieces.append(f"</{name}>")
    else:
        pieces.append("/>")


def _in_text(text: str) -> str:
    text = _FORBIDDEN.sub("", text)
    return text.translate(_IN_TEXT) if _SPECIAL_IN_TEXT.search(text) else text


def _in_attribute(text: str) -> str:
    text = _FORBIDDEN.sub("", text)
    special = _SPECIAL_IN_ATTRIBUTES.search(text)
    return text.translate(_IN_ATTRIBUTES) if special else text


def split(tag: str) -> tuple[str, str]:
    """Return the namespace, "" where there is none, and the name of a tag."""
    if tag[:1] == "{":
        namespace, _, name = tag[1:].rpartition("}")
        return namespace, name
    return "", tag


def find(element: Element, name: str, namespace: str) -> Element | None:
    """Return the first child of a name, None where there is none."""
    return element.find(f"{{{namespace}}}{name}")


def text_of(element: Element, name: str, namespace: str) -> str:
    """Return the text of the first child of a name, "" where there is none."""
    return element.findtext(f"{{{namespace}}}{name}") or ""


def forwarded(element: Element) -> tuple[Element | None, datetime | None]:
    """Return the message that an element forwards, and when the server took it.

    Servers also write such a message without a namespace of its own: it then seems
    to be in that of its wrapping, and is put right.
    """
    wrapping = find(element, "forwarded", NS.FORWARD)
    if wrapping is None:
        return None, None
    stamp = delay(wrapping)
    message = find(wrapping, "message", NS.CLIENT)
    if message is None:
        message = find(wrapping, "message", NS.FORWARD)
        if message is not None:
            put_into_client(message, NS.FORWARD)
    return message, stamp


def put_into_client(stanza: Element, inherited: str) -> None:
    """Put a stanza that came without a namespace of its own where it belongs.

    What it forwards in turn stays as it is.
    """
    waiting = [stanza]
    while waiting:
        element = waiting.pop()
        namespace, name = split(element.tag)
        if namespace == inherited and not (inherited and name == "forwarded"):
            element.tag = f"{{{NS.CLIENT}}}{name}"
            waiting.extend(element)


def delay(element: Element) -> datetime | None:
    """Return when a server took what an element holds (XEP-0203), if it tells."""
    found = find(element, "delay", NS.DELAY)
    return None if found is None else date_or_none(found.get("stamp", ""))
