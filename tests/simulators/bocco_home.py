"""What a simulated family at BOCCO has, has received, and how it answers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .base import Simulator
from .bocco_family import build_household
from .bocco_state import Message, Room, User
from .bocco_wire import DateForm, NullList, Options, SubscribeForm, TimeoutForm, Wire
from .control import ControlError, control
from .recording import Upload


class BoccoHome(Simulator):
    """A family that can be watched, and whose service changes its mind."""

    def __init__(
        self,
        *,
        port: int = 0,
        chatter: float | None = None,
        rooms: int = 2,
        poll_timeout: float = 25,
    ) -> None:
        """Call the family together."""
        super().__init__(port=port, chatter=chatter)
        self.home = build_household(rooms)
        self.options = Options(poll_timeout=poll_timeout)
        self.wire = Wire(self.options, "")
        self._uploads: list[tuple[Room, Message, Upload | None]] = []

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a client needs to sign in."""
        home = self.home
        return {
            "api_key": home.api_key,
            "email": home.email,
            "password": home.password,
        }

    def secrets(self) -> Iterable[str]:
        """Return what must not be told to a stranger."""
        return (*self.home.issued_tokens, self.home.api_key)

    async def started(self) -> None:
        """Put the right addresses into the messages."""
        await self.set_options()

    def room_id(self, room: str) -> str:
        """Return the uuid of a room given by uuid or name."""
        return self.home.room(room).uuid

    def happen(
        self, room: Room, user: User, text: str, **details: Any
    ) -> dict[str, Any]:
        """Add a message and wake those who wait for it."""
        message = self.home.add(room, user, text, **details)
        room.wake()
        self.notify()
        return self._described(message)

    def came_in(self, room: Room, message: Message, upload: Upload | None) -> None:
        """Keep what a client has sent."""
        self._uploads.append((room, message, upload))
        room.wake()
        self.notify()

    def _described(self, message: Message) -> dict[str, Any]:
        return self.wire.message(message) | {"time": message.time}

    # What has become of it

    @control
    async def messages(self, room: str) -> list[dict[str, Any]]:
        """Return a room's messages, each with the server's clock as `time`."""
        return [self._described(m) for m in self.home.room(room).messages]

    @control
    async def received(self, room: str | None = None) -> list[dict[str, Any]]:
        """Return what clients have sent, in one room or all."""
        where = room and self.home.room(room)
        return [
            self._upload(place, message, upload)
            for place, message, upload in self._uploads
            if where in (None, place)
        ]

    def _upload(
        self, room: Room, message: Message, upload: Upload | None
    ) -> dict[str, Any]:
        file = upload.summary() if upload else {}
        return {
            "id": message.id,
            "room": room.uuid,
            "time": message.time,
            "unique_id": message.unique_id,
            "media": message.media,
            "text": None if upload else message.text,
            **{
                key: file.get(key)
                for key in ("size", "sha256", "filename", "content_type")
            },
        }

    @control
    async def wait_for_received(
        self, count: int = 1, room: str | None = None, timeout: float = 10
    ) -> list[dict[str, Any]]:
        """Wait until clients have sent so many messages."""
        where = room and self.home.room(room)

        def enough() -> bool:
            return sum(where in (None, place) for place, *_ in self._uploads) >= count

        await self.wait_for(enough, timeout, f"{count} messages from clients")
        return await self.received(room)

    @control
    async def wait_for_subscribers(
        self, count: int = 1, room: str | None = None, timeout: float = 10
    ) -> int:
        """Wait until so many long polls hang, in one room or all together."""
        where = [self.home.room(room)] if room else list(self.home.rooms.values())

        def waiting() -> int:
            return sum(place.waiting for place in where)

        await self.wait_for(
            lambda: waiting() >= count, timeout, f"{count} hanging long polls"
        )
        return waiting()

    @control
    async def read_id(self, room: str, member: str | None = None) -> int:
        """Return what a member, or the account, has read."""
        where = self.home.room(room)
        user = where.user(member) if member else self.home.account
        if not (found := where.member_of(user)):
            raise ControlError(f"{user.nickname} is not in {where.name}")
        return found.read_id

    # The service changes its mind

    @control
    async def set_options(
        self,
        *,
        poll_timeout: float | None = None,
        subscribe_form: SubscribeForm | None = None,
        timeout_form: TimeoutForm | None = None,
        date_form: DateForm | None = None,
        null_lists: list[NullList] | None = None,
        numbers_as_strings: bool | None = None,
        extra_fields: bool | None = None,
        session_uuid: bool | None = None,
        media_elsewhere: bool | None = None,
    ) -> None:
        """Change how the service answers; what is not given stays."""
        given = {
            "poll_timeout": poll_timeout,
            "subscribe_form": subscribe_form,
            "timeout_form": timeout_form,
            "date_form": date_form,
            "null_lists": null_lists,
            "numbers_as_strings": numbers_as_strings,
            "extra_fields": extra_fields,
            "session_uuid": session_uuid,
            "media_elsewhere": media_elsewhere,
        }
        changes: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        self.options = replace(self.options, **changes)
        media_url = self.elsewhere_url if self.options.media_elsewhere else self.url
        self.wire = Wire(self.options, media_url)

    @control
    async def expire_tokens(self) -> None:
        """Make every client sign in again."""
        self.home.sessions.clear()
        for room in self.home.rooms.values():
            room.wake()

    @control
    async def change_password(self, password: str) -> None:
        """Change the account's password, which ends all sessions."""
        self.home.password = password
        await self.expire_tokens()
