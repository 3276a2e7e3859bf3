"""Forwarding in a simulated Carbonio: only whole messages that exist."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from aiohttp import web
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .carbonio_home import Attachment, Posted, Room, iso, new_id
from .carbonio_rest import (
    ESCAPED,
    ROOM,
    Part,
    Refusal,
    Route,
    body_of,
    fields_of,
    nothing,
)
from .carbonio_world import attachment_stanza
from .carbonio_xml import DELAY, DOMAIN, ENCODED, FORWARD, ROOM_DOMAIN, utf16_escapes
from .recording import Call

PREFIX = re.compile(r"</?[\w.-]+:|\sxmlns:")
BODY = re.compile(r"<body>|<body/>")
BODY_WITH_ATTRIBUTES = re.compile(r"<body\s+[^/>\s]")
SENDER = re.compile(
    rf"(?P<room>[^@/]+)@{re.escape(ROOM_DOMAIN)}/(?P<user>[^@/]+)@{re.escape(DOMAIN)}"
)
ATTACHMENT = "<operation>attachmentAdded</operation>"
ROUNDING = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Original:
    """A message to forward, as the server reads it."""

    id: str
    sender: str
    room_id: str
    body: str
    sent_at: datetime
    count: int
    attachment_id: str | None


class ForwardPart(Part):
    """Copies messages from room to room."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoint."""
        yield Route("POST", f"{ROOM}/forward", "forward_messages", self.forward)

    async def forward(self, call: Call, me: str) -> web.Response:
        """POST /rooms/{roomId}/forward."""
        body = body_of(call)
        if not isinstance(body, list) or not body:
            raise Refusal(400, "the body is no list of messages")
        room = self.room_of(call, me)
        pairs = [self._read(entry, me) for entry in body]
        for original, description in pairs:
            self._post(room, me, original, description)
        return nothing()

    def _read(self, entry: Any, me: str) -> tuple[Original, str]:
        fields = fields_of(
            entry,
            {"originalMessage": str, "originalMessageSentAt": str},
            {"description": str},
        )
        sent_at = _moment(fields["originalMessageSentAt"])
        original = read_original(fields["originalMessage"], sent_at)
        self._check_exists(original, me)
        return original, fields.get("description", "")

    def _check_exists(self, original: Original, me: str) -> None:
        """Turn down a message that was never said: nobody may put words into mouths."""
        room = self.world.rooms.get(original.room_id)
        if not room or me not in room.members:
            raise Refusal(403, "the message is from a room of others")
        posted = _posted(room, original)
        if posted is None:
            raise Refusal(400, "there is no such message in its room")
        if abs(posted.stamp - original.sent_at) > ROUNDING:
            raise Refusal(400, "the message was sent at another time")

    def _post(self, room: Room, me: str, original: Original, description: str) -> None:
        copy, children = None, ""
        if original.attachment_id is not None:
            copy = self._copy(room, me, original.attachment_id)
            # The stanza tells of the attachment beside what is forwarded.
            children = attachment_stanza(copy, description)
        elif description:
            children = f"<body {ENCODED}>{utf16_escapes(description)}</body>"
        else:
            children = "<body/>"
        posted = self.world.post(
            room.id, me, children=children + forwarded_xml(original)
        )
        self.host.came_in(posted, copy, description)

    def _copy(self, room: Room, me: str, attachment_id: str) -> Attachment:
        if not (attachment := self.world.attachments.get(attachment_id)):
            raise Refusal(404)
        copy = replace(attachment, id=new_id(), room_id=room.id, user_id=me)
        self.world.attachments[copy.id] = copy
        return copy


def read_original(text: str, sent_at: datetime) -> Original:
    """Return what the server makes of a message; Refusal if it would break clients."""
    if PREFIX.search(text):
        raise Refusal(400, "originalMessage uses prefixes")
    if BODY_WITH_ATTRIBUTES.search(text) or not BODY.search(text):
        raise Refusal(400, "originalMessage has no body without attributes")
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refusal(400, "originalMessage is no XML") from error
    if _name(root) != "message":
        raise Refusal(400, "originalMessage is no message")
    inner = _inner_message(root)
    source = root if inner is None else inner
    sender, own_id = source.get("from", ""), source.get("id", "")
    if not own_id or not root.get("id"):
        raise Refusal(400, "originalMessage has no id")
    outer = SENDER.fullmatch(root.get("from", ""))
    if not outer or not SENDER.fullmatch(sender):
        raise Refusal(400, "originalMessage does not say who wrote it in which room")
    body = _text(source, "body")
    if ESCAPED.fullmatch(body):
        raise Refusal(400, "the body of originalMessage is still escaped")
    return Original(
        id=root.get("id", ""),
        sender=sender,
        room_id=outer["room"],
        body=body,
        sent_at=sent_at,
        count=_count(root),
        attachment_id=_attachment_id(root, text),
    )


def forwarded_xml(original: Original) -> str:
    """Return the element that holds a forwarded message."""
    body = "<body/>"
    if original.body:
        body = f"<body {ENCODED}>{utf16_escapes(original.body)}</body>"
    return (
        f"<forwarded xmlns='{FORWARD}' count='{original.count}'>"
        f"<delay xmlns='{DELAY}' stamp='{iso(original.sent_at)}'/>"
        f"<message xmlns='jabber:client' from={quoteattr(original.sender)}"
        f" id={quoteattr(original.id)} type='groupchat'>{body}</message></forwarded>"
    )


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _inner_message(root: Element) -> Element | None:
    for child in root:
        if _name(child) == "forwarded":
            return next((item for item in child if _name(item) == "message"), None)
    return None


def _count(root: Element) -> int:
    for child in root:
        if _name(child) == "forwarded" and child.get("count", "").isdecimal():
            return int(child.get("count", "0")) + 1
    return 1


def _text(element: Element, name: str) -> str:
    return next((c.text or "" for c in element.iter() if _name(c) == name), "")


def _attachment_id(root: Element, text: str) -> str | None:
    if not (found := _text(root, "attachment-id")):
        return None
    if ATTACHMENT not in text:
        raise Refusal(400, "originalMessage does not say attachmentAdded literally")
    return found


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(400, "originalMessageSentAt is no moment") from error
    if moment.tzinfo is None:
        raise Refusal(400, "originalMessageSentAt has no zone")
    return moment


def _posted(room: Room, original: Original) -> Posted | None:
    for posted in room.archive:
        if posted.own_id == original.id and posted.retracted_at is None:
            return posted
    return None
