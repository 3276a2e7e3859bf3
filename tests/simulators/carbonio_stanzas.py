"""XML as XMPP wants it: one element at a time, without prefixes."""

import re
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

CLIENT = "jabber:client"
FRAMING = "urn:ietf:params:xml:ns:xmpp-framing"
STREAM = "http://etherx.jabber.org/streams"
STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams"
STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
SESSION = "urn:ietf:params:xml:ns:xmpp-session"
PING = "urn:xmpp:ping"
FORM = "jabber:x:data"
PAGES = "http://jabber.org/protocol/rsm"
ARCHIVE = "urn:xmpp:mam:2"
INBOX = "erlang-solutions.com:xmpp:inbox:0"
STATES = "http://jabber.org/protocol/chatstates"

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Declarations, comments, instructions and document types; CDATA is none of them.
RESTRICTED = re.compile(r"<\?|<!(?!\[CDATA\[)")
PREFIXED = re.compile(r"</?[\w.-]+:|<[^>]*\sxmlns:")

# The type that goes with a condition where a client is to do something else than
# to give up.
ERROR_TYPES = {
    "bad-request": "modify",
    "forbidden": "auth",
    "not-acceptable": "modify",
    "resource-constraint": "wait",
}


class StreamError(Exception):
    """What ends a stream, by its condition."""

    def __init__(self, condition: str, complaint: str = "") -> None:
        """Remember what to tell the client, and what to hold against it."""
        super().__init__(complaint or condition)
        self.condition = condition
        self.complaint = complaint


class StanzaError(Exception):
    """The refusal of a stanza, by its condition."""

    def __init__(self, condition: str, complaint: str = "") -> None:
        """Remember what to tell the client, and what to hold against it."""
        super().__init__(complaint or condition)
        self.condition = condition
        self.complaint = complaint

    @property
    def xml(self) -> str:
        """Return the element that tells of it."""
        kind = ERROR_TYPES.get(self.condition, "cancel")
        return tag(
            "error", f"<{self.condition} xmlns='{STANZA_ERRORS}'/>", {"type": kind}
        )


def parse(text: str) -> Element:
    """Return the one element of a frame; StreamError if it is anything else."""
    if not text.startswith("<"):
        raise StreamError("not-well-formed", "a frame does not begin with an element")
    if RESTRICTED.search(text):
        raise StreamError("restricted-xml", "a frame holds more than elements")
    if PREFIXED.search(text):
        raise StreamError("bad-namespace-prefix", "a frame uses a prefix")
    try:
        return fromstring(text)
    except (ParseError, DefusedXmlException, ValueError) as error:
        # UnicodeEncodeError, for lone surrogates, is a ValueError.
        raise StreamError("not-well-formed", "a frame is not one element") from error


def tag(name: str, inner: str = "", attributes: dict[str, str] | None = None) -> str:
    """Return an element as text; its content is XML already."""
    written = "".join(
        f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items()
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def text_tag(name: str, text: object) -> str:
    """Return an element that holds a text."""
    return f"<{name}>{escape(str(text))}</{name}>"


def namespace_of(element: Element) -> str:
    """Return an element's namespace, empty without one."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def name_of(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element, namespace: str, name: str) -> Element | None:
    """Return the first child of a name."""
    return element.find(f"{{{namespace}}}{name}")


def to_text(element: Element, around: str = "") -> str:
    """Return an element as text without prefixes, for a place in a namespace."""
    namespace = namespace_of(element)
    attributes = {} if namespace == around else {"xmlns": namespace}
    for key, value in element.attrib.items():
        attributes["xml:lang" if key == XML_LANGUAGE else key] = value
    return tag(name_of(element), inner_text(element), attributes)


def inner_text(element: Element) -> str:
    """Return what an element holds as text, for a place in its namespace."""
    namespace = namespace_of(element)
    parts = [escape(element.text or "")]
    for inner in element:
        parts += (to_text(inner, namespace), escape(inner.tail or ""))
    return "".join(parts)


def fields_of(form: Element, form_type: str) -> dict[str, list[str]]:
    """Return the values of a submitted form; StanzaError for any other."""
    if form.get("type") != "submit":
        raise StanzaError("bad-request", "a form is not submitted")
    fields: dict[str, list[str]] = {}
    for field in form:
        name = field.get("var", "")
        if name_of(field) != "field" or not name or name in fields:
            raise StanzaError("bad-request", "a form holds more than fields")
        fields[name] = [value.text or "" for value in field]
    if fields.pop("FORM_TYPE", [form_type]) != [form_type]:
        raise StanzaError("bad-request", "the form is another one")
    return fields
