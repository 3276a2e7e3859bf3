"""How carnation puts things into JSON, nonsense included."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from .carnation_pictures import Derived
from .carnation_records import YEAR, Client, Device, Event, Group, Item, Status, Viewer
from .carnation_storage import Storage
from .carnation_world import World

type Flavour = Literal["server", "documented"]
type Nonsense = Literal["times", "strings", "nulls", "urls", "extra"]

NONSENSE: tuple[Nonsense, ...] = ("times", "strings", "nulls", "urls", "extra")
# This has been seen.
ODD_TIME = 13
NULLABLE = (
    "title",
    "description",
    "shot_at",
    "width",
    "height",
    "liked_by",
    "viewer_name",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What differs between servers, and what goes wrong at some."""

    flavour: Flavour = "server"
    derivative_delay: float = 0
    same_origin: bool = False
    nonsense: list[Nonsense] = field(default_factory=list)

    @property
    def documented(self) -> bool:
        """Tell whether the server does as its reference says."""
        return self.flavour == "documented"


class Wire:
    """Puts things into JSON."""

    def __init__(self, world: World, storage: Storage) -> None:
        """Use the world as it is at the time."""
        self.nonsense: list[Nonsense] = []
        self._world = world
        self._storage = storage

    def item(self, item: Item, *, hide_deleted: bool = False) -> dict[str, Any]:
        """Return an item with fresh addresses."""
        hidden = hide_deleted and item.status is Status.DELETED
        derived = item.derived
        answer: dict[str, Any] = {
            "id": item.id,
            "user_id": item.owner.id,
            "path": item.path,
            "extension": item.extension,
            "status": item.status,
            "title": item.title,
            "description": item.description,
            "width": derived and derived.width,
            "height": derived and derived.height,
            "duration": derived and derived.duration,
            "filesize": derived and derived.filesize,
            "valid_after": item.valid_after,
            "created_at": item.created_at,
            "updated_at": item.updated_at,
            "mime_type": derived and derived.mime_type,
            "file_hash": item.file_hash,
            "file_info": item.file_info,
            "timezone": item.timezone,
            "shot_at": item.shot_at,
            "rotation": derived and derived.rotation,
            "url": None if hidden else self._storage.sign("GET", item.key),
            "liked_by": self._liked_by(item),
            "derivatives": self._derivatives(item, derived, hidden) if derived else [],
        }
        return self._mad(answer, item.id)

    def _derivatives(
        self, item: Item, derived: Derived, hidden: bool
    ) -> list[dict[str, Any]]:
        made = (
            ("medium", derived.medium_size, derived.medium),
            ("thumbnail", (100, 100), derived.thumbnail),
        )
        return [
            {
                "item_id": item.id,
                "index": index,
                "path": f"{item.path}_{index:02}",
                "extension": ".jpg",
                "status": Status.ACTIVE,
                "name": name,
                "width": size[0],
                "height": size[1],
                "duration": 0,
                "filesize": len(data),
                "created_at": item.created_at,
                "mime_type": "image/jpeg",
                "url": None
                if hidden
                else self._storage.sign("GET", f"{item.path}_{index:02}.jpg"),
            }
            for index, (name, size, data) in enumerate(made, 1)
        ]

    def _liked_by(self, item: Item) -> list[dict[str, int]]:
        counts = Counter(
            like.viewer.id for like in self._world.likes if like.item is item
        )
        return [{"viewer_id": v, "count": count} for v, count in counts.items()]

    def event(self, event: Event) -> dict[str, Any]:
        """Return an event with the active items that it is about."""
        ids = {
            like.item.id: None
            for like in self._world.likes
            if like.event is event and like.item.status is Status.ACTIVE
        }
        answer: dict[str, Any] = {
            "id": event.id,
            "created_at": event.created_at,
            "updated_at": event.updated_at,
            "event_type": event.event_type,
            "viewer_id": event.viewer and event.viewer.id,
            "read": event.read,
            "retrieved": event.retrieved,
            "viewer_name": event.viewer and event.viewer.name,
            # There is no order that a client could count on.
            "item_ids": list(ids)[:: -1 if event.id % 2 else 1],
        }
        return self._mad(answer, event.id)

    def _mad(self, answer: dict[str, Any], number: int) -> dict[str, Any]:
        nonsense = self.nonsense
        if "times" in nonsense and number % 2:
            answer["updated_at"] = ODD_TIME
        if "urls" in nonsense and "url" in answer:
            answer["url"] = "" if number % 2 else None
            for derivative in answer["derivatives"] or ():
                if derivative["name"] == "thumbnail":
                    derivative["url"] = None if number % 2 else ""
        if "nulls" in nonsense:
            answer |= {name: None for name in NULLABLE if name in answer}
        if "strings" in nonsense:
            answer |= {
                name: str(value)
                for name, value in answer.items()
                if isinstance(value, int) and not isinstance(value, bool)
            }
        if "extra" in nonsense:
            answer["mood"] = {"of": ["the", "day"]}
        return answer

    def client(self, client: Client) -> dict[str, Any]:
        """Return a client with its secret, as the server does."""
        return {
            "id": client.id,
            "appid": client.appid,
            "secret": client.secret,
            "created_at": client.created_at,
        }

    def viewer(self, viewer: Viewer) -> dict[str, Any]:
        """Return a viewer."""
        return {
            "id": viewer.id,
            "name": viewer.name,
            "status": 1,
            "user_id": viewer.owner.id,
            "client_id": viewer.client.id,
            "phone_number": None,
            "postal_code": None,
            "address": None,
            "valid_through": viewer.created_at + YEAR,
            "created_at": viewer.created_at,
            "timezone": viewer.timezone,
        }

    def group(self, group: Group) -> dict[str, Any]:
        """Return a group without its members."""
        return {
            "id": group.id,
            "name": group.name,
            "description": None,
            "user_id": group.owner.id,
            "created_at": group.created_at,
        }

    def device(self, device: Device) -> dict[str, Any]:
        """Return a device."""
        return {
            "id": device.id,
            "user_id": device.owner.id,
            "deviceid": device.deviceid,
            "devicetype": device.devicetype,
            "created_at": device.created_at,
            "updated_at": device.created_at,
        }
