"""What comes over the wire, read so that nothing in it breaks anything.

Fields nobody knows are ignored, values nobody knows pass through as they are, and
what is null, missing or of another type becomes the empty value of its field.
Only what a thing cannot be without makes it unreadable: then `parse` raises a
ProtocolError, and a list goes on without it.

The converters that raise ValueError are for what a thing cannot be without.
"""

from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime
import logging
from math import isfinite
from typing import Any

from mashumaro import DataClassDictMixin, field_options

from .errors import ProtocolError

_LOGGER = logging.getLogger(__name__)

# Some servers write the year 1 where they have no date.
FIRST_YEAR = 1971
LAST_YEAR = 9998
# Beyond what JSON and databases hold, no server counts its messages.
TOO_LARGE = 10**18

FLAGS = {
    "1": True,
    "true": True,
    "yes": True,
    "0": False,
    "false": False,
    "no": False,
}


def parse[T: DataClassDictMixin](model: type[T], value: object) -> T:
    """Return an object of the wire, or raise ProtocolError."""
    if isinstance(value, dict):
        try:
            return model.from_dict(value)
        except LookupError, TypeError, ValueError, RecursionError:
            pass
    raise ProtocolError(f"not a {model.__name__}")


def parse_list[T: DataClassDictMixin](model: type[T], value: object) -> list[T]:
    """Return the readable ones of a list; raise ProtocolError if it is none."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ProtocolError(f"not a list of {model.__name__}")
    found = []
    for item in value:
        try:
            found.append(parse(model, item))
        except ProtocolError:
            _LOGGER.debug("Skipped an unreadable %s", model.__name__)
    return found


def wire_field(
    convert: Callable[[object], object], alias: str | None = None, **options: Any
) -> Any:
    """Return a dataclass field that is read with a converter.

    `alias` is its name on the wire, where that is another; the rest goes to
    `dataclasses.field`.
    """
    return field(metadata=field_options(deserialize=convert, alias=alias), **options)


def as_text(value: object) -> str:
    """Return a text, or a number as text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else ""


def text_or_none(value: object) -> str | None:
    """Return a text, which may be empty, or None where there is none."""
    return value if isinstance(value, str) else None


def as_name(value: object) -> str:
    """Return a text that is not empty, or raise ValueError."""
    if found := as_text(value):
        return found
    raise ValueError


def as_whole(value: object) -> int:
    """Return a whole number, or raise ValueError."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError


def as_id(value: object) -> int:
    """Return an id that counts from 1, or raise ValueError."""
    if 0 < (number := as_whole(value)) < TOO_LARGE:
        return number
    raise ValueError


def whole_or_none(value: object) -> int | None:
    """Return a whole number, or None."""
    try:
        return as_whole(value)
    except ValueError:
        return None


def number_or_none(value: object) -> float | None:
    """Return a finite number, or None."""
    try:
        number = float(value) if isinstance(value, int | float | str) else None
    except ValueError, OverflowError:
        return None
    return number if number is not None and isfinite(number) else None


def bool_or_none(value: object) -> bool | None:
    """Return true or false, or None for anything else."""
    return value if isinstance(value, bool) else None


def flag_or_none(value: object) -> bool | None:
    """Return true or false, however it is written, or None."""
    return value if isinstance(value, bool) else FLAGS.get(as_text(value).lower())


def as_flag(value: object) -> bool:
    """Return true or false, however it is written; anything else is false."""
    return flag_or_none(value) or False


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def as_date(value: object) -> datetime:
    """Return a date in UTC, or now: that keeps the message, and is nearly right."""
    return date_or_none(value) or now()


def date_or_none(value: object) -> datetime | None:
    """Return a date in UTC, None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def one_or_none[T: DataClassDictMixin](
    model: Callable[[], type[T]],
) -> Callable[[object], T | None]:
    """Return a converter to a model that is named later; None if unreadable."""

    def convert(value: object) -> T | None:
        try:
            return parse(model(), value)
        except ProtocolError:
            return None

    return convert


def list_or_none[T: DataClassDictMixin](
    model: Callable[[], type[T]],
) -> Callable[[object], list[T] | None]:
    """Return a converter to a list of a model; None if it is no list."""

    def convert(value: object) -> list[T] | None:
        return parse_list(model(), value) if isinstance(value, list) else None

    return convert


def list_of[T: DataClassDictMixin](
    model: Callable[[], type[T]],
) -> Callable[[object], list[T]]:
    """Return a converter to a list of a model; empty if it is no list."""
    convert = list_or_none(model)
    return lambda value: convert(value) or []


def texts(value: object) -> list[str]:
    """Return the texts of a list; none if it is no list."""
    found = value if isinstance(value, list) else ()
    return [item for item in found if isinstance(item, str)]


def map_of[T](
    convert: Callable[[object], T | None],
) -> Callable[[object], dict[str, T]]:
    """Return a converter to a map of what can be read; empty if it is no map."""

    def convert_all(value: object) -> dict[str, T]:
        if not isinstance(value, dict):
            return {}
        found = {str(key): convert(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None}

    return convert_all
