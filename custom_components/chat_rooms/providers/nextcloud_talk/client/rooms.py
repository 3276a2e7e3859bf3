"""Rooms: which there are, and their settings.

Where the account is no moderator, and where a room of its type cannot be so,
changing a room is a ForbiddenError; where the account is no participant, every call
is a NotFoundError.
"""

from ...errors import Reason
from ...wire import parse, parse_list
from ..constants import RoomType
from ..models import RoomsAnswer, WireRoom
from .ocs import data_of, number_of
from .talk import Talk

ROOM = "/{token}"


class RoomsApi:
    """The rooms of an account."""

    def __init__(self, talk: Talk) -> None:
        """Take the server's Talk; nothing is requested yet."""
        self._talk = talk

    async def list(self, modified_since: int | None = None) -> RoomsAnswer:
        """Get user's rooms: GET /room.

        With the `modified_before` of an earlier answer only those that have
        changed, where the server can do that; it never tells of rooms that went.
        """
        modern = self._talk.capabilities.rooms_version != "v1"
        answer = await self._talk.ocs.request(
            "GET",
            self._talk.rooms,
            params={
                "noStatusUpdate": 1 if modern else None,
                "modifiedSince": modified_since if modern else None,
            },
        )
        return RoomsAnswer(
            rooms=parse_list(WireRoom, data_of(answer)),
            modified_before=number_of(answer, "X-Nextcloud-Talk-Modified-Before"),
        )

    async def get(self, token: str) -> WireRoom:
        """Get single room: GET /room/{token}."""
        answer = await self._talk.ocs.request(
            "GET", self._talk.rooms + ROOM, {"token": token}
        )
        return parse(WireRoom, data_of(answer))

    async def create(
        self,
        room_type: RoomType,
        *,
        invite: str = "",
        source: str = "",
        name: str = "",
    ) -> WireRoom:
        """Create a new room: POST /room.

        A one-to-one room needs whom to invite and has no name; if there is one
        already, it is the answer. `source` says what `invite` names, where it is
        no user or, for a group room, no group. Old servers tell nothing of the
        room but its token. NotFoundError if nobody has that name, ForbiddenError
        with NAME_REFUSED if the room cannot be called so.
        """
        fields = {"invite": invite, "source": source, "roomName": name}
        answer = await self._talk.ocs.request(
            "POST",
            self._talk.rooms,
            json={"roomType": int(room_type)}
            | {key: value for key, value in fields.items() if value},
            refusals={400: Reason.NAME_REFUSED if name else None},
        )
        return parse(WireRoom, data_of(answer))

    async def rename(self, token: str, name: str) -> None:
        """Rename a room: PUT /room/{token}.

        A name has 1 to 200 characters. ForbiddenError for a one-to-one room, with
        NAME_REFUSED for a name that the server does not take.
        """
        await self._change(
            "PUT", ROOM, token, {"roomName": name}, reason=Reason.NAME_REFUSED
        )

    async def describe(self, token: str, description: str) -> None:
        """Describe a room: PUT /room/{token}/description.

        ForbiddenError with DESCRIPTION_REFUSED for what the server does not take.
        """
        self._talk.capabilities.require("room-description")
        await self._change(
            "PUT",
            "/{token}/description",
            token,
            {"description": description},
            reason=Reason.DESCRIPTION_REFUSED,
        )

    async def delete(self, token: str) -> None:
        """Delete a room: DELETE /room/{token}."""
        await self._change("DELETE", ROOM, token)

    async def make_public(self, token: str) -> None:
        """Allow guests in a room (public room): POST /room/{token}/public."""
        await self._change("POST", "/{token}/public", token)

    async def make_private(self, token: str) -> None:
        """Disallow guests in a room (group room): DELETE /room/{token}/public."""
        await self._change("DELETE", "/{token}/public", token)

    async def set_password(self, token: str, password: str) -> None:
        """Set password for a room: PUT /room/{token}/password.

        An empty one takes it away. ForbiddenError if the room is not public, with
        PASSWORD_REFUSED if the password is not good enough.
        """
        await self._change(
            "PUT",
            "/{token}/password",
            token,
            {"password": password},
            reason=Reason.PASSWORD_REFUSED,
        )

    async def set_favourite(self, token: str, favourite: bool) -> None:
        """Make a room a favourite or not: POST, DELETE /room/{token}/favorite."""
        self._talk.capabilities.require("favorites")
        method = "POST" if favourite else "DELETE"
        await self._change(method, "/{token}/favorite", token)

    async def set_notification_level(self, token: str, level: int) -> None:
        """Set what the account is notified of: POST /room/{token}/notify."""
        self._talk.capabilities.require("notification-levels")
        await self._change("POST", "/{token}/notify", token, {"level": int(level)})

    async def set_read_only(self, token: str, read_only: bool) -> None:
        """Close or open a room for writing: PUT /room/{token}/read-only."""
        self._talk.capabilities.require("read-only-rooms")
        await self._change(
            "PUT", "/{token}/read-only", token, {"state": int(read_only)}
        )

    async def _change(
        self,
        method: str,
        path: str,
        token: str,
        fields: dict[str, str | int] | None = None,
        *,
        reason: Reason | None = None,
    ) -> None:
        # 400: a room of this type cannot be so, or not with these fields.
        await self._talk.ocs.request(
            method,
            self._talk.rooms + path,
            {"token": token},
            json=fields,
            refusals={400: reason},
        )
