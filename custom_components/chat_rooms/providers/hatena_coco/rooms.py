"""The rooms of an account: two lists of check-ins, and a room for each spot."""

from collections.abc import Mapping, Sequence

from ...model import Feature, Limits, Message, Room
from ..errors import NotFoundError
from ..http import MIB
from ..wire import as_text
from .client import CocoClient
from .models import WireCheckin
from .timeline import Timeline, Wanted
from .translate import to_message

FRIENDS = "friends"
OWN = "own"
SPOT_PREFIX = "spot:"

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
        self, client: CocoClient, own_id: str, spots: object, language: str
    ) -> None:
        """Take the own Hatena id and the spots that the user has set up."""
        self.friends = Timeline(lambda page: client.checkins(page=page))
        self.own = Timeline(lambda page: client.history(own_id, page=page))
        self._own_id = own_id.casefold()
        names = NAMES.get(language.partition("-")[0], NAMES["en"])
        self._names = names | {
            f"{SPOT_PREFIX}{key}": name for key, name in _spots(spots).items()
        }

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rooms."""
        return frozenset(self._names)

    async def refresh(self) -> None:
        """Ask for the newest check-ins of both lists."""
        await self.friends.refresh()
        await self.own.refresh()

    def rooms(self) -> tuple[Room, ...]:
        """Return all rooms, as they were when both lists were last asked for."""
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
        key = room_id.removeprefix(SPOT_PREFIX)
        if key in (room_id, ""):
            raise NotFoundError("there is no such room")
        return self.own, lambda checkin: self.is_own(checkin) and _is_at(key, checkin)

    def is_own(self, checkin: WireCheckin) -> bool:
        """Tell whether a check-in of the own list is the own user's indeed."""
        return checkin.user is None or not self._is_of_friend(checkin)

    def _is_of_friend(self, checkin: WireCheckin) -> bool:
        user = checkin.user
        return user is None or user.user_id.casefold() != self._own_id

    def _room(self, room_id: str) -> Room:
        timeline, shows = self.source(room_id)
        newest = next(filter(shows, timeline.known), None)
        features, limits = FEATURES, READ_ONLY
        if room_id == FRIENDS:
            features = FEATURES_OF_FRIENDS
        elif room_id != OWN:
            features, limits = FEATURES_OF_SPOT, LIMITS_OF_SPOT
        last: Message | None = to_message(room_id, newest) if newest else None
        return Room(
            id=room_id,
            name=self._names[room_id],
            features=features,
            limits=limits,
            newest=timeline.newest,
            last_message=last,
        )


def _is_at(key: str, checkin: WireCheckin) -> bool:
    return checkin.spot is not None and checkin.spot.key == key


def _spots(value: object) -> dict[str, str]:
    """Return the names of spots by their keys; those without a key are none."""
    found = value if isinstance(value, list | tuple) else ()
    spots = [spot for spot in found if isinstance(spot, Mapping)]
    named = ((as_text(spot.get("key")), as_text(spot.get("name"))) for spot in spots)
    return {key: name or key for key, name in named if key}
