"""Talk's first chat: no ids to go on from, and waiting only for the very first."""

import asyncio

from .nextcloud_talk_ocs import Answer, Parameters, Refusal
from .nextcloud_talk_part import TalkPart
from .nextcloud_talk_state import Message, Room
from .recording import Call

DEFAULT_WAIT = 30
LONGEST_OLD_WAIT = 60


class OldChat(TalkPart):
    """The chat of the reference, and what it has in common with its successor."""

    async def receive_old(self, call: Call, given: Parameters, room: Room) -> Answer:
        """Return messages, newest first; wait only while there is none."""
        offset = given.number("offset", 0)
        since = given.number("notOlderThanTimestamp", 0)
        wait = min(given.number("timeout", DEFAULT_WAIT), LONGEST_OLD_WAIT)

        def found() -> list[Message]:
            comments = [
                message
                for message in room.messages
                if message.is_comment and int(message.time) >= since
            ]
            return comments[::-1][offset:]

        try:
            async with asyncio.timeout(min(wait, self.home.poll_timeout)):
                while not found() and wait > 0:
                    await self.something_new(room)
                    if room.gone:
                        raise Refusal(404)
        except TimeoutError:
            pass
        return Answer([self.wire.old_message(message) for message in found()])

    def send_old(self, given: Parameters, room: Room) -> Answer:
        """Take a message, and say no more than that."""
        text = given.required("message").strip()
        if not text:
            raise Refusal(400)
        text = text[: self.generation.longest_text]
        message = self.home.happen(room, self.home.cloud.account, text)
        self.home.came_in(room, message, None)
        return Answer(None, 201)

    async def something_new(self, room: Room) -> None:
        """Wait until something happens in a room."""
        changed = room.changed
        room.waiting += 1
        self.home.notify()
        try:
            await changed.wait()
        finally:
            room.waiting -= 1

    def parent_of(self, room: Room, reply_to: int) -> Message | None:
        """Return the message that is replied to."""
        if not reply_to or not self.generation.has("chat-replies"):
            return None
        parent = room.message(reply_to)
        if not parent or not parent.is_comment or parent.deleted:
            raise Refusal(400, "reply-to")
        return parent
