"""Where friends were last seen, remembered over restarts."""

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any

from ...model import Location, Member, Whereabouts
from ..wire import as_text, date_or_none, now, number_or_none, whole_or_none
from .models import WireCheckin
from .translate import to_location, to_member

# What is remembered: each friend's newest check-in at a place, by the friend's id.
FRIENDS = "friends"

# Who checks in later than that tells where they were, and not where they are.
LATE = timedelta(minutes=5)


class Friends:
    """The friends of one account."""

    def __init__(self, memory: MutableMapping[str, Any]) -> None:
        """Take what is remembered."""
        self._memory = memory

    def learn(self, checkins: Iterable[WireCheckin]) -> None:
        """Take check-ins, in any order; only what is news is stored."""
        before = self._stored
        friends = dict(before)
        for checkin in sorted(checkins, key=lambda checkin: checkin.id):
            friend = to_member(checkin.user)
            location = to_location(checkin.spot)
            if not friend.id or checkin.spot is None or location is None:
                continue
            known = _record(friends.get(friend.id))
            last = whole_or_none(known.get("message_id")) or 0
            known_since = _moment(known)
            # Nobody is somewhere in the future, whatever the service's clock says.
            seen_at = min(checkin.created, now())
            if checkin.id == last and known_since:
                # Where the service gives no date that can be read, the first counts.
                seen_at = known_since
            is_late = known_since is not None and seen_at < known_since - LATE
            is_forgotten = checkin.id == last and known_since is None
            if checkin.id < last or is_late or is_forgotten:
                continue
            friends[friend.id] = {
                "name": friend.name,
                "message_id": str(checkin.id),
                "seen_at": seen_at.isoformat(),
                "latitude": location.latitude,
                "longitude": location.longitude,
                "spot": checkin.spot.key,
                "spot_name": checkin.spot.name,
            }
        if friends != before:
            self._memory[FRIENDS] = friends

    def forget(self, friend_id: str) -> None:
        """Know nothing of a friend until the next check-in."""
        last = _record(self._stored.get(friend_id)).get("message_id")
        self._memory[FRIENDS] = {**self._stored, friend_id: {"message_id": last}}

    @property
    def whereabouts(self) -> tuple[Whereabouts, ...]:
        """Where each of them was last seen."""
        found = (_whereabouts(id_, value) for id_, value in self._stored.items())
        return tuple(filter(None, found))

    @property
    def _stored(self) -> Mapping[str, Any]:
        return _record(self._memory.get(FRIENDS))


def _whereabouts(friend_id: str, value: object) -> Whereabouts | None:
    record = _record(value)
    latitude = number_or_none(record.get("latitude"))
    longitude = number_or_none(record.get("longitude"))
    seen_at = _moment(record)
    if latitude is None or longitude is None or seen_at is None:
        return None
    spot_name = as_text(record.get("spot_name"))
    return Whereabouts(
        member=Member(id=friend_id, name=as_text(record.get("name")) or friend_id),
        location=Location(latitude=latitude, longitude=longitude, name=spot_name),
        seen_at=seen_at,
        detail={
            "spot": as_text(record.get("spot")),
            "message_id": as_text(record.get("message_id")),
        },
    )


def _record(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _moment(record: Mapping[str, Any]) -> datetime | None:
    return date_or_none(record.get("seen_at"))
