"""What can be done with the rooms of Nextcloud Talk and with their participants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import override

from ...model import Feature, MemberRole, Participant
from ...outgoing import NewRoom
from ..administration import Administration
from ..errors import (
    ForbiddenError,
    NotFoundError,
    ProviderError,
    Reason,
    TooLongError,
    UnsupportedError,
)
from .client import TalkClient
from .client.capabilities import Capabilities
from .constants import ParticipantType, RoomType
from .members import GATHERINGS, to_member
from .models import WireParticipant, WireRoom

LONGEST_NAME = 200
DESCRIPTION = "room-description"
ROOM_TYPES: Mapping[str, RoomType] = {
    "group": RoomType.GROUP,
    "public": RoomType.PUBLIC,
    "one_to_one": RoomType.ONE_TO_ONE,
}
# The others belong to two people, to one, or to the server.
COMMON_TYPES = frozenset({RoomType.GROUP, RoomType.PUBLIC})
LEFT_TYPES = COMMON_TYPES | {RoomType.ONE_TO_ONE}

ROLES: Mapping[int, MemberRole] = {
    ParticipantType.OWNER: MemberRole.OWNER,
    ParticipantType.MODERATOR: MemberRole.MODERATOR,
    ParticipantType.GUEST_MODERATOR: MemberRole.MODERATOR,
}
MODERATORS = frozenset(ROLES)
MODERATING = (
    Feature.RENAME | Feature.GUESTS | Feature.DELETE_ROOM | Feature.CHANGE_MEMBERS
)


def features_of(room: WireRoom, can: Capabilities) -> Feature:
    """Return what the account may do with a room as a whole."""
    features = Feature.LIST_MEMBERS
    if room.type in LEFT_TYPES:
        features |= Feature.LEAVE
    if room.type in COMMON_TYPES and room.participant_type in MODERATORS:
        features |= MODERATING
        if can.has(DESCRIPTION):
            features |= Feature.DESCRIBE
        if room.type == RoomType.PUBLIC:
            features |= Feature.PASSWORD
    return features


def roles_of(room: WireRoom) -> frozenset[MemberRole]:
    """Return the roles that the account may give to others: owners stay what they are."""
    if room.type in COMMON_TYPES and room.participant_type in MODERATORS:
        return frozenset({MemberRole.MODERATOR, MemberRole.USER})
    return frozenset()


class TalkAdministration(Administration):
    """The rooms of one account, as their moderators see them."""

    def __init__(self, client: TalkClient, changed: Callable[[], None]) -> None:
        """Take the calls; `changed` is told when the next list has to be whole."""
        self._client = client
        self._changed = changed

    @override
    def check_texts(
        self, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Look whether a name has 1 to 200 characters, and a description not too many.

        Spaces around them do not count. How long a description may be, the server
        tells.
        """
        if name is not None:
            _checked(name)
        longest = self._client.capabilities.max_description_length
        if description is not None and len(description.strip()) > longest:
            raise TooLongError(
                "the description is too long",
                longest,
                reason=Reason.DESCRIPTION_REFUSED,
            )

    @override
    async def create(self, new: NewRoom) -> str:
        """Create a room, and let people into a group or a public one in turn.

        Where somebody cannot come in, the room is deleted again; should that fail as
        well, the next list shows it. Old servers have no description: it is left out.
        """
        room_type = ROOM_TYPES[new.room_type]
        try:
            if room_type == RoomType.ONE_TO_ONE:
                return await self._create_for_two(new)
            return await self._create_for_all(room_type, new)
        finally:
            self._changed()

    async def _create_for_two(self, new: NewRoom) -> str:
        if len(new.members) != 1:
            raise ForbiddenError(
                "a room of two needs one other", reason=Reason.TOO_FEW_MEMBERS
            )
        with _no_such_member():
            room = await self._client.rooms.create(
                RoomType.ONE_TO_ONE, invite=new.members[0]
            )
        return room.token

    async def _create_for_all(self, room_type: RoomType, new: NewRoom) -> str:
        rooms = self._client.rooms
        can_describe = self._client.capabilities.has(DESCRIPTION)
        description = new.description if can_describe else ""
        self.check_texts(description=description)
        token = (await rooms.create(room_type, name=_checked(new.name))).token
        try:
            if description:
                await rooms.describe(token, description)
            for member_id in new.members:
                await self.add_member(token, member_id)
        except ProviderError:
            with suppress(ProviderError):
                await rooms.delete(token)
            raise
        return token

    @override
    async def rename(self, room_id: str, name: str) -> None:
        """Rename a room: 1 to 200 characters, without spaces around them."""
        await self._client.rooms.rename(room_id, _checked(name))
        self._changed()

    @override
    async def describe(self, room_id: str, description: str) -> None:
        """Describe a room, with as many characters as the server takes."""
        self.check_texts(description=description)
        await self._client.rooms.describe(room_id, description)

    @override
    async def set_password(self, room_id: str, password: str) -> None:
        """Set password for a room, which has to be public."""
        await self._client.rooms.set_password(room_id, password)

    @override
    async def set_guest_access(self, room_id: str, allowed: bool) -> None:
        """Make a room public, or a group."""
        rooms = self._client.rooms
        await (rooms.make_public if allowed else rooms.make_private)(room_id)
        self._changed()

    @override
    async def delete(self, room_id: str) -> None:
        """Delete a room; one that is gone is deleted."""
        with suppress(NotFoundError):
            await self._client.rooms.delete(room_id)
        self._changed()

    @override
    async def leave(self, room_id: str) -> None:
        """Remove yourself from a room; who is not in it any more has left it."""
        with suppress(NotFoundError):
            await self._client.participants.leave(room_id)
        self._changed()

    @override
    async def members(self, room_id: str) -> Sequence[Participant]:
        """Return the participants of a room; guests are among them.

        Groups and circles are not: who belongs to them is.
        """
        return [
            Participant(
                member=to_member(wire.actor_type, wire.actor_id, wire.display_name),
                role=ROLES.get(wire.participant_type, MemberRole.USER),
            )
            for wire in await self._people(room_id)
        ]

    @override
    async def add_member(self, room_id: str, member_id: str) -> None:
        """Add a user to a room, by the user id."""
        participants = self._client.participants
        try:
            await participants.add(room_id, member_id)
        except NotFoundError:
            # It does not say whom it has not found: the room or the user.
            await participants.list(room_id)
            raise NotFoundError("no such user", reason=Reason.NO_SUCH_MEMBER) from None
        self._changed()

    @override
    async def remove_member(self, room_id: str, member_id: str) -> None:
        """Take a participant out of a room; owners stay."""
        participant = await self._participant(room_id, member_id)
        with _no_such_member():
            await self._client.participants.remove(room_id, participant)
        self._changed()

    @override
    async def set_role(self, room_id: str, member_id: str, role: MemberRole) -> None:
        """Promote or demote a participant, if need be; owners stay what they are.

        Old servers cannot promote guests.
        """
        participant = await self._participant(room_id, member_id)
        if ROLES.get(participant.participant_type, MemberRole.USER) is role:
            return
        participants = self._client.participants
        if not (participant.user_id or self._client.capabilities.attendees):
            raise ForbiddenError("guests have no roles here")
        with _no_such_member():
            match role:
                case MemberRole.MODERATOR:
                    await participants.promote(room_id, participant)
                case MemberRole.USER:
                    await participants.demote(room_id, participant)
                case _:
                    raise UnsupportedError("such a role")

    async def _people(self, room_id: str) -> list[WireParticipant]:
        everybody = await self._client.participants.list(room_id)
        return [wire for wire in everybody if wire.actor_type not in GATHERINGS]

    async def _participant(self, room_id: str, member_id: str) -> WireParticipant:
        for wire in await self._people(room_id):
            member = to_member(wire.actor_type, wire.actor_id, wire.display_name)
            if member.id == member_id:
                return wire
        raise NotFoundError("no such participant", reason=Reason.NO_SUCH_MEMBER)


@contextmanager
def _no_such_member() -> Iterator[None]:
    """Tell that it is the person who is not there, where it cannot be the room."""
    try:
        yield
    except NotFoundError:
        raise NotFoundError("no such user", reason=Reason.NO_SUCH_MEMBER) from None


def _checked(name: str) -> str:
    name = name.strip()
    if not name:
        raise ForbiddenError("the name is empty", reason=Reason.NAME_REFUSED)
    if len(name) > LONGEST_NAME:
        raise TooLongError(
            "the name is too long", LONGEST_NAME, reason=Reason.NAME_REFUSED
        )
    return name
