"""How Hatena Coco puts things into JSON, as in its reference or as in real life."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from .hatena_coco_photos import category_path, profile_path, spot_path
from .hatena_coco_world import CheckIn, Comment, Photo, Rally, Spot, User, World

type StatsForm = Literal["flat", "wrapped"]
type SpotsForm = Literal["object", "list"]
type Problems = Literal["both", "header", "body"]

JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What the reference leaves open, and what a service may do to a client.

    `messy`: the slips of the reference's examples for real, empty things as null,
    numbers as texts and the other way round. `photos_in_lists`: lists show photos and
    coins as the answer to a check-in does; the reference's example does not.
    `own_in_checkins`: the account's own check-ins are among those of its friends.
    `problems`: where a refused signature is explained.
    """

    messy: bool = False
    photos_in_lists: bool = True
    own_in_checkins: bool = False
    stats_form: StatsForm = "flat"
    spots_form: SpotsForm = "object"
    problems: Problems = "both"


class Wire:
    """Puts things into JSON."""

    def __init__(self, world: World, options: Options, media_url: str) -> None:
        """Choose a variant, and where the pictures lie."""
        self._world = world
        self._options = options
        self._media_url = media_url

    # The answers

    def made(self, check_in: CheckIn) -> dict[str, Any]:
        """Return the answer to a check-in."""
        odd = self._is_odd(check_in.id)
        spot = check_in.spot
        answer = {
            "id": str(check_in.id) if odd else check_in.id,
            "created": self._date(check_in.time, odd=odd),
            "spot": {
                "key": spot.key,
                "name": spot.name,
                **self._place(spot, odd=odd),
                "private": self._flag(spot.private, odd=odd),
            },
            "user": self._user(check_in.user, odd=odd),
            "body": check_in.body,
            **self._extras(check_in, odd=odd),
            "can_comment": self._flag(True, odd=odd),
        }
        return {"checkin": answer}

    def check_ins(self, check_ins: Iterable[CheckIn]) -> dict[str, Any]:
        """Return the answer to who asks where somebody was."""
        return {"checkins": [self.check_in(check_in) for check_in in check_ins]}

    def check_in(self, check_in: CheckIn) -> dict[str, Any]:
        """Return a check-in as lists have it."""
        odd = self._is_odd(check_in.id)
        result = {
            "id": check_in.id if odd else str(check_in.id),
            "created": self._date(check_in.time, odd=odd),
            "spot": self.spot(check_in.spot, odd=odd),
            "user": self._user(check_in.user, odd=odd),
            "body": check_in.body or (None if odd else ""),
            "comments": [self._comment(c, odd=odd) for c in check_in.comments]
            or (None if odd else []),
            "can_comment": self._flag(True, odd=odd),
            "rallies": [self._rally(rally, odd=odd) for rally in check_in.rallies]
            or ({} if odd else []),
        }
        if self._options.photos_in_lists:
            result |= self._extras(check_in, odd=odd)
        return result | ({"source": {"name": "mobile"}} if odd else {})

    def spots(self, spots: Iterable[Spot]) -> list[Any] | dict[str, Any]:
        """Return the answer to who asks for spots."""
        found = [self.spot(s, odd=self._is_odd(n)) for n, s in enumerate(spots)]
        return found if self._options.spots_form == "list" else {"spots": found}

    def stats(self, user: User) -> dict[str, Any]:
        """Return somebody's numbers."""
        numbers: dict[str, Any] = self._world.stats(user)
        if self._options.messy:
            numbers = {name: str(value) for name, value in numbers.items()}
        return {"stats": numbers} if self._options.stats_form == "wrapped" else numbers

    # Their parts

    def spot(self, spot: Spot, *, odd: bool = False) -> dict[str, Any]:
        """Return a whole spot."""
        category = None if odd else spot.category
        return {
            "name": spot.name,
            "key": spot.key,
            "owner_hatena_id": spot.owner,
            **self._place(spot, odd=odd),
            "rating": None if odd else str(spot.rating),
            "image_url": self._media(spot_path(spot.key), odd=odd),
            "private": self._flag(spot.private, odd=odd),
            "checkinable_for_friends": self._flag(
                spot.checkinable_for_friends, odd=odd
            ),
            "total_checkin_count": (int if odd else str)(self._world.visits(spot)),
            "primarycategory": category
            and {
                "fullpathname": category.path,
                "icon_url": self._media(category_path(category.id), odd=odd),
                "nodename": category.name,
                "id": str(category.id),
            },
        }

    def _is_odd(self, number: int) -> bool:
        return self._options.messy and number % 2 == 1

    def _place(self, spot: Spot, *, odd: bool) -> dict[str, str | float]:
        form = float if odd else str
        return {"geolat": form(spot.latitude), "geolong": form(spot.longitude)}

    def _user(self, user: User, *, odd: bool) -> dict[str, str | None]:
        return {
            "nickname": user.nickname,
            "profile_icon": self._media(profile_path(user), odd=odd),
            "user_id": user.name,
        }

    def _extras(self, check_in: CheckIn, *, odd: bool) -> dict[str, Any]:
        return {
            "photos": [self._photo(photo, odd=odd) for photo in check_in.photos],
            "cococoins": [
                {"count": str(c.count) if odd else c.count, "reason": c.reason}
                for c in check_in.coins
            ],
        }

    def _photo(self, photo: Photo, *, odd: bool) -> dict[str, str]:
        return {
            "original": self._media(photo.original, odd=odd),
            "decorated": self._media(photo.decorated, odd=odd),
            "decorated_thumbnail": self._media(photo.thumbnail, odd=odd),
        }

    def _comment(self, comment: Comment, *, odd: bool) -> dict[str, Any]:
        return {
            "created": self._date(comment.time, odd=odd),
            "body": comment.body,
            "user": self._user(comment.user, odd=odd),
        }

    def _rally(self, rally: Rally, *, odd: bool) -> dict[str, Any]:
        return {
            "id": str(rally.id) if odd else rally.id,
            "name": rally.name,
            "target_spot_count": str(rally.target) if odd else rally.target,
            "stamped_spot_count": rally.stamped,
        }

    def _flag(self, value: bool, *, odd: bool) -> int | str:
        return str(int(value)) if odd else int(value)

    def _date(self, time: float, *, odd: bool) -> str:
        date = datetime.fromtimestamp(time, JAPAN).isoformat(timespec="seconds")
        return date.replace("+09:00", "+09: 00") if odd else date

    def _media(self, path: str, *, odd: bool) -> str:
        url = f"{self._media_url}{path}"
        return url.replace("://", ": //") if odd else url
