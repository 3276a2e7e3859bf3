"""What it means that a server refuses something about a room or a member.

The statuses tell little, so the server is asked. What it does not answer to is not
told: then the refusal is all that is known.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from ..errors import NotFoundError, Reason
from .client import CarbonioClient
from .models import RoomType, WireMember
from .optional import optional
from .people import USER_ID


class Refusals:
    """Asks why; every method may raise an AuthError."""

    def __init__(self, client: CarbonioClient, account_id: str) -> None:
        """Take the calls, and the account's own user id."""
        self._client = client
        self._account_id = account_id

    async def room_of_two(self, user_id: str) -> str:
        """Return the id of the room with one other, "" where there is none."""
        rooms = await optional("rooms", self._client.rooms.list_room(settings=False))
        for room in rooms or ():
            told = room.members_ids or [member.user_id for member in room.members]
            if room.type == RoomType.ONE_TO_ONE and user_id in told:
                return room.id
        return ""

    async def is_last_owner(self, room_id: str) -> bool:
        """Tell whether nobody but the account owns a room with more members."""
        members = await self._members(room_id) or {}
        owners = [user_id for user_id, member in members.items() if member.owner]
        return owners == [self._account_id] and len(members) > 1

    async def is_member(self, room_id: str, user_id: str) -> bool:
        """Tell whether somebody is in a room already."""
        return user_id in (await self._members(room_id) or ())

    async def check_member(self, room_id: str, user_id: str) -> None:
        """Raise NotFoundError if somebody is not in a room."""
        members = await self._members(room_id)
        if members is not None and user_id not in members:
            _raise_no_such_member()

    async def check_users(self, user_ids: Sequence[str]) -> None:
        """Raise NotFoundError if the server does not know all of these."""
        users = await optional("users", self._client.users.get_users(user_ids))
        if users is not None and not {user.id for user in users}.issuperset(user_ids):
            _raise_no_such_member()

    async def _members(self, room_id: str) -> Mapping[str, WireMember] | None:
        asking = self._client.members.list_room_member(room_id)
        members = await optional("members", asking)
        return None if members is None else {one.user_id: one for one in members}


def as_user_id(member_id: str) -> str:
    """Return a member's id as servers write it; NotFoundError for what is none."""
    if not USER_ID.fullmatch(member_id):
        _raise_no_such_member()
    return member_id.lower()


def _raise_no_such_member() -> NoReturn:
    raise NotFoundError("nobody has this id", reason=Reason.NO_SUCH_MEMBER) from None
