"""What all of Talk's endpoints need."""

import time
from typing import Any

from .nextcloud_talk_changes import TalkChanges
from .nextcloud_talk_generations import Generation
from .nextcloud_talk_ocs import Answer, Refusal
from .nextcloud_talk_state import MAY_POST, Attendee, Message, Room
from .nextcloud_talk_wire import Wire
from .recording import Call

API = "/ocs/v2.php/apps/spreed/api"
ROOM = f"{API}/{{version}}/room/{{room}}"
CHAT = f"{API}/v1/chat/{{room}}"


class TalkPart:
    """Some of the endpoints, of one account."""

    def __init__(self, home: TalkChanges) -> None:
        """Serve a home."""
        self.home = home

    @property
    def wire(self) -> Wire:
        """Return what puts things into JSON."""
        return self.home.wire

    @property
    def generation(self) -> Generation:
        """Return what the server can do."""
        return self.home.generation

    @property
    def is_v1(self) -> bool:
        """Tell whether rooms are those of the first servers."""
        return self.generation.rooms_version == "v1"

    def room_of(self, call: Call) -> tuple[Room, Attendee]:
        """Return the room of a request, if the account is in it."""
        room = self.home.cloud.rooms.get(call.room or "")
        me = room and room.attendee_of(self.home.cloud.account)
        if not room or not me:
            raise Refusal(404)
        return room, me

    def moderated_room_of(self, call: Call) -> tuple[Room, Attendee]:
        """Return the room of a request, if the account may change it."""
        room, me = self.room_of(call)
        if not me.is_moderator:
            raise Refusal(403)
        return room, me

    def readable_room_of(self, call: Call) -> tuple[Room, Attendee]:
        """Return the room of a request, unless the account waits in its lobby."""
        room, me = self.room_of(call)
        if room.lobby and not me.is_moderator:
            raise Refusal(412, "lobby")
        return room, me

    def writable_room_of(self, call: Call) -> tuple[Room, Attendee]:
        """Return the room of a request, if the account may post to it."""
        room, me = self.readable_room_of(call)
        if room.read_only or not me.permissions & MAY_POST:
            raise Refusal(403)
        return room, me

    def message_of(self, call: Call, room: Room) -> Message:
        """Return the message of a request."""
        number = call.match["message"]
        message = room.message(int(number)) if number.isdecimal() else None
        if not message or message.hidden:
            raise Refusal(404)
        return message

    def tell(self, room: Room, system: str, text: str = "", **details: Any) -> Message:
        """Let a room know what the account has done."""
        return self.home.happen(
            room, self.home.cloud.account, text, system=system, **details
        )

    def room_answer(self, room: Room, me: Attendee, status: int = 200) -> Answer:
        """Return a whole room, the way of its version."""
        if self.is_v1:
            return Answer(self.wire.old_room(room, me), status)
        return Answer(self.wire.room(room, me), status, self.talk_headers())

    def talk_headers(self) -> dict[str, str]:
        """Return the header that changes with the capabilities."""
        if self.is_v1:
            return {}
        return {"X-Nextcloud-Talk-Hash": self.generation.digest}

    def modified_before(self) -> dict[str, str]:
        """Return the header from which the next list of changes goes on."""
        return {"X-Nextcloud-Talk-Modified-Before": str(int(time.time()))}
