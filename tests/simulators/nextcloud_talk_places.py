"""What can happen to the rooms of a simulated neighbourhood."""

from hashlib import sha1
import secrets
from typing import Any

from .control import control
from .nextcloud_talk_people import TalkPeople
from .nextcloud_talk_state import GROUP, GUEST, ONE_TO_ONE, OWNER, USER, Room, User
from .nextcloud_talk_world import TOKEN_LENGTH, add_numbered_room


class TalkPlaces(TalkPeople):
    """A neighbourhood whose rooms come, change and go."""

    @control
    async def create_room(
        self,
        name: str,
        members: list[str] | None = None,
        *,
        room_type: int = GROUP,
        empty: bool = False,
    ) -> str:
        """Make a room that the account is in; return its token.

        The first member, else Hanako, makes it. Nothing is said in an empty one, and
        the others have nothing but the notice that the account was added.
        """
        others = [self.cloud.person(who) for who in members or ["hanako"]]
        token = secrets.token_hex(TOKEN_LENGTH // 2)
        room = self.cloud.add_room(name, room_type, token)
        self.cloud.add_attendee(room, others[0], OWNER)
        if not empty:
            self.cloud.add(room, others[0], "", system="conversation_created")
        for other in others[1:]:
            self.cloud.add_attendee(room, other, USER)
        me = self.cloud.account
        kind = OWNER if room_type == ONE_TO_ONE else USER
        if empty:
            self.cloud.add_attendee(room, me, kind)
        else:
            self.let_in(room, me, others[0], kind)
        self.notify()
        return token

    @control
    async def many_rooms(self, count: int) -> list[str]:
        """Add so many rooms of the account and Hanako; return their tokens."""
        numbers = range(len(self.cloud.rooms) + 1, len(self.cloud.rooms) + count + 1)
        rooms = [add_numbered_room(self.cloud, number) for number in numbers]
        for room in rooms:
            room.attendee("taro").read_id = room.messages[-1].id
        self.notify()
        return [room.token for room in rooms]

    @control
    async def remove_room(self, room: str) -> None:
        """Delete a room for everybody."""
        self.forget_room(self.cloud.room(room))

    @control
    async def rename_room(self, room: str, name: str) -> dict[str, Any]:
        """Let somebody give a room another name; return the notice."""
        where = self.cloud.room(room)
        return self.described(where, self.rename(where, name, self._other(where)))

    @control
    async def leave_room(self, room: str) -> None:
        """Let somebody take the account out of a room."""
        await self.remove_member(room, self.cloud.account.id)

    @control
    async def return_to_room(self, room: str) -> None:
        """Let somebody take the account into a room again."""
        await self.add_member(room, self.cloud.account.id)

    @control
    async def add_member(self, room: str, member: str) -> dict[str, Any]:
        """Let somebody add a user to a room; return the notice."""
        where, user = self.cloud.room(room), self.cloud.person(member)
        return self.described(where, self.let_in(where, user, self._other(where), USER))

    @control
    async def remove_member(self, room: str, member: str) -> dict[str, Any]:
        """Let somebody remove a user from a room; return the notice."""
        where = self.cloud.room(room)
        out = where.attendee(member)
        return self.described(where, self.put_out(where, out, self._other(where)))

    @control
    async def add_guest(self, room: str, name: str = "Visitor") -> str:
        """Let a guest in; return the id of the guest's session."""
        where = self.cloud.room(room)
        session = secrets.token_hex(256)
        guest = User(sha1(session.encode()).hexdigest(), name, "guests")
        self.cloud.add_attendee(where, guest, GUEST).session = session
        return session

    def _other(self, room: Room) -> User:
        return room.someone_but(self.cloud.account)

    # What may be done there

    @control
    async def set_lobby(self, room: str, on: bool = True) -> None:
        """Let only moderators in, or everybody again."""
        where = self.cloud.room(room)
        where.lobby = on
        system = "lobby_non_moderators" if on else "lobby_none"
        self.happen(where, self._other(where), system=system)

    @control
    async def set_read_only(self, room: str, on: bool = True) -> None:
        """Lock a room, or unlock it."""
        where = self.cloud.room(room)
        where.read_only = on
        system = "read_only" if on else "read_only_off"
        self.happen(where, self._other(where), system=system)

    @control
    async def set_permissions(self, room: str, permissions: int) -> None:
        """Set what the account may do in a room; 128 is to post."""
        me = self.cloud.room(room).attendee(self.cloud.account.id)
        me.permissions = permissions
        me.touch()
        self.notify()

    @control
    async def set_role(self, room: str, participant_type: int) -> None:
        """Make the account an owner (1), a moderator (2) or a user (3) of a room."""
        me = self.cloud.room(room).attendee(self.cloud.account.id)
        me.participant_type = participant_type
        me.touch()

    @control
    async def set_notification_level(self, room: str, level: int) -> None:
        """Set the account's level as on another device: 0 default … 3 never."""
        me = self.cloud.room(room).attendee(self.cloud.account.id)
        me.notification_level = level
        me.touch()
        self.notify()

    # What was read, and what nobody sees

    @control
    async def mark_read(self, room: str) -> int:
        """Read everything as on another device; return the last message's id."""
        where = self.cloud.room(room)
        last = where.messages[-1].id if where.messages else 0
        await self.set_read_id(room, last)
        return last

    @control
    async def set_read_id(self, room: str, message: int) -> None:
        """Put the account's read mark somewhere; -1 and -2 occur as well."""
        self.cloud.room(room).attendee(self.cloud.account.id).read(message)
        self.notify()

    @control
    async def hidden(self, room: str, count: int = 1) -> int:
        """Add messages that nobody is shown; return the last one's id."""
        where = self.cloud.room(room)
        for _ in range(count):
            last = self.cloud.add(
                where, self._other(where), "", hidden=True, quiet=True
            )
        where.wake()
        self.notify()
        return last.id
