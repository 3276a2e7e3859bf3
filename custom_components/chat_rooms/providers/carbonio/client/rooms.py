"""Rooms: which there are, their settings and pictures, and forwarding to them.

Where the account may not do something, the call is a ForbiddenError; where a room
is not there, or the account is not in it, a NotFoundError or a ForbiddenError.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from ...answers import Answer
from ...base import Download
from ...errors import Reason
from ...http import FILE_TIMEOUT
from ...wire import parse, parse_list
from ..models import RoomType, WireCleared, WireRoom
from .generation import MISFITS, OLD_TYPES, Generation, Known
from .rest import Rest, check
from .uploads import UPLOADING, upload_headers

ROOM = "/rooms/{roomId}"
PICTURE = "/rooms/{roomId}/picture"
MUTE = "/rooms/{roomId}/mute"
# 400: a room of this type cannot be so. 409: there is such a room already.
REFUSALS: Mapping[int, Reason | None] = {400: None, 409: None}


class RoomsApi:
    """The rooms of an account."""

    def __init__(self, rest: Rest, generation: Generation) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._rest = rest
        self._generation = generation

    async def list_room(
        self, *, members: bool = True, settings: bool = True
    ) -> list[WireRoom]:
        """Return the rooms: listRoom, GET /rooms.

        With their members and the account's settings, where they are asked for. On
        1.3.1 the channels are the children of their workspace.
        """
        wanted = {"members": members, "settings": settings}
        answer = await self._rest.request(
            "GET",
            "/rooms",
            params={"extraFields": tuple(key for key, on in wanted.items() if on)},
        )
        rooms = answer.json()
        self._generation.see_rooms(rooms)
        return parse_list(WireRoom, rooms)

    async def insert_room(
        self,
        room_type: RoomType,
        members: Iterable[str],
        *,
        name: str = "",
        description: str = "",
        owners: Iterable[str] = (),
        parent_id: str = "",
    ) -> WireRoom:
        """Make a room with other members: insertRoom, POST /rooms.

        The account is its owner and is in it without being named. A room of two
        has one other member and neither name nor description; others have at least
        two. Owners beside the account are of 1.6.2, workspaces, and the channels
        in one by its `parent_id`, of 1.3.1.

        UnsupportedError where the server's generation has no such room,
        ForbiddenError if there is a room of these two already.
        """
        others = dict.fromkeys((*members, *owners))
        others.pop(self._rest.account.account_id, None)
        chosen = frozenset(owners)
        fields: dict[str, object] = {"type": str(room_type)}
        if room_type != RoomType.ONE_TO_ONE:
            fields |= {"name": name, "description": description}
        old = fields | {"membersIds": [*others]}
        if parent_id:
            old["parentId"] = parent_id
        new = fields | {
            "members": [{"userId": one, "owner": one in chosen} for one in others]
        }

        async def post(shape: Mapping[str, object]) -> Answer:
            return await self._rest.request(
                "POST", "/rooms", json=shape, accept=MISFITS | {409}
            )

        if parent_id or room_type in OLD_TYPES:
            answer = await self._generation.only(Known.OLD, lambda: post(old))
        else:
            answer = await self._generation.either(
                new=lambda: post(new), old=lambda: post(old)
            )
        check(answer, refusals=REFUSALS)
        return self._room(answer)

    async def get_room(self, room_id: str) -> WireRoom:
        """Return a room: getRoom, GET /rooms/{roomId}."""
        return self._room(await self._rest.request("GET", ROOM, {"roomId": room_id}))

    async def update_room(
        self, room_id: str, *, name: str | None = None, description: str | None = None
    ) -> WireRoom:
        """Change name and description: updateRoom, PUT /rooms/{roomId}.

        What is None stays as it is. A name has 1 to 128 characters, a description
        at most 256: ForbiddenError otherwise, and for a room of two.
        """
        fields = {"name": name, "description": description}
        return self._room(
            await self._rest.request(
                "PUT",
                ROOM,
                {"roomId": room_id},
                json={key: value for key, value in fields.items() if value is not None},
                refusals=REFUSALS,
            )
        )

    async def delete_room(self, room_id: str) -> None:
        """Delete a room for everybody: deleteRoom, DELETE /rooms/{roomId}.

        Nothing happens if it is not there.
        """
        await self._rest.request("DELETE", ROOM, {"roomId": room_id})

    def get_room_picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open a room's picture: getRoomPicture, GET /rooms/{roomId}/picture.

        NotFoundError if it has none.
        """
        return self._rest.download(PICTURE, {"roomId": room_id})

    async def update_room_picture(
        self, room_id: str, data: bytes, *, name: str, content_type: str
    ) -> None:
        """Set a room's picture: updateRoomPicture, PUT /rooms/{roomId}/picture.

        For groups, by an owner, any image/*, within the capabilities' size:
        ForbiddenError otherwise, with FILE_TOO_LARGE where the server says so.
        """
        await self._rest.request(
            "PUT",
            PICTURE,
            {"roomId": room_id},
            body=data,
            headers=upload_headers(name, content_type),
            timeout=FILE_TIMEOUT,
            refusals=UPLOADING,
        )

    async def delete_room_picture(self, room_id: str) -> None:
        """Take a room's picture away: deleteRoomPicture, DELETE, as above."""
        await self._rest.request("DELETE", PICTURE, {"roomId": room_id})

    async def mute_room(self, room_id: str) -> None:
        """Mute a room for the account: muteRoom, PUT /rooms/{roomId}/mute."""
        await self._rest.request("PUT", MUTE, {"roomId": room_id})

    async def unmute_room(self, room_id: str) -> None:
        """Let a room sound again: unmuteRoom, DELETE /rooms/{roomId}/mute."""
        await self._rest.request("DELETE", MUTE, {"roomId": room_id})

    async def clear_room_history(self, room_id: str) -> datetime:
        """Hide all that was said from the account: clearRoomHistory, PUT ….

        Returns from when on messages are shown, in UTC.
        """
        answer = await self._rest.request(
            "PUT", "/rooms/{roomId}/clear", {"roomId": room_id}
        )
        return parse(WireCleared, answer.json()).cleared_at

    async def update_workspaces_rank(self, room_ids: Sequence[str]) -> None:
        """Put the workspaces in order: updateWorkspacesRank, PUT ….

        UnsupportedError on 1.6.2, which has no workspaces.
        """
        await self._rank("/rooms/workspaces/rank", {}, room_ids)

    async def update_channels_rank(
        self, workspace_id: str, room_ids: Sequence[str]
    ) -> None:
        """Put the channels of a workspace in order: updateChannelsRank, PUT ….

        UnsupportedError on 1.6.2, which has no channels.
        """
        await self._rank(
            "/rooms/workspaces/{workspaceId}/channels/rank",
            {"workspaceId": workspace_id},
            room_ids,
        )

    async def forward_messages(
        self,
        room_id: str,
        original_message: str,
        sent_at: datetime,
        description: str = "",
    ) -> None:
        """Forward a message to a room: forwardMessages, POST /rooms/{roomId}/forward.

        `original_message` is its whole stanza, as XML without prefixes, and
        `sent_at` when the server took it.
        """
        message = {
            "originalMessage": original_message,
            "originalMessageSentAt": _timestamp(sent_at),
        }
        if description:
            message["description"] = description
        await self._rest.request(
            "POST",
            "/rooms/{roomId}/forward",
            {"roomId": room_id},
            json=[message],
            refusals=REFUSALS,
        )

    async def _rank(
        self, template: str, values: Mapping[str, str], room_ids: Sequence[str]
    ) -> None:
        ranks = [
            {"roomId": room_id, "rank": rank}
            for rank, room_id in enumerate(room_ids, 1)
        ]
        answer = await self._generation.only(
            Known.OLD,
            lambda: self._rest.request(
                "PUT", template, values, json=ranks, accept=MISFITS
            ),
        )
        check(answer, refusals=REFUSALS)

    def _room(self, answer: Answer) -> WireRoom:
        found = answer.json()
        self._generation.see_rooms(found)
        return parse(WireRoom, found)


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
