"""What is new in rooms, counted or read aloud."""

from collections.abc import Sequence
from operator import itemgetter

from .history import async_messages
from .room import Received
from .speakable import ended, joined, listed, speakable
from .targets import Target
from .wording import Words, common_text

MOST_READ = 5
MOST_ROOMS = 5
# Among so many of the newest messages are those that are unread.
LOOKED_AT = 50
LONGEST_NAME = 60

# Rooms with the names by which they are spoken of.
type Rooms = Sequence[tuple[str, Target]]


def count(words: Words, name: str, target: Target) -> str:
    """Return how many messages of a room are unread."""
    unread = target.state.unread
    if unread is None:
        return common_text(words, "voice_unknown", room=name)
    if not unread:
        return common_text(words, "voice_nothing", room=name)
    if unread == 1:
        return common_text(words, "voice_one", room=name)
    return common_text(words, "voice_some", room=name, count=str(unread))


def count_all(words: Words, rooms: Rooms) -> str:
    """Return how many messages of all these rooms are unread, and where."""
    unread = _unread(rooms)
    if len(unread) <= 1:
        return _of_one(words, unread)
    total = sum(number for _, number, _ in unread)
    parts = [
        common_text(words, "voice_in_room", room=name, count=str(number))
        for name, number, _ in unread[:MOST_ROOMS]
    ]
    if rest := sum(number for _, number, _ in unread[MOST_ROOMS:]):
        parts.append(common_text(words, "voice_elsewhere", count=str(rest)))
    return common_text(
        words, "voice_some_in_all", count=str(total), rooms=listed(words, parts)
    )


async def async_read(words: Words, name: str, target: Target, *, last_too: bool) -> str:
    """Return the newest unread messages of a room, with how many there are.

    With `last_too` it is the last message where none is unread. They stay unread.
    Raises HomeAssistantError where the service fails.
    """
    unread = target.state.unread
    told = count(words, name, target)
    if unread:
        found = await _async_newest_unread(target)
        if unread > len(found) > 0:
            told = common_text(
                words,
                "voice_newest",
                room=name,
                count=str(unread),
                read=str(len(found)),
            )
        return joined([told, *(_from(words, one) for one in found)])
    if not last_too or (last := await _async_last(target)) is None:
        return told
    last_told = common_text(words, "voice_last", message=_from(words, last))
    return last_told if unread is None else joined([told, last_told])


async def async_read_all(words: Words, rooms: Rooms) -> str:
    """Return the newest unread messages of all these rooms; raises as `async_read`."""
    unread = _unread(rooms)
    if not unread:
        return _of_one(words, unread)
    if len(unread) == 1:
        name, _, target = unread[0]
        return await async_read(words, name, target, last_too=False)
    found = [
        (received.message.sent_at, name, received)
        for name, _, target in unread
        for received in await _async_newest_unread(target)
    ]
    newest = sorted(found, key=itemgetter(0))[-MOST_READ:]
    told = count_all(words, rooms)
    total = sum(number for _, number, _ in unread)
    if total > len(newest) > 0:
        more = common_text(words, "voice_newest_of_all", read=str(len(newest)))
        told = joined([told, more])
    return joined([told, *(_from(words, one, name) for _, name, one in newest)])


def _unread(rooms: Rooms) -> list[tuple[str, int, Target]]:
    """Return the rooms with unread messages, those with most of them first."""
    counted = [(name, target.state.unread or 0, target) for name, target in rooms]
    return sorted((one for one in counted if one[1]), key=lambda one: (-one[1], one[0]))


def _of_one(words: Words, unread: list[tuple[str, int, Target]]) -> str:
    for name, _, target in unread:
        return count(words, name, target)
    return common_text(words, "voice_nothing_at_all")


def _from(words: Words, received: Received, room: str = "") -> str:
    """Return who says what, perhaps with where."""
    message = received.message
    text = ended(speakable(words, message))
    sender = " ".join(message.sender.name[:LONGEST_NAME].split())
    sender = sender or common_text(words, "voice_somebody")
    if not room:
        return common_text(words, "voice_from", sender=sender, message=text)
    return common_text(words, "voice_from_in", room=room, sender=sender, message=text)


async def _async_newest_unread(target: Target) -> Sequence[Received]:
    """Return the newest unread messages, in order; the service is asked if need be."""
    state = target.state
    found = state.newest_unread([*state.held])[-MOST_READ:]
    is_known = len(found) >= min(state.unread or 0, MOST_READ)
    if not is_known or any(one.outdated for one in found):
        newest = await async_messages(target.coordinator, state, LOOKED_AT)
        found = state.newest_unread(newest)[-MOST_READ:]
    return found


async def _async_last(target: Target) -> Received | None:
    last = target.state.last
    if last is None or last.outdated:
        newest = await async_messages(target.coordinator, target.state, LOOKED_AT)
        there = [one for one in newest if not one.message.deleted]
        last = there[-1] if there else None
    return last
