"""What can happen in a simulated Hatena Coco."""

import asyncio
from itertools import cycle, islice
import time
from typing import Any

from .control import ControlError, control
from .hatena_coco_family import ACCOUNT, CYCLE
from .hatena_coco_home import CocoHome
from .hatena_coco_photos import snapshot
from .hatena_coco_world import Category, CheckIn, Coins, Comment, Rally, Spot

MINUTE = 60


class CocoLife(CocoHome):
    """A Hatena Coco, and everything that people do there."""

    def __init__(self, **options: Any) -> None:
        """Start with the first line of the day; the options are CocoHome's."""
        super().__init__(**options)
        self._lines = cycle(CYCLE)
        self._photos = 0

    @control
    async def chat(self) -> None:
        """Let the next thing happen that happens by itself."""
        line = next(self._lines)
        if line.kind == "comment":
            if newest := self._newest_at(line.spot):
                await self.add_comment(newest.id, line.who, line.text)
        elif line.spot in (spot.name for spot in self.world.spots.values()):
            await self.check_in(line.who, line.spot, line.text, photos=line.photos)

    def _newest_at(self, spot: str) -> CheckIn | None:
        check_ins = reversed(self.world.check_ins)
        return next((c for c in check_ins if c.spot.name == spot), None)

    # Check-ins

    @control
    async def check_in(
        self,
        user: str,
        spot: str,
        body: str = "",
        photos: int = 0,
        comments: list[dict[str, Any]] | None = None,
        coins: list[dict[str, Any]] | None = None,
        rallies: list[dict[str, Any]] | None = None,
        minutes_ago: float = 0,
    ) -> dict[str, Any]:
        """Let somebody check in, as with a phone.

        Comments are {"user", "body"}, coins {"count", "reason"}, rallies {"id",
        "name", "target", "stamped"}. Without coins it brings what it would.
        """
        world = self.world
        age = minutes_ago * MINUTE
        try:
            made = self.happen(
                world.user(user),
                world.spot(spot),
                body,
                [self._next_photo() for _ in range(photos)],
                comments=[
                    Comment(world.user(c["user"]), c["body"], time.time() - age)
                    for c in comments or ()
                ],
                coins=None if coins is None else [Coins(**c) for c in coins],
                rallies=[Rally(**rally) for rally in rallies or ()],
                age=age,
            )
        except (KeyError, TypeError) as error:
            raise ControlError(f"Not a check-in: {error}") from error
        return self.described(made)

    def _next_photo(self) -> bytes:
        self._photos += 1
        return snapshot(self._photos)

    @control
    async def burst(
        self, users: list[str] | None = None, count: int = 100, pause: float = 0
    ) -> dict[str, Any]:
        """Let some people, or all friends, check in often, turn by turn."""
        world = self.world
        who = [world.user(u) for u in users or sorted(world.user(ACCOUNT).friends)]
        spot = next(iter(world.spots.values()))
        started, first_id = time.time(), world.last_id + 1
        for number, user in enumerate(islice(cycle(who), count), 1):
            self.happen(user, spot, f"Message {number} of {count}")
            await asyncio.sleep(pause)
        return {
            "first_id": first_id,
            "last_id": world.last_id,
            "started": started,
            "ended": time.time(),
        }

    @control
    async def add_comment(self, check_in: int, user: str, body: str) -> dict[str, Any]:
        """Let somebody say something to a check-in; return the check-in."""
        found = self.world.check_in(check_in)
        found.comments.append(Comment(self.world.user(user), body, time.time()))
        self.notify()
        return self.described(found)

    @control
    async def delete_check_in(self, check_in: int) -> None:
        """Let a check-in be gone."""
        self.world.check_ins.remove(self.world.check_in(check_in))

    # Spots

    @control
    async def add_spot(
        self,
        name: str,
        latitude: float,
        longitude: float,
        owner: str = ACCOUNT,
        key: str = "",
        category: str | None = None,
        private: bool = False,
        checkinable_for_friends: bool = False,
    ) -> str:
        """Make a spot; return its key."""
        spot = Spot(
            key=key,
            name=name,
            owner=self.world.user(owner).name,
            latitude=latitude,
            longitude=longitude,
            category=Category(99, category) if category else None,
            private=private,
            checkinable_for_friends=checkinable_for_friends,
        )
        return self.world.add_spot(spot).key

    @control
    async def spot_key(self, spot: str) -> str:
        """Return the key of a spot."""
        return self.world.spot(spot).key

    @control
    async def rename_spot(self, spot: str, name: str) -> None:
        """Give a spot another name."""
        self.world.spot(spot).name = name

    @control
    async def remove_spot(self, spot: str) -> None:
        """Let a spot be gone; who was there stays known."""
        del self.world.spots[self.world.spot(spot).key]

    # People

    @control
    async def add_friend(
        self, name: str, nickname: str = "", of: str = ACCOUNT
    ) -> None:
        """Let somebody, new or known, be a friend."""
        friend = self.world.add_user(name, nickname)
        self.world.befriend(self.world.user(of), friend)

    @control
    async def remove_friend(self, name: str, of: str = ACCOUNT) -> None:
        """Let somebody be a friend no longer."""
        self.world.befriend(self.world.user(of), self.world.user(name), on=False)

    @control
    async def rename_user(self, user: str, nickname: str) -> None:
        """Give somebody another nickname."""
        self.world.user(user).nickname = nickname
