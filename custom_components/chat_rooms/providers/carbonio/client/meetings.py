"""Meetings: whether one runs."""

from ...errors import UnsupportedError
from ...wire import parse, parse_list
from ..models import WireMeeting
from .rest import Rest

NO_SUCH_CALL = frozenset({404, 405})


class MeetingsApi:
    """The meetings of rooms."""

    def __init__(self, rest: Rest) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._rest = rest
        self._has_list = True

    async def get_meeting_by_room_id(self, room_id: str) -> WireMeeting:
        """Return a room's meeting: getMeetingByRoomId, GET /rooms/{roomId}/meeting.

        NotFoundError if the room never had one.
        """
        answer = await self._rest.request(
            "GET", "/rooms/{roomId}/meeting", {"roomId": room_id}
        )
        return parse(WireMeeting, answer.json())

    async def list_meeting(self) -> list[WireMeeting]:
        """Return the meetings of all rooms: listMeeting, GET /meetings.

        UnsupportedError where a server does not have it, which is asked once.
        """
        if self._has_list:
            answer = await self._rest.request("GET", "/meetings", accept=NO_SUCH_CALL)
            if answer.status not in NO_SUCH_CALL:
                return parse_list(WireMeeting, answer.json())
            self._has_list = False
        raise UnsupportedError("the server does not list meetings")
