"""The messages of rooms, as they come over XMPP and as they go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from xml.etree.ElementTree import Element

from ..wire import TOO_LARGE, whole_or_none
from .client.escapes import unescaped
from .wording import Operation
from .xml import NS, build, forwarded, split

DOMAIN = "carbonio"
ROOMS = "muclight.carbonio"
GROUPCHAT = "groupchat"

BODY = f"{{{NS.CLIENT}}}body"
STANZA_ID = f"{{{NS.STANZA_ID}}}stanza-id"
REPLY = f"{{{NS.REPLY}}}reply"
DISPLAYED = f"{{{NS.MARKERS}}}displayed"
FASTENING = f"{{{NS.FASTEN}}}apply-to"
RETRACTED = f"{{{NS.RETRACT}}}retracted"
CONFIGURATION = f"{{{NS.CONFIGURATION}}}x"
FORWARDED = f"{{{NS.FORWARD}}}forwarded"


class Kind(StrEnum):
    """What a room's message is.

    A configuration message tells what happened to the room, or brings a file. A
    fastening does something to another message, a marker tells what somebody has
    seen. What is ignored can have a place all the same.
    """

    MESSAGE = "message"
    CONFIGURATION = "configuration"
    FASTENING = "fastening"
    DISPLAYED = "displayed"
    RETRACTED = "retracted"
    IGNORED = "ignored"


class Fastened(StrEnum):
    """What is done to another message."""

    EDIT = "edit"
    RETRACT = "retract"
    REACTION = "reaction"


FASTENED_NAMESPACES = {
    Fastened.EDIT: NS.EDIT,
    Fastened.RETRACT: NS.RETRACT,
    Fastened.REACTION: NS.REACTION,
}
FASTENED = {f"{{{ns}}}{kind}": kind for kind, ns in FASTENED_NAMESPACES.items()}


@dataclass(slots=True, kw_only=True, repr=False)
class Fastening:
    """What is done to another message; `target` is that one's stanza id.

    `value` is the new text or the reaction, which is empty where it is taken back.
    """

    kind: Fastened
    target: str
    value: str = ""


@dataclass(slots=True, kw_only=True, repr=False)
class SharedFile:
    """A file in a room; `size` in bytes, `area` a picture's as WIDTHxHEIGHT."""

    id: str = ""
    name: str = ""
    content_type: str = ""
    size: int | None = None
    area: str = ""


@dataclass(slots=True, kw_only=True, repr=False)
class Forwarded:
    """Somebody's message that was forwarded, `count` times by now.

    `id` is the one that its sender gave it.
    """

    id: str = ""
    sender_id: str = ""
    sent_at: datetime | None = None
    count: int = 1
    body: str = ""


@dataclass(slots=True, kw_only=True, repr=False)
class Stanza:
    """A message of a room.

    `id` is the one that its sender gave it, `stanza_id` the archive's. The sender is
    "" where the room itself speaks. `operation`, `value` and `user_id` are those of a
    configuration message, `displayed` is the id that its sender gave to the message
    that a marker names. `stamp` is None where the stanza tells no time.
    """

    room_id: str
    sender_id: str = ""
    id: str = ""
    stanza_id: str = ""
    stamp: datetime | None = None
    kind: Kind = Kind.IGNORED
    body: str = ""
    reply_to: str = ""
    operation: str = ""
    value: str = ""
    user_id: str = ""
    attachment: SharedFile | None = None
    fastening: Fastening | None = None
    forwarded: Forwarded | None = None
    displayed: str = ""

    @property
    def people(self) -> Sequence[str]:
        """Return the ids of those whom it names."""
        people = [self.sender_id]
        if self.user_id:
            people.append(self.user_id)
        if self.forwarded is not None:
            people.append(self.forwarded.sender_id)
        return people


class Kept(Protocol):
    """What archive and inbox keep: a message, and what they tell beside it."""

    @property
    def element(self) -> Element:
        """The message."""

    @property
    def stanza_id(self) -> str:
        """The id that the server gave it, "" where it does not tell."""

    @property
    def stamp(self) -> datetime | None:
        """When the server took it, where it tells."""


def read_kept(item: Kept) -> Stanza | None:
    """Return what a message of archive or inbox says, None if it is no room's."""
    return read(item.element, stanza_id=item.stanza_id, stamp=item.stamp)


