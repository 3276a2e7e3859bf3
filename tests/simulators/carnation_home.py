"""What every part of a simulated carnation uses."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Literal

from .base import Simulator
from .carnation_family import (
    APP_ID,
    APP_SECRET,
    EMAIL,
    PASSWORD,
    VIEWER_APP_ID,
    VIEWER_APP_SECRET,
    build_world,
)
from .carnation_pictures import derive
from .carnation_records import Item, Role, Status, User
from .carnation_storage import Storage
from .carnation_strict import Asked, Refusal, Route, refused
from .carnation_tokens import Tokens
from .carnation_wire import NONSENSE, Flavour, Nonsense, Options, Wire
from .control import control

# A worker that has been told to make nothing has no time at which it will.
NEVER: Final = float("inf")
type Derivatives = Literal["made", "held", "broken"]


class CarnationHome(Simulator):
    """A server with one family, its files and its tokens."""

    def __init__(
        self,
        *,
        port: int = 0,
        chatter: float | None = None,
        flavour: Flavour = "server",
        derivative_delay: float = 0,
        same_origin: bool = False,
        nonsense: bool = False,
    ) -> None:
        """Call the family together."""
        super().__init__(port=port, chatter=chatter)
        self.world = build_world()
        self.clock = self.world.clock
        self.storage = Storage(self.clock)
        self.tokens = Tokens(self.world)
        self.wire = Wire(self.world, self.storage)
        self.options = Options(
            flavour=flavour,
            derivative_delay=derivative_delay,
            same_origin=same_origin,
            nonsense=list(NONSENSE) if nonsense else [],
        )
        self.derivatives: Derivatives = "made"
        self.uploads: list[Item] = []

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a client needs to sign in, as a user and as a viewer."""
        return {
            "app_id": APP_ID,
            "app_secret": APP_SECRET,
            "email": EMAIL,
            "password": PASSWORD,
            "viewer_app_id": VIEWER_APP_ID,
            "viewer_app_secret": VIEWER_APP_SECRET,
        }

    def secrets(self) -> Iterable[str]:
        """Return what must not be told to a stranger."""
        return (
            *self.tokens.issued,
            *(client.secret for client in self.world.clients),
            *(user.password for user in self.world.users),
            *(device.deviceid for device in self.world.devices),
        )

    def room_id(self, room: str) -> str:
        """Return the id of the user whose album is meant."""
        return str(self.world.user(room).id)

    # Derivatives

    def order_derivatives(self, item: Item) -> None:
        """Let the worker look at an item, after the delay."""
        if self.derivatives == "broken":
            return
        delay = self.options.derivative_delay
        item.due = NEVER if self.derivatives == "held" else self.clock.time() + delay

    def settle(self) -> None:
        """Do what the worker has done in the meantime."""
        for item in list(self.world.items.values()):
            if item.due is not None and item.due <= self.clock.time():
                done_at, item.due = int(item.due), None
                self.make_derivatives(item, done_at)

    def make_derivatives(self, item: Item, done_at: int) -> None:
        """Make an item's pictures, which activates it; or fail, and leave it."""
        file = self.storage.files.get(item.key)
        derived = file and derive(file.data, item.timezone)
        if not file or not derived or item.status is Status.DELETED:
            return
        self.storage.put(f"{item.path}_01.jpg", derived.medium)
        self.storage.put(f"{item.path}_02.jpg", derived.thumbnail)
        item.derived = derived
        item.file_hash = self.hash_of(item)
        # The server forgets to say that a film is new if it knows when it was shot.
        if not derived.is_film or item.shot_at is None:
            item.updated_at = done_at
        if item.shot_at is None:
            item.shot_at = derived.shot_at or item.created_at
        item.status = Status.ACTIVE

    def hash_of(self, item: Item) -> str:
        """Return the fingerprint of an item's file."""
        return self.storage.files[item.key].sha1

    # Options

    @control
    async def set_options(
        self,
        *,
        flavour: Flavour | None = None,
        derivative_delay: float | None = None,
        same_origin: bool | None = None,
        nonsense: list[Nonsense] | None = None,
    ) -> None:
        """Change how the service answers; what is not given stays."""
        given = {
            "flavour": flavour,
            "derivative_delay": derivative_delay,
            "same_origin": same_origin,
            "nonsense": nonsense,
        }
        changes: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        self.options = replace(self.options, **changes)
        self.wire.nonsense = self.options.nonsense
        self.place_storage()

    def place_storage(self) -> None:
        """Let addresses of files point to where the files are."""
        raise NotImplementedError


class Part:
    """Some of the endpoints."""

    def __init__(self, home: CarnationHome) -> None:
        """Serve a family."""
        self.home = home
        self.world = home.world
        self.wire = home.wire

    def routes(self) -> Iterable[Route]:
        """Return the endpoints."""
        raise NotImplementedError

    @property
    def documented(self) -> bool:
        """Tell whether the server does as its reference says."""
        return self.home.options.documented

    def user(self, asked: Asked, name: str = "user_id") -> User | None:
        """Return the user that a parameter names."""
        number = asked.number(name)
        return next((user for user in self.world.users if user.id == number), None)

    def user_alone(self, asked: Asked) -> User:
        """Return who asks, who has to be a user."""
        if not asked.user:
            raise refused("invalid token")
        return asked.user


class OwnPart(Part):
    """What only the user itself, or an administrator, may do."""

    def own(self, asked: Asked) -> User:
        """Return the user that a request is about."""
        target = self.user(asked)
        if not target or not asked.user:
            raise Refusal(404, "user not found")
        if asked.user is not target and asked.user.role is not Role.ADMIN:
            raise refused("permission denied")
        return target
