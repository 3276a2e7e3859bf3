"""The inbox: where each conversation of the account stands."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from ..errors import ConnectionError_, Reason
from ..wire import TOO_LARGE, whole_or_none
from .link import ChatLink
from .muclight import ROOMS
from .stream import new_id
from .xml import NS, build, forwarded

REACH_WITHIN = 5.0

STANZA_ID = f"{{{NS.STANZA_ID}}}stanza-id"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Conversation:
    """Where a room's conversation stands, and the newest stanza of it.

    `stamp` is when the server took that, where it tells; `stanza_id` is "" where it
    does not. The stanza may be anything that is archived.
    """

    room_id: str
    unread: int
    stanza_id: str
    stamp: datetime | None
    element: Element


async def conversations(link: ChatLink) -> dict[str, Conversation]:
    """Return all conversations of the account by the ids of their rooms.

    A room of which the server knows nothing is missing. What cannot be read is
    passed over. Raises what the link raises, and a ConnectionError_ where the chat is
    not reached soon: whoever asks has more to do.
    """
    try:
        async with asyncio.timeout(None if link.is_up else REACH_WITHIN):
            session = await link.session()
    except TimeoutError:
        raise ConnectionError_(
            "the chat is not reached yet", reason=Reason.CHAT_DOWN
        ) from None
    answer = await session.ask(build("inbox", NS.INBOX, queryid=new_id()))
    found: dict[str, Conversation] = {}
    for result in answer.results:
        if conversation := _conversation(result):
            found[conversation.room_id] = conversation
    return found


def _conversation(result: Element) -> Conversation | None:
    message, stamp = forwarded(result)
    if message is None:
        return None
    room = message.get("from", "").partition("/")[0]
    room_id, _, domain = room.partition("@")
    if not room_id or domain != ROOMS:
        return None
    unread = whole_or_none(result.get("unread")) or 0
    ids = [i.get("id", "") for i in message.findall(STANZA_ID) if i.get("by") == room]
    return Conversation(
        room_id=room_id,
        unread=min(max(unread, 0), TOO_LARGE),
        stanza_id=ids[-1] if ids else "",
        stamp=stamp,
        element=message,
    )
