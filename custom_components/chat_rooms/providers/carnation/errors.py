"""What carnation says when it refuses, and the few errors that this stands for.

Nearly everything is status 400 with a short text, which is not always spelt alike.
"""

from difflib import get_close_matches
import re

import orjson

from ..answers import Answer
from ..errors import (
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)

# The statuses whose text has to be read.
BAD_REQUEST, NOT_FOUND = 400, 404
REFUSALS = frozenset({BAD_REQUEST, NOT_FOUND})

LONGEST_TEXT = 200
WORD = re.compile(r"[^\W_]+")
# How alike a text is that is only misspelt.
ALIKE = 0.85


class FileHashConflict(ProtocolError):
    """The user has uploaded the same file before."""


class AlreadyExists(ProtocolError):
    """There is such a user or device already."""


class AddressRefused(ForbiddenError):
    """The storage does not take a signed address: it is too old, or clocks differ."""


class InvalidToken(ForbiddenError):
    """The token is not good for this: it is too old, or never was."""


ERRORS: dict[str, type[ProviderError]] = {
    "invalid token": InvalidToken,
    "token invalid": InvalidToken,
    "access denied": ForbiddenError,
    "permission denied": ForbiddenError,
    "no access grant": ForbiddenError,
    "user not found": NotFoundError,
    "viewer not found": NotFoundError,
    "item not found": NotFoundError,
    "device not found": NotFoundError,
    "no such user": NotFoundError,
    "no such viewer": NotFoundError,
    "no such item": NotFoundError,
    "no such device": NotFoundError,
    "user id invalid": NotFoundError,
    "viewer id invalid": NotFoundError,
    "item id invalid": NotFoundError,
    "file hash conflict": FileHashConflict,
    "specified email already exists": AlreadyExists,
    "deviceid might already exist": AlreadyExists,
    "no such api": UnsupportedError,
}


def raise_refusal(answer: Answer) -> None:
    """Raise the error that an answer stands for, if it does for one.

    Its text holds nothing of carnation's.
    """
    if answer.status in REFUSALS:
        label = f"{answer.label}: status {answer.status}"
        if kind := _kind(_words(answer)):
            raise kind(label)
        # What carnation does not find, it names: this is a call that it lacks.
        if answer.status == NOT_FOUND:
            raise UnsupportedError(label)
    answer.raise_for_status()


def oauth_error(answer: Answer) -> str:
    """Return the code of an error in the words of OAuth, "" if it is none."""
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ""
    code = found.get("error") if isinstance(found, dict) else None
    return code if isinstance(code, str) else ""


def _kind(words: str) -> type[ProviderError] | None:
    for known, kind in ERRORS.items():
        if known in words:
            return kind
    alike = get_close_matches(words, ERRORS, n=1, cutoff=ALIKE)
    return ERRORS[alike[0]] if alike else None


def _words(answer: Answer) -> str:
    text = oauth_error(answer) or answer.body[:LONGEST_TEXT].decode(errors="replace")
    return " ".join(WORD.findall(text.lower()))
