"""What Hatena Coco sends, typed and tolerant."""

from dataclasses import dataclass
from datetime import datetime
import re

from mashumaro import DataClassDictMixin

from ..wire import (
    as_date,
    as_id,
    as_name,
    as_text,
    date_or_none,
    flag_or_none,
    list_of,
    now,
    number_or_none,
    one_or_none,
    whole_or_none,
    wire_field,
)

SPACES_AT_COLON = re.compile(r"\s*:\s*")
SPACES = re.compile(r"\s+")


def _straight(value: object) -> str:
    """Return a date without the spaces that its zone is written with at times."""
    return SPACES_AT_COLON.sub(":", as_text(value).strip())


def as_moment(value: object) -> datetime:
    """Return a date, however its zone is written, or now."""
    return as_date(_straight(value))


def moment_or_none(value: object) -> datetime | None:
    """Return a date, however its zone is written, or None."""
    return date_or_none(_straight(value))


def as_address(value: object) -> str:
    """Return an address without the spaces that it is written with at times."""
    return SPACES.sub("", as_text(value))


@dataclass(slots=True, kw_only=True, repr=False)
class RequestToken(DataClassDictMixin):
    """A token that waits for the user's consent."""

    oauth_token: str = wire_field(as_name)
    oauth_token_secret: str = wire_field(as_name)


@dataclass(slots=True, kw_only=True, repr=False)
class AccessToken(DataClassDictMixin):
    """A token that the user has consented to, and whose it is."""

    oauth_token: str = wire_field(as_name)
    oauth_token_secret: str = wire_field(as_name)
    url_name: str = wire_field(as_name)
    display_name: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True)
class WireUser(DataClassDictMixin):
    """Somebody with a Hatena id, as far as it is told; the icon is an address."""

    user_id: str = wire_field(as_text, default="")
    nickname: str = wire_field(as_text, default="")
    profile_icon: str = wire_field(as_address, default="")


@dataclass(slots=True, kw_only=True)
class WireCategory(DataClassDictMixin):
    """What kind of place a spot is."""

    nodename: str = wire_field(as_text, default="")
    fullpathname: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True)
class WireSpot(DataClassDictMixin):
    """A place, in degrees; what is None or empty was not told."""

    key: str = wire_field(as_text, default="")
    name: str = wire_field(as_text, default="")
    geolat: float | None = wire_field(number_or_none, default=None)
    geolong: float | None = wire_field(number_or_none, default=None)
    owner_hatena_id: str = wire_field(as_text, default="")
    rating: float | None = wire_field(number_or_none, default=None)
    private: bool | None = wire_field(flag_or_none, default=None)
    total_checkin_count: int | None = wire_field(whole_or_none, default=None)
    primarycategory: WireCategory | None = wire_field(
        one_or_none(lambda: WireCategory), default=None
    )


@dataclass(slots=True, kw_only=True)
class WirePhoto(DataClassDictMixin):
    """The addresses of a photo, and of the one with Coco's mascot in it."""

    original: str = wire_field(as_address, default="")
    decorated: str = wire_field(as_address, default="")
    decorated_thumbnail: str = wire_field(as_address, default="")


@dataclass(slots=True, kw_only=True)
class WireComment(DataClassDictMixin):
    """What somebody said to a check-in."""

    created: datetime | None = wire_field(moment_or_none, default=None)
    body: str = wire_field(as_text, default="")
    user: WireUser | None = wire_field(one_or_none(lambda: WireUser), default=None)


@dataclass(slots=True, kw_only=True)
class WireRally(DataClassDictMixin):
    """A round of spots, and how many of them have been visited."""

    name: str = wire_field(as_text, default="")
    target_spot_count: int | None = wire_field(whole_or_none, default=None)
    stamped_spot_count: int | None = wire_field(whole_or_none, default=None)


@dataclass(slots=True, kw_only=True)
class WireCoins(DataClassDictMixin):
    """Coins that a check-in brought, and what for."""

    count: int | None = wire_field(whole_or_none, default=None)
    reason: str = wire_field(as_text, default="")


@dataclass(slots=True, kw_only=True)
class WireCheckin(DataClassDictMixin):
    """Somebody's check-in at a spot."""

    id: int = wire_field(as_id)
    created: datetime = wire_field(as_moment, default_factory=now)
    spot: WireSpot | None = wire_field(one_or_none(lambda: WireSpot), default=None)
    user: WireUser | None = wire_field(one_or_none(lambda: WireUser), default=None)
    body: str = wire_field(as_text, default="")
    photos: list[WirePhoto] = wire_field(
        list_of(lambda: WirePhoto), default_factory=list
    )
    comments: list[WireComment] = wire_field(
        list_of(lambda: WireComment), default_factory=list
    )
    rallies: list[WireRally] = wire_field(
        list_of(lambda: WireRally), default_factory=list
    )
    cococoins: list[WireCoins] = wire_field(
        list_of(lambda: WireCoins), default_factory=list
    )
    can_comment: bool | None = wire_field(flag_or_none, default=None)


@dataclass(slots=True, kw_only=True)
class WireStats(DataClassDictMixin):
    """How much somebody has been around; the distance as the service counts it."""

    travel_distance_of_this_week: float | None = wire_field(
        number_or_none, default=None
    )
    cocohere_count: int | None = wire_field(whole_or_none, default=None)
    cococoin_count: int | None = wire_field(whole_or_none, default=None)
    visited_cocospot_count: int | None = wire_field(whole_or_none, default=None)
    created_cocospot_count: int | None = wire_field(whole_or_none, default=None)
