"""Everything that a simulated carnation server knows, and what happens to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex
import time

from .carnation_records import (
    DAY,
    HOUR,
    Client,
    Clock,
    Device,
    Event,
    Group,
    Item,
    Like,
    Role,
    User,
    Viewer,
)
from .control import ControlError

# Ids go on growing when the simulator starts again, as a client keeps those it knows.
EPOCH = 1_700_000_000
IDS_PER_SECOND = 10


@dataclass(slots=True, eq=False)
class World:
    """Everything that the server knows."""

    clock: Clock = field(default_factory=Clock)
    clients: list[Client] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    items: dict[int, Item] = field(default_factory=dict)
    likes: list[Like] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    sent: list[tuple[Device, str]] = field(default_factory=list)
    last_id: int = 0

    def next_id(self) -> int:
        """Return an id greater than all before."""
        self.last_id += 1
        return self.last_id

    def outgrow_earlier_lives(self) -> None:
        """Continue with ids greater than those before the last restart."""
        ids = int((time.time() - EPOCH) * IDS_PER_SECOND)
        self.last_id = max(self.last_id, ids)

    # Who may see what

    def groups_of(self, who: User | Viewer) -> Iterator[Group]:
        """Return the groups that somebody belongs to."""
        return (group for group in self.groups if who in (*group.users, *group.viewers))

    def can_see(self, who: User | Viewer, owner: User) -> bool:
        """Tell whether somebody may look at an album."""
        if isinstance(who, User) and (who is owner or who.role is Role.ADMIN):
            return True
        return owner.role is Role.DEFAULT or any(
            owner in group.users for group in self.groups_of(who)
        )

    # What is found by its number or name

    def user(self, name: str) -> User:
        """Return a user by name, email or id, for a control."""
        for user in self.users:
            if name in (user.name, user.email, str(user.id)):
                return user
        raise ControlError(f"No user {name!r}: {[u.name for u in self.users]}")

    def viewer(self, name: str) -> Viewer:
        """Return a viewer by name or id, for a control."""
        for viewer in self.viewers:
            if name in (viewer.name, str(viewer.id)):
                return viewer
        raise ControlError(f"No viewer {name!r}: {[v.name for v in self.viewers]}")

    def item(self, item_id: int) -> Item:
        """Return an item, for a control."""
        if item := self.items.get(item_id):
            return item
        raise ControlError(f"No item {item_id}: {list(self.items)}")

    # What happens

    def add_client(self, appid: str = "", secret: str = "") -> Client:
        """Let another program ask for tokens."""
        client = Client(
            len(self.clients) + 1,
            appid or token_hex(16),
            self.clock.now(),
            secret or token_hex(16),
        )
        self.clients.append(client)
        return client

    def add_user(
        self, email: str, name: str, password: str, role: Role = Role.COMMON
    ) -> User:
        """Let somebody in, without any group."""
        number = max((user.id for user in self.users), default=0) + 1
        user = User(number, email, name, self.clock.now(), password, role)
        self.users.append(user)
        return user

    def add_viewer(self, name: str, owner: User, client: Client) -> Viewer:
        """Give somebody a television."""
        number = max((viewer.id for viewer in self.viewers), default=0) + 1
        viewer = Viewer(number, name, owner, client, self.clock.now())
        self.viewers.append(viewer)
        return viewer

    def add_group(self, name: str, owner: User) -> Group:
        """Make a group that its owner belongs to."""
        group = Group(len(self.groups) + 1, name, owner, self.clock.now(), [owner])
        self.groups.append(group)
        return group

    def add_item(self, owner: User, extension: str) -> Item:
        """Begin an item, which nobody sees until tomorrow."""
        now = self.clock.now()
        item = Item(
            id=self.next_id(),
            owner=owner,
            extension=extension,
            created_at=now,
            updated_at=now,
            valid_after=now + DAY,
        )
        self.items[item.id] = item
        return item

    def destroy(self, item: Item) -> None:
        """Forget an item and the likes that it got."""
        del self.items[item.id]
        self.likes = [like for like in self.likes if like.item is not item]

    def like(self, viewer: Viewer, item: Item) -> Like:
        """Note a like with the viewer's latest event, unless that is done with."""
        now = self.clock.now()
        earlier = [
            event
            for event in self.events
            if event.viewer is viewer and event.owner is item.owner
        ]
        event = earlier[-1] if earlier else None
        if not event or event.retrieved or event.updated_at < now - HOUR:
            event = self.add_event(item.owner, viewer)
        event.updated_at = now
        like = Like(viewer, item, now, event)
        self.likes.append(like)
        return like

    def add_event(
        self, owner: User, viewer: Viewer | None = None, event_type: int = 1
    ) -> Event:
        """Tell a user something."""
        now = self.clock.now()
        event = Event(
            id=self.next_id(),
            owner=owner,
            created_at=now,
            updated_at=now,
            event_type=event_type,
            viewer=viewer,
        )
        self.events.append(event)
        return event

    def events_of(self, user: User) -> list[Event]:
        """Return what a user has been told, by growing ids."""
        return [event for event in self.events if event.owner is user]
