"""Muting: the notification level "never", and back to what it was."""

from collections.abc import MutableMapping
from typing import Any

from .client import TalkClient
from .constants import NotificationLevel

# What is remembered: which level each muted room had, by the room's token.
LEVELS = "levels"


class Levels:
    """The notification levels that rooms had before they were muted here."""

    def __init__(self, client: TalkClient, memory: MutableMapping[str, Any]) -> None:
        """Take a client, and where to remember the levels."""
        self._client = client
        self._memory = memory

    async def set_muted(self, room_id: str, muted: bool) -> None:
        """Mute a room, or give it back the level that it had before.

        A room that was muted elsewhere gets Talk's own level; one that is not muted
        keeps the level that it has.
        """
        level = (await self._client.rooms.get(room_id)).notification_level
        if (level == NotificationLevel.NEVER) is muted:
            return
        if muted:
            # Remembered first: a room must not stay muted for want of a level.
            before = level or NotificationLevel.DEFAULT
            self._memory[LEVELS] = self._known() | {room_id: before}
            await self._set(room_id, NotificationLevel.NEVER)
        else:
            before = self._known().get(room_id, NotificationLevel.DEFAULT)
            await self._set(room_id, before)
            others = {k: v for k, v in self._known().items() if k != room_id}
            self._memory[LEVELS] = others

    async def _set(self, room_id: str, level: int) -> None:
        await self._client.rooms.set_notification_level(room_id, level)

    def _known(self) -> dict[str, int]:
        stored = self._memory.get(LEVELS)
        return (
            {
                room_id: int(level)
                for room_id, level in stored.items()
                if level in (*NotificationLevel,)
            }
            if isinstance(stored, dict)
            else {}
        )
