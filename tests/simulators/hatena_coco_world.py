"""What a simulated Hatena Coco knows: people, spots, and who was where."""

from dataclasses import dataclass, field
from hashlib import sha1
from itertools import pairwise
import math
import time

from .control import ControlError

# Ids go on growing when the simulator starts again, as a client keeps the last one.
EPOCH = 1_700_000_000
IDS_PER_SECOND = 10
EARTH_RADIUS = 6_371_000
WEEK = 7 * 24 * 3600


@dataclass(slots=True, eq=False)
class User:
    """A person, by the name in addresses and by the one that is shown."""

    name: str
    nickname: str
    friends: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Category:
    """What a spot is."""

    id: int
    path: str

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(slots=True, eq=False, kw_only=True)
class Spot:
    """A place where one can check in, made by somebody."""

    key: str
    name: str
    owner: str
    latitude: float
    longitude: float
    category: Category | None = None
    private: bool = False
    checkinable_for_friends: bool = False
    rating: float = 3.5

    def distance(self, latitude: float, longitude: float) -> float:
        """Return how far away a place is, in metres."""
        here, there = math.radians(self.latitude), math.radians(latitude)
        turn = math.radians(longitude - self.longitude)
        half = (
            math.sin((there - here) / 2) ** 2
            + math.cos(here) * math.cos(there) * math.sin(turn / 2) ** 2
        )
        return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))


@dataclass(frozen=True, slots=True)
class Photo:
    """Where a photo lies, in its three forms."""

    original: str
    decorated: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says to a check-in."""

    user: User
    body: str
    time: float


@dataclass(frozen=True, slots=True)
class Coins:
    """How many coins a check-in brought, and why."""

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rally:
    """A tour that a check-in was part of."""

    id: int
    name: str
    target: int
    stamped: int


@dataclass(slots=True, eq=False, kw_only=True)
class CheckIn:
    """Somebody was somewhere."""

    id: int
    time: float
    user: User
    spot: Spot
    body: str = ""
    photos: list[Photo] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    coins: list[Coins] = field(default_factory=list)
    rallies: list[Rally] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class World:
    """Everybody, everything, and all that has happened, oldest first."""

    users: dict[str, User] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    check_ins: list[CheckIn] = field(default_factory=list)
    last_id: int = 0

    def next_id(self) -> int:
        """Return an id greater than all before."""
        self.last_id += 1
        return self.last_id

    def outgrow_earlier_lives(self) -> None:
        """Continue with ids greater than those before the last restart."""
        ids = int((time.time() - EPOCH) * IDS_PER_SECOND)
        self.last_id = max(self.last_id, ids)

    # People

    def user(self, name: str) -> User:
        """Return somebody by one of the two names."""
        for user in self.users.values():
            if name in (user.name, user.nickname):
                return user
        raise ControlError(f"No user {name!r}: {list(self.users)}")

    def add_user(self, name: str, nickname: str = "") -> User:
        """Return somebody by name, new or known."""
        return self.users.setdefault(name, User(name, nickname or name.capitalize()))

    def befriend(self, one: User, other: User, *, on: bool = True) -> None:
        """Let two be friends, or no longer."""
        for user, friend in ((one, other), (other, one)):
            if on:
                user.friends.add(friend.name)
            else:
                user.friends.discard(friend.name)

    # Spots

    def spot(self, name: str) -> Spot:
        """Return a spot by key or name."""
        for spot in self.spots.values():
            if name in (spot.key, spot.name):
                return spot
        names = [spot.name for spot in self.spots.values()]
        raise ControlError(f"No spot {name!r}: {names}")

    def add_spot(self, spot: Spot) -> Spot:
        """Add a spot; without a key it gets one that is the same at every start."""
        spot.key = spot.key or sha1(spot.name.encode()).hexdigest()[:12]
        self.spots[spot.key] = spot
        return spot

    def may_see(self, user: User | None, spot: Spot) -> bool:
        """Tell whether somebody, or a stranger, may know of a spot."""
        if not spot.private or (user and user.name == spot.owner):
            return True
        return bool(
            user and spot.checkinable_for_friends and spot.owner in user.friends
        )

    def spots_near(
        self, user: User | None, latitude: float, longitude: float
    ) -> list[Spot]:
        """Return the spots that somebody may know of, the nearest first."""
        return sorted(
            (spot for spot in self.spots.values() if self.may_see(user, spot)),
            key=lambda spot: spot.distance(latitude, longitude),
        )

    # What has happened

    def history(self, user: User, reader: User) -> list[CheckIn]:
        """Return where somebody was, as far as the reader may know, newest first."""
        return [
            check_in
            for check_in in reversed(self.check_ins)
            if check_in.user is user
            and (user is reader or self.may_see(reader, check_in.spot))
        ]

    def among_friends(self, reader: User, *, own: bool) -> list[CheckIn]:
        """Return where the reader's friends were, newest first."""
        return [
            check_in
            for check_in in reversed(self.check_ins)
            if (
                check_in.user.name in reader.friends
                or (own and check_in.user is reader)
            )
            and (check_in.user is reader or self.may_see(reader, check_in.spot))
        ]

    def visits(self, spot: Spot) -> int:
        """Return how often anybody was somewhere."""
        return sum(check_in.spot is spot for check_in in self.check_ins)

    def check_in(self, id_: int) -> CheckIn:
        """Return a check-in by its id."""
        for check_in in self.check_ins:
            if check_in.id == id_:
                return check_in
        raise ControlError(f"No check-in {id_}")

    def stats(self, user: User) -> dict[str, int]:
        """Return a person's numbers, the distance in metres."""
        own = [check_in for check_in in self.check_ins if check_in.user is user]
        week = [c.spot for c in own if c.time > time.time() - WEEK]
        way = sum(a.distance(b.latitude, b.longitude) for a, b in pairwise(week))
        return {
            "travel_distance_of_this_week": round(way),
            "cocohere_count": len(own),
            "cococoin_count": sum(coins.count for c in own for coins in c.coins),
            "visited_cocospot_count": len({c.spot.key for c in own}),
            "created_cocospot_count": sum(
                spot.owner == user.name for spot in self.spots.values()
            ),
        }
