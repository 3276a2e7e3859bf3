"""The folders of the media browser: what they are called in addresses.

ACCOUNT, ACCOUNT/ROOM, then parts that begin with `~`: ~KIND, in it months such as
~2026-11/~120-80, and ~before-80 for what is older. Each part is percent-encoded; the
`~` with which an id may begin is as well, so that it is never taken for a folder.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
import re
from typing import NamedTuple, Self
from urllib.parse import quote, unquote

from homeassistant.util import dt as dt_util

from .providers.errors import NotFoundError

FOLDER = "~"
NEWEST = "newest"
GOES_ON = "on"

# No position has more digits.
_NUMBER = r"\d{1,30}"
_MONTH = r"(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])"
_IN_MONTH = re.compile(
    rf"(?P<before>{_NUMBER}|{NEWEST})-(?P<back_to>{_NUMBER})(?P<goes_on>-{GOES_ON})?",
    re.ASCII,
)
_ALL_OF_MONTH = re.compile(_MONTH, re.ASCII)
_OLDER = re.compile(rf"before-(?P<before>{_NUMBER})(?:-{_MONTH})?", re.ASCII)


class FileKind(StrEnum):
    """What files are sorted by."""

    PICTURES = "pictures"
    VOICE = "voice"
    FILMS = "films"
    FILES = "files"


class Month(NamedTuple):
    """A month in Home Assistant's time zone; `number` counts from 1."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the month of a moment."""
        local = dt_util.as_local(moment)
        return cls(local.year, local.month)


@dataclass(frozen=True, slots=True)
class Older:
    """The messages before a position, as months.

    Those of the month `but` that come first are left out: they are in its own folder.
    """

    before: int
    but: Month | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """Its parts of the identifier."""
        but = f"-{_month_part(self.but)}" if self.but else ""
        return (f"{FOLDER}before-{self.before}{but}",)


@dataclass(frozen=True, slots=True)
class InMonth:
    """The messages of a month before a position (None: up to the newest).

    It reaches back to a position, that one included; where it `goes_on`, so do the
    messages that follow, up to the first one of another month.
    """

    month: Month
    before: int | None
    back_to: int
    goes_on: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """Its parts of the identifier."""
        before = NEWEST if self.before is None else self.before
        end = f"-{GOES_ON}" if self.goes_on else ""
        return (
            f"{FOLDER}{_month_part(self.month)}",
            f"{FOLDER}{before}-{self.back_to}{end}",
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: all accounts, an account, a room, a kind of its files, a piece of it."""

    entry_id: str = ""
    room_id: str = ""
    kind: FileKind | None = None
    piece: Older | InMonth | None = None

    @classmethod
    def from_identifier(cls, identifier: str) -> Self:
        """Read what follows media-source://chat_rooms/, or raise NotFoundError."""
        if not identifier:
            return cls()
        ids, folders = split(identifier)
        if len(ids) > 2 or not all(ids) or (folders and len(ids) < 2):
            raise NotFoundError("this is not a folder")
        place = cls(ids[0], ids[1] if len(ids) > 1 else "")
        if not folders:
            return place
        kind, *parts = folders
        if kind not in FileKind:
            raise NotFoundError("there are no such files")
        piece = _piece(parts) if parts else None
        return replace(place, kind=FileKind(kind), piece=piece)

    @property
    def identifier(self) -> str:
        """What follows media-source://chat_rooms/."""
        ids = filter(None, (self.entry_id, self.room_id))
        kind = () if self.kind is None else (f"{FOLDER}{self.kind}",)
        piece = () if self.piece is None else self.piece.parts
        return "/".join((*map(encoded, ids), *kind, *piece))


def encoded(part: str) -> str:
    """Return an id as a part of an identifier."""
    quoted = quote(part, safe="")
    return quoted.replace(FOLDER, "%7E", 1) if quoted.startswith(FOLDER) else quoted


def split(identifier: str) -> tuple[list[str], list[str]]:
    """Return the ids of an identifier, and the names of the folders below them.

    An account or a room is never a folder, whatever its id begins with.
    """
    parts = identifier.split("/")
    count = 2
    while count < len(parts) and not parts[count].startswith(FOLDER):
        count += 1
    folders = [unquote(part.removeprefix(FOLDER)) for part in parts[count:]]
    return [unquote(part) for part in parts[:count]], folders


def _piece(parts: list[str]) -> Older | InMonth:
    if len(parts) == 1 and (found := _OLDER.fullmatch(parts[0])):
        return Older(int(found["before"]), _month(found) if found["year"] else None)
    if (
        len(parts) == 2
        and (named := _ALL_OF_MONTH.fullmatch(parts[0]))
        and (found := _IN_MONTH.fullmatch(parts[1]))
    ):
        before = None if found["before"] == NEWEST else int(found["before"])
        return InMonth(
            _month(named), before, int(found["back_to"]), bool(found["goes_on"])
        )
    raise NotFoundError("there is no such folder")


def _month(found: re.Match[str]) -> Month:
    return Month(int(found["year"]), int(found["number"]))


def _month_part(month: Month) -> str:
    return f"{month.year:04}-{month.number:02}"
