"""Members: who is in a room, and as what.

Changing somebody else is for owners: ForbiddenError otherwise. Where a room or a
member is not there, a NotFoundError or a ForbiddenError.
"""

from collections.abc import Mapping

from ...answers import Answer
from ...errors import ProtocolError, Reason
from ...wire import parse_list
from ..models import WireMember
from .generation import MISFITS, Generation, Known
from .rest import Rest, check

MEMBERS = "/rooms/{roomId}/members"
MEMBER = "/rooms/{roomId}/members/{userId}"
OWNER = "/rooms/{roomId}/members/{userId}/owner"
OWNERS = "/rooms/{roomId}/members/owners"
# A room of this type cannot be so, or nobody is called so.
REFUSALS: Mapping[int, Reason | None] = {400: None}


class MembersApi:
    """The members of rooms."""

    def __init__(self, rest: Rest, generation: Generation) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._rest = rest
        self._generation = generation

    async def list_room_member(self, room_id: str) -> list[WireMember]:
        """Return the members: listRoomMember, GET /rooms/{roomId}/members."""
        answer = await self._rest.request("GET", MEMBERS, {"roomId": room_id})
        return parse_list(WireMember, answer.json())

    async def insert_room_member(
        self,
        room_id: str,
        user_id: str,
        *,
        owner: bool = False,
        history_cleared: bool = False,
    ) -> WireMember:
        """Add somebody: insertRoomMember, POST /rooms/{roomId}/members.

        With `history_cleared` they do not see what was said before. 1.6.2 calls it
        insertRoomMembers: it takes and returns a list.
        """
        member = {"userId": user_id, "owner": owner, "historyCleared": history_cleared}

        async def post(shape: object) -> Answer:
            return await self._rest.request(
                "POST", MEMBERS, {"roomId": room_id}, json=shape, accept=MISFITS
            )

        answer = await self._generation.either(
            new=lambda: post([member]), old=lambda: post(member)
        )
        check(answer, refusals=REFUSALS)
        added = answer.json()
        members = parse_list(WireMember, added if isinstance(added, list) else [added])
        if not members:
            raise ProtocolError(f"{answer.label}: nobody was added")
        return members[0]

    async def delete_room_member(self, room_id: str, user_id: str) -> None:
        """Remove somebody, or leave: deleteRoomMember, DELETE ….

        Nothing happens if they are not there. ForbiddenError for the last owner.
        """
        await self._change("DELETE", MEMBER, room_id, user_id)

    async def update_to_owner(self, room_id: str, user_id: str) -> None:
        """Make somebody an owner: updateToOwner, PUT …/owner."""
        await self._change("PUT", OWNER, room_id, user_id)

    async def delete_owner(self, room_id: str, user_id: str) -> None:
        """Make an owner a member like others: deleteOwner, DELETE …/owner."""
        await self._change("DELETE", OWNER, room_id, user_id)

    async def update_room_owners(
        self, room_id: str, owners: Mapping[str, bool]
    ) -> list[WireMember]:
        """Make several owners, or not, at once: updateRoomOwners, PUT …/owners.

        `owners` tells for each user id whether that is one. Returns those who were
        changed. UnsupportedError on 1.3.1.
        """
        members = [{"userId": one, "owner": owner} for one, owner in owners.items()]
        answer = await self._generation.only(
            Known.NEW,
            lambda: self._rest.request(
                "PUT", OWNERS, {"roomId": room_id}, json=members, accept=MISFITS
            ),
        )
        check(answer, refusals=REFUSALS)
        return parse_list(WireMember, answer.json())

    async def _change(
        self, method: str, template: str, room_id: str, user_id: str
    ) -> None:
        await self._rest.request(
            method,
            template,
            {"roomId": room_id, "userId": user_id},
            refusals=REFUSALS,
        )
