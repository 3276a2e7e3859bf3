"""Messages as an agent gets them: few, short, and in words."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from operator import itemgetter
from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .history import async_messages
from .llm_rooms import AgentRoom
from .media_folders import FileKind
from .media_history import kind_of
from .model import Attachment, Location
from .payload import NAME_LENGTH
from .room import Received

MOST_MESSAGES = 20
LONGEST_TEXT = 1_000
LONGEST_FILE_NAME = 100
MOST_FILES = 10

FILES = {
    FileKind.PICTURES: "a picture",
    FileKind.VOICE: "a sound recording",
    FileKind.FILMS: "a film",
    FileKind.FILES: "a file",
}

type Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer:
    """What became of a question for messages.

    `messages` are in order of time, and `reached` is how many rooms have answered.
    `refusals` are those that could not be asked, and why.
    """

    messages: Sequence[Told]
    reached: int
    refusals: Sequence[tuple[AgentRoom, HomeAssistantError]]


async def async_newest(
    rooms: Iterable[AgentRoom], limit: int, *, unread_only: bool
) -> Answer:
    """Return at most `limit` messages of all the rooms together, the newest.

    No more rooms are asked than can have one of them. Nothing is marked as read.
    """
    asked = _worth_asking(
        [room for room in rooms if room.target.state.unread or not unread_only], limit
    )
    answers = await asyncio.gather(*(_ask(room, unread_only) for room in asked))
    messages: list[list[tuple[datetime, Told]]] = []
    refusals: list[tuple[AgentRoom, HomeAssistantError]] = []
    for room, answer in zip(asked, answers, strict=True):
        if isinstance(answer, HomeAssistantError):
            refusals.append((room, answer))
        else:
            messages.append(answer)
    merged = merge(*messages, key=itemgetter(0))
    newest = [told for _, told in merged][-limit:]
    return Answer(messages=newest, reached=len(messages), refusals=refusals)


def _worth_asking(rooms: Iterable[AgentRoom], limit: int) -> list[AgentRoom]:
    """Return the rooms where the newest messages can be, and some that tell nothing."""
    known: list[tuple[datetime, AgentRoom]] = []
    unknown: list[AgentRoom] = []
    for room in rooms:
        if (last := room.target.state.last) is None:
            unknown.append(room)
        else:
            known.append((last.message.sent_at, room))
    known.sort(key=itemgetter(0), reverse=True)
    return [room for _, room in known[:limit]] + unknown[:MOST_MESSAGES]


async def _ask(
    room: AgentRoom, unread_only: bool
) -> list[tuple[datetime, Told]] | HomeAssistantError:
    coordinator, state = room.target.coordinator, room.target.state
    try:
        # Some of them may be left out below.
        found = await async_messages(coordinator, state, MOST_MESSAGES)
    except HomeAssistantError as err:
        return err
    unread = {item.message.id for item in state.newest_unread(found)}
    return [
        (item.message.sent_at, _told(room, item, is_unread=item.message.id in unread))
        for item in found
        if not item.message.deleted and (item.message.id in unread or not unread_only)
    ]


def _told(room: AgentRoom, received: Received, *, is_unread: bool) -> Told:
    message = received.message
    told: Told = {
        "room": room.name,
        "message_id": message.id,
        "sender": message.sender.name[:NAME_LENGTH],
        "is_own": received.is_own,
        "sent_at": dt_util.as_local(message.sent_at).isoformat(timespec="seconds"),
        "unread": is_unread,
        "kind": message.kind.value,
        "text": message.text,
    }
    if len(message.text) > LONGEST_TEXT:
        told |= {"text": message.text[:LONGEST_TEXT] + "…", "text_is_cut": True}
    if message.title:
        told["title"] = message.title[:NAME_LENGTH]
    if message.reply_to is not None:
        told["reply_to"] = message.reply_to
    if message.attachments:
        told["attachments"] = _files(message.attachments)
    if message.location is not None:
        told["place"] = _place(message.location)
    return told


def _files(attachments: Sequence[Attachment]) -> list[str]:
    words = [
        f"{FILES[kind_of(one)]} ({one.name[:LONGEST_FILE_NAME]})"
        if one.name
        else FILES[kind_of(one)]
        for one in attachments[:MOST_FILES]
    ]
    more = len(attachments) - len(words)
    return [*words, f"and {more} more"] if more else words


def _place(location: Location) -> str:
    where = f"{location.latitude:.5f}, {location.longitude:.5f}"
    return location.name[:NAME_LENGTH] or where
