"""BOCCO's long polls, one at a time in a room."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from .bocco_controls import BoccoControls
from .bocco_state import Message, Room, Session
from .bocco_strict import json_response, not_found, unauthorized
from .faults import HTML
from .recording import Call

# A cancelled poll needs a moment to be gone when its successor is already here.
SUCCESSION_SECONDS = 0.2


class BoccoPolls(BoccoControls):
    """A family whose news can be waited for."""

    def __init__(self, **options: Any) -> None:
        """Open for the family; the options are those of BoccoHome."""
        super().__init__(**options)
        self._polls: dict[tuple[str, str], asyncio.Future[None]] = {}

    def room_of(self, call: Call) -> Room:
        """Return the room of a request, if it is the account's."""
        room = self.home.rooms.get(call.room or "")
        if not room or not room.member_of(self.home.account):
            raise not_found()
        return room

    def mark_read(self, room: Room, messages: Sequence[Message]) -> None:
        """Note that the account has read up to the last of these messages."""
        me = room.member_of(self.home.account)
        if me and messages:
            me.read_up_to(messages[-1].id)
            self.notify()

    @asynccontextmanager
    async def one_poll(
        self, call: Call, session: Session, room: Room
    ) -> AsyncGenerator[None]:
        """Hold the place of a client's only poll in a room."""
        key = session.token, room.uuid
        if earlier := self._polls.get(key):
            await asyncio.wait([earlier], timeout=SUCCESSION_SECONDS)
            if not earlier.done():
                self.complain(call, "two polls at once in one room")
        mine = self._polls[key] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            mine.set_result(None)
            if self._polls.get(key) is mine:
                del self._polls[key]

    async def next_events(
        self, call: Call, session: Session, newer_than: int, mark: bool
    ) -> web.Response:
        """Answer with what is new, as soon as there is anything."""
        try:
            async with asyncio.timeout(self.options.poll_timeout):
                while not (
                    found := self._events(session, self.room_of(call), newer_than)
                ):
                    await self._something_new(self.room_of(call))
                    if session.token not in self.home.sessions:
                        raise unauthorized()
        except TimeoutError:
            return self._timed_out()
        events, messages = found
        if mark:
            self.mark_read(self.room_of(call), messages)
        if self.options.subscribe_form == "object":
            return json_response(events[0])
        return json_response(b"[" + b",".join(events) + b"]")

    def _events(
        self, session: Session, room: Room, newer_than: int
    ) -> tuple[list[bytes], list[Message]] | None:
        members = session.news.pop(room.uuid, [])
        messages = room.after(newer_than)
        if self.options.subscribe_form == "object" and len(members) + len(messages) > 1:
            if members[1:]:
                session.news[room.uuid] = members[1:]
            members, messages = members[:1], [] if members else messages[:1]
        events = [
            *map(self.wire.member_event, members),
            *map(self.wire.message_event, messages),
        ]
        return (events, messages) if events else None

    async def _something_new(self, room: Room) -> None:
        changed = room.changed
        room.waiting += 1
        self.notify()
        try:
            await changed.wait()
        finally:
            room.waiting -= 1

    def _timed_out(self) -> web.Response:
        match self.options.timeout_form:
            case "json":
                return json_response(
                    b'{"code":408001,"message":"Request Timeout"}', 408
                )
            case "empty":
                return web.Response(status=408)
            case "router":
                return web.Response(status=503, text=HTML, content_type="text/html")
