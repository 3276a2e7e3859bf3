"""What can happen in a simulated neighbourhood: people talk, call, come and go."""

import asyncio
import time
from typing import Any

from .control import ControlError, control
from .media import chime, landscape
from .nextcloud_talk_changes import TalkChanges
from .nextcloud_talk_state import Message, Room
from .nextcloud_talk_world import CYCLE, Line

FOLDER = "Talk"
WHERE = (52.5163, 13.3777)


class TalkPeople(TalkChanges):
    """A neighbourhood, and everything that it does."""

    _lines = 0

    # People talk

    @control
    async def write(
        self,
        room: str,
        member: str,
        text: str,
        *,
        reply_to: int | None = None,
        silent: bool = False,
    ) -> dict[str, Any]:
        """Let a member write a text; as the account, from another device."""
        where = self.cloud.room(room)
        parent = self.message(where, reply_to) if reply_to else None
        return self._said(where, member, text, parent=parent, silent=silent)

    @control
    async def send_image(
        self, room: str, member: str, caption: str = ""
    ) -> dict[str, Any]:
        """Let a member send a picture: `landscape` of the message's id."""
        number = self.cloud.next_id()
        name, data = f"photo-{number}.png", landscape(number)
        return self._sent(room, member, name, data, text=caption, id=number)

    @control
    async def send_voice(self, room: str, member: str) -> dict[str, Any]:
        """Let a member send a voice message: `chime`."""
        number = self.cloud.next_id()
        return self._sent(
            room,
            member,
            f"voice-{number}.wav",
            chime(),
            id=number,
            message_type="voice-message",
        )

    @control
    async def send_file(
        self,
        room: str,
        member: str,
        name: str,
        content_type: str = "",
        data: str | bytes = "Hello",
        caption: str = "",
    ) -> dict[str, Any]:
        """Let a member send a file; without a type its name tells it."""
        content = data.encode() if isinstance(data, str) else data
        return self._sent(room, member, name, content, content_type, text=caption)

    @control
    async def share_location(
        self,
        room: str,
        member: str,
        name: str = "The old mill",
        latitude: float = WHERE[0],
        longitude: float = WHERE[1],
    ) -> dict[str, Any]:
        """Let a member show a place."""
        place = {
            "type": "geo-location",
            "id": f"geo:{latitude},{longitude}",
            "name": name,
            "latitude": str(latitude),
            "longitude": str(longitude),
        }
        where = self.cloud.room(room)
        return self._said(where, member, "{object}", parameters={"object": place})

    @control
    async def start_poll(self, room: str, member: str, question: str) -> dict[str, Any]:
        """Let a member ask everybody."""
        poll = {"type": "talk-poll", "id": "1", "name": question}
        where = self.cloud.room(room)
        return self._said(where, member, "{object}", parameters={"object": poll})

    @control
    async def vote(self, room: str, member: str, message: int) -> dict[str, Any]:
        """Let a member answer a poll, which is told in a notice."""
        where = self.cloud.room(room)
        poll = self.message(where, message).parameters["object"]
        who = where.attendee(member).user
        notice = self.happen(
            where, who, system="poll_voted", parameters={"poll": poll}, quiet=True
        )
        return self.described(where, notice)

    def _said(
        self, room: Room, member: str, text: str, **details: Any
    ) -> dict[str, Any]:
        who = room.attendee(member).user
        return self.described(room, self.happen(room, who, text, **details))

    def _sent(
        self,
        room: str,
        member: str,
        name: str,
        data: bytes,
        content_type: str = "",
        *,
        text: str = "",
        **details: Any,
    ) -> dict[str, Any]:
        where = self.cloud.room(room)
        who = where.attendee(member).user
        file = self.cloud.add_file(who, self.cloud.free_path(FOLDER, name), data)
        file.fixed_type = content_type
        return self._said(where, member, text, file=file, **details)

    @control
    async def burst(
        self, rooms: list[str] | None = None, count: int = 100, pause: float = 0
    ) -> dict[str, Any]:
        """Write many numbered texts, turn by turn in some or all rooms."""
        cloud = self.cloud
        where = [cloud.room(room) for room in rooms or cloud.rooms]
        writers = [room.someone_but(cloud.account) for room in where]
        started, first_id = time.time(), cloud.last_id + 1
        for number in range(count):
            turn = number % len(where)
            cloud.add(where[turn], writers[turn], f"Message {number + 1} of {count}")
            where[turn].wake()
            await asyncio.sleep(pause)
        self.notify()
        return {
            "first_id": first_id,
            "last_id": cloud.last_id,
            "started": started,
            "ended": time.time(),
        }

    @control
    async def chat(self) -> None:
        """Let the next thing happen that the neighbours do by themselves."""
        names = {room.name for room in self.cloud.rooms.values()}
        lines = [line for line in CYCLE if line.room in names]
        if not lines:
            return
        line = lines[self._lines % len(lines)]
        self._lines += 1
        await self._do(line)

    async def _do(self, line: Line) -> None:
        match line.kind:
            case "write":
                await self.write(line.room, line.who, line.text)
            case "send_image":
                await self.send_image(line.room, line.who)
            case "send_voice":
                await self.send_voice(line.room, line.who)
            case "share_location":
                await self.share_location(line.room, line.who, line.text)
            case "react":
                room = self.cloud.room(line.room)
                comments = [m for m in room.messages if m.is_comment and not m.deleted]
                await self.react(line.room, comments[-1].id, line.who, line.text)

    # They think better of it

    @control
    async def edit(self, room: str, message: int, text: str) -> dict[str, Any]:
        """Let its author change a message; return the notice."""
        where = self.cloud.room(room)
        found = self.message(where, message)
        return self.described(where, self.edit_message(where, found, found.user, text))

    @control
    async def delete(self, room: str, message: int) -> dict[str, Any]:
        """Let its author delete a message; return the notice."""
        where = self.cloud.room(room)
        found = self.message(where, message)
        return self.described(where, self.delete_message(where, found, found.user))

    @control
    async def react(
        self, room: str, message: int, member: str, reaction: str
    ) -> dict[str, Any] | None:
        """Let a member react to a message; return the notice."""
        where = self.cloud.room(room)
        who = where.attendee(member).user
        found = self.message(where, message)
        return self._notice_of(where, self.add_reaction(where, found, who, reaction))

    @control
    async def unreact(
        self, room: str, message: int, member: str, reaction: str
    ) -> dict[str, Any] | None:
        """Let a member take back a reaction; return the notice."""
        where = self.cloud.room(room)
        who = where.attendee(member).user
        found = self.message(where, message)
        notice = self.revoke_reaction(where, found, who, reaction)
        return self._notice_of(where, notice)

    def _notice_of(self, room: Room, notice: Message | None) -> dict[str, Any] | None:
        return self.described(room, notice) if notice else None

    # They call

    @control
    async def start_call(self, room: str, member: str) -> dict[str, Any]:
        """Let a member start a call."""
        where = self.cloud.room(room)
        caller = where.attendee(member)
        caller.in_call = True
        where.call_since = int(time.time())
        return self.described(
            where, self.happen(where, caller.user, system="call_started")
        )

    @control
    async def end_call(self, room: str) -> dict[str, Any]:
        """Let a room's call end."""
        where = self.cloud.room(room)
        callers = [who for who in where.attendees if who.in_call]
        if not callers:
            raise ControlError(f"No call in {where.name}")
        return self.described(where, self.finish_call(where, callers[0].user))
