"""In which rooms there is a meeting."""

import asyncio
from collections.abc import Mapping, Sequence

from ..errors import NotFoundError, UnsupportedError
from .client.meetings import MeetingsApi
from .models import WireRoom
from .optional import optional


class Meetings:
    """The meetings of the account's rooms, as they were listed last."""

    def __init__(self, api: MeetingsApi) -> None:
        """Start with no meeting known."""
        self._api = api
        self._rooms: dict[str, str] = {}

    def room_of(self, meeting_id: str) -> str | None:
        """Return the room that a meeting is in, None if nobody knows."""
        return self._rooms.get(meeting_id)

    def learn(self, meeting_id: str, room_id: str) -> None:
        """Note that a meeting is in a room."""
        self._rooms[meeting_id] = room_id

    async def running(self, rooms: Sequence[WireRoom]) -> Mapping[str, bool | None]:
        """Return whether there is a meeting in each room, None where that is not told.

        Where the server has no list of meetings, every room that has one is asked for
        it. Raises AuthError; whatever else goes wrong is not told.
        """
        self._rooms = {room.meeting_id: room.id for room in rooms if room.meeting_id}
        try:
            asking = optional("meetings", self._api.list_meeting(), UnsupportedError)
            meetings = await asking
        except UnsupportedError:
            return await self._one_by_one(rooms)
        if meetings is None:
            return {}
        found: dict[str, bool | None] = {room.id: False for room in rooms}
        for meeting in meetings:
            room_id = meeting.room_id or self._rooms.get(meeting.id, "")
            if room_id in found:
                self.learn(meeting.id, room_id)
                found[room_id] = found[room_id] or meeting.active
        return found

    async def _one_by_one(self, rooms: Sequence[WireRoom]) -> Mapping[str, bool | None]:
        asked = [room.id for room in rooms]
        told = await asyncio.gather(*map(self._is_running, rooms))
        return dict(zip(asked, told, strict=True))

    async def _is_running(self, room: WireRoom) -> bool | None:
        if not room.meeting_id:
            return False
        asking = self._api.get_meeting_by_room_id(room.id)
        try:
            meeting = await optional("a meeting", asking, NotFoundError)
        except NotFoundError:
            return False
        return None if meeting is None else meeting.active
