"""What can happen in a simulated family at BOCCO."""

import asyncio
import time
from typing import Any

from .bocco_family import CYCLE, add_room
from .bocco_home import BoccoHome
from .bocco_state import Member, Reading, Room, User, new_uuid
from .control import ControlError, control


class BoccoControls(BoccoHome):
    """A family, and everything it can do."""

    _lines = 0

    # People talk

    @control
    async def write(self, room: str, member: str, text: str) -> dict[str, Any]:
        """Let a member write a text."""
        where = self.home.room(room)
        return self.happen(where, where.user(member), text)

    @control
    async def send_image(self, room: str, member: str) -> dict[str, Any]:
        """Let a member send a picture."""
        return self._send(room, member, "image", "Sent a photo")

    @control
    async def send_audio(self, room: str, member: str) -> dict[str, Any]:
        """Let a member send a voice message."""
        return self._send(room, member, "audio", "Sent a voice message")

    @control
    async def send_stamp(self, room: str, member: str) -> dict[str, Any]:
        """Let a member send a stamp."""
        return self._send(room, member, "stamp", "Sent a stamp")

    def _send(self, room: str, member: str, media: str, text: str) -> dict[str, Any]:
        where = self.home.room(room)
        return self.happen(where, where.user(member), text, media=media)

    @control
    async def burst(
        self, rooms: list[str] | None = None, count: int = 100, pause: float = 0
    ) -> dict[str, Any]:
        """Write many numbered texts, turn by turn in some or all rooms.

        Each is delivered by itself to those who are quick enough to ask for it.
        """
        home = self.home
        where = [home.room(room) for room in rooms or home.rooms]
        writers = [room.someone_but(home.account) for room in where]
        started, first_id = time.time(), home.last_id + 1
        for number in range(count):
            turn = number % len(where)
            home.add(where[turn], writers[turn], f"Message {number + 1} of {count}")
            where[turn].wake()
            await asyncio.sleep(pause)
        self.notify()
        return {
            "first_id": first_id,
            "last_id": home.last_id,
            "started": started,
            "ended": time.time(),
        }

    @control
    async def chat(self) -> None:
        """Let the next thing happen that the family does by itself."""
        lines = [
            line
            for line in CYCLE
            if any(room.name == line.room for room in self.home.rooms.values())
        ]
        if not lines:
            return
        line = lines[self._lines % len(lines)]
        self._lines += 1
        match line.kind:
            case "write":
                await self.write(line.room, line.who, line.text)
            case "ring":
                await self.ring(line.room, line.who, line.text)
            case "measure":
                drift = self._lines % 7
                await self.measure(
                    line.room, line.who, 21 + drift / 5, 46 + drift, 300 + 20 * drift
                )
            case "send_image":
                await self.send_image(line.room, line.who)
            case "send_audio":
                await self.send_audio(line.room, line.who)
            case "send_stamp":
                await self.send_stamp(line.room, line.who)

    # Sensors notice

    @control
    async def ring(self, room: str, sensor: str, text: str) -> dict[str, Any]:
        """Let a sensor raise its alarm."""
        where = self.home.room(room)
        return self.happen(where, self._sensor(where, sensor), text)

    @control
    async def measure(
        self,
        room: str,
        sensor: str,
        temperature: float,
        humidity: float,
        illuminance: float,
    ) -> dict[str, Any]:
        """Let a room sensor measure."""
        where = self.home.room(room)
        meter = self._sensor(where, sensor)
        if meter.user_type != "sensor_room":
            raise ControlError(f"{sensor} measures nothing")
        reading = Reading(
            self.home.next_id(),
            new_uuid().upper(),
            time.time(),
            temperature,
            humidity,
            illuminance,
        )
        where.readings.setdefault(meter.uuid, []).insert(0, reading)
        self.notify()
        return self.wire.reading(reading)

    def _sensor(self, room: Room, name: str) -> User:
        sensor = room.user(name)
        if sensor not in room.sensors:
            raise ControlError(f"{name} is not a sensor")
        return sensor

    # Rooms and people come and go

    @control
    async def join(self, room: str, nickname: str) -> dict[str, Any]:
        """Let somebody new join a room; return the message that says so."""
        where = self.home.room(room)
        newcomer = User(nickname)
        member = Member(newcomer, joined_at=time.time())
        where.members.append(member)
        for session in self.home.sessions.values():
            session.news.setdefault(where.uuid, []).append(member)
        return self._welcome(where, newcomer, "system.human_joined")

    @control
    async def add_sensor(
        self, room: str, user_type: str, nickname: str
    ) -> dict[str, Any]:
        """Put up a sensor in a room; return the message that says so."""
        where = self.home.room(room)
        sensor = User(nickname, user_type)
        where.sensors.append(sensor)
        return self._welcome(where, sensor, "system.sensor_joined")

    def _welcome(self, room: Room, user: User, message_type: str) -> dict[str, Any]:
        boccos = [m.user for m in room.members if m.user.user_type == "bocco"]
        return self.happen(
            room,
            (boccos or [User("BOCCO", "bocco")])[0],
            f"{user.nickname} joined our room. Welcome, {user.nickname}!",
            message_type=message_type,
            joined=user,
        )

    @control
    async def create_room(self, name: str, members: list[str] | None = None) -> str:
        """Make an empty room that the account has joined; return its uuid."""
        known = {user.nickname: user for user in self.home.users()}
        users = [known.get(member) or User(member) for member in members or ()]
        room = add_room(
            self.home, name, [self.home.account, *users], new_uuid().upper()
        )
        self.notify()
        return room.uuid

    @control
    async def leave_room(self, room: str) -> None:
        """Take the account out of a room; the others stay."""
        where = self.home.room(room)
        where.members = [m for m in where.members if m.user is not self.home.account]
        where.wake()

    @control
    async def return_to_room(self, room: str) -> None:
        """Take the account into a room again."""
        where = self.home.room(room)
        if not where.member_of(self.home.account):
            where.members.append(Member(self.home.account, joined_at=time.time()))
        where.wake()

    @control
    async def rename_room(self, room: str, name: str) -> None:
        """Give a room another name."""
        where = self.home.room(room)
        where.name = name
        where.updated_at = time.time()
