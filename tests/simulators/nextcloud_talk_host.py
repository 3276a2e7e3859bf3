"""What can happen to the server of a simulated Talk."""

import time
from typing import Any

from .control import ControlError, control
from .nextcloud_talk_places import TalkPlaces
from .nextcloud_talk_vault import LOCK_OUT


class TalkHost(TalkPlaces):
    """A server that is looked after, more or less."""

    @control
    async def maintenance(self, on: bool = True) -> None:
        """Close the server for a while, or open it again."""
        self.gate.maintenance = on

    @control
    async def talk_off(self, on: bool = True) -> None:
        """Switch Talk off, or on again."""
        self.gate.talk_off = on

    @control
    async def set_feature(self, feature: str, on: bool) -> None:
        """Let the server learn or forget something; its hash changes with it."""
        features = self.generation.features
        if on:
            features.add(feature)
        else:
            features.discard(feature)

    @control
    async def set_config(self, section: str, name: str, value: Any) -> None:
        """Set something in the capabilities' config; the hash changes with it."""
        self.generation.config.setdefault(section, {})[name] = value

    # Passwords

    @control
    async def revoke_app_passwords(self) -> None:
        """Take back all app passwords."""
        self.vault.revoke()

    @control
    async def change_password(self, password: str) -> None:
        """Change the real password; app passwords stay."""
        self.vault.password = password

    @control
    async def grant_login(self) -> str:
        """Let the newest waiting client in, as its user; return its name."""
        for flow in reversed(self.vault.flows.values()):
            if time.time() <= flow.ends and not flow.granted:
                self.vault.grant(flow)
                return flow.name
        raise ControlError("No client waits for its user")

    @control
    async def expire_login(self) -> None:
        """Let the time of all waiting clients run out."""
        for flow in self.vault.flows.values():
            flow.ends = 0

    @control
    async def lock_out(self) -> None:
        """Turn this address away, as after too many wrong passwords."""
        self.vault.wrong_tries = LOCK_OUT

    @control
    async def wrong_tries(self) -> int:
        """Return how many wrong passwords were tried."""
        return self.vault.wrong_tries

    @control
    async def forgive(self) -> None:
        """Forget the wrong passwords, and the shares that count for the limit."""
        self.vault.wrong_tries = 0
        self.store.share_times.clear()

    # Files

    @control
    async def quota(self, full: bool = True) -> None:
        """Let the account's space be full, or not."""
        self.store.is_full = full

    @control
    async def set_largest_upload(self, size: int | None) -> None:
        """Let the server refuse larger files; None for no limit."""
        self.store.largest_upload = size

    @control
    async def use_up_shares(self) -> None:
        """Let the account have shared as much as it may for ten minutes."""
        self.store.use_up()

    @control
    async def files(self) -> list[dict[str, Any]]:
        """Return the account's files, without their bytes."""
        return [
            {
                "id": file.id,
                "path": file.path,
                "owner": file.owner.id,
                "content_type": file.content_type,
                "uploaded_as": file.uploaded_as,
                "size": len(file.data),
                "sha256": file.sha256,
            }
            for file in self.cloud.files.values()
        ]

    @control
    async def folders(self) -> list[str]:
        """Return the account's folders; the root is the empty one."""
        return sorted(self.cloud.folders)
