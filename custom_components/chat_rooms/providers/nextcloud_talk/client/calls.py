"""Calls: who is in one, and being in one.

They are to be shown rather than joined: joining takes a browser's session. Where
a room is not there, every call is a NotFoundError.
"""

from ...errors import UnsupportedError
from ...wire import parse_list
from ..models import WireParticipant
from .ocs import data_of
from .talk import Talk

CALL = "/{token}"


class CallsApi:
    """The calls of rooms."""

    def __init__(self, talk: Talk) -> None:
        """Take the server's Talk; nothing is requested yet."""
        self._talk = talk

    async def participants(self, token: str) -> list[WireParticipant]:
        """Get list of connected participants: GET /call/{token}."""
        answer = await self._talk.ocs.request(
            "GET", self._talk.calls + CALL, {"token": token}
        )
        return parse_list(WireParticipant, data_of(answer))

    async def join(self, token: str) -> None:
        """Join a call: POST /call/{token}."""
        await self._talk.ocs.request("POST", self._talk.calls + CALL, {"token": token})

    async def ping(self, token: str) -> None:
        """Send ping to keep the call alive: POST /call/{token}/ping.

        UnsupportedError where it is no longer needed.
        """
        if self._talk.capabilities.has("no-ping"):
            raise UnsupportedError("the server wants no ping")
        await self._talk.ocs.request(
            "POST", self._talk.calls + "/{token}/ping", {"token": token}
        )

    async def leave(self, token: str) -> None:
        """Leave a call, but stay in the room: DELETE /call/{token}."""
        await self._talk.ocs.request(
            "DELETE", self._talk.calls + CALL, {"token": token}
        )
