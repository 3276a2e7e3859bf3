"""The lists of a simulated carnation: items and events, filtered and in order."""

from collections.abc import Iterable
from typing import Any

from .carnation_home import OwnPart
from .carnation_records import Event, Item, Status, User
from .carnation_strict import Answer, Asked, Route, broken, refused

COUNT = 50
MOST = 1000
RANGE = (
    "count greater_than less_than created_after created_before"
    " updated_after updated_before order"
)
ITEM_FILTERS = (
    f"item_id {RANGE} shot_after shot_before offset order_by ignore_status"
    " status ignore_valid_after no_details output"
)
OUTPUTS = ("full", "compact", "minimum", "summary")
ORDERS = ("created_at", "shot_at", "updated_at")


class ItemListPart(OwnPart):
    """Lists what is in an album."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoint."""
        yield Route(
            "GET",
            "/api/v1/user/items",
            "get_items",
            self.items,
            "user_id",
            ITEM_FILTERS,
        )

    def items(self, asked: Asked) -> Answer:
        """4.2: of one album, whoever may see it."""
        if not (owner := self.user(asked)):
            raise refused("user_id invalid")
        who = asked.user or asked.viewer
        if who and not self.world.can_see(who, owner):
            name = "no access grant" if self.documented else "no accesss grant"
            raise refused(name)
        found = self._chosen(asked, owner)
        if asked.number("item_id") <= 0:
            found = _page(asked, self._ordered(asked, found))
        described = self._described(asked, found)
        return {"user_id": owner.id, "count": len(described), "items": described}

    def _chosen(self, asked: Asked, owner: User) -> list[Item]:
        found = [item for item in self.world.items.values() if item.owner is owner]
        if not (asked.flag("ignore_status") and asked.user):
            given = asked.text("status")
            status = asked.number("status") if given else Status.ACTIVE
            found = [item for item in found if item.status == status]
        if not (asked.flag("ignore_valid_after") and asked.user):
            now = self.world.clock.now()
            found = [item for item in found if item.valid_after < now]
        if (number := asked.number("item_id")) > 0:
            return [item for item in found if item.id == number]
        found = _between(asked, found, "id", "greater_than", "less_than")
        for name in ("created", "shot", "updated"):
            found = _between(
                asked, found, f"{name}_at", f"{name}_after", f"{name}_before"
            )
        return found

    def _ordered(self, asked: Asked, found: list[Item]) -> list[Item]:
        by = asked.choice("order_by", *ORDERS)
        backwards = asked.choice("order", "asc", "desc") == "desc"
        # A database puts what has no time first.
        found = sorted(found, key=lambda i: getattr(i, by) or 0, reverse=backwards)
        return found[max(asked.number("offset"), 0) :]

    def _described(self, asked: Asked, found: list[Item]) -> list[Any]:
        output = asked.choice("output", *OUTPUTS)
        if no_details := asked.given("no_details"):
            output = "minimum" if asked.flag("no_details") else "full"
        if no_details == "false":
            asked.complain(asked.call, "no_details should be left out")
        match output:
            case "compact":
                return [item.id for item in found]
            case "minimum":
                return [{"id": item.id} for item in found]
            case "summary":
                names = ("id", "status", "file_hash")
                return [{n: getattr(item, n) for n in names} for item in found]
        return [
            self.wire.item(item, hide_deleted=asked.viewer is not None)
            for item in found
        ]


class EventsPart(OwnPart):
    """Tells users what has happened, and remembers what they know."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints."""
        events = "/api/v1/user/events"
        yield Route(
            "GET",
            events,
            "get_user_events",
            self.events,
            "user_id",
            f"event_id {RANGE}",
        )
        for name, handle in (
            ("read", self.read),
            ("unread", self.unread),
            ("retrieved", self.retrieved),
        ):
            yield Route(
                "POST",
                f"{events}/{name}",
                f"mark_events_{name}",
                handle,
                "user_id",
                "event_id",
            )

    def events(self, asked: Asked) -> Answer:
        """5.1: by their ids."""
        user = self.own(asked)
        everything = self.world.events_of(user)
        if (number := asked.number("event_id")) > 0:
            found = [event for event in everything if event.id == number]
        else:
            found = _between(asked, everything, "id", "greater_than", "less_than")
            for name in ("created", "updated"):
                found = _between(
                    asked, found, f"{name}_at", f"{name}_after", f"{name}_before"
                )
            if asked.choice("order", "asc", "desc") == "desc":
                found = found[::-1]
            found = _page(asked, found)
        return {
            "user_id": user.id,
            "new_count": sum(not event.retrieved for event in everything),
            "max_retrieved_id": max(
                (e.id for e in everything if e.retrieved), default=0
            ),
            "events": [self.wire.event(event) for event in found],
        }

    def read(self, asked: Asked) -> Answer:
        """5.2: answered under a name that the reference has for 5.3."""
        return self._mark(asked, "event" if self.documented else "events", read=True)

    def unread(self, asked: Asked) -> Answer:
        """5.3: answered under a name that the reference has for 5.2."""
        return self._mark(asked, "events" if self.documented else "event", read=False)

    def _mark(self, asked: Asked, name: str, *, read: bool) -> Answer:
        user = self.own(asked)
        ids: list[int] | None = None
        if given := asked.text("event_id"):
            if not all(part.isdecimal() for part in given.split(",")):
                asked.complain(asked.call, f"event_id is no list of ids: {given!r}")
            ids = [int(part) for part in given.split(",") if part.isdecimal()]
        for event in self.world.events_of(user):
            if ids is None or event.id in ids:
                event.read = read
        return {"user_id": user.id, name: "all" if ids is None else ids}

    def retrieved(self, asked: Asked) -> Answer:
        """5.4: what is newer than the event is not retrieved any more."""
        user = self.own(asked)
        up_to = asked.number("event_id") if asked.text("event_id") else None
        for event in self.world.events_of(user):
            event.retrieved = up_to is None or event.id <= up_to
        return {"user_id": user.id, "event_id": "all" if up_to is None else up_to}


def _between[T: (Item, Event)](
    asked: Asked, found: list[T], field: str, above: str, below: str
) -> list[T]:
    """Return what lies between two values, neither of which counts if it is 0."""
    low, high = asked.number(above), asked.number(below)
    values = [(thing, getattr(thing, field)) for thing in found]
    return [
        thing
        for thing, value in values
        if (low <= 0 or (value is not None and value > low))
        and (high <= 0 or (value is not None and value < high))
    ]


def _page[T](asked: Asked, found: list[T]) -> list[T]:
    count = asked.number("count") or COUNT
    if count < 0:
        raise broken()
    if count > MOST:
        asked.complain(asked.call, f"count is more than {MOST}")
    return found[: min(count, MOST)]
