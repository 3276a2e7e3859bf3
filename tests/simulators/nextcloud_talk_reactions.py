"""Reactions to messages in Talk."""

from collections.abc import Iterator
from typing import Any

from .nextcloud_talk_gate import Route
from .nextcloud_talk_ocs import Answer, Parameters, Refusal
from .nextcloud_talk_part import API, TalkPart
from .nextcloud_talk_state import Message, Room
from .recording import Call

REACTION = f"{API}/v1/reaction/{{room}}/{{message}}"
LONGEST_EMOJI = 12


class ReactionsPart(TalkPart):
    """The endpoints of reactions."""

    def routes(self) -> Iterator[Route]:
        """Yield the endpoints."""
        for method, endpoint, handle in (
            ("GET", "reactions", self._list),
            ("POST", "react", self._add),
            ("DELETE", "unreact", self._remove),
        ):
            yield Route(method, REACTION, endpoint, handle, feature="reactions")

    async def _list(self, call: Call, given: Parameters) -> Answer:
        room, _ = self.readable_room_of(call)
        message = self._message_of(call, room)
        return Answer(self._answer(message, given.text("reaction")))

    async def _add(self, call: Call, given: Parameters) -> Answer:
        room, me = self.writable_room_of(call)
        message, emoji = self._message_of(call, room), self._emoji(given)
        notice = self.home.add_reaction(room, message, me.user, emoji)
        return Answer(self._answer(message), 201 if notice else 200)

    async def _remove(self, call: Call, given: Parameters) -> Answer:
        room, me = self.writable_room_of(call)
        message, emoji = self._message_of(call, room), self._emoji(given)
        if not self.home.revoke_reaction(room, message, me.user, emoji):
            raise Refusal(404)
        return Answer(self._answer(message))

    def _message_of(self, call: Call, room: Room) -> Message:
        message = self.message_of(call, room)
        if message.system or message.deleted:
            raise Refusal(404)
        return message

    def _emoji(self, given: Parameters) -> str:
        emoji = given.required("reaction")
        is_text = any(ord(letter) < 128 and letter.isalpha() for letter in emoji)
        if not 0 < len(emoji) <= LONGEST_EMOJI or is_text:
            raise Refusal(400)
        return emoji

    def _answer(
        self, message: Message, only: str = ""
    ) -> dict[str, list[dict[str, Any]]]:
        answer: dict[str, list[dict[str, Any]]] = {}
        for reaction in message.reactions:
            if only in ("", reaction.emoji):
                who = {
                    "actorType": reaction.user.kind,
                    "actorId": reaction.user.id,
                    "actorDisplayName": reaction.user.name,
                    "timestamp": int(reaction.message.time),
                }
                answer.setdefault(reaction.emoji, []).append(who)
        return answer
