"""What BOCCO sends, typed and tolerant.

Fields nobody knows are ignored, values nobody knows pass through as they are, and
what is null, missing or of another type becomes the empty value of its field.
Only what a thing cannot be without makes it unreadable: then `parse` raises a
ProtocolError, and a list goes on without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
import logging
from math import isfinite
from typing import Any

from mashumaro import DataClassDictMixin, field_options

from ..base import ProtocolError

_LOGGER = logging.getLogger(__name__)

# BOCCO's server writes the year 1 where it has no date.
FIRST_YEAR = 1971
LAST_YEAR = 9998
# Beyond what JSON and databases hold, no server counts its messages.
TOO_LARGE = 10**18


def parse[T: DataClassDictMixin](model: type[T], value: object) -> T:
    """Return an object of the wire, or raise ProtocolError."""
    if isinstance(value, dict):
        try:
            return model.from_dict(value)
        except LookupError, TypeError, ValueError:
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


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else ""


def _name(value: object) -> str:
    if text := _text(value):
        return text
    raise ValueError


def _whole(value: object) -> int:
    if isinstance(value, int | str) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError


def _id(value: object) -> int:
    if 0 < (number := _whole(value)) < TOO_LARGE:
        return number
    raise ValueError


def _whole_or_none(value: object) -> int | None:
    try:
        return _whole(value)
    except ValueError:
        return None


def _number_or_none(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) else None
    except ValueError, OverflowError:
        return None
    return number if number is not None and isfinite(number) else None


def _bool_or_none(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _now() -> datetime:
    return datetime.now(UTC)


def _date(value: object) -> datetime:
    """Return a date in UTC, or now: that keeps the message, and is nearly right."""
    if isinstance(value, str):
        try:
            date = datetime.fromisoformat(value)
        except ValueError:
            return _now()
        if FIRST_YEAR <= date.year <= LAST_YEAR:
            return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    return _now()


def _one_or_none[T: DataClassDictMixin](
    model: Callable[[], type[T]],
) -> Callable[[object], T | None]:
    def one_or_none(value: object) -> T | None:
        try:
            return parse(model(), value)
        except ProtocolError:
            return None

    return one_or_none


def _list_or_none[T: DataClassDictMixin](
    model: Callable[[], type[T]],
) -> Callable[[object], list[T] | None]:
    def list_or_none(value: object) -> list[T] | None:
        return parse_list(model(), value) if isinstance(value, list) else None

    return list_or_none


def _field(convert: Callable[[object], object], **default: Any) -> Any:
    return field(metadata=field_options(deserialize=convert), **default)


@dataclass(slots=True, kw_only=True)
class Session(DataClassDictMixin):
    """The answer to Signin; it may lack the uuid."""

    access_token: str = _field(_name, repr=False)
    uuid: str = _field(_text, default="")


@dataclass(slots=True, kw_only=True)
class User(DataClassDictMixin):
    """A human, a BOCCO or a sensor."""

    uuid: str = _field(_name)
    user_type: str = _field(_text, default="")
    nickname: str = _field(_text, default="")


@dataclass(slots=True, kw_only=True)
class JoinedMember(DataClassDictMixin):
    """A user in a room; `read_id` is the newest message that the user has read."""

    user: User = _field(lambda value: parse(User, value))
    read_id: int | None = _field(_whole_or_none, default=None)


@dataclass(slots=True, kw_only=True)
class Detail(DataClassDictMixin):
    """What a system message is about."""

    joined_user: User | None = _field(_one_or_none(lambda: User), default=None)


@dataclass(slots=True, kw_only=True)
class WireMessage(DataClassDictMixin):
    """A message; the answer to a post that is known already has only some fields."""

    id: int = _field(_id)
    unique_id: str = _field(_text, default="")
    date: datetime = _field(_date, default_factory=_now)
    media: str = _field(_text, default="")
    message_type: str = _field(_text, default="")
    user: User | None = _field(_one_or_none(lambda: User), default=None)
    sender: str = _field(_text, default="")
    text: str = _field(_text, default="")
    audio: str = _field(_text, default="")
    image: str = _field(_text, default="")
    detail: Detail | None = _field(_one_or_none(lambda: Detail), default=None)
    dictated: bool | None = _field(_bool_or_none, default=None)


@dataclass(slots=True, kw_only=True)
class JoinedRoom(DataClassDictMixin):
    """A room with its newest messages; a list is None where BOCCO sent none."""

    uuid: str = _field(_name)
    name: str = _field(_text, default="")
    members: list[JoinedMember] | None = _field(
        _list_or_none(lambda: JoinedMember), default=None
    )
    messages: list[WireMessage] | None = _field(
        _list_or_none(lambda: WireMessage), default=None
    )
    sensors: list[User] | None = _field(_list_or_none(lambda: User), default=None)


@dataclass(slots=True, kw_only=True)
class Event(DataClassDictMixin):
    """News of a room; which model the body is depends on `event`."""

    event: str = _field(_name)
    body: Mapping[str, Any] = field(metadata=field_options(deserialize=lambda v: v))


@dataclass(slots=True, kw_only=True)
class Environment(DataClassDictMixin):
    """What a room sensor measured: °C, % relative humidity and lux."""

    created_at: datetime = _field(_date, default_factory=_now)
    temperature: float | None = _field(_number_or_none, default=None)
    humidity: float | None = _field(_number_or_none, default=None)
    illuminance: float | None = _field(_number_or_none, default=None)
