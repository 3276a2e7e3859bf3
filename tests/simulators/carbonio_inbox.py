"""The conversations of the simulated Carbonio, with what is unread in each."""

from base64 import b64encode
from uuid import uuid4
from xml.etree.ElementTree import Element

from .carbonio_home import InboxEntry, iso
from .carbonio_stanzas import (
    CLIENT,
    FORM,
    INBOX,
    PAGES,
    StanzaError,
    child,
    fields_of,
    name_of,
    namespace_of,
    tag,
    text_tag,
)
from .carbonio_world import World
from .carbonio_xml import DELAY, FORWARD, room_address
from .carbonio_xmpp_stream import Stream

CHOICES = {"order": ("asc", "desc"), "hidden_read": ("true", "false")}


def answer_inbox(world: World, stream: Stream, iq: Element) -> None:
    """Send the client's conversations, and then their count."""
    query = iq[0]
    kinds = {(namespace_of(part), name_of(part)) for part in query}
    if len(kinds) < len(query) or kinds - {(FORM, "x"), (PAGES, "set")}:
        raise StanzaError("bad-request", "an inbox is asked with unknown elements")
    entries = _choose(list(world.inbox(stream.user_id)), child(query, FORM, "x"))
    entries = _first(entries, child(query, PAGES, "set"))
    query_id = query.get("queryid", iq.get("id", ""))
    for entry in entries:
        stream.send(_result(entry, stream, query_id))
    unread = [entry.unread for entry in entries if entry.unread]
    fin = _set_of(entries)
    fin += text_tag("count", len(entries))
    fin += text_tag("unread-messages", sum(unread))
    fin += text_tag("active-conversations", len(unread))
    stream.answer(iq, tag("fin", fin, {"xmlns": INBOX}))


def _choose(entries: list[InboxEntry], form: Element | None) -> list[InboxEntry]:
    if form is None:
        return entries
    fields = fields_of(form, INBOX)
    for name, values in fields.items():
        if name not in CHOICES or len(values) != 1 or values[0] not in CHOICES[name]:
            raise StanzaError("bad-request", f"an inbox cannot be asked by {name}")
    if fields.get("hidden_read") == ["true"]:
        entries = [entry for entry in entries if entry.unread]
    return entries[::-1] if fields.get("order") == ["asc"] else entries


def _first(entries: list[InboxEntry], pages: Element | None) -> list[InboxEntry]:
    if pages is None:
        return entries
    size = pages.findtext(f"{{{PAGES}}}max") or ""
    if len(pages) != 1 or not (size.isascii() and size.isdecimal()):
        raise StanzaError("bad-request", "an inbox is asked for an unknown page")
    return entries[: int(size)]


def _place(entry: InboxEntry) -> str:
    room = b64encode(room_address(entry.room_id).encode()).decode()
    return f"{entry.newest.number >> 8}/{room}"


def _set_of(entries: list[InboxEntry]) -> str:
    inner = ""
    if entries:
        inner = text_tag("first", _place(entries[0]))
        inner += text_tag("last", _place(entries[-1]))
    return tag("set", inner, {"xmlns": PAGES})


def _result(entry: InboxEntry, stream: Stream, query_id: str) -> str:
    newest = entry.newest
    delay = tag("delay", "", {"xmlns": DELAY, "stamp": iso(newest.stamp)})
    inner = tag("forwarded", delay + newest.inbox_xml(), {"xmlns": FORWARD})
    inner += text_tag("read", str(not entry.unread).lower())
    inner += text_tag("box", "inbox")
    inner += text_tag("archive", "false")
    inner += text_tag("mute", 0)
    attributes = {"xmlns": INBOX, "unread": str(entry.unread), "queryid": query_id}
    envelope = {
        "xmlns": CLIENT,
        "from": stream.bare,
        "to": stream.address,
        "id": str(uuid4()),
    }
    return tag("message", tag("result", inner, attributes), envelope)
