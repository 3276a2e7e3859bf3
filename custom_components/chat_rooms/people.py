"""Whom a user means by a name."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
import re
from typing import TYPE_CHECKING

from .errors import invalid
from .model import Feature, Member, MemberKind
from .providers.errors import ForbiddenError, NotFoundError
from .room import RoomState

if TYPE_CHECKING:
    from .coordinator import ChatRoomsCoordinator

# Asking all of them could take minutes.
ROOMS_TO_ASK = 20
# Names have a large letter, a space or other signs somewhere.
ID = re.compile(r"[a-z0-9._@-]+")


def one_of(members: Iterable[Member], wanted: str, service: str) -> Member:
    """Return the member with an id, else the one with a name.

    Raises ServiceValidationError where there is nobody, or more than one.
    """
    found = _found(members, wanted)
    if not found:
        raise invalid("no_such_member", service=service)
    return _only(found)


async def async_known_id(coordinator: ChatRoomsCoordinator, wanted: str) -> str:
    """Return the id of somebody who is in a room of the account.

    What looks like an id is one: anybody may call himself like another one's id. Who
    has not been seen in a room is looked for among the members of some of them. Of whom
    nobody knows, what the user wrote counts as the id. Raises ServiceValidationError
    where several people have the name, and ProviderErrors.
    """
    if ID.fullmatch(wanted):
        return wanted
    rooms = coordinator.rooms.values()
    if found := _found(_people(_seen(rooms)), wanted):
        return _only(found).id
    administration = coordinator.provider.administration
    tell = [state for state in rooms if Feature.LIST_MEMBERS in state.room.features]
    members: list[Member] = []
    # Somebody in another room may have the same name.
    for state in tell[:ROOMS_TO_ASK]:
        with suppress(ForbiddenError, NotFoundError):
            participants = await administration.members(state.room.id)
            members.extend(one.member for one in participants)
    found = _found(_people(members), wanted)
    return _only(found).id if found else wanted


def _people(members: Iterable[Member]) -> Iterator[Member]:
    return (member for member in members if member.kind is MemberKind.PERSON)


def _seen(rooms: Iterable[RoomState]) -> Iterator[Member]:
    for state in rooms:
        yield from (state.room.members or {}).values()
        for item in state.held:
            yield item.message.sender


def _found(members: Iterable[Member], wanted: str) -> list[Member]:
    name = wanted.casefold()
    named: dict[str, Member] = {}
    for member in members:
        if member.id == wanted:
            return [member]
        if member.name.casefold() == name:
            named[member.id] = member
    return list(named.values())


def _only(found: list[Member]) -> Member:
    if len(found) > 1:
        raise invalid("member_ambiguous")
    return found[0]
