"""Talk's rooms: the list, and what can be done to one of them."""

from collections.abc import Iterator
import secrets

from .nextcloud_talk_gate import Route
from .nextcloud_talk_ocs import Answer, Parameters, Refusal
from .nextcloud_talk_part import API, ROOM, TalkPart
from .nextcloud_talk_state import GROUP, ONE_TO_ONE, OWNER, PUBLIC, Attendee, Room, User
from .nextcloud_talk_world import TOKEN_LENGTH
from .recording import Call

LONGEST_NAME = 200
LEVELS = range(4)
ROOMS = f"{API}/{{version}}/room"


class RoomsPart(TalkPart):
    """The endpoints of rooms."""

    def routes(self) -> Iterator[Route]:
        """Yield the endpoints."""
        yield Route("GET", ROOMS, "rooms", self._list)
        yield Route("POST", ROOMS, "create_room", self._create)
        yield Route("GET", ROOM, "room", self._get)
        yield Route("PUT", ROOM, "rename_room", self._rename)
        yield Route("DELETE", ROOM, "delete_room", self._delete)
        public = f"{ROOM}/public"
        yield Route("POST", public, "allow_guests", self._allow_guests)
        yield Route("DELETE", public, "disallow_guests", self._disallow_guests)
        yield Route("PUT", f"{ROOM}/password", "set_password", self._set_password)
        for method, path, endpoint, handle, feature in (
            ("PUT", "description", "describe_room", self._describe, "room-description"),
            ("POST", "favorite", "favourite", self._favourite, "favorites"),
            ("DELETE", "favorite", "unfavourite", self._unfavourite, "favorites"),
            ("POST", "notify", "notify", self._notify, "notification-levels"),
            ("PUT", "read-only", "read_only", self._read_only, "read-only-rooms"),
        ):
            yield Route(method, f"{ROOM}/{path}", endpoint, handle, feature=feature)

    # Lists

    async def _list(self, call: Call, given: Parameters) -> Answer:
        cloud = self.home.cloud
        if self.is_v1:
            given.ignore("noStatusUpdate")
            return Answer([self.wire.old_room(*own) for own in cloud.own_rooms()])
        given.ignore("includeStatus", "includeLastMessage")
        if given.text("noStatusUpdate") != "1":
            self.home.complain(call, "noStatusUpdate=1 is missing")
        since = given.number("modifiedSince", 0)
        headers = self.talk_headers() | self.modified_before()
        found = [
            self.wire.room(room, me)
            for room, me in cloud.own_rooms()
            if self._has_changed(room, me, since)
        ]
        return Answer(found, headers=headers)

    def _has_changed(self, room: Room, me: Attendee, since: int) -> bool:
        """Tell what a list of changes has; older servers do not tell of one's own."""
        if room.call_since or room.last_activity >= since:
            return True
        return self.generation.strict_limits and me.changed_at >= since

    async def _get(self, call: Call, given: Parameters) -> Answer:
        return self.room_answer(*self.room_of(call))

    # Come and go

    async def _create(self, call: Call, given: Parameters) -> Answer:
        room_type = given.number("roomType")
        invite, name = given.text("invite"), given.text("roomName").strip()
        if given.text("source", "users") not in ("", "users", "groups"):
            raise Refusal(400)
        if room_type == ONE_TO_ONE:
            return self._one_to_one(invite)
        if room_type not in (GROUP, PUBLIC):
            raise Refusal(400, "type")
        if invite:
            raise Refusal(404, "invite")
        if not self.is_v1 and not 0 < len(name) <= LONGEST_NAME:
            raise Refusal(400, "name")
        return self._created(self._new_room(name, room_type), 201)

    def _one_to_one(self, invite: str) -> Answer:
        cloud = self.home.cloud
        other = cloud.people.get(invite)
        if not other or other is cloud.account:
            raise Refusal(404, "invite")
        for room, _ in cloud.own_rooms():
            if room.type == ONE_TO_ONE and room.attendee_of(other):
                return self._created(room, 200)
        room = self._new_room(other.name, ONE_TO_ONE, other)
        return self._created(room, 201)

    def _new_room(self, name: str, room_type: int, other: User | None = None) -> Room:
        cloud = self.home.cloud
        room = cloud.add_room(name, room_type, secrets.token_hex(TOKEN_LENGTH // 2))
        cloud.add_attendee(room, cloud.account, OWNER)
        if other:
            cloud.add_attendee(room, other, OWNER)
        self.tell(room, "conversation_created")
        return room

    def _created(self, room: Room, status: int) -> Answer:
        if self.is_v1:
            return Answer({"token": room.token}, status)
        me = room.attendee_of(self.home.cloud.account)
        assert me
        return self.room_answer(room, me, status)

    async def _delete(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.moderated_room_of(call)
        if room.type == ONE_TO_ONE and not self.is_v1:
            raise Refusal(400)
        self.home.forget_room(room)
        return Answer()

    # Change

    async def _rename(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.moderated_room_of(call)
        name = given.required("roomName").strip()
        if room.type == ONE_TO_ONE:
            raise Refusal(405)
        if not 0 < len(name) <= LONGEST_NAME:
            raise Refusal(400)
        self.home.rename(room, name, self.home.cloud.account)
        return Answer()

    async def _describe(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.moderated_room_of(call)
        description = given.required("description").strip()
        longest = self.generation.longest_description
        if room.type == ONE_TO_ONE or len(description) > longest:
            raise Refusal(400)
        room.description = description
        self.tell(room, "description_set")
        return Answer()

    async def _allow_guests(self, call: Call, given: Parameters) -> Answer:
        return self._set_type(call, given, PUBLIC)

    async def _disallow_guests(self, call: Call, given: Parameters) -> Answer:
        return self._set_type(call, given, GROUP)

    def _set_type(self, call: Call, given: Parameters, room_type: int) -> Answer:
        room, _ = self.moderated_room_of(call)
        password = given.text("password")
        if room.type not in (GROUP, PUBLIC):
            raise Refusal(400)
        if room.type != room_type:
            room.type = room_type
            room.password = password if room_type == PUBLIC else ""
            allowed = room_type == PUBLIC
            self.tell(room, "guests_allowed" if allowed else "guests_disallowed")
        return Answer()

    async def _set_password(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.moderated_room_of(call)
        password = given.required("password")
        if room.type != PUBLIC:
            raise Refusal(403)
        room.password = password
        self.tell(room, "password_set")
        return Answer()

    async def _read_only(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.moderated_room_of(call)
        state = given.number("state")
        if room.type not in (GROUP, PUBLIC) or state not in (0, 1):
            raise Refusal(400)
        room.read_only = bool(state)
        self.tell(room, "read_only" if state else "read_only_off")
        return Answer()

    # What it is to the account

    async def _favourite(self, call: Call, given: Parameters) -> Answer:
        return self._set_favourite(call, True)

    async def _unfavourite(self, call: Call, given: Parameters) -> Answer:
        return self._set_favourite(call, False)

    def _set_favourite(self, call: Call, favourite: bool) -> Answer:
        room, me = self.room_of(call)
        me.favourite = favourite
        return self._changed(room, me)

    async def _notify(self, call: Call, given: Parameters) -> Answer:
        room, me = self.room_of(call)
        level = given.number("level")
        if level not in LEVELS:
            raise Refusal(400)
        me.notification_level = level
        return self._changed(room, me)

    def _changed(self, room: Room, me: Attendee) -> Answer:
        me.touch()
        self.home.notify()
        return Answer() if self.is_v1 else self.room_answer(room, me)