def read(
    element: Element, *, stanza_id: str | None = None, stamp: datetime | None = None
) -> Stanza | None:
    """Return what a room's message says, None for what comes from no room.

    `stanza_id` and `stamp` are what the archive or the inbox tell beside it. Members
    can put anything into a message: without those two its stanza id is the last one
    that is said to be by the room, because the room adds its own behind them, and it
    tells no time.
    """
    bare, _, sender = element.get("from", "").partition("/")
    room_id, _, domain = bare.partition("@")
    if domain != ROOMS or not room_id or element.get("type") == "error":
        return None
    stanza = Stanza(
        room_id=room_id,
        sender_id=sender.partition("@")[0],
        id=element.get("id", ""),
        stanza_id=stanza_id or "",
        stamp=stamp,
    )
    body = configuration = fastening = wrapping = None
    for child in element:
        tag = child.tag
        if tag == BODY:
            body = child
        elif tag == STANZA_ID:
            if not stanza_id and child.get("by") == bare:
                stanza.stanza_id = child.get("id", "")
        elif tag == REPLY:
            stanza.reply_to = child.get("id", "")
        elif tag == CONFIGURATION:
            configuration = child
        elif tag == FASTENING:
            fastening = child
        elif tag == FORWARDED:
            wrapping = child
        elif tag == DISPLAYED:
            stanza.displayed = child.get("id", "")
            stanza.kind = Kind.DISPLAYED
        elif tag == RETRACTED:
            stanza.kind = Kind.RETRACTED
    if stanza.kind is Kind.RETRACTED:
        return stanza
    if fastening is not None:
        _read_fastening(stanza, fastening, body)
        return stanza
    if wrapping is not None:
        found = _read_forwarded(stanza, element, wrapping)
        configuration = found if configuration is None else configuration
    if configuration is not None:
        _read_configuration(stanza, configuration)
    if body is not None:
        stanza.body = _text(body, escaped=configuration is not None)
    if configuration is None and (stanza.body or stanza.forwarded):
        stanza.kind = Kind.MESSAGE
    return stanza


def _read_configuration(stanza: Stanza, element: Element) -> None:
    stanza.kind = Kind.CONFIGURATION
    file = SharedFile()
    for child in element:
        name, text = split(child.tag)[1], _text(child, escaped=True)
        match name:
            case "operation":
                stanza.operation = text.strip()
            case "value":
                stanza.value = text
            case "user-id":
                stanza.user_id = text.strip()
            case "attachment-id":
                file.id = text.strip()
            case "filename":
                file.name = text
            case "mime-type":
                file.content_type = text.strip().lower()
            case "size":
                file.size = _number(text)
            case "area":
                file.area = text.strip()
    if stanza.operation == Operation.ATTACHMENT_ADDED:
        stanza.attachment = file


def _read_fastening(stanza: Stanza, element: Element, body: Element | None) -> None:
    """Take what is done to another message; what nobody knows is ignored."""
    stanza.kind = Kind.IGNORED
    target = element.get("id", "")
    for child in element:
        kind = FASTENED.get(child.tag)
        if kind is not None and target:
            value = "" if body is None else _text(body)
            stanza.kind = Kind.FASTENING
            stanza.fastening = Fastening(kind=kind, target=target, value=value)
            return


def _read_forwarded(
    stanza: Stanza, element: Element, wrapping: Element
) -> Element | None:
    """Take a forwarded message; return what it tells of a file of its own."""
    message, sent_at = forwarded(element)
    if message is None:
        return None
    body = message.find(BODY)
    sender = message.get("from", "").partition("/")[2]
    stanza.forwarded = Forwarded(
        id=message.get("id", ""),
        sender_id=sender.partition("@")[0],
        sent_at=sent_at,
        count=_number(wrapping.get("count")) or 1,
        body="" if body is None else _text(body),
    )
    return message.find(CONFIGURATION)


def _text(element: Element, *, escaped: bool = False) -> str:
    """Return a text, which the server escapes where it writes one itself."""
    text = element.text or ""
    if "\\" in text and (escaped or element.get("encoded")):
        return unescaped(text)
    return text


def _number(text: str | None) -> int | None:
    number = whole_or_none(text)
    return number if number is not None and 0 <= number < TOO_LARGE else None


def room_address(room_id: str) -> str:
    """Return the address of a room."""
    return f"{room_id}@{ROOMS}"


def user_address(user_id: str) -> str:
    """Return the address of a user."""
    return f"{user_id}@{DOMAIN}"


def groupchat(
    room_id: str,
    message_id: str,
    text: str,
    *,
    reply_to: str = "",
    reply_sender: str = "",
) -> Element:
    """Return a text on its way to a room, which tells who has seen it.

    `reply_to` is the stanza id of the message that it answers, and `reply_sender`
    the user who wrote that one.
    """
    element = _message(
        room_id,
        message_id,
        build("body", NS.CLIENT, text),
        build("markable", NS.MARKERS),
    )
    if reply_to:
        room = room_address(room_id)
        to = f"{user_address(reply_sender)}/{room}" if reply_sender else None
        element.append(build("reply", NS.REPLY, id=reply_to, to=to))
    return element


def displayed(room_id: str, own_id: str, message_id: str | None = None) -> Element:
    """Return a marker that everything up to a message has been seen.

    `own_id` is the id that the sender of that message gave it.
    """
    return _message(room_id, message_id, build("displayed", NS.MARKERS, id=own_id))


def fastening(
    room_id: str, message_id: str, kind: Fastened, target: str, value: str = ""
) -> Element:
    """Return what is done to the message with the stanza id `target`.

    `value` is the new text or the reaction, "" to take the reaction back.
    """
    namespace = FASTENED_NAMESPACES[kind]
    what = build("apply-to", NS.FASTEN, build(kind.value, namespace), id=target)
    if kind is Fastened.RETRACT:
        return _message(room_id, message_id, what)
    what.append(build("external", NS.FASTEN, name="body"))
    return _message(room_id, message_id, what, build("body", NS.CLIENT, value))


def _message(room_id: str, message_id: str | None, *content: Element) -> Element:
    return build(
        "message",
        NS.CLIENT,
        *content,
        to=room_address(room_id),
        type=GROUPCHAT,
        id=message_id,
    )
