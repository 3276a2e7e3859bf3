"""What is new in rooms, counted or read aloud."""

from asyncio import gather
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter

from homeassistant.exceptions import HomeAssistantError

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

# Rooms with the names by which they are spoken of; None is one whose account is away.
type Rooms = Sequence[tuple[str, Target | None]]
type Unread = tuple[str, int, Target]


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
    """Return how many messages of all these rooms are unread, and where.

    The rooms of which that is not known are named.
    """
    return joined([*_counted(words, rooms), *_not_known(words, rooms)])


def _counted(words: Words, rooms: Rooms) -> Iterable[str]:
    unread = _unread(rooms)
    if len(unread) > 1:
        yield _summed_up(words, unread)
    elif unread:
        name, _, target = unread[0]
        yield count(words, name, target)
    elif any(map(_is_known, rooms)):
        yield common_text(words, "voice_nothing_at_all")


def _summed_up(words: Words, unread: Sequence[Unread]) -> str:
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
    """Return the newest unread messages of all these rooms.

    The rooms of which nothing is known, or whose service fails, are named. Raises
    HomeAssistantError where no service answers.
    """
    unread = _unread(rooms)
    if len(unread) == 1:
        name, _, target = unread[0]
        told = [await async_read(words, name, target, last_too=False)]
    else:
        told = [*_counted(words, rooms), *await _async_newest_of(words, unread)]
    return joined([*told, *_not_known(words, rooms)])


async def _async_newest_of(words: Words, unread: Sequence[Unread]) -> Iterable[str]:
    answers = await gather(*(_async_try(target) for _, _, target in unread))
    found: list[tuple[datetime, str, Received]] = []
    failed: list[str] = []
    for (name, _, _), answer in zip(unread, answers, strict=True):
        if isinstance(answer, HomeAssistantError):
            failed.append(name)
        else:
            found += [(one.message.sent_at, name, one) for one in answer]
    for answer in answers:
        if isinstance(answer, HomeAssistantError) and len(failed) == len(answers):
            raise answer
    newest = sorted(found, key=itemgetter(0))[-MOST_READ:]
    told = [_from(words, one, name) for _, name, one in newest]
    if sum(number for _, number, _ in unread) > len(newest) > 0:
        more = common_text(words, "voice_newest_of_all", read=str(len(newest)))
        told.insert(0, more)
    if failed:
        told.append(common_text(words, "voice_silent", rooms=_some(words, failed)))
    return told


def _unread(rooms: Rooms) -> list[Unread]:
    """Return the rooms with unread messages, those with most of them first."""
    counted = [
        (name, unread, target)
        for name, target in rooms
        if target is not None and (unread := target.state.unread)
    ]
    return sorted(counted, key=lambda one: (-one[1], one[0]))


def _is_known(room: tuple[str, Target | None]) -> bool:
    _, target = room
    return target is not None and target.state.unread is not None


def _not_known(words: Words, rooms: Rooms) -> Iterable[str]:
    if names := sorted(room[0] for room in rooms if not _is_known(room)):
        yield common_text(words, "voice_not_known", rooms=_some(words, names))


def _some(words: Words, names: Sequence[str]) -> str:
    """Return the names of rooms, not all of them where there are many."""
    parts = [*names[:MOST_ROOMS]]
    if rest := len(names) - len(parts):
        parts.append(common_text(words, "voice_others", count=str(rest)))
    return listed(words, parts)


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


async def _async_try(target: Target) -> Sequence[Received] | HomeAssistantError:
    try:
        return await _async_newest_unread(target)
    except HomeAssistantError as err:
        return err


async def _async_last(target: Target) -> Received | None:
    last = target.state.last
    if last is None or last.outdated:
        newest = await async_messages(target.coordinator, target.state, LOOKED_AT)
        there = [one for one in newest if not one.message.deleted]
        last = there[-1] if there else None
    return last
