"""What a simulated Hatena Coco has, has received, and how it answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
import time
from typing import Any, Literal

from .base import Simulator
from .control import control
from .hatena_coco_family import ACCOUNT, FIRST_PHOTO, build_world, earned
from .hatena_coco_oauth import CONSUMER_KEY, OAuth
from .hatena_coco_photos import Album
from .hatena_coco_tokens import SCOPES
from .hatena_coco_wire import Options, Problems, SpotsForm, StatsForm, Wire
from .hatena_coco_world import CheckIn, Coins, Comment, Rally, Spot, User
from .recording import Upload

type TokenProblem = Literal["token_rejected", "token_revoked", "token_expired"]


@dataclass(frozen=True, slots=True)
class Received:
    """A check-in that a client has made, and what came with it."""

    check_in: CheckIn
    content_type: str
    twitter: bool
    mixi: bool
    uploads: list[Upload]

    def summary(self) -> dict[str, Any]:
        """Return all but the bytes."""
        check_in = self.check_in
        return {
            "id": check_in.id,
            "time": check_in.time,
            "user": check_in.user.name,
            "key": check_in.spot.key,
            "spot": check_in.spot.name,
            "body": check_in.body,
            "twitter": self.twitter,
            "mixi": self.mixi,
            "content_type": self.content_type,
            "photos": [upload.summary() for upload in self.uploads],
        }


class CocoHome(Simulator):
    """A Hatena Coco that can be watched, and whose service changes its mind.

    People are given by one of their two names, spots by key or name. In `break_` and
    `requests`, `room` is the spot of a check-in, or the person of history and stats.
    """

    def __init__(
        self, *, port: int = 0, chatter: float | None = None, messy: bool = False
    ) -> None:
        """Open for the demo's friends."""
        super().__init__(port=port, chatter=chatter)
        self.album = Album()
        self.world = build_world(self.album)
        self.oauth = OAuth(self.world.users, ACCOUNT)
        self.options = Options(messy=messy)
        self.wire = Wire(self.world, self.options, "")
        self._received: list[Received] = []

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a client needs to sign in."""
        return {
            "oauth_url": self.url,
            "authorize_url": f"{self.url}/oauth/authorize",
            "consumer_key": CONSUMER_KEY,
            "consumer_secret": self.oauth.consumer_secret,
            "verifier": self.oauth.verifier,
        }

    def secrets(self) -> Iterable[str]:
        """Return what must not be told to a stranger."""
        oauth = self.oauth
        return (oauth.consumer_secret, oauth.verifier, *oauth.tokens.secrets())

    async def started(self) -> None:
        """Put the right addresses into the answers; tokens are good at one place."""
        self.oauth.tokens.place = self.url
        await self.set_options()

    def room_id(self, room: str) -> str:
        """Return the key of a spot given by its name, the name of anybody."""
        for spot in self.world.spots.values():
            if room == spot.name:
                return spot.key
        for user in self.world.users.values():
            if room == user.nickname:
                return user.name
        return room

    def happen(
        self,
        user: User,
        spot: Spot,
        body: str = "",
        photos: Iterable[bytes] = (),
        *,
        coins: list[Coins] | None = None,
        comments: Iterable[Comment] = (),
        rallies: Iterable[Rally] = (),
        age: float = 0,
    ) -> CheckIn:
        """Let somebody be somewhere, now or `age` seconds ago."""
        world = self.world
        id_ = world.next_id()
        number = FIRST_PHOTO + id_ * 10
        check_in = CheckIn(
            id=id_,
            time=time.time() - age,
            user=user,
            spot=spot,
            body=body,
            photos=[self.album.add(user, number + n, p) for n, p in enumerate(photos)],
            comments=list(comments),
            coins=earned(world, user, spot) if coins is None else coins,
            rallies=list(rallies),
        )
        world.check_ins.append(check_in)
        self.notify()
        return check_in

    def came_in(self, received: Received) -> None:
        """Keep what a client has sent."""
        self._received.append(received)
        self.notify()

    def described(self, check_in: CheckIn) -> dict[str, Any]:
        """Return a check-in as lists have it, with the server's clock as `time`."""
        return self.wire.check_in(check_in) | {"time": check_in.time}

    # What has become of it

    @control
    async def check_ins(self, user: str | None = None) -> list[dict[str, Any]]:
        """Return all check-ins or somebody's, oldest first."""
        who = user and self.world.user(user)
        return [
            self.described(check_in)
            for check_in in self.world.check_ins
            if who in (None, check_in.user)
        ]

    @control
    async def received(self) -> list[dict[str, Any]]:
        """Return the check-ins that clients have made."""
        return [received.summary() for received in self._received]

    @control
    async def wait_for_received(
        self, count: int = 1, timeout: float = 10
    ) -> list[dict[str, Any]]:
        """Wait until clients have checked in so often."""
        await self.wait_for(
            lambda: len(self._received) >= count, timeout, f"{count} check-ins"
        )
        return await self.received()

    # The service changes its mind

    @control
    async def set_options(
        self,
        *,
        messy: bool | None = None,
        photos_in_lists: bool | None = None,
        own_in_checkins: bool | None = None,
        stats_form: StatsForm | None = None,
        spots_form: SpotsForm | None = None,
        problems: Problems | None = None,
    ) -> None:
        """Change how the service answers; what is not given stays."""
        given = {
            "messy": messy,
            "photos_in_lists": photos_in_lists,
            "own_in_checkins": own_in_checkins,
            "stats_form": stats_form,
            "spots_form": spots_form,
            "problems": problems,
        }
        changes: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        self.options = replace(self.options, **changes)
        self.wire = Wire(self.world, self.options, self.elsewhere_url)

    @control
    async def sign_in(
        self, user: str = ACCOUNT, scopes: list[str] | None = None
    ) -> dict[str, str]:
        """Return an access token as the sign-in gives it; for all scopes by default."""
        who = self.world.user(user)
        token = self.oauth.tokens.access(who.name, SCOPES if scopes is None else scopes)
        return self.granted(token.token, token.secret, who)

    def granted(self, token: str, secret: str, user: User) -> dict[str, str]:
        """Return what a client gets in the end of a sign-in."""
        return {
            "oauth_token": token,
            "oauth_token_secret": secret,
            "url_name": user.name,
            "display_name": user.nickname,
        }

    @control
    async def revoke_token(self, problem: TokenProblem = "token_rejected") -> None:
        """Take back all access tokens; the problem is what a client is told."""
        self.oauth.tokens.revoke(problem)

    @control
    async def expire_request_tokens(self) -> None:
        """Let the ten minutes of all sign-ins that are under way be over."""
        self.oauth.tokens.expire_requests()

    @control
    async def set_verifier(self, verifier: str) -> None:
        """Set what the page shows to be typed."""
        self.oauth.verifier = verifier

    @control
    async def set_consumer_secret(self, secret: str) -> None:
        """Give the application another secret."""
        self.oauth.consumer_secret = secret

    @control
    async def deny(self, on: bool = True) -> None:
        """Let the user say no at the page, or yes again."""
        self.oauth.denies = on

    @control
    async def switch_user(self, user: str) -> None:
        """Put somebody else in front of the browser."""
        self.oauth.user = self.world.user(user).name

    @control
    async def set_clock(self, seconds: float) -> None:
        """Let the server's clock be so much ahead when it looks at timestamps."""
        self.oauth.clock = seconds
