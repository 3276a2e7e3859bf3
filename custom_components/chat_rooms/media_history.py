"""The files in a room's history, a bounded piece of it at a time, newest first."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import NamedTuple

from .file_types import UNKNOWN_TYPE, is_shown, normalised
from .media_folders import FileKind, InMonth, Month, Older
from .model import Attachment, Message
from .providers.base import Provider, Stretch

# One look reads so much, and no more once it has found so many files.
PAGE = 100
MOST_PAGES = 5
MOST_FILES = 100

KINDS = {
    "audio": FileKind.VOICE,
    "image": FileKind.PICTURES,
    "video": FileKind.FILMS,
}


class File(NamedTuple):
    """An attachment, and the message that it came with."""

    message: Message
    attachment: Attachment


class Look:
    """A look back from a position, or from the newest message.

    There has been a look at all from `position` on, and `is_over` tells whether the
    room has no message before it.
    """

    def __init__(self, provider: Provider, room_id: str, before: int | None) -> None:
        """Read nothing yet."""
        self._provider = provider
        self._room_id = room_id
        self.position = before
        self.is_over = False

    async def messages(self) -> AsyncGenerator[Message]:
        """Yield messages, the newest first; raises ProviderErrors."""
        for _ in range(MOST_PAGES):
            before = self.position
            found = await self._provider.messages_before(self._room_id, before, PAGE)
            page = [m for m in found if before is None or m.position < before]
            for message in sorted(page, key=lambda message: -message.position):
                self.position = message.position
                yield message
            if isinstance(found, Stretch) and (
                self.position is None or found.reached < self.position
            ):
                self.position = found.reached
            elif not page:
                self.is_over = True
                return


def type_of(attachment: Attachment) -> str:
    """Return the content type of an attachment by its usual name."""
    return normalised(attachment.content_type) or UNKNOWN_TYPE


def kind_of(attachment: Attachment) -> FileKind:
    """Return what an attachment is; what a browser does not show is a mere file."""
    content_type = type_of(attachment)
    if not is_shown(content_type):
        return FileKind.FILES
    return KINDS[content_type.partition("/")[0]]


def files_of(message: Message, kind: FileKind | None = None) -> list[File]:
    """Return the files of a message that is still there, those of a kind or all."""
    if message.deleted:
        return []
    return [
        File(message, attachment)
        for attachment in message.attachments
        if kind in (None, kind_of(attachment))
    ]


async def async_months(
    provider: Provider, room_id: str, kind: FileKind, older: Older | None
) -> tuple[list[InMonth], Older | None]:
    """Return the months with files of a kind, and where it goes on, if it does.

    Raises ProviderErrors.
    """
    look = Look(provider, room_id, older.before if older else None)
    but = older.but if older else None
    newest = last = None
    found: dict[Month, InMonth] = {}
    count = 0
    async with aclosing(look.messages()) as messages:
        async for message in messages:
            last = Month.of(message.sent_at)
            if last == but:
                continue
            but = None
            newest = newest or last
            if files := files_of(message, kind):
                if last not in found:
                    # What comes until the newest month is opened belongs in there.
                    is_open = older is None and last == newest
                    before = None if is_open else message.position + 1
                    found[last] = InMonth(last, before, message.position)
                found[last] = replace(found[last], back_to=message.position)
                count += len(files)
            if count >= MOST_FILES:
                break
    months = sorted(found.values(), key=lambda piece: piece.month, reverse=True)
    if look.is_over or look.position is None:
        return months, None
    if last not in found:
        return months, Older(look.position, but)
    # The rest of the month is to be where its beginning is.
    whole = replace(found[last], back_to=look.position, goes_on=True)
    months[months.index(found[last])] = whole
    return months, Older(look.position, last)


async def async_files(
    provider: Provider, room_id: str, kind: FileKind, piece: InMonth
) -> tuple[list[File], InMonth | None]:
    """Return the files of a kind in a month, and where it goes on, if it does.

    Raises ProviderErrors.
    """
    look = Look(provider, room_id, piece.before)
    files: list[File] = []
    async with aclosing(look.messages()) as messages:
        async for message in messages:
            is_in_it = Month.of(message.sent_at) == piece.month
            if message.position < piece.back_to and not (piece.goes_on and is_in_it):
                return files, None
            if is_in_it:
                files += files_of(message, kind)
            if len(files) >= MOST_FILES:
                break
    reached = look.position
    if look.is_over or reached is None:
        return files, None
    if reached <= piece.back_to and not piece.goes_on:
        return files, None
    return files, replace(piece, before=reached, back_to=min(piece.back_to, reached))


async def async_found(
    provider: Provider, room_id: str, before: int | None, wanted: Callable[[File], bool]
) -> list[File]:
    """Return the files that are wanted, as far as one look reaches.

    Raises ProviderErrors.
    """
    look = Look(provider, room_id, before)
    files: list[File] = []
    async with aclosing(look.messages()) as messages:
        async for message in messages:
            files += filter(wanted, files_of(message))
    return files
