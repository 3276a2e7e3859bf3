"""The archives of the simulated Carbonio's rooms, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from xml.etree.ElementTree import Element

from .carbonio_home import DIGITS, Posted, Room, iso
from .carbonio_stanzas import (
    ARCHIVE,
    CLIENT,
    FORM,
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

FIELDS = {"start", "end", "ids", "from_id", "to_id"}


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what was asked for; `index` is the place of its first message."""

    items: Sequence[Posted]
    index: int
    count: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part is asked for; an empty `before` is the last page."""

    limit: int
    after: str | None = None
    before: str | None = None


def answer_archive(
    world: World, room: Room, stream: Stream, iq: Element, most: int
) -> None:
    """Send a page of a room's archive, and then the answer."""
    query = iq[0]
    kinds = [(namespace_of(part), name_of(part)) for part in query]
    if len(set(kinds)) < len(kinds) or set(kinds) - {(FORM, "x"), (PAGES, "set")}:
        raise StanzaError("bad-request", "an archive is asked with unknown elements")
    chosen = _choose(world.archive(room.id), child(query, FORM, "x"))
    page = _page(chosen, read_paging(child(query, PAGES, "set"), most))
    for posted in page.items:
        stream.send(_result(posted, stream, query.get("queryid")))
    attributes = {"xmlns": ARCHIVE}
    if page.is_complete:
        attributes["complete"] = "true"
    stream.answer(iq, tag("fin", _set_of(page), attributes))


def read_paging(pages: Element | None, most: int) -> Paging:
    """Return which part is asked for; StanzaError for what cannot be asked."""
    if pages is None:
        return Paging(most)
    given = {name_of(part): part.text or "" for part in pages}
    if len(given) < len(pages) or set(given) - {"max", "after", "before"}:
        raise StanzaError("bad-request", "a page is asked for with unknown elements")
    asked = given.get("max", str(most))
    if not (asked.isascii() and asked.isdecimal()):
        raise StanzaError("bad-request", "a page's size is no number")
    if "after" in given and "before" in given:
        raise StanzaError("bad-request", "a page is both after and before something")
    if given.get("after") == "":
        raise StanzaError("item-not-found", "a page is after nothing")
    return Paging(min(int(asked), most), given.get("after"), given.get("before"))


def _choose(archive: list[Posted], form: Element | None) -> list[Posted]:
    if form is None:
        return archive
    if all(field.get("var") != "FORM_TYPE" for field in form):
        raise StanzaError("bad-request", "a form has no type")
    fields = fields_of(form, ARCHIVE)
    if unknown := sorted(fields.keys() - FIELDS):
        raise StanzaError("feature-not-implemented", f"unknown fields {unknown}")
    if ids := fields.pop("ids", None):
        wanted = {_number(id_) for id_ in ids}
        archive = [posted for posted in archive if posted.number in wanted]
    for name, values in fields.items():
        if len(values) != 1:
            raise StanzaError("bad-request", f"{name} has not one value")
        match name:
            case "start":
                start = _moment(values[0])
                archive = [posted for posted in archive if posted.stamp >= start]
            case "end":
                end = _moment(values[0])
                archive = [posted for posted in archive if posted.stamp <= end]
            case "from_id":
                first = _number(values[0])
                archive = [posted for posted in archive if posted.number >= first]
            case _:
                last = _number(values[0])
                archive = [posted for posted in archive if posted.number <= last]
    return archive


def _number(stanza_id: str) -> int:
    if not stanza_id or not set(stanza_id) <= set(DIGITS):
        raise StanzaError("bad-request", "something else than a stanza id was given")
    return int(stanza_id, 32)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or "T" not in text:
        raise StanzaError("bad-request", "a moment is not in ISO 8601 with its zone")
    return moment


def _page(chosen: list[Posted], paging: Paging) -> Page:
    count, limit = len(chosen), paging.limit
    if paging.before is not None:
        end = _place(chosen, paging.before) if paging.before else count
        start = max(0, end - limit)
        return Page(chosen[start:end], start, count, start == 0)
    start = _place(chosen, paging.after) + 1 if paging.after else 0
    items = chosen[start : start + limit]
    return Page(items, start, count, start + len(items) == count)


def _place(chosen: list[Posted], stanza_id: str) -> int:
    for place, posted in enumerate(chosen):
        if posted.stanza_id == stanza_id:
            return place
    raise StanzaError("item-not-found")


def _set_of(page: Page) -> str:
    inner = text_tag("count", page.count)
    if page.items:
        first = tag("first", page.items[0].stanza_id, {"index": str(page.index)})
        inner = first + text_tag("last", page.items[-1].stanza_id) + inner
    return tag("set", inner, {"xmlns": PAGES})


def _result(posted: Posted, stream: Stream, query_id: str | None) -> str:
    delay = tag("delay", "", {"xmlns": DELAY, "stamp": iso(posted.stamp)})
    forwarded = tag("forwarded", delay + posted.archived_xml(), {"xmlns": FORWARD})
    attributes = {"xmlns": ARCHIVE, "id": posted.stanza_id}
    if query_id is not None:
        attributes["queryid"] = query_id
    envelope = {
        "xmlns": CLIENT,
        "from": room_address(posted.room_id),
        "to": stream.address,
        "id": str(uuid4()),
    }
    return tag("message", tag("result", forwarded, attributes), envelope)
