"""What Hatena Coco insists on in a request, beside its signature."""

import math
import re

from .hatena_coco_oauth import FORM, without_oauth
from .hatena_coco_photos import kind_of
from .hatena_coco_signature import query_pairs
from .recording import Call, Pairs, Upload

MULTIPART = "multipart/form-data"
PAGE_LENGTH = 25
LONGEST_PAGE = 50
LAST_PAGE = 50
_DEGREES = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class Refusal(Exception):
    """A request that gets an error for an answer."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        """Remember what to answer."""
        super().__init__(reason)
        self.status = status
        self.headers = headers


def bad_request(reason: str) -> Refusal:
    """Return the refusal of an ill-formed request."""
    return Refusal(400, reason)


class Parameters:
    """The parameters of a request that are not OAuth's, from one of the two places."""

    def __init__(self, pairs: Pairs) -> None:
        """Refuse what is given twice, and what is not in UTF-8."""
        self._values = dict(without_oauth(pairs))
        if len(self._values) != len(without_oauth(pairs)):
            raise bad_request("a parameter was given twice")
        if any("\ufffd" in value for value in self._values.values()):
            raise bad_request("a parameter is not in UTF-8")

    @property
    def pairs(self) -> Pairs:
        """Return them all."""
        return list(self._values.items())

    def unknown(self, *names: str) -> list[str]:
        """Return the parameters with other names than these."""
        return [name for name in self._values if name not in names]

    def optional(self, name: str) -> str:
        """Return a parameter, or the empty text without it."""
        return self._values.get(name, "")

    def required(self, name: str) -> str:
        """Return a parameter that may not be absent or empty."""
        if not (value := self._values.get(name)):
            raise bad_request(f"{name} is missing")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Return a parameter that is a number within limits."""
        value = self._values.get(name, str(default))
        if not (value.isascii() and value.isdecimal() and len(value) < 9):
            raise bad_request(f"{name} is not a number: {value!r}")
        if not least <= int(value) <= most:
            raise bad_request(f"{name} is not between {least} and {most}: {value}")
        return int(value)

    def page(self) -> slice:
        """Return which part of a list is asked for."""
        length = self.number("l", PAGE_LENGTH, 1, LONGEST_PAGE)
        start = self.number("page", 0, 0, LAST_PAGE) * length
        return slice(start, start + length)

    def flag(self, name: str) -> bool:
        """Return a parameter that is 0 or 1."""
        return bool(self.number(name, 0, 0, 1))

    def degrees(self, name: str, most: float) -> float:
        """Return a parameter that is an angle."""
        value = self.required(name)
        if not _DEGREES.fullmatch(value) or not math.fabs(float(value)) <= most:
            raise bad_request(f"{name} is no angle in degrees: {value!r}")
        return float(value)


def query_of(call: Call) -> Parameters:
    """Return the parameters in the query; they have to be in UTF-8."""
    try:
        return Parameters(query_pairs(call.url))
    except ValueError:
        raise bad_request("the query is ill-formed") from None


def form_of(call: Call) -> Parameters:
    """Return the parameters in the body, which has to be a form."""
    if call.content_type not in (FORM, MULTIPART):
        raise bad_request(f"{call.content_type!r} is not the type of a form")
    return Parameters(call.fields)


def check_photos(uploads: list[Upload]) -> list[bytes]:
    """Refuse anything but pictures in fields named photos."""
    for upload in uploads:
        if upload.name != "photos":
            raise bad_request(f"there is no file named {upload.name!r}")
        if not upload.filename:
            raise bad_request("a photo has no file name")
        if not (kind := kind_of(upload.data)):
            raise bad_request(f"{upload.filename!r} is not a picture")
        if upload.content_type != kind[1]:
            raise bad_request(f"{upload.content_type!r} is not what the photo is")
    return [upload.data for upload in uploads]
