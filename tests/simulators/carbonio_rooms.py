"""Rooms: the endpoints of a simulated Carbonio about them."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from .carbonio_changes import GROUP_MEMBERS
from .carbonio_home import Picture, Room
from .carbonio_rest import (
    CHATS,
    ROOM,
    Part,
    Refusal,
    Route,
    answer_json,
    body_of,
    fields_of,
    file_answer,
    nothing,
    only_query,
    upload_of,
)
from .recording import Call

EXTRA_FIELDS = {"members", "settings"}
NAME_LENGTH = 128
DESCRIPTION_LENGTH = 256


class RoomsPart(Part):
    """Lists, makes and changes rooms."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this generation."""
        yield Route("GET", f"{CHATS}/rooms", "list_room", self.list)
        yield Route("POST", f"{CHATS}/rooms", "insert_room", self.insert)
        if self.is_old:
            ranks = f"{CHATS}/rooms/workspaces"
            yield Route(
                "PUT", f"{ranks}/rank", "update_workspaces_rank", self.rank_workspaces
            )
            yield Route(
                "PUT",
                f"{ranks}/{{room}}/channels/rank",
                "update_channels_rank",
                self.rank_channels,
            )
        yield Route("GET", ROOM, "get_room", self.get)
        yield Route("PUT", ROOM, "update_room", self.update)
        yield Route("DELETE", ROOM, "delete_room", self.delete)
        picture = f"{ROOM}/picture"
        yield Route("GET", picture, "get_room_picture", self.picture)
        yield Route("PUT", picture, "update_room_picture", self.set_picture)
        yield Route("DELETE", picture, "delete_room_picture", self.delete_picture)
        yield Route("PUT", f"{ROOM}/mute", "mute_room", self.mute)
        yield Route("DELETE", f"{ROOM}/mute", "unmute_room", self.unmute)
        yield Route("PUT", f"{ROOM}/clear", "clear_room_history", self.clear)

    async def list(self, call: Call, me: str) -> web.Response:
        """GET /rooms."""
        only_query(call, "extraFields")
        extra = {value for _, value in call.query}
        if unknown := extra - EXTRA_FIELDS:
            raise Refusal(400, f"there are no extra fields {sorted(unknown)}")
        return answer_json(
            self.wire.rooms(
                me, members="members" in extra, settings="settings" in extra
            )
        )

    async def get(self, call: Call, me: str) -> web.Response:
        """GET /rooms/{roomId}."""
        return answer_json(self.wire.room(self.room_of(call, me), me))

    async def insert(self, call: Call, me: str) -> web.Response:
        """POST /rooms."""
        optional: dict[str, type] = {"name": str, "description": str}
        optional |= (
            {"membersIds": list, "parentId": str} if self.is_old else {"members": list}
        )
        fields = fields_of(body_of(call), {"type": str}, optional)
        members = self._members(fields, me)
        room_type = fields["type"]
        if room_type == "one_to_one":
            return self._insert_one_to_one(members, me)
        allowed = ("group", "workspace", "channel") if self.is_old else ("group",)
        if room_type not in allowed:
            raise Refusal(400, f"no rooms of type {room_type!r} can be made")
        _check_texts(fields)
        if not fields.get("name"):
            raise Refusal(400, "a room without a name")
        parent = self._parent(fields, room_type, me)
        if parent and not members:
            members = {m.user_id: m.owner for m in parent.members.values()}
        if len([user_id for user_id in members if user_id != me]) < 2 and not parent:
            raise Refusal(400, "fewer than two members")
        if len(members) > GROUP_MEMBERS:
            raise Refusal(400)
        room = self.changes.create(
            fields["name"],
            room_type,
            (members | {me: True}).items(),
            description=fields.get("description", ""),
            parent_id=parent.id if parent else None,
        )
        if room_type in ("workspace", "channel"):
            for user_id in room.members:
                room.settings_of(user_id).rank = 1 + sum(
                    other.type == room_type and other.parent_id == room.parent_id
                    for other in self.world.rooms_of(user_id)
                    if other is not room
                )
        return answer_json(self.wire.room(room, me), 201)

    def _members(self, fields: dict[str, Any], me: str) -> dict[str, bool]:
        if self.is_old:
            named = [(user_id, False) for user_id in fields.get("membersIds", [])]
        else:
            entries = [
                fields_of(entry, {"userId": str}, {"owner": bool})
                for entry in fields.get("members", [])
            ]
            named = [(entry["userId"], entry.get("owner", False)) for entry in entries]
            if me in dict(named):
                raise Refusal(400, "the caller is listed as a member")
        if len(dict(named)) != len(named):
            raise Refusal(400, "somebody is listed twice")
        for user_id, _ in named:
            if user_id not in self.world.people:
                raise Refusal(400, "there is no such member")
        return dict(named)

    def _parent(self, fields: dict[str, Any], room_type: str, me: str) -> Room | None:
        parent_id = fields.get("parentId")
        if (room_type == "channel") != (parent_id is not None):
            raise Refusal(400, "channels, and nothing else, are parts of workspaces")
        if parent_id is None:
            return None
        parent = self.world.rooms.get(parent_id)
        if not parent or parent.type != "workspace":
            raise Refusal(400, "there is no such workspace")
        if not parent.is_owner(me):
            raise Refusal(403)
        return parent

    def _insert_one_to_one(self, members: dict[str, bool], me: str) -> web.Response:
        others = [user_id for user_id in members if user_id != me]
        if len(others) != 1:
            raise Refusal(400, "a one-to-one room is with one member")
        for room in self.world.rooms_of(me):
            if room.type == "one_to_one" and others[0] in room.members:
                raise Refusal(409)
        room = self.changes.create("", "one_to_one", [(me, True), (others[0], True)])
        return answer_json(self.wire.room(room, me), 201)

    async def update(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}."""
        fields = fields_of(body_of(call), {}, {"name": str, "description": str})
        _check_texts(fields)
        room = self.owned_group_of(call, me)
        self.changes.describe(room, me, fields.get("name"), fields.get("description"))
        return answer_json(self.wire.room(room, me))

    async def delete(self, call: Call, me: str) -> web.Response:
        """DELETE /rooms/{roomId}; a room that never was is gone as well."""
        if call.room in self.world.rooms:
            self.changes.delete(self.owned_room_of(call, me))
        return nothing()

    # Pictures

    async def picture(self, call: Call, me: str) -> web.Response:
        """GET /rooms/{roomId}/picture."""
        room = self.room_of(call, me)
        if not room.picture:
            raise Refusal(404)
        return file_answer(room.picture.data)

    async def set_picture(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}/picture."""
        upload = upload_of(call)
        room = self.owned_group_of(call, me)
        picture = Picture(upload.name, upload.content_type, upload.data)
        check_picture(picture, self.host.capabilities["maxRoomImageSizeInKb"])
        self.changes.set_picture(room, me, picture)
        self.host.notify()
        return nothing()

    async def delete_picture(self, call: Call, me: str) -> web.Response:
        """DELETE /rooms/{roomId}/picture."""
        room = self.owned_group_of(call, me)
        if not room.picture:
            raise Refusal(404)
        self.changes.delete_picture(room, me)
        return nothing()

    # What the caller alone sees

    async def mute(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}/mute."""
        self.changes.mute(self.room_of(call, me), me, True)
        return nothing()

    async def unmute(self, call: Call, me: str) -> web.Response:
        """DELETE /rooms/{roomId}/mute."""
        self.changes.mute(self.room_of(call, me), me, False)
        return nothing()

    async def clear(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}/clear."""
        return answer_json(
            {"clearedAt": self.changes.clear(self.room_of(call, me), me)}
        )

    # Ranks

    async def rank_workspaces(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/workspaces/rank."""
        rooms = [r for r in self.world.rooms_of(me) if r.type == "workspace"]
        return self._rank(call, rooms, [me])

    async def rank_channels(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/workspaces/{workspaceId}/channels/rank."""
        workspace = self.owned_room_of(call, me)
        rooms = [r for r in self.world.rooms.values() if r.parent_id == workspace.id]
        return self._rank(call, rooms, workspace.members)

    def _rank(
        self, call: Call, rooms: Iterable[Room], user_ids: Iterable[str]
    ) -> web.Response:
        body = body_of(call)
        if not isinstance(body, list):
            raise Refusal(400, "the body is no list")
        entries = [fields_of(entry, {"roomId": str, "rank": int}) for entry in body]
        ranks = {entry["roomId"]: entry["rank"] for entry in entries}
        known = {room.id: room for room in rooms}
        if set(ranks) != set(known) or sorted(ranks.values()) != list(
            range(1, len(entries) + 1)
        ):
            raise Refusal(400, "not every room has a rank of its own, from 1 on")
        for user_id in user_ids:
            for room_id, rank in ranks.items():
                known[room_id].settings_of(user_id).rank = rank
        return nothing()


def check_picture(picture: Picture, largest: int) -> None:
    """Turn down what is no picture, or larger than some kilobytes."""
    if not picture.content_type.startswith("image/"):
        raise Refusal(400, "that is no picture")
    if len(picture.data) > largest * 1024:
        raise Refusal(400, "the picture is too large")


def _check_texts(fields: dict[str, Any]) -> None:
    if "name" in fields and not 1 <= len(fields["name"]) <= NAME_LENGTH:
        raise Refusal(400, "a name of a wrong length")
    if len(fields.get("description", "")) > DESCRIPTION_LENGTH:
        raise Refusal(400, "a description of a wrong length")
