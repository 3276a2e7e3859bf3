"""The archive of a room (XEP-0313): what was said in it, page by page."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from ..errors import ProtocolError
from .link import ChatLink
from .muclight import room_address
from .stream import new_id
from .xml import NS, build, forwarded

FIN = f"{{{NS.MAM}}}fin"
RESULT = f"{{{NS.MAM}}}result"
# Servers answer slowly those who ask much.
MOST_QUESTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Archived:
    """A message of the archive; `stamp` is when the server took it, where it tells.

    The element is empty where the archive holds something that is no message.
    """

    stanza_id: str
    stamp: datetime | None
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ArchivePage:
    """Messages in the archive's order; `complete` if there are no more that way."""

    items: tuple[Archived, ...]
    complete: bool


class Archive:
    """The archives of all rooms.

    Every call raises NotFoundError where the room, or a message that is named, is
    not there, ForbiddenError where the room is not the account's, ProtocolError for
    an answer that is none of an archive's, and what the link raises.
    """

    def __init__(self, link: ChatLink) -> None:
        """Prepare to ask over a link."""
        self._link = link
        self._turns = asyncio.Semaphore(MOST_QUESTIONS)

    async def page(
        self,
        room_id: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        after: str | None = None,
        before: str | None = None,
        newest: bool = False,
        limit: int,
    ) -> ArchivePage:
        """Return at most about `limit` messages: the oldest of those asked for.

        `start` and `end` are the first and the last moment to look at, `after` and
        `before` the stanza ids next to those that are wanted. With `before`, or
        with `newest`, it is the newest of them.
        """
        if newest and before is None:
            before = ""
        query = _query(
            _form(start=_iso(start), end=_iso(end)),
            build(
                "set",
                NS.RSM,
                build("max", NS.RSM, str(limit)),
                *([] if after is None else [build("after", NS.RSM, after)]),
                *([] if before is None else [build("before", NS.RSM, before)]),
            ),
        )
        return await self._ask(room_id, query)

    async def by_ids(self, room_id: str, ids: Iterable[str]) -> tuple[Archived, ...]:
        """Return the messages that have these stanza ids, those that are there."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return ()
        limit = build("set", NS.RSM, build("max", NS.RSM, str(len(wanted))))
        page = await self._ask(room_id, _query(_form(ids=wanted), limit))
        return tuple(item for item in page.items if item.stanza_id in wanted)

    async def _ask(self, room_id: str, query: Element) -> ArchivePage:
        async with self._turns:
            answer = await self._link.ask(query, to=room_address(room_id))
        fin = answer.payload
        if fin is None or fin.tag != FIN:
            raise ProtocolError("archive: no end of the answer")
        found = [item for result in answer.results if (item := _archived(result))]
        return ArchivePage(
            items=tuple(found), complete=fin.get("complete") in ("true", "1")
        )


def _archived(result: Element) -> Archived | None:
    stanza_id = result.get("id")
    if not stanza_id:
        return None
    message, stamp = forwarded(result)
    if message is None:
        message = build("message", NS.CLIENT)
    return Archived(stanza_id=stanza_id, stamp=stamp, element=message)


def _query(form: Element, page: Element) -> Element:
    return build("query", NS.MAM, form, page, queryid=new_id())


def _form(**fields: str | list[str] | None) -> Element:
    form = build(
        "x", NS.DATA, _field("FORM_TYPE", [NS.MAM], kind="hidden"), type="submit"
    )
    for name, value in fields.items():
        if value is not None:
            form.append(_field(name, [value] if isinstance(value, str) else value))
    return form


def _field(name: str, values: list[str], kind: str | None = None) -> Element:
    content = [build("value", NS.DATA, value) for value in values]
    return build("field", NS.DATA, *content, var=name, type=kind)


def _iso(time: datetime | None) -> str | None:
    if time is None:
        return None
    text = time.astimezone(UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")
