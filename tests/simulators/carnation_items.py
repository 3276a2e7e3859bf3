"""The photos and films of a simulated carnation: bringing, deleting, looking, liking."""

from collections.abc import Iterable

from .carnation_home import Part
from .carnation_records import Item, Like, Role, Status, User
from .carnation_strict import Answer, Asked, Route, refused

EXTENSIONS = (".jpg", ".jpeg", ".png", ".mp4", ".mov")
LONGEST_TEXT = 255
DETAILS = "file_hash file_info timezone shot_at title description extension item_id"


class ItemsPart(Part):
    """Does what is done with one photo or film."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints."""
        item = "/api/v1/item"
        yield Route(
            "POST",
            f"{item}/initiate",
            "initiate_item_upload",
            self.initiate,
            "user_id",
            DETAILS,
        )
        yield Route(
            "PUT",
            f"{item}/activate",
            "notify_upload_completed",
            self.activate,
            "item_id",
            "valid_after",
        )
        yield Route("DELETE", item, "delete_item", self.delete, "item_id")
        yield Route(
            "PUT", f"{item}/undelete", "undelete_item", self.undelete, "item_id"
        )
        yield Route("GET", item, "get_single_item", self.show, "item_id")
        yield Route("POST", "/api/v1/viewer/like", "like_item", self.like, "item_id")
        yield Route(
            "GET",
            "/api/v1/uploadurl",
            "get_upload_url",
            self.upload_url,
            "server_type file_type",
        )

    # Bringing

    def initiate(self, asked: Asked) -> Answer:
        """3.1: a new item, or a new address for one, whose texts are lost."""
        if not (owner := self.user(asked)):
            raise refused("user_id invalid")
        self._refuse_others(self.user_alone(asked), owner)
        if asked.number("item_id") > 0:
            item = self._again(asked, owner)
        else:
            item = self._new(asked, owner)
        item.status = Status.INITIATED
        for name in ("title", "description", "file_info"):
            setattr(item, name, self._short_text(asked, name))
        if asked.text("shot_at"):
            item.shot_at = asked.number("shot_at")
        given = asked.text("timezone")
        item.timezone = asked.number("timezone") if given else owner.timezone
        return {
            "item_id": item.id,
            "status": item.status,
            "url": self.home.storage.sign("PUT", item.key),
        }

    def _again(self, asked: Asked, owner: User) -> Item:
        item = self._item(asked, "item_id invalid")
        if item.owner is not owner:
            raise refused("access denied")
        return item

    def _new(self, asked: Asked, owner: User) -> Item:
        extension, file_hash = asked.text("extension"), asked.text("file_hash")
        if not extension:
            raise refused("extension required")
        if not extension.startswith("."):
            raise refused("extension invalid")
        if extension.lower() not in EXTENSIONS:
            asked.complain(asked.call, f"no extension of the reference: {extension!r}")
        if file_hash and self._conflicts(file_hash, owner):
            raise refused("file_hash conflict")
        item = self.world.add_item(owner, extension)
        item.file_hash = file_hash
        return item

    def _conflicts(self, file_hash: str, owner: User) -> bool:
        return any(
            item.owner is owner
            and (item.file_hash or "").lower() == file_hash.lower()
            and item.status is not Status.DELETED
            for item in self.world.items.values()
        )

    def _short_text(self, asked: Asked, name: str) -> str | None:
        text = asked.given(name)
        if text and len(text) > LONGEST_TEXT:
            asked.complain(asked.call, f"{name} is longer than {LONGEST_TEXT}")
            return text[:LONGEST_TEXT]
        return text

    def activate(self, asked: Asked) -> Answer:
        """3.2: the worker hears of the file; the answer does not wait for it."""
        user = self.user_alone(asked)
        item = self._item(asked, "item not found")
        self._refuse_others(user, item.owner)
        item.valid_after = self.world.clock.now() + max(asked.number("valid_after"), 0)
        self.home.order_derivatives(item)
        self.home.uploads.append(item)
        return self._state(item)

    # Deleting

    def delete(self, asked: Asked) -> Answer:
        """3.3: what was not active yet is gone for good."""
        item = self._own_item(asked)
        if item.status is Status.INITIATED:
            self.world.destroy(item)
        else:
            item.status = Status.DELETED
            item.updated_at = self.world.clock.now()
        return self._state(item)

    def undelete(self, asked: Asked) -> Answer:
        """3.4: only what is deleted changes."""
        item = self._own_item(asked)
        if item.status is Status.DELETED:
            item.status = Status.ACTIVE
            item.updated_at = self.world.clock.now()
        return self._state(item)

    # Looking and liking

    def show(self, asked: Asked) -> Answer:
        """4.1: the server does not let viewers, whatever the reference says."""
        who = (asked.user or asked.viewer) if self.documented else asked.user
        if not who:
            raise refused("invalid token")
        item = self._item(
            asked, "item not  dound" if self.documented else "item not found"
        )
        if not self.world.can_see(who, item.owner):
            raise refused("access denied")
        return self.wire.item(item)

    def like(self, asked: Asked) -> Answer:
        """7.2: one more at the server, on and off in the reference."""
        if not (viewer := asked.viewer):
            raise refused("invalid token")
        item = self._item(asked, "item not found")
        if not self.world.can_see(viewer, item.owner):
            raise refused("access denied")

        def by_viewer(like: Like) -> bool:
            return like.viewer is viewer and like.item is item

        world, updated_at = self.world, self.world.clock.now()
        if self.documented and any(map(by_viewer, world.likes)):
            world.likes = [like for like in world.likes if not by_viewer(like)]
        else:
            updated_at = world.like(viewer, item).created_at
        return {
            "viewer_id": viewer.id,
            "item_id": item.id,
            "count": sum(map(by_viewer, world.likes)),
            "updated_at": updated_at,
        }

    def upload_url(self, asked: Asked) -> Answer:
        """8.1: where a client may put its log."""
        for name in ("server_type", "file_type"):
            if asked.number(name) not in (0, 1):
                asked.complain(asked.call, f"no {name} of the reference")
        kind, who = ("user", asked.user) if asked.user else ("viewer", asked.viewer)
        time = self.home.storage.stamp("%Y_%m_%d_%H_%M_%S")
        path = f"log/{kind}/{who.id if who else 0:08}/{time}.log"
        return {"path": path, "url": self.home.storage.sign("PUT", path)}

    # What these share

    def _own_item(self, asked: Asked) -> Item:
        user = self.user_alone(asked)
        message = "item_id_ invalid" if self.documented else "item_id invalid"
        item = self._item(asked, message)
        self._refuse_others(user, item.owner)
        return item

    def _item(self, asked: Asked, message: str) -> Item:
        if item := self.world.items.get(asked.number("item_id")):
            return item
        raise refused(message)

    def _refuse_others(self, user: User, owner: User) -> None:
        if user is not owner and user.role is not Role.ADMIN:
            raise refused("access denied")

    def _state(self, item: Item) -> Answer:
        return {"id": item.id, "status": item.status}
