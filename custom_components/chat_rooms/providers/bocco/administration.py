"""What can be done with the rooms of BOCCO: to see who is in them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import override

from ...model import Member, Participant, RoomList
from ..administration import Administration
from ..errors import NotFoundError, ProtocolError


class BoccoAdministration(Administration):
    """The rooms of one account; the service has no roles."""

    def __init__(
        self,
        rooms: Callable[[], Awaitable[RoomList]],
        present: Mapping[str, Mapping[str, Member]],
    ) -> None:
        """Take what lists the rooms, and who was told to be in each at last."""
        self._rooms = rooms
        self._present = present

    @override
    async def members(self, room_id: str) -> Sequence[Participant]:
        """Return who is in a room, its BOCCO and sensors too: Fetch Joined Rooms.

        Where the list leaves them out, they are those whom an earlier one told.
        Raises NotFoundError for another room, ProtocolError if they were never told.
        """
        found = await self._rooms()
        if all(room.id != room_id for room in found.rooms):
            raise NotFoundError("the room is not there")
        if (members := self._present.get(room_id)) is None:
            raise ProtocolError("the members of the room are not told")
        return [Participant(member=member) for member in members.values()]
