"""What clients of the simulated Carbonio may say in a room."""

from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from .carbonio_home import Posted, Room
from .carbonio_stanzas import (
    CLIENT,
    STATES,
    StanzaError,
    child,
    inner_text,
    name_of,
    namespace_of,
    parse,
    tag,
)
from .carbonio_xml import (
    CONFIGURATION,
    EDIT,
    FASTEN,
    FORWARD,
    MARKERS,
    REACTION,
    REPLY,
    RETRACT,
    person_address,
    room_address,
)

type Fastening = Literal["edit", "reaction", "retract"]

FASTENINGS: dict[tuple[str, str], Fastening] = {
    (EDIT, "edit"): "edit",
    (REACTION, "reaction"): "reaction",
    (RETRACT, "retract"): "retract",
}
LONGEST_REACTION = 32
PARTS = {
    (CLIENT, "body"),
    (MARKERS, "markable"),
    (MARKERS, "displayed"),
    (REPLY, "reply"),
    (FASTEN, "apply-to"),
}


@dataclass(slots=True, kw_only=True)
class Utterance:
    """What a client says: what is kept of it and what follows from it.

    `marked` is the own id of what a marker names, `retracts` the stanza id of what is
    taken back. Complaints are about what a server lets pass.
    """

    own_id: str
    children: str
    archived: bool = True
    marked: str | None = None
    retracts: str | None = None
    complaints: list[str] = field(default_factory=list)


def read_utterance(room: Room, user_id: str, message: Element) -> Utterance:
    """Return what a member says in a room; StanzaError for what cannot be said."""
    said = Utterance(own_id=message.get("id", ""), children=inner_text(message))
    kinds = [(namespace_of(part), name_of(part)) for part in message]
    if len(kinds) != len(set(kinds)):
        raise _wrong("a message holds an element twice")
    if (message.text or "").strip() or any((p.tail or "").strip() for p in message):
        raise _wrong("a message holds text between its elements")
    if kinds and all(namespace == STATES for namespace, _ in kinds):
        said.archived = False
        return said
    if strangers := [kind[1] for kind in kinds if kind not in PARTS]:
        raise _wrong(f"a message holds {strangers}")
    if (marker := child(message, MARKERS, "displayed")) is not None:
        _check_marker(room, message, marker, said)
    elif (apply_to := child(message, FASTEN, "apply-to")) is not None:
        kind = _check_fastening(room, user_id, message, apply_to)
        if kind == "retract":
            said.retracts = apply_to.get("id")
    else:
        _check_text(room, message)
    return said


def _wrong(complaint: str) -> StanzaError:
    return StanzaError("bad-request", complaint)


def _check_marker(
    room: Room, message: Element, marker: Element, said: Utterance
) -> None:
    if len(message) != 1 or not marker.get("id"):
        raise _wrong("a marker holds more, or less, than an id")
    said.archived = False
    said.marked = marker.get("id")
    if all(posted.own_id != said.marked for posted in room.archive):
        said.complaints.append("a marker names no message by its own id")


def _check_text(room: Room, message: Element) -> None:
    if not message.findtext(f"{{{CLIENT}}}body"):
        raise _wrong("a message has no text")
    if child(message, MARKERS, "markable") is None:
        raise _wrong("a text is not markable")
    if (reply := child(message, REPLY, "reply")) is not None:
        target = _target(room, reply.get("id"))
        to = f"{person_address(target.sender_id)}/{room_address(room.id)}"
        if reply.get("to") != to:
            raise _wrong("a reply is to somebody else than its message's sender")


def _target(room: Room, stanza_id: str | None) -> Posted:
    target = room.find(stanza_id or "")
    if not target:
        raise StanzaError("item-not-found", "a message names none of its room")
    if target.retracted_at:
        raise StanzaError("item-not-found", "a message names one that was retracted")
    if child(_content(target), FASTEN, "apply-to") is not None:
        raise _wrong("a message names a fastening instead of a message")
    return target


def _content(posted: Posted) -> Element:
    return parse(tag("message", posted.children, {"xmlns": CLIENT}))


def _check_fastening(
    room: Room, user_id: str, message: Element, apply_to: Element
) -> Fastening:
    known = (FASTENINGS.get((namespace_of(p), name_of(p))) for p in apply_to)
    kinds = [kind for kind in known if kind]
    external = child(apply_to, FASTEN, "external")
    if len(kinds) != 1 or len(apply_to) != 1 + (external is not None):
        raise _wrong("a fastening is not one edit, reaction or retract")
    target, kind = _target(room, apply_to.get("id")), kinds[0]
    body = child(message, CLIENT, "body")
    if kind == "retract":
        if external is not None or body is not None:
            raise _wrong("a retract has a value")
    elif external is None or external.get("name") != "body" or body is None:
        raise _wrong(f"a {kind} does not name a body that is there")
    match kind:
        case "reaction":
            if len((body.text if body is not None else "") or "") > LONGEST_REACTION:
                raise _wrong("a reaction is too long")
        case "edit":
            _check_own(target, user_id)
            _check_editable(target, body)
        case "retract":
            _check_own(target, user_id)
    return kind


def _check_own(target: Posted, user_id: str) -> None:
    if target.sender_id != user_id:
        raise StanzaError("forbidden", "what somebody else said was to be changed")
    x = child(_content(target), CONFIGURATION, "x")
    operation = None if x is None else x.findtext(f"{{{CONFIGURATION}}}operation")
    if operation not in (None, "attachmentAdded"):
        raise StanzaError("not-allowed", "a notice of the room was to be changed")


def _check_editable(target: Posted, body: Element | None) -> None:
    content = _content(target)
    if child(content, CONFIGURATION, "x") is not None:
        raise StanzaError("not-allowed", "an attachment was to be edited")
    if child(content, FORWARD, "forwarded") is not None:
        raise StanzaError("not-allowed", "a forwarded message was to be edited")
    if body is None or not body.text:
        raise _wrong("an edit leaves no text")
