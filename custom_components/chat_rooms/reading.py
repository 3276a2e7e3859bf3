"""Files that a user wants to send, read no further than they can be of use."""

from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from .file_types import is_picture, normalised, type_of_bytes, type_of_name
from .incoming import TooLargeError
from .model import Limits
from .sounds import is_sound, type_to_become

MIB = 1024 * 1024
# What is made smaller, or into something else, is in memory as a whole.
LARGEST_TO_FIT = 64 * MIB
LONGEST_BEGINNING = 64


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as its source gives it.

    A picture has to be turned by `rotation` degrees clockwise unless it tells by
    itself which way is up. With `is_spoken` it is a spoken message.
    """

    name: str
    content_type: str | None
    data: bytes = field(repr=False)
    rotation: int = 0
    is_spoken: bool = False


def largest(
    content_type: str | None, limits: Limits, *, is_spoken: bool = False
) -> int:
    """Return how many bytes of such a file are of use to a room.

    A picture can be made smaller, and a sound that is converted mostly is.
    """
    told = content_type or ""
    to_become = is_spoken or is_sound(told)
    if is_picture(told) or (
        to_become and type_to_become(told, limits, is_spoken=is_spoken) is not None
    ):
        return max(limits.file_size, LARGEST_TO_FIT)
    return limits.file_size


def read(
    path: Path,
    limits: Limits,
    *,
    content_type: str | None = None,
    is_spoken: bool = False,
) -> bytes:
    """Return what is in a file; blocking.

    Raises TooLargeError with its name where a room cannot take it, however it is
    fitted, and OSError where it is no file or cannot be read. It is at most one byte
    longer than it may be.
    """
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise OSError("not a file")
    with path.open("rb") as file:
        beginning = file.read(LONGEST_BEGINNING)
        known = (
            normalised(content_type)
            or type_of_name(path.name)
            or type_of_bytes(beginning)
        )
        limit = largest(known, limits, is_spoken=is_spoken)
        if status.st_size > limit:
            raise TooLargeError(path.name)
        # One byte more tells whether it has grown meanwhile.
        return beginning + file.read(limit + 1 - len(beginning))
