"""What is stored of an account beside its sign-in: where each room stands."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NotRequired, TypedDict, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .model import Feature
from .newest_picture import Picture
from .providers.base import Memory
from .room import RoomState

STORAGE_VERSION = 1


class StoredRoom(TypedDict):
    """What is stored of a room.

    `picture` is the id of its message, the moment as ISO 8601 and its size. `read` is the read mark of a room whose service keeps none, `since` when the
    room found its starting point, as ISO 8601.
    """

    name: str
    position: int
    unread: list[int]
    sent: list[str]
    read_unreported: bool
    picture: list[Any] | None
    read: NotRequired[int | None]
    since: NotRequired[str | None]


class Stored(TypedDict):
    """What is stored of an account. `listed_at` is ISO 8601 with a zone."""

    member_id: str | None
    listed_at: str | None
    known: list[str]
    rooms: dict[str, StoredRoom]
    memory: NotRequired[dict[str, Any]]


def storage(hass: HomeAssistant, entry_id: str) -> Store[Stored]:
    """Return where an account's positions are stored."""
    return Store(hass, STORAGE_VERSION, f"{DOMAIN}.{entry_id}", private=True)


class StoredMemory(Memory):
    """What an account's provider remembers.

    `changed` is called when it does, `save` when it has to be stored at once.
    """

    def __init__(
        self, changed: Callable[[], None], save: Callable[[], Awaitable[None]]
    ) -> None:
        """Start with nothing."""
        super().__init__()
        self._changed = changed
        self._save = save

    def restore(self, stored: dict[str, Any]) -> None:
        """Take what an earlier run remembered."""
        self.data = stored

    @override
    async def store(self) -> None:
        await self._save()

    @override
    def __setitem__(self, key: str, item: Any) -> None:
        super().__setitem__(key, item)
        self._changed()

    @override
    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._changed()


def store(state: RoomState) -> StoredRoom:
    """Return what to store of a room."""
    picture = state.picture
    return StoredRoom(
        name=state.room.name,
        position=state.position,
        unread=[p for p in state.unread_positions if p <= state.position],
        sent=list(state.sent),
        read_unreported=state.read_unreported,
        picture=(
            [picture.message_id, picture.sent_at.isoformat(), picture.size]
            if picture
            else None
        ),
        read=(
            state.read_position
            if Feature.OWN_READ_MARK in state.room.features
            else None
        ),
        since=state.since.isoformat() if state.since else None,
    )


def restore(state: RoomState, stored: StoredRoom) -> None:
    """Let a room stand where it stood."""
    state.position = state.received = stored["position"]
    state.sent.extend(stored["sent"])
    state.unread_positions.extend(stored["unread"])
    state.read_unreported = stored["read_unreported"]
    if since := stored.get("since"):
        state.since = dt_util.parse_datetime(since)
    if stored["picture"]:
        # An earlier version stored no size.
        message_id, sent_at, *size = stored["picture"]
        state.picture = Picture(
            message_id=message_id,
            sent_at=datetime.fromisoformat(sent_at),
            size=size[0] if size else None,
        )
    read = stored.get("read")
    if read is not None and Feature.OWN_READ_MARK in state.room.features:
        state.read_to(read)
