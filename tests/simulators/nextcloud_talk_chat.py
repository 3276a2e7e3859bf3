"""Talk's chat since chat-v2: receive, look back, send, change, mark."""

import asyncio
from collections.abc import Iterator

from aiohttp import web

from .nextcloud_talk_gate import Route
from .nextcloud_talk_ocs import Answer, Parameters, Refusal, malformed
from .nextcloud_talk_old_chat import OldChat
from .nextcloud_talk_part import CHAT
from .nextcloud_talk_state import Attendee, Message, Room
from .recording import Call

LONGEST_WAIT = 30
LARGEST_PAGE = 200
LONGEST_REFERENCE = 64
LAST_GIVEN = "X-Chat-Last-Given"
COMMON_READ = "X-Chat-Last-Common-Read"


class ChatPart(OldChat):
    """The endpoints of chat."""

    def routes(self) -> Iterator[Route]:
        """Yield the endpoints."""
        message = f"{CHAT}/{{message}}"
        yield Route("GET", CHAT, "receive", self._receive)
        yield Route("POST", CHAT, "send", self._send)
        read = f"{CHAT}/read"
        yield Route("POST", read, "read", self._read, feature="chat-read-marker")
        yield Route("DELETE", read, "unread", self._unread, feature="chat-unread")
        yield Route("PUT", message, "edit", self._edit, feature="edit-messages")
        yield Route(
            "DELETE", message, "delete", self._delete, feature="delete-messages"
        )

    # Receive

    async def _receive(self, call: Call, given: Parameters) -> Answer | web.Response:
        room, me = self.readable_room_of(call)
        if not self.generation.has("chat-v2"):
            return await self.receive_old(call, given, room)
        if not given.given("lookIntoFuture"):
            self.home.complain(call, "lookIntoFuture is missing")
            raise Refusal(400 if self.generation.strict_limits else 500)
        given.ignore("threadId")
        common_read = given.number("lastCommonReadId", 0)
        future = given.flag("lookIntoFuture")
        known = given.number("lastKnownMessageId", 0)
        limit = self._within(given, "limit", 100, 1, LARGEST_PAGE)
        wait = self._within(given, "timeout", LONGEST_WAIT, 0, LONGEST_WAIT)
        mark = given.text("setReadMarker", "1") == "1"
        self._check_tact(call, given, mark)
        included = given.flag("includeLastKnown")
        if not future:
            if not self.generation.counts_from_any_id:
                known, included = known if room.message(known) else 0, False
            found = self._before(room, known, limit, included)
            return self._page(room, found, common_read)
        first = known - 1 if included else known
        found = room.after(first)[:limit]
        if not found and wait:
            found = await self._wait(room, first, limit, wait)
        if mark:
            newest = max([known, *(message.id for message in found[-1:])])
            if newest > me.read_id:
                me.read(newest)
                self.home.notify()
        return self._page(room, found, common_read)

    def _within(
        self, given: Parameters, name: str, default: int, low: int, high: int
    ) -> int:
        value = given.number(name, default)
        if self.generation.strict_limits and not low <= value <= high:
            raise malformed(f"{name} is not between {low} and {high}")
        return min(max(value, low), high)

    def _check_tact(self, call: Call, given: Parameters, mark: bool) -> None:
        """Complain about what tells others that somebody looks."""
        silent = {
            "noStatusUpdate": given.text("noStatusUpdate", "0") == "1",
            "markNotificationsAsRead": (
                given.text("markNotificationsAsRead", "1") == "0"
                or not self.generation.has("chat-keep-notifications")
            ),
        }
        if self.generation.has("chat-read-marker") and mark:
            self.home.complain(call, "setReadMarker=0 is missing")
        if self.generation.has("conversation-v4"):
            for name, kept in silent.items():
                if not kept:
                    self.home.complain(call, f"{name} is missing")

    def _before(
        self, room: Room, known: int, limit: int, included: bool
    ) -> list[Message]:
        messages = [
            message
            for message in room.messages
            if not known or message.id < known or (included and message.id == known)
        ]
        return messages[-limit:][::-1]

    async def _wait(
        self, room: Room, first: int, limit: int, wait: float
    ) -> list[Message]:
        try:
            async with asyncio.timeout(min(wait, self.home.poll_timeout)):
                while not (found := room.after(first)[:limit]):
                    await self.something_new(room)
                    if room.gone:
                        raise Refusal(404)
        except TimeoutError:
            return []
        return found

    def _page(
        self, room: Room, found: list[Message], common_read: int
    ) -> Answer | web.Response:
        """Return a page; what all have read is told to those who ask for it."""
        headers = {}
        common = min((who.read_id for who in room.attendees), default=0)
        if common_read and common_read != common:
            headers = {COMMON_READ: str(common)}
        if not found:
            return Answer([], headers=headers) if headers else web.Response(status=304)
        shown = [self.wire.message(room, m) for m in found if not m.hidden]
        return Answer(shown, headers=headers | {LAST_GIVEN: str(found[-1].id)})

    # Send

    async def _send(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.writable_room_of(call)
        if not self.generation.has("chat-v2"):
            return self.send_old(given, room)
        given.ignore("actorDisplayName", "threadId", "threadTitle")
        text = self._checked_text(given)
        reference = given.text("referenceId")
        silent, reply_to = given.flag("silent"), given.number("replyTo", 0)
        parent = self.parent_of(room, reply_to)
        has = self.generation.has
        message = self.home.happen(
            room,
            self.home.cloud.account,
            text,
            reference_id=reference[:LONGEST_REFERENCE]
            if has("chat-reference-id")
            else "",
            silent=silent and has("silent-send"),
            parent=parent,
        )
        self.home.came_in(room, message, reply_to or None)
        return Answer(self.wire.message(room, message), 201)

    def _checked_text(self, given: Parameters) -> str:
        text = given.required("message").strip()
        if not text:
            raise Refusal(400, "message")
        if len(text) > self.generation.longest_text:
            raise Refusal(413)
        return text

    # Change

    def _own_message_of(self, call: Call, room: Room, me: Attendee) -> Message:
        message = self.message_of(call, room)
        if message.user is not me.user and not me.is_moderator:
            raise Refusal(403)
        if message.system or message.deleted:
            raise Refusal(405)
        return message

    async def _edit(self, call: Call, given: Parameters) -> Answer:
        room, me = self.writable_room_of(call)
        message = self._own_message_of(call, room, me)
        text = self._checked_text(given)
        if message.parameters:
            raise Refusal(400, "object_share")
        notice = self.home.edit_message(room, message, me.user, text)
        return Answer(self.wire.message(room, notice))

    async def _delete(self, call: Call, given: Parameters) -> Answer:
        room, me = self.writable_room_of(call)
        message = self._own_message_of(call, room, me)
        notice = self.home.delete_message(room, message, me.user)
        return Answer(self.wire.message(room, notice))

    # Mark

    async def _read(self, call: Call, given: Parameters) -> Answer:
        room, me = self.room_of(call)
        last = room.messages[-1].id if room.messages else 0
        if not given.given("lastReadMessage"):
            if not self.generation.has("chat-read-last"):
                raise malformed("lastReadMessage is missing")
            me.read(last)
        else:
            me.read(given.number("lastReadMessage"))
        return self._marked(room, me)

    async def _unread(self, call: Call, given: Parameters) -> Answer:
        room, me = self.room_of(call)
        comments = [message.id for message in room.messages if message.is_comment]
        me.read(comments[-2] if len(comments) > 1 else -2)
        return self._marked(room, me)

    def _marked(self, room: Room, me: Attendee) -> Answer:
        self.home.notify()
        common = min(attendee.read_id for attendee in room.attendees)
        data = self.wire.room(room, me) if self.generation.strict_limits else None
        return Answer(data, headers={COMMON_READ: str(common)})
