"""The rooms of an account: two lists of check-ins, and a room for each spot."""

from collections.abc import Mapping, Sequence

from ...model import Feature, Limits, Member, Message, Room
from ..base import Provider
from ..errors import NotFoundError
from ..http import MIB
from ..wire import as_text
from .client import CocoClient
from .models import WireCheckin
from .timeline import Timeline, Wanted
from .translate import to_message

FRIENDS = "friends"
OWN = "own"

NAMES = {
    "en": {FRIENDS: "Friends' check-ins", OWN: "My check-ins"},
    "ja": {FRIENDS: "ともだちのイマココ", OWN: "自分のイマココ"},
}

FEATURES = Feature.MARK_AS_READ | Feature.OWN_READ_MARK | Feature.PICTURES
FEATURES_OF_FRIENDS = FEATURES | Feature.WHEREABOUTS
FEATURES_OF_SPOT = FEATURES | Feature.SEND
READ_ONLY = Limits(text_length=0)
LIMITS_OF_SPOT = Limits(
    text_length=9_999,
    file_size=20 * MIB,
    content_types=frozenset({"image/jpeg", "image/png", "image/gif"}),
)


class RoomBook:
    """What is known of an account's rooms."""

    def __init__(
        self, client: CocoClient, own: Member, spots: object, language: str
    ) -> None:
        """Take the account's own user and the spots that the user has set up."""
        self.friends = Timeline(lambda page: client.checkins(page=page))
        self.own = Timeline(lambda page: client.history(own.id, page=page))
        self._own = own
        names = NAMES.get(language.partition("-")[0], NAMES["en"])
        named = _spots(spots)
        self._spots = {Provider.spot_room_id(key): key for key in named}
        self._names = names | dict(zip(self._spots, named.values(), strict=True))

    def spot_of(self, room_id: str) -> str | None:
        """Return the key of the spot that a room is for, None if it is for none."""
        return self._spots.get(room_id)

    def rooms(self) -> tuple[Room, ...]:
        """Return all rooms, as they were when their lists were last read."""
        return tuple(self._room(room_id) for room_id in self._names)

    def of_friends(self) -> Sequence[WireCheckin]:
        """Return what is known of friends' check-ins, newest first."""
        return [
            checkin for checkin in self.friends.known if self._is_of_friend(checkin)
        ]

    def source(self, room_id: str) -> tuple[Timeline, Wanted]:
        """Return the list that a room's check-ins are in, and which of it they are."""
        if room_id == FRIENDS:
            return self.friends, self._is_of_friend
        if room_id == OWN:
            return self.own, self.is_own
        if (key := self.spot_of(room_id)) is None:
            raise NotFoundError("there is no such room")
        return self.own, lambda checkin: self.is_own(checkin) and _is_at(key, checkin)

    def message(self, room_id: str, checkin: WireCheckin) -> Message:
        """Return a check-in as a message of a room."""
        own = None if room_id == FRIENDS else self._own
        return to_message(room_id, checkin, own)

    def is_own(self, checkin: WireCheckin) -> bool:
        """Tell whether a check-in of the own list is the own user's indeed."""
        return _whose(checkin) in ("", self._own.id.casefold())

    def _is_of_friend(self, checkin: WireCheckin) -> bool:
        return _whose(checkin) != self._own.id.casefold()

    def _room(self, room_id: str) -> Room:
        timeline, shows = self.source(room_id)
        last = next(filter(shows, timeline.known), None)
        features, limits = FEATURES, READ_ONLY
        if room_id == FRIENDS:
            features = FEATURES_OF_FRIENDS
        elif room_id != OWN:
            features, limits = FEATURES_OF_SPOT, LIMITS_OF_SPOT
        return Room(
            id=room_id,
            name=self._names[room_id],
            features=features,
            limits=limits,
            newest=None if timeline.trouble else timeline.newest,
            last_message=self.message(room_id, last) if last else None,
        )


def _whose(checkin: WireCheckin) -> str:
    return checkin.user.user_id.casefold() if checkin.user else ""


def _is_at(key: str, checkin: WireCheckin) -> bool:
    return checkin.spot is not None and checkin.spot.key == key


def _spots(value: object) -> dict[str, str]:
    """Return the names of spots by their keys; those without a key are none."""
    found = value if isinstance(value, list | tuple) else ()
    spots = [spot for spot in found if isinstance(spot, Mapping)]
    named = ((as_text(spot.get("key")), as_text(spot.get("name"))) for spot in spots)
    return {key: name or key for key, name in named if key}
