"""What can be done with the rooms of Nextcloud Talk and with their participants."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import override

from ...model import Feature, MemberRole, Participant
from ...outgoing import NewRoom
from ..administration import Administration
from ..errors import ForbiddenError, NotFoundError, ProviderError, Reason
from .client import TalkClient
from .client.capabilities import Capabilities
from .constants import ParticipantType, RoomType
from .members import to_member
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
    if room.type not in COMMON_TYPES:
        return features
    features |= Feature.LEAVE
    if room.participant_type in MODERATORS:
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
    async def create(self, new: NewRoom) -> str:
        """Create a room and let its members in, one after another.

        Where somebody cannot come in, there is no room either.
        """
        room_type = ROOM_TYPES[new.room_type]
        rooms = self._client.rooms
        if room_type == RoomType.ONE_TO_ONE:
            [other] = new.members
            try:
                return (await rooms.create(room_type, invite=other)).token
            except NotFoundError:
                raise NotFoundError(
                    "no such user", reason=Reason.NO_SUCH_MEMBER
                ) from None
        _check_name(new.name)
        token = (await rooms.create(room_type, name=new.name)).token
        try:
            if new.description and self._client.capabilities.has(DESCRIPTION):
                await rooms.describe(token, new.description)
            for member_id in new.members:
                await self.add_member(token, member_id)
        except ProviderError:
            with suppress(ProviderError):
                await rooms.delete(token)
            raise
        self._changed()
        return token

    @override
    async def rename(self, room_id: str, name: str) -> None:
        """Rename a room: 1 to 200 characters."""
        _check_name(name)
        await self._client.rooms.rename(room_id, name)
        self._changed()

    @override
    async def describe(self, room_id: str, description: str) -> None:
        """Describe a room."""
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
        """Delete a room."""
        await self._client.rooms.delete(room_id)
        self._changed()

    @override
    async def leave(self, room_id: str) -> None:
        """Remove yourself from a room."""
        await self._client.participants.leave(room_id)
        self._changed()

    @override
    async def members(self, room_id: str) -> Sequence[Participant]:
        """Return the participants of a room; guests are among them."""
        return [
            Participant(
                member=to_member(wire.actor_type, wire.actor_id, wire.display_name),
                role=ROLES.get(wire.participant_type, MemberRole.USER),
            )
            for wire in await self._client.participants.list(room_id)
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
        await self._client.participants.remove(room_id, participant)
        self._changed()

    @override
    async def set_role(self, room_id: str, member_id: str, role: MemberRole) -> None:
        """Promote or demote a participant, if need be."""
        participant = await self._participant(room_id, member_id)
        if ROLES.get(participant.participant_type, MemberRole.USER) is role:
            return
        participants = self._client.participants
        if role is MemberRole.USER:
            await participants.demote(room_id, participant)
        else:
            await participants.promote(room_id, participant)

    async def _participant(self, room_id: str, member_id: str) -> WireParticipant:
        for wire in await self._client.participants.list(room_id):
            member = to_member(wire.actor_type, wire.actor_id, wire.display_name)
            if member.id == member_id:
                return wire
        raise NotFoundError("no such participant", reason=Reason.NO_SUCH_MEMBER)


def _check_name(name: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise ForbiddenError("the name is too long", reason=Reason.NAME_REFUSED)
