"""Members of rooms: the endpoints of a simulated Carbonio about them."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from .carbonio_changes import GROUP_MEMBERS
from .carbonio_home import Room
from .carbonio_rest import (
    ROOM,
    Part,
    Refusal,
    Route,
    answer_json,
    body_of,
    fields_of,
    nothing,
)
from .recording import Call

MEMBERS = f"{ROOM}/members"
NEW_MEMBER = {"userId": str, "owner": bool, "historyCleared": bool}


class MembersPart(Part):
    """Lists, adds, removes and promotes members."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this generation."""
        yield Route("GET", MEMBERS, "list_room_member", self.list)
        yield Route("POST", MEMBERS, "insert_room_member", self.insert)
        if not self.is_old:
            yield Route(
                "PUT", f"{MEMBERS}/owners", "update_room_owners", self.set_owners
            )
        member = f"{MEMBERS}/{{user}}"
        yield Route("DELETE", member, "delete_room_member", self.delete)
        yield Route("PUT", f"{member}/owner", "update_to_owner", self.promote)
        yield Route("DELETE", f"{member}/owner", "delete_owner", self.demote)

    async def list(self, call: Call, me: str) -> web.Response:
        """GET /rooms/{roomId}/members."""
        room = self.room_of(call, me)
        return answer_json([self.wire.member(m) for m in room.members.values()])

    async def insert(self, call: Call, me: str) -> web.Response:
        """POST /rooms/{roomId}/members: one member, or since 1.6 a list of them."""
        body = body_of(call)
        if isinstance(body, list) == self.is_old:
            raise Refusal(400, "the body has the shape of another generation")
        entries = [
            fields_of(entry, NEW_MEMBER) for entry in ([body] if self.is_old else body)
        ]
        room = self.owned_group_of(call, me)
        if not entries or len(room.members) + len(entries) > GROUP_MEMBERS:
            raise Refusal(400)
        for entry in entries:
            self._check_new(room, entry["userId"])
        answers = [self._insert(room, me, entry) for entry in entries]
        return answer_json(answers[0] if self.is_old else answers, 201)

    def _check_new(self, room: Room, user_id: str) -> None:
        if user_id not in self.world.people or user_id in room.members:
            raise Refusal(400)

    def _insert(self, room: Room, me: str, entry: dict[str, Any]) -> dict[str, Any]:
        user_id = entry["userId"]
        settings = self.changes.add_member(
            room, me, user_id, owner=entry["owner"], cleared=entry["historyCleared"]
        )
        return self.wire.inserted(room.members[user_id], settings)

    async def delete(self, call: Call, me: str) -> web.Response:
        """DELETE /rooms/{roomId}/members/{userId}; oneself, or as an owner others."""
        room = self.room_of(call, me)
        user_id = call.match["user"]
        if (user_id != me and not room.is_owner(me)) or room.type == "one_to_one":
            raise Refusal(403)
        if room.owners == [user_id] and len(room.members) > 1:
            raise Refusal(403)
        if user_id in room.members:
            self.changes.remove_member(room, me, user_id)
        return nothing()

    async def promote(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}/members/{userId}/owner."""
        return self._set_owner(call, me, True)

    async def demote(self, call: Call, me: str) -> web.Response:
        """DELETE /rooms/{roomId}/members/{userId}/owner."""
        return self._set_owner(call, me, False)

    def _set_owner(self, call: Call, me: str, owner: bool) -> web.Response:
        room = self.owned_room_of(call, me)
        user_id = call.match["user"]
        if room.type == "one_to_one" or user_id == me:
            raise Refusal(403)
        if user_id not in room.members:
            raise Refusal(404)
        self.changes.set_owner(room, user_id, owner)
        return nothing()

    async def set_owners(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}/members/owners."""
        body = body_of(call)
        if not isinstance(body, list) or not body:
            raise Refusal(400, "the body is no list of members")
        entries = [fields_of(entry, {"userId": str, "owner": bool}) for entry in body]
        room = self.owned_group_of(call, me)
        for entry in entries:
            if entry["userId"] == me or entry["userId"] not in room.members:
                raise Refusal(400)
        for entry in entries:
            self.changes.set_owner(room, entry["userId"], entry["owner"])
        changed = [room.members[entry["userId"]] for entry in entries]
        return answer_json([self.wire.member(member) for member in changed], 201)
