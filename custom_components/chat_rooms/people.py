"""Whom a user means by a name."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .errors import invalid
from .model import Member
from .room import RoomState

if TYPE_CHECKING:
    from .coordinator import ChatRoomsCoordinator


def one_of(members: Iterable[Member], wanted: str, service: str) -> Member:
    """Return the member with an id, else the one with a name.

    Raises ServiceValidationError where there is nobody, or more than one.
    """
    found = _found(members, wanted)
    if not found:
        raise invalid("no_such_member", service=service)
    return _only(found)


def known_id(coordinator: ChatRoomsCoordinator, wanted: str) -> str:
    """Return the id of somebody who was seen in a room of the account.

    Of whom nobody has been heard, what the user wrote counts as the id. Raises
    ServiceValidationError where several people have the name.
    """
    found = _found(_seen(coordinator.rooms.values()), wanted)
    return _only(found).id if found else wanted


def _seen(rooms: Iterable[RoomState]) -> Iterator[Member]:
    for state in rooms:
        yield from (state.room.members or {}).values()
        for item in state.held:
            yield item.message.sender


def _found(members: Iterable[Member], wanted: str) -> list[Member]:
    by_id = {member.id: member for member in members}
    if (member := by_id.get(wanted)) is not None:
        return [member]
    name = wanted.casefold()
    return [member for member in by_id.values() if member.name.casefold() == name]


def _only(found: list[Member]) -> Member:
    if len(found) > 1:
        raise invalid("member_ambiguous")
    return found[0]
