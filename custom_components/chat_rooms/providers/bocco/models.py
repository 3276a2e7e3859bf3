"""What BOCCO sends, typed and tolerant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mashumaro import DataClassDictMixin, field_options

from ..wire import (
    as_date,
    as_id,
    as_name,
    as_text,
    bool_or_none,
    list_or_none,
    now,
    number_or_none,
    one_or_none,
    parse,
    whole_or_none,
    wire_field,
)


@dataclass(slots=True, kw_only=True)
class Session(DataClassDictMixin):
    """The answer to Signin; it may lack the uuid."""

    access_token: str = wire_field(as_name, repr=False)
    uuid: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True)
class User(DataClassDictMixin):
    """A human, a BOCCO or a sensor; `icon` is an address, "" where there is none."""

    uuid: str = wire_field(as_name)
    user_type: str = wire_field(as_text, default="")
    nickname: str = wire_field(as_text, default="")
    icon: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True)
class JoinedMember(DataClassDictMixin):
    """A user in a room; `read_id` is the newest message that the user has read."""

    user: User = wire_field(lambda value: parse(User, value))
    read_id: int | None = wire_field(whole_or_none, default=None)


@dataclass(slots=True, kw_only=True)
class Detail(DataClassDictMixin):
    """What a system message is about."""

    joined_user: User | None = wire_field(one_or_none(lambda: User), default=None)


@dataclass(slots=True, kw_only=True)
class WireMessage(DataClassDictMixin):
    """A message; the answer to a post that is known already has only some fields."""

    id: int = wire_field(as_id)
    unique_id: str = wire_field(as_text, default="")
    date: datetime = wire_field(as_date, default_factory=now)
    media: str = wire_field(as_text, default="")
    message_type: str = wire_field(as_text, default="")
    user: User | None = wire_field(one_or_none(lambda: User), default=None)
    sender: str = wire_field(as_text, default="")
    text: str = wire_field(as_text, default="")
    audio: str = wire_field(as_text, default="")
    image: str = wire_field(as_text, default="")
    detail: Detail | None = wire_field(one_or_none(lambda: Detail), default=None)
    dictated: bool | None = wire_field(bool_or_none, default=None)


@dataclass(slots=True, kw_only=True)
class JoinedRoom(DataClassDictMixin):
    """A room with its newest messages; a list is None where BOCCO sent none.

    `background_image` is an address, and the only picture that a room has.
    """

    uuid: str = wire_field(as_name)
    name: str = wire_field(as_text, default="")
    background_image: str = wire_field(as_text, default="")
    members: list[JoinedMember] | None = wire_field(
        list_or_none(lambda: JoinedMember), default=None
    )
    messages: list[WireMessage] | None = wire_field(
        list_or_none(lambda: WireMessage), default=None
    )
    sensors: list[User] | None = wire_field(list_or_none(lambda: User), default=None)


@dataclass(slots=True, kw_only=True)
class Event(DataClassDictMixin):
    """News of a room; which model the body is depends on `event`."""

    event: str = wire_field(as_name)
    body: Mapping[str, Any] = field(metadata=field_options(deserialize=lambda v: v))


@dataclass(slots=True, kw_only=True)
class Environment(DataClassDictMixin):
    """What a room sensor measured: °C, % relative humidity and lux."""

    created_at: datetime = wire_field(as_date, default_factory=now)
    temperature: float | None = wire_field(number_or_none, default=None)
    humidity: float | None = wire_field(number_or_none, default=None)
    illuminance: float | None = wire_field(number_or_none, default=None)
