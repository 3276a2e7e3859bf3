"""People, tokens and time at a simulated carnation, and a family that goes on living."""

from typing import Any

from .carnation_controls import CarnationControls
from .carnation_family import CYCLE, HANA
from .carnation_records import Group, Status
from .control import control


class CarnationLife(CarnationControls):
    """Everything that can be steered but the albums."""

    _lines = 0

    @control
    async def chat(self) -> None:
        """Let the next thing happen that the family does by itself."""
        line = CYCLE[self._lines % len(CYCLE)]
        self._lines += 1
        if line.scene:
            await self.add_item(
                line.who, "photo", line.title, line.description, scene=line.scene
            )
            return
        newest = [
            item
            for item in self.world.items.values()
            if item.owner.name == HANA and item.status is Status.ACTIVE
        ]
        if newest:
            await self.like(line.who, newest[-1].id)

    # People

    @control
    async def rename_user(self, user: str, name: str) -> None:
        """Give a user another name."""
        self.world.user(user).name = name

    @control
    async def rename_viewer(self, viewer: str, name: str) -> None:
        """Give a viewer another name."""
        self.world.viewer(viewer).name = name

    @control
    async def set_password(self, user: str, password: str) -> None:
        """Change a user's password; tokens stay good."""
        self.world.user(user).password = password

    @control
    async def create_user(self, name: str) -> int:
        """Add a user who belongs to no group; return the id."""
        email = f"{name.lower().replace(' ', '.')}@example.com"
        return self.world.add_user(email, name, f"{name}-password").id

    @control
    async def add_user_to_group(self, user: str) -> None:
        """Let the family, viewers included, see a user's album."""
        if (newcomer := self.world.user(user)) not in self._family.users:
            self._family.users.append(newcomer)

    @control
    async def remove_user_from_group(self, user: str) -> None:
        """Let nobody in the family see a user's album any more."""
        gone = self.world.user(user)
        self._family.users = [user for user in self._family.users if user is not gone]

    @control
    async def remove_viewer_from_group(self, viewer: str) -> None:
        """Let a viewer see no album any more."""
        gone = self.world.viewer(viewer)
        self._family.viewers = [v for v in self._family.viewers if v is not gone]

    @property
    def _family(self) -> Group:
        return self.world.groups[0]

    # Tokens and time

    @control
    async def expire_tokens(self) -> None:
        """Make all access tokens too old; users can still refresh theirs."""
        self.tokens.expire()

    @control
    async def forget_tokens(self) -> None:
        """Forget all tokens, refresh tokens included."""
        self.tokens.live.clear()

    @control
    async def refresh_tokens(self) -> list[str]:
        """Return the refresh tokens that are good for something."""
        return list(self.tokens.refresh_tokens())

    @control
    async def expire_urls(self) -> None:
        """Make all addresses of files too old that have been given out."""
        self.storage.expire_addresses()

    @control
    async def pass_time(self, seconds: float) -> int:
        """Move the server's clock on; return what it shows then."""
        self.clock.ahead += seconds
        self.settle()
        self.notify()
        return self.clock.now()

    # What clients have done

    @control
    async def wait_for_uploads(
        self, count: int = 1, timeout: float = 10
    ) -> list[dict[str, Any]]:
        """Wait until clients have activated so many items; return them."""
        await self.wait_for(
            lambda: len(self.uploads) >= count, timeout, f"{count} uploads"
        )
        self.settle()
        return [self.wire.item(item) for item in self.uploads]

    @control
    async def wait_for_retrieved(
        self, event: int, owner: str = HANA, timeout: float = 10
    ) -> None:
        """Wait until a client has said that it knows an event."""
        user = self.world.user(owner)
        await self.wait_for(
            lambda: any(
                e.id == event and e.retrieved for e in self.world.events_of(user)
            ),
            timeout,
            f"event {event} retrieved",
        )

    @control
    async def devices(self, owner: str) -> list[dict[str, Any]]:
        """Return a user's telephones."""
        user = self.world.user(owner)
        return [self.wire.device(d) for d in self.world.devices if d.owner is user]

    @control
    async def stored_files(self) -> dict[str, int]:
        """Return where files lie, and how large they are."""
        return {key: len(file.data) for key, file in self.storage.files.items()}
