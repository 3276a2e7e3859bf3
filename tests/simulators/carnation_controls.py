"""What can happen at a simulated carnation."""

from datetime import UTC, datetime
from typing import Any, Literal

from .carnation_family import OPENING, Picture
from .carnation_home import CarnationHome
from .carnation_paintings import Scene
from .carnation_pictures import film, photo
from .carnation_records import Item, Status
from .control import ControlError, control

type Kind = Literal["photo", "film"]
type ItemStatus = Literal["initiated", "active", "deleted"]

MINUTE = 60


class CarnationControls(CarnationHome):
    """Albums, and everything that is done to them."""

    def __init__(self, **options: Any) -> None:
        """Fill the albums; the options are those of CarnationHome."""
        super().__init__(**options)
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        for picture in OPENING:
            then = int(midnight.timestamp()) - picture.minutes * MINUTE
            self._hang(picture, then)
        self.world.outgrow_earlier_lives()

    def _hang(self, picture: Picture, then: int) -> None:
        world = self.world
        item = world.add_item(
            world.user(picture.owner), ".mp4" if picture.film else ".jpg"
        )
        item.created_at = item.valid_after = item.shot_at = then
        item.title, item.description = picture.title, picture.description
        self._fill(item, picture.scene, picture.rotation)
        item.updated_at = then + 1
        if picture.liked_by:
            like = world.like(world.viewer(picture.liked_by), item)
            like.created_at = like.event.created_at = then + MINUTE
            like.event.updated_at = then + MINUTE
            like.event.read = like.event.retrieved = True

    def _fill(self, item: Item, scene: Scene, rotation: int) -> None:
        is_film = item.extension in (".mp4", ".mov")
        data = film(item.id) if is_film else photo(scene, item.id, rotation)
        content_type = "video/mp4" if is_film else "image/jpeg"
        self.storage.put(item.key, data, content_type)
        self.make_derivatives(item, self.clock.now())

    # Items

    @control
    async def add_item(
        self,
        owner: str,
        kind: Kind = "photo",
        title: str | None = "",
        description: str | None = "",
        *,
        scene: Scene = "hills",
        rotation: int = 0,
        status: ItemStatus = "active",
        valid_after: int = -1,
        shot_at: int | None = None,
        extension: str = "",
    ) -> dict[str, Any]:
        """Put a photo or film into an album at once; return the item.

        It can be seen `valid_after` seconds from now. One that is only "initiated" has
        no file yet; `derive` makes it active later.
        """
        if rotation not in (0, 90, 180, 270):
            raise ControlError(f"A camera is never held at {rotation} degrees")
        usual = ".mp4" if kind == "film" else ".jpg"
        item = self.world.add_item(self.world.user(owner), extension or usual)
        item.title, item.description, item.shot_at = title, description, shot_at
        item.timezone = item.owner.timezone
        if status != "initiated":
            self._fill(item, scene, rotation)
            item.valid_after = self.clock.now() + valid_after
        if status == "deleted":
            item.status = Status.DELETED
        self.notify()
        return self.wire.item(item)

    @control
    async def derive(
        self, item: int, *, scene: Scene = "hills", rotation: int = 0
    ) -> dict[str, Any]:
        """Let an initiated item get its file and become active; return it."""
        late = self.world.item(item)
        late.valid_after = min(late.valid_after, self.clock.now() - 1)
        self._fill(late, scene, rotation)
        self.notify()
        return self.wire.item(late)

    @control
    async def item(self, item: int) -> dict[str, Any]:
        """Return an item as its owner sees it."""
        self.settle()
        return self.wire.item(self.world.item(item))

    @control
    async def items(self, owner: str) -> list[dict[str, Any]]:
        """Return everything that is in an album, whatever its status, by id."""
        self.settle()
        user = self.world.user(owner)
        return [self.wire.item(i) for i in self.world.items.values() if i.owner is user]

    @control
    async def file(self, item: int) -> dict[str, Any]:
        """Return what is known of an item's original file."""
        held = self.world.item(item)
        if not (file := self.storage.files.get(held.key)):
            raise ControlError(f"Item {item} has no file")
        return {
            "size": len(file.data),
            "sha1": file.sha1,
            "content_type": file.content_type,
        }

    @control
    async def delete_item(self, item: int) -> None:
        """Delete an item; one that was only initiated is gone for good."""
        lost = self.world.item(item)
        if lost.status is Status.INITIATED:
            self.world.destroy(lost)
            return
        lost.status, lost.updated_at = Status.DELETED, self.clock.now()

    @control
    async def undelete_item(self, item: int) -> None:
        """Bring a deleted item back."""
        found = self.world.item(item)
        if found.status is not Status.DELETED:
            raise ControlError(f"Item {item} is not deleted")
        found.status, found.updated_at = Status.ACTIVE, self.clock.now()

    @control
    async def edit_item(
        self, item: int, title: str | None = None, description: str | None = None
    ) -> None:
        """Change an item's texts, which moves no time."""
        edited = self.world.item(item)
        edited.title = edited.title if title is None else title
        edited.description = edited.description if description is None else description

    # Likes and events

    @control
    async def like(self, viewer: str, item: int) -> dict[str, Any]:
        """Let a viewer like an item; return the event that tells of it."""
        like = self.world.like(self.world.viewer(viewer), self.world.item(item))
        self.notify()
        return self.wire.event(like.event)

    @control
    async def add_event(
        self,
        owner: str,
        viewer: str | None = None,
        *,
        event_type: int = 1,
        updated_at: int | None = None,
    ) -> dict[str, Any]:
        """Tell a user something that is about no item; return the event."""
        liker = self.world.viewer(viewer) if viewer else None
        event = self.world.add_event(self.world.user(owner), liker, event_type)
        if updated_at is not None:
            event.updated_at = updated_at
        self.notify()
        return self.wire.event(event)

    @control
    async def events(self, owner: str) -> list[dict[str, Any]]:
        """Return a user's events with what is read and retrieved, by id."""
        user = self.world.user(owner)
        return [self.wire.event(event) for event in self.world.events_of(user)]

    # The worker that makes derivatives

    @control
    async def hold_derivatives(self) -> None:
        """Let items that are activated from now on wait until `release`."""
        self.derivatives = "held"

    @control
    async def break_derivatives(self) -> None:
        """Let items that are activated from now on stay as they are for good."""
        self.derivatives = "broken"

    @control
    async def release(self) -> None:
        """Make what was held, and be quick again."""
        self.derivatives = "made"
        for item in self.world.items.values():
            if item.due is not None:
                item.due = self.clock.time()
        self.settle()
        self.notify()
