"""The users and viewers of a simulated carnation."""

from collections.abc import Iterable

from .carnation_home import Part
from .carnation_records import Role, User
from .carnation_strict import Answer, Asked, Refusal, Route, refused


class UsersPart(Part):
    """Tells of people, and changes them."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints."""
        user, changes = "/api/v1/user", "email name password timezone"
        yield Route("POST", user, "create_new_user", self.create, "email password")
        for path, documented in (
            ("/api/v1/attributes", True),
            (f"{user}/attributes", False),
        ):
            yield Route(
                "POST",
                path,
                "change_user_attribute",
                self.change,
                "user_id",
                changes,
                documented,
            )
        yield Route("DELETE", user, "delete_user", self.delete, "user_id")
        yield Route("GET", user, "get_user_info", self.info, "user_id")
        yield Route(
            "GET", f"{user}_by_email", "get_user_id_by_email", self.by_email, "email"
        )
        yield Route(
            "GET", "/api/v1/viewer", "get_viewer_info", self.viewer_info, "viewer_id"
        )
        yield Route("GET", "/api/v1/viewer/users", "get_viewer_users", self.albums)

    def create(self, asked: Asked) -> Answer:
        """2.1: only those may who are there to do so."""
        if not asked.user or asked.user.role not in (Role.ADMIN, Role.SIGNUP):
            raise refused("access denied")
        email, password = asked.text("email"), asked.text("password")
        if not email:
            raise refused("invalid parameter email")
        if not password:
            raise refused("invalid parameter password")
        self._refuse_taken(email)
        world = self.world
        user = world.add_user(email, email.replace("@", "_", 1), password)
        viewer = world.add_viewer(f"{user.name}_viewer", user, world.add_client())
        world.add_group(f"{user.name}_group", user).viewers.append(viewer)
        return self._short(user) | {"password": password}

    def change(self, asked: Asked) -> Answer:
        """2.2: the server leaves the password alone, but knows time zones."""
        if not asked.user:
            raise refused("token invalid")
        if not (target := self.user(asked)):
            raise Refusal(400 if self.documented else 404, "no such user")
        if asked.user is not target and asked.user.role is not Role.ADMIN:
            raise refused("access denied")
        if (email := asked.text("email")) and email != target.email:
            self._refuse_taken(email)
            target.email = email
        target.name = asked.text("name") or target.name
        if self.documented:
            target.password = asked.text("password") or target.password
        elif asked.text("timezone"):
            target.timezone = asked.number("timezone")
        return self._short(target) | {"password": asked.given("password")}

    def delete(self, asked: Asked) -> Answer:
        """2.3: the user's files stay where they are."""
        if not asked.user or asked.user.role is not Role.ADMIN:
            raise refused("access denied")
        if not (target := self.user(asked)):
            raise Refusal(400 if self.documented else 404, "user not found")
        world = self.world
        for item in [item for item in world.items.values() if item.owner is target]:
            world.destroy(item)
        world.users.remove(target)
        world.groups = [group for group in world.groups if group.owner is not target]
        for group in world.groups:
            group.users = [user for user in group.users if user is not target]
        world.devices = [d for d in world.devices if d.owner is not target]
        world.events = [event for event in world.events if event.owner is not target]
        self.home.tokens.forget_user(target)
        return self._short(target)

    def info(self, asked: Asked) -> Answer:
        """2.4: whoever shares a group may know."""
        if not (target := self.user(asked)):
            raise Refusal(404, "user not found")
        who, world = asked.user or asked.viewer, self.world
        owns = asked.viewer and asked.viewer.owner is target
        together = who and any(target in g.users for g in world.groups_of(who))
        boss = asked.user and asked.user.role is Role.ADMIN
        if not (who is target or owns or together or boss):
            raise refused("access denied")
        return self._short(target) | {
            "role": target.role,
            "status": 1,
            "timezone": target.timezone,
            "viewers": [
                self.wire.viewer(viewer)
                | {"credentials": self.wire.client(viewer.client)}
                for viewer in world.viewers
                if viewer.owner is target
            ],
            "groups": [self.wire.group(g) for g in world.groups if g.owner is target],
            "belong_to_groups": [self.wire.group(g) for g in world.groups_of(target)],
        }

    def by_email(self, asked: Asked) -> Answer:
        """2.5: anybody with a token may ask."""
        for user in self.world.users:
            if user.email == asked.text("email"):
                return {"user_id": user.id}
        raise Refusal(404, "user not found")

    def albums(self, asked: Asked) -> Answer:
        """7.1: whose albums a viewer may show, once for each group."""
        if not (viewer := asked.viewer):
            raise refused("invalid token")
        return {
            "viewer_id": viewer.id,
            "users": [
                {"user_id": user.id, "name": user.name}
                for group in self.world.groups_of(viewer)
                for user in group.users
            ],
        }

    def viewer_info(self, asked: Asked) -> Answer:
        """7.3: of viewers that are one's own or in the same group."""
        number = asked.number("viewer_id")
        viewers = (viewer for viewer in self.world.viewers if viewer.id == number)
        if not (target := next(viewers, None)):
            raise Refusal(404, "viewer not found")
        who, world = asked.user or asked.viewer, self.world
        owns = asked.user and asked.user in (target.owner, self._boss())
        together = who and any(target in g.viewers for g in world.groups_of(who))
        if not (who is target or owns or together):
            raise refused("access denied")
        return self.wire.viewer(target) | {
            "belong_to_groups": [self.wire.group(g) for g in world.groups_of(target)],
            "profiles": [],
        }

    def _boss(self) -> User | None:
        return next((u for u in self.world.users if u.role is Role.ADMIN), None)

    def _short(self, user: User) -> Answer:
        return {"id": user.id, "email": user.email, "name": user.name}

    def _refuse_taken(self, email: str) -> None:
        if any(user.email == email for user in self.world.users):
            raise refused("sepcified email already exists")
