"""What carnation answers, typed and tolerant.

Times are whole unix seconds as they came, however wrong they are, and None where
there is none. Whoever's credentials are in an answer: they are not read. Nothing
here shows what it holds when it is printed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, override

from mashumaro import DataClassDictMixin

from ..errors import ProtocolError
from ..wire import (
    as_flag,
    as_id,
    as_name,
    as_text,
    list_of,
    number_or_none,
    parse_list,
    whole_or_none,
    wire_field,
)

# Nothing that carnation counts reaches this, neither ids nor seconds.
TOO_LARGE = 10**12


class ItemStatus(IntEnum):
    """The states of an item; it is initiated until its derivatives are made."""

    INITIATED = 0
    ACTIVE = 1
    DELETED = 2


def as_small_id(value: object) -> int:
    """Return an id that leaves room for other positions, or raise ValueError."""
    if (found := as_id(value)) < TOO_LARGE:
        return found
    raise ValueError


def _id_or_none(value: object) -> int | None:
    try:
        return as_small_id(value)
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    found = whole_or_none(value)
    return found if found is not None and abs(found) < TOO_LARGE else None


def _number(value: object) -> int:
    return _whole(value) or 0


def ids(value: object) -> list[int]:
    """Return the ids of a list, which may hold objects that have one."""
    found = value if isinstance(value, list) else ()
    each = (item.get("id") if isinstance(item, dict) else item for item in found)
    return [number for item in each if (number := _id_or_none(item)) is not None]


def _page_of[T: DataClassDictMixin](
    model: Callable[[], type[T]],
) -> Callable[[object], list[T]]:
    def convert(value: object) -> list[T]:
        try:
            return parse_list(model(), value)
        except ProtocolError:
            raise ValueError from None

    return convert


@dataclass(slots=True, kw_only=True, repr=False)
class Token(DataClassDictMixin):
    """The answer to the calls of 1.2 and 1.3; `expires_in` in seconds."""

    access_token: str = wire_field(as_name)
    refresh_token: str = wire_field(as_text, default="")
    user_id: int | None = wire_field(_id_or_none, default=None)
    viewer_id: int | None = wire_field(_id_or_none, default=None)
    expires_in: float | None = wire_field(number_or_none, default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class WireGroup(DataClassDictMixin):
    """A family: `user_id` is whose group it is."""

    id: int = wire_field(as_small_id)
    name: str = wire_field(as_text, default="")
    user_id: int | None = wire_field(_id_or_none, default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class WireViewer(DataClassDictMixin):
    """A television; `user_id` is whose it is, `timezone` in hours before UTC."""

    id: int = wire_field(as_small_id)
    name: str = wire_field(as_text, default="")
    user_id: int | None = wire_field(_id_or_none, default=None)
    timezone: float | None = wire_field(number_or_none, default=None)
    belong_to_groups: list[WireGroup] = wire_field(
        list_of(lambda: WireGroup), default_factory=list
    )


@dataclass(slots=True, kw_only=True, repr=False)
class WireUser(DataClassDictMixin):
    """A user with the own viewers and groups; `timezone` in hours before UTC."""

    id: int = wire_field(as_small_id)
    name: str = wire_field(as_text, default="")
    email: str = wire_field(as_text, default="")
    timezone: float | None = wire_field(number_or_none, default=None)
    viewers: list[WireViewer] = wire_field(
        list_of(lambda: WireViewer), default_factory=list
    )
    groups: list[WireGroup] = wire_field(
        list_of(lambda: WireGroup), default_factory=list
    )
    belong_to_groups: list[WireGroup] = wire_field(
        list_of(lambda: WireGroup), default_factory=list
    )


@dataclass(slots=True, kw_only=True, repr=False)
class NewUser(DataClassDictMixin):
    """A user that was made, changed or deleted."""

    id: int = wire_field(as_small_id)
    name: str = wire_field(as_text, default="")
    email: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True, repr=False)
class UserId(DataClassDictMixin):
    """Who has an e-mail address."""

    user_id: int = wire_field(as_small_id)


@dataclass(slots=True, kw_only=True, repr=False)
class ViewerUser(DataClassDictMixin):
    """A user whose album a viewer may see."""

    user_id: int = wire_field(as_small_id)
    name: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True, repr=False)
class ViewerUsers(DataClassDictMixin):
    """All users whose albums a viewer may see."""

    viewer_id: int | None = wire_field(_id_or_none, default=None)
    users: list[ViewerUser] = wire_field(_page_of(lambda: ViewerUser))


@dataclass(slots=True, kw_only=True, repr=False)
class WireLike(DataClassDictMixin):
    """How often a viewer has liked an item."""

    viewer_id: int = wire_field(as_small_id)
    count: int = wire_field(_number, default=0)


@dataclass(slots=True, kw_only=True, repr=False)
class WireDerivative(DataClassDictMixin):
    """A smaller picture of an item: "medium" (1) or "thumbnail" (2)."""

    index: int = wire_field(_number, default=0)
    name: str = wire_field(as_text, default="")
    extension: str = wire_field(as_text, default="")
    width: int | None = wire_field(_whole, default=None)
    height: int | None = wire_field(_whole, default=None)
    filesize: int | None = wire_field(_whole, default=None)
    mime_type: str = wire_field(as_text, default="")
    url: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True, repr=False)
class WireItem(DataClassDictMixin):
    """A picture or a film.

    `width` and `height` in pixels, `duration` in seconds, `filesize` in bytes;
    `rotation` in degrees is what the original needs to be shown. `url` is signed
    and good for eight hours, "" where there is none.
    """

    id: int = wire_field(as_small_id)
    user_id: int | None = wire_field(_id_or_none, default=None)
    extension: str = wire_field(as_text, default="")
    status: int | None = wire_field(_whole, default=None)
    title: str = wire_field(as_text, default="")
    description: str = wire_field(as_text, default="")
    width: int | None = wire_field(_whole, default=None)
    height: int | None = wire_field(_whole, default=None)
    duration: float | None = wire_field(number_or_none, default=None)
    filesize: int | None = wire_field(_whole, default=None)
    valid_after: int | None = wire_field(_whole, default=None)
    created_at: int | None = wire_field(_whole, default=None)
    updated_at: int | None = wire_field(_whole, default=None)
    mime_type: str = wire_field(as_text, default="")
    file_hash: str = wire_field(as_text, default="")
    file_info: str = wire_field(as_text, default="")
    timezone: float | None = wire_field(number_or_none, default=None)
    shot_at: int | None = wire_field(_whole, default=None)
    rotation: int = wire_field(_number, default=0)
    url: str = wire_field(as_text, default="")
    liked_by: list[WireLike] = wire_field(
        list_of(lambda: WireLike), default_factory=list
    )
    derivatives: list[WireDerivative] = wire_field(
        list_of(lambda: WireDerivative), default_factory=list
    )


@dataclass(slots=True, kw_only=True, repr=False)
class ItemPage(DataClassDictMixin):
    """Some items of a user."""

    user_id: int | None = wire_field(_id_or_none, default=None)
    items: list[WireItem] = wire_field(_page_of(lambda: WireItem))


@dataclass(slots=True, kw_only=True, repr=False)
class ItemSummary(DataClassDictMixin):
    """What `output=summary` tells of an item; `file_hash` is SHA-1 in hex."""

    id: int = wire_field(as_small_id)
    status: int | None = wire_field(_whole, default=None)
    file_hash: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True, repr=False)
class Initiated(DataClassDictMixin):
    """An item whose file may now be put to `url`, which is "" where it is missing."""

    item_id: int = wire_field(as_small_id)
    status: int | None = wire_field(_whole, default=None)
    url: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True)
class ItemState(DataClassDictMixin):
    """The state of an item after a call."""

    id: int = wire_field(as_small_id)
    status: int | None = wire_field(_whole, default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class WireEvent(DataClassDictMixin):
    """What has happened to a user's items; `event_type` 0 is system, 1 a like."""

    id: int = wire_field(as_small_id)
    created_at: int | None = wire_field(_whole, default=None)
    updated_at: int | None = wire_field(_whole, default=None)
    event_type: int | None = wire_field(_whole, default=None)
    viewer_id: int | None = wire_field(_id_or_none, default=None)
    read: bool = wire_field(as_flag, default=False)
    retrieved: bool = wire_field(as_flag, default=False)
    viewer_name: str = wire_field(as_text, default="")
    item_ids: list[int] = wire_field(ids, default_factory=list)


