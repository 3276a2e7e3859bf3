"""What people and servers do by themselves in a simulated Carbonio."""

import asyncio
from itertools import cycle
import mimetypes
import time
from typing import Any, Literal

from .carbonio_family import CYCLE
from .carbonio_home import Person, Picture, Posted, Room, RoomType
from .carbonio_host import CarbonioHost
from .carbonio_received import described
from .carbonio_world import File
from .carbonio_xml import fastening, reply_to, text_body
from .control import ControlError, control
from .media import face, landscape

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
AREA = "240x160"


class CarbonioLife(CarbonioHost):
    """A Carbonio in which things happen.

    People are given by name or id, rooms by id or by what the account calls them,
    messages by their stanza id. What is done in the name of the account is done by
    another device of it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Start with the first line of the day."""
        super().__init__(*arguments, **options)
        self._lines = cycle(CYCLE)
        self._pictures = 0

    @control
    async def chat(self) -> None:
        """Let the next thing happen that happens by itself."""
        line = next(self._lines)
        match line.kind:
            case "send_picture":
                await self.send_picture(line.room, line.who)
            case "send_file":
                await self.send_file(line.room, line.who)
            case "react":
                newest = self._newest(self.world.room(line.room))
                await self.react(line.room, line.who, newest.stanza_id, line.text)
            case "start_meeting":
                await self.start_meeting(line.room, line.who)
            case "stop_meeting":
                await self.stop_meeting(line.room)
            case _:
                await self.say(line.room, line.who, line.text)

    # Messages

    @control
    async def say(
        self,
        room: str,
        member: str,
        text: str,
        own_id: str | None = None,
        reply_to_id: str | None = None,
    ) -> dict[str, Any]:
        """Let somebody write a message, maybe as a reply to a stanza id."""
        place = self.world.room(room)
        children = text_body(text)
        if reply_to_id is not None:
            target = self._message(place, reply_to_id)
            children += reply_to(place.id, target.sender_id, reply_to_id)
        return self._post(place, member, children, own_id=own_id)

    @control
    async def send_picture(
        self, room: str, member: str, caption: str = ""
    ) -> dict[str, Any]:
        """Let somebody send a picture, another one every time."""
        self._pictures += 1
        file = File(
            name=f"Picture {self._pictures}.png",
            content_type="image/png",
            data=landscape(self._pictures),
            description=caption,
            area=AREA,
        )
        return self._attach(room, member, file)

    @control
    async def send_file(
        self,
        room: str,
        member: str,
        name: str = "Shopping list.pdf",
        content: str | None = None,
        caption: str = "",
        content_type: str | None = None,
    ) -> dict[str, Any]:
        """Let somebody send a file: a PDF, or what holds some text."""
        guess = content_type or mimetypes.guess_type(name)[0]
        file = File(
            name=name,
            content_type=guess or "application/octet-stream",
            data=PDF if content is None else content.encode(),
            description=caption,
        )
        return self._attach(room, member, file)

    def _attach(self, room: str, member: str, file: File) -> dict[str, Any]:
        place, person = self._member(room, member)
        with self.ledger.acting():
            attachment, posted = self.world.attach(place.id, person.id, file)
        return described(posted) | {
            "attachment": attachment.id,
            "filename": attachment.name,
            "content_type": attachment.content_type,
            "size": len(attachment.data),
            "sha256": attachment.sha256,
        }

    @control
    async def edit(
        self, room: str, member: str, message: str, text: str
    ) -> dict[str, Any]:
        """Let somebody edit a message."""
        place = self.world.room(room)
        self._message(place, message)
        return self._post(place, member, fastening("edit", message, text))

    @control
    async def retract(self, room: str, member: str, message: str) -> dict[str, Any]:
        """Let somebody delete a message."""
        place = self.world.room(room)
        self._message(place, message)
        children = fastening("retract", message)
        return self._post(place, member, children, retracts=message)

    @control
    async def react(
        self, room: str, member: str, message: str, reaction: str
    ) -> dict[str, Any]:
        """Let somebody react to a message; "" takes their reaction back."""
        place = self.world.room(room)
        self._message(place, message)
        return self._post(place, member, fastening("reaction", message, reaction))

    @control
    async def post_stanza(
        self, room: str, member: str | None, children: str, archived: bool = True
    ) -> dict[str, Any]:
        """Post any inner XML, of somebody or (None) of the room itself."""
        return self._post(self.world.room(room), member, children, archived=archived)

    @control
    async def burst(
        self, rooms: list[str] | None = None, count: int = 100, pause: float = 0
    ) -> dict[str, Any]:
        """Write many numbered texts, turn by turn in some or all rooms."""
        where = [self.world.room(room) for room in rooms or self.world.rooms]
        writers = [self._somebody_else(room) for room in where]
        started, ids = time.time(), []
        for number in range(count):
            turn = number % len(where)
            text = text_body(f"Message {number + 1} of {count}")
            posted = self.world.post(where[turn].id, writers[turn], children=text)
            ids.append(posted.stanza_id)
            await asyncio.sleep(pause)
        return {"ids": ids, "started": started, "ended": time.time()}

    def _post(
        self, room: Room, member: str | None, children: str, **details: Any
    ) -> dict[str, Any]:
        person = self._member(room.id, member)[1] if member else None
        with self.ledger.acting():
            posted = self.world.post(
                room.id, person.id if person else "", children=children, **details
            )
        return described(posted)

    @control
    async def mark_read(self, room: str, member: str | None = None) -> None:
        """Let somebody, or another device of the account, have read a room."""
        place, person = self._member(room, member or self.world.account.id)
        newest = self._newest(place)
        marker = f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{newest.own_id}'/>"
        self.world.read(place.id, person.id, newest.own_id)
        self._post(place, person.id, marker, archived=False)

    # Rooms

    @control
    async def rename(
        self,
        room: str,
        name: str | None = None,
        description: str | None = None,
        member: str = "Hanako",
    ) -> None:
        """Let somebody give a room another name or description."""
        place, person = self._member(room, member)
        with self.ledger.acting():
            self.changes.describe(place, person.id, name, description)

    @control
    async def set_picture(self, room: str, number: int | None = 1) -> None:
        """Let an owner give a room a picture; None takes it away."""
        place = self.world.room(room)
        owner = (place.owners or list(place.members))[0]
        with self.ledger.acting():
            if number is None:
                self.changes.delete_picture(place, owner)
            else:
                picture = Picture("Room.png", "image/png", landscape(number))
                self.changes.set_picture(place, owner, picture)

    @control
    async def set_face(self, member: str, number: int | None = 1) -> None:
        """Let somebody have a picture, which only 1.3.1 shows; None takes it away."""
        person = self.world.person(member)
        person.picture = None
        if number is not None:
            person.picture = Picture("Me.png", "image/png", face(number))

    @control
    async def add_room(
        self,
        name: str,
        members: list[str] | None = None,
        room_type: RoomType = "group",
        owner: str = "Hanako",
        parent: str | None = None,
    ) -> str:
        """Let somebody make a room with the account in it; return its id."""
        names = [owner, *(members or ["Taro"])]
        if room_type != "one_to_one" and not members:
            names.append("Grandma")
        people = list(dict.fromkeys(self.world.person(who).id for who in names))
        owners = people if room_type == "one_to_one" else people[:1]
        with self.ledger.acting():
            room = self.changes.create(
                "" if room_type == "one_to_one" else name,
                room_type,
                [(id_, id_ in owners) for id_ in people],
                parent_id=parent and self.world.room(parent).id,
            )
        return room.id

    @control
    async def remove_room(self, room: str) -> None:
        """Let a room be deleted."""
        self.changes.delete(self.world.room(room))

    @control
    async def add_member(
        self, room: str, member: str, owner: bool = False, by: str = "Hanako"
    ) -> None:
        """Let somebody add somebody to a room."""
        place, adder = self._member(room, by)
        person = self.world.person(member)
        if person.id in place.members:
            raise ControlError(f"{member} is in {room} already")
        with self.ledger.acting():
            self.changes.add_member(
                place, adder.id, person.id, owner=owner, cleared=False
            )

    @control
    async def remove_member(
        self, room: str, member: str, by: str | None = None
    ) -> None:
        """Let somebody leave a room, or be taken out of it by somebody."""
        place, person = self._member(room, member)
        remover = self._member(room, by)[1] if by else person
        with self.ledger.acting():
            self.changes.remove_member(place, remover.id, person.id)

    @control
    async def set_owner(self, room: str, member: str, owner: bool = True) -> None:
        """Make a member an owner, or no owner any more."""
        place, person = self._member(room, member)
        self.changes.set_owner(place, person.id, owner)

    @control
    async def mute(self, room: str, on: bool = True) -> None:
        """Mute a room for the account, on another device of it."""
        self.changes.mute(self.world.room(room), self.world.account.id, on)

    @control
    async def clear_history(self, room: str) -> str:
        """Clear a room for the account, on another device of it; return when."""
        return self.changes.clear(self.world.room(room), self.world.account.id)

    # Meetings

    @control
    async def start_meeting(self, room: str, member: str = "Hanako") -> str:
        """Let somebody start a meeting; return its id."""
        place, person = self._member(room, member)
        return self.changes.start_meeting(place, person).id

    @control
    async def stop_meeting(self, room: str) -> None:
        """Let a meeting end for everybody."""
        place = self.world.room(room)
        if not place.meeting or not place.meeting.active:
            raise ControlError(f"No meeting runs in {room}")
        self.changes.stop_meeting(place, place.meeting)

    @control
    async def meet(
        self, room: str, member: str, what: Literal["join", "leave"] = "join"
    ) -> None:
        """Let somebody join or leave a meeting that runs."""
        place, person = self._member(room, member)
        if not place.meeting or not place.meeting.active:
            raise ControlError(f"No meeting runs in {room}")
        if what == "join":
            self.changes.join_meeting(place, place.meeting, person)
        elif person.id in place.meeting.participants:
            self.changes.leave_meeting(place, place.meeting, person)

    # Finding

    def _member(self, room: str, member: str) -> tuple[Room, Person]:
        place, person = self.world.room(room), self.world.person(member)
        if person.id not in place.members:
            raise ControlError(f"{member} is not in {room}")
        return place, person

    def _somebody_else(self, room: Room) -> str:
        others = [id_ for id_ in room.members if id_ != self.world.account.id]
        if not others:
            raise ControlError(f"Nobody else is in {room.name}")
        return others[0]

    def _message(self, room: Room, message: str) -> Posted:
        if not (found := room.find(message)):
            raise ControlError(f"No message {message!r} in {room.name}")
        return found

    def _newest(self, room: Room) -> Posted:
        counting = [posted for posted in room.archive if posted.counts]
        if not counting:
            raise ControlError(f"Nothing was said in {room.name}")
        return counting[-1]
