"""Who is in Talk's rooms, and in their calls."""

from collections.abc import Iterator
import secrets
import time

from .nextcloud_talk_gate import Route
from .nextcloud_talk_ocs import Answer, Parameters, Refusal, unknown_route
from .nextcloud_talk_part import API, ROOM, TalkPart
from .nextcloud_talk_state import (
    GROUP,
    LINK,
    MODERATOR,
    ONE_TO_ONE,
    OWNER,
    USER,
    Attendee,
    Room,
)
from .recording import Call

CALL = f"{API}/{{version}}/call/{{room}}"
NO_SESSION = "0"


class ParticipantsPart(TalkPart):
    """The endpoints of participants and of calls."""

    def routes(self) -> Iterator[Route]:
        """Yield the endpoints."""
        who, active = f"{ROOM}/participants", f"{ROOM}/participants/active"
        yield Route("GET", who, "participants", self._list)
        yield Route("POST", who, "add_participant", self._add)
        yield Route("DELETE", who, "remove_participant", self._remove_v1)
        yield Route("DELETE", f"{ROOM}/attendees", "remove_participant", self._remove)
        yield Route("DELETE", f"{who}/guests", "remove_guest", self._remove_guest)
        yield Route("DELETE", f"{who}/self", "leave_room", self._leave)
        yield Route("POST", active, "join_room", self._join)
        yield Route("DELETE", active, "leave_active", self._leave_active)
        yield Route("POST", f"{ROOM}/moderators", "promote", self._promote)
        yield Route("DELETE", f"{ROOM}/moderators", "demote", self._demote)
        yield Route("GET", CALL, "call", self._call)
        yield Route("POST", CALL, "join_call", self._join_call)
        yield Route("POST", f"{CALL}/ping", "ping_call", self._ping)
        yield Route("DELETE", CALL, "leave_call", self._leave_call)

    # Who is there

    async def _list(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.room_of(call)
        given.ignore("includeStatus")
        if self.is_v1:
            return Answer([self.wire.old_participant(who) for who in room.attendees])
        return Answer([self.wire.participant(room, who) for who in room.attendees])

    async def _add(self, call: Call, given: Parameters) -> Answer:
        room, me = self.moderated_room_of(call)
        name = given.required("newParticipant")
        if given.text("source", "users") != "users":
            raise Refusal(400)
        if not (user := self.home.cloud.people.get(name)):
            raise Refusal(404)
        changed = {}
        if room.type == ONE_TO_ONE:
            if not self.is_v1:
                raise Refusal(400)
            room.type = GROUP
            changed = {"type": str(GROUP)}
        if not room.attendee_of(user):
            self.home.let_in(room, user, me.user, USER)
        return Answer(changed)

    # Who goes

    async def _remove(self, call: Call, given: Parameters) -> Answer:
        if self.is_v1:
            raise unknown_route()
        room, me = self.moderated_room_of(call)
        number = given.number("attendeeId")
        other = next((who for who in room.attendees if who.id == number), None)
        return self._put_out(room, me, other)

    async def _remove_v1(self, call: Call, given: Parameters) -> Answer:
        if not self.is_v1:
            raise unknown_route()
        room, me = self.moderated_room_of(call)
        return self._put_out(room, me, self._named(room, given))

    def _put_out(self, room: Room, me: Attendee, other: Attendee | None) -> Answer:
        if not other:
            raise Refusal(404)
        if room.type == ONE_TO_ONE:
            raise Refusal(400)
        if other.participant_type == OWNER:
            raise Refusal(403)
        self.home.put_out(room, other, me.user)
        return Answer()

    async def _remove_guest(self, call: Call, given: Parameters) -> Answer:
        if not self.is_v1:
            raise unknown_route()
        room, me = self.moderated_room_of(call)
        session = given.required("participant")
        other = next((who for who in room.attendees if who.session == session), None)
        if not other or session == NO_SESSION:
            raise Refusal(404)
        if other.user.kind != "guests":
            raise Refusal(403)
        self.home.put_out(room, other, me.user)
        return Answer()

    async def _leave(self, call: Call, given: Parameters) -> Answer:
        room, me = self.room_of(call)
        others = [who for who in room.attendees if who is not me]
        is_last = me.is_moderator and not any(who.is_moderator for who in others)
        if is_last and others and not self.is_v1:
            raise Refusal(400)
        if others:
            self.home.put_out(room, me, me.user)
        else:
            self.home.forget_room(room)
        return Answer()

    # Who may do more

    async def _promote(self, call: Call, given: Parameters) -> Answer:
        return self._set_role(call, given, USER, MODERATOR)

    async def _demote(self, call: Call, given: Parameters) -> Answer:
        return self._set_role(call, given, MODERATOR, USER)

    def _set_role(
        self, call: Call, given: Parameters, before: int, after: int
    ) -> Answer:
        room, _ = self.moderated_room_of(call)
        if self.is_v1:
            other = self._named(room, given)
        else:
            number = given.number("attendeeId")
            other = next((who for who in room.attendees if who.id == number), None)
        if not other:
            raise Refusal(404)
        if after == MODERATOR and other.participant_type == OWNER:
            raise Refusal(403)
        if other.participant_type != before:
            raise Refusal(412)
        other.participant_type = after
        promoted = after == MODERATOR
        self.tell(
            room,
            "moderator_promoted" if promoted else "moderator_demoted",
            parameters={"user": self.wire.user(other.user)},
        )
        return Answer()

    def _named(self, room: Room, given: Parameters) -> Attendee | None:
        name = given.required("participant")
        known = (who for who in room.attendees if who.user.kind == "users")
        return next((who for who in known if who.user.id == name), None)

    # Who has it open

    async def _join(self, call: Call, given: Parameters) -> Answer:
        room, me = self.room_of(call)
        given.ignore("force")
        password = given.text("password")
        if me.participant_type == LINK and password != room.password:
            raise Refusal(403)
        me.session, me.last_ping = secrets.token_hex(256), int(time.time())
        if self.is_v1:
            return Answer({"sessionId": me.session})
        return self.room_answer(room, me)

    async def _leave_active(self, call: Call, given: Parameters) -> Answer:
        room, me = self.room_of(call)
        me.session = NO_SESSION
        self._hang_up(room, me)
        return Answer()

    # Calls

    async def _call(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.room_of(call)
        return Answer(
            [self.wire.caller(room, who) for who in room.attendees if who.in_call]
        )

    async def _join_call(self, call: Call, given: Parameters) -> Answer:
        room, me = self._session_of(call)
        given.ignore("flags", "silent", "recordingConsent", "forcePermissions")
        if not me.in_call:
            me.in_call = True
            me.touch()
            if room.call_since:
                self.tell(room, "call_joined")
            else:
                room.call_since = int(time.time())
                self.tell(room, "call_started")
        return Answer()

    async def _ping(self, call: Call, given: Parameters) -> Answer:
        if self.generation.has("no-ping"):
            raise unknown_route()
        _, me = self._session_of(call)
        me.last_ping = int(time.time())
        return Answer()

    async def _leave_call(self, call: Call, given: Parameters) -> Answer:
        room, me = self._session_of(call)
        given.ignore("all")
        self._hang_up(room, me)
        return Answer()

    def _session_of(self, call: Call) -> tuple[Room, Attendee]:
        room, me = self.room_of(call)
        if me.session == NO_SESSION and not self.is_v1:
            raise Refusal(404)
        return room, me

    def _hang_up(self, room: Room, me: Attendee) -> None:
        if not me.in_call:
            return
        if sum(who.in_call for who in room.attendees) == 1:
            self.home.finish_call(room, me.user)
        else:
            me.in_call = False
            self.tell(room, "call_left")
        me.touch()