@dataclass(slots=True, kw_only=True, repr=False)
class EventPage(DataClassDictMixin):
    """Some events of a user; `new_count` are all that are not yet retrieved."""

    user_id: int | None = wire_field(_id_or_none, default=None)
    new_count: int = wire_field(_number, default=0)
    max_retrieved_id: int = wire_field(_number, default=0)
    events: list[WireEvent] = wire_field(_page_of(lambda: WireEvent))


def _ids_or_all(value: object) -> list[int] | None:
    if value == "all":
        return None
    if isinstance(value, str):
        value = value.split(",")
    return ids(value if isinstance(value, list) else [value])


@dataclass(slots=True, kw_only=True)
class Marked(DataClassDictMixin):
    """Which events a call has marked, None for all."""

    user_id: int | None = wire_field(_id_or_none, default=None)
    ids: list[int] | None = wire_field(_ids_or_all, default_factory=list)

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Find the ids, which each call names in another way."""
        for name in ("events", "event", "event_id"):
            if d.get(name) is not None:
                return {**d, "ids": d[name]}
        return d


@dataclass(slots=True, kw_only=True, repr=False)
class WireDevice(DataClassDictMixin):
    """A device that gets push notifications: 1 iOS, 2 Android, 3 Windows."""

    deviceid: str = wire_field(as_name)
    devicetype: int | None = wire_field(_whole, default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class Devices(DataClassDictMixin):
    """All devices of a user."""

    devices: list[WireDevice] = wire_field(_page_of(lambda: WireDevice))


@dataclass(slots=True, kw_only=True)
class Liked(DataClassDictMixin):
    """How often a viewer has liked an item by now."""

    viewer_id: int | None = wire_field(_id_or_none, default=None)
    item_id: int | None = wire_field(_id_or_none, default=None)
    count: int = wire_field(_number, default=0)
    updated_at: int | None = wire_field(_whole, default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class UploadUrl(DataClassDictMixin):
    """Where a file may be put that is no item; `url` is "" where it is missing."""

    path: str = wire_field(as_text, default="")
    url: str = wire_field(as_text, default="")
