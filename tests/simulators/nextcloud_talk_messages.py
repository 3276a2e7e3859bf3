"""How Nextcloud Talk puts messages into JSON, as one account gets to see them."""

import re
from typing import Any

from .nextcloud_talk_generations import Generation
from .nextcloud_talk_state import ONE_TO_ONE, PUBLIC, Cloud, File, Message, Room, User

MENTION = re.compile(r'@"(?P<quoted>[^"]+)"|(?<![\w@])@(?P<plain>[\w.-]*\w)')
EVERYBODY = "all"
NO_REACTIONS: list[object] = []
NAMELESS = ("reaction", "reaction_deleted")
ROOM_KINDS = {ONE_TO_ONE: "one2one", PUBLIC: "public"}

# What the others read, and what the one reads who did it.
SYSTEM_TEXTS = {
    "conversation_created": ("{actor} created the conversation", "You created it"),
    "conversation_renamed": ("{actor} renamed it: {what}", "You renamed it: {what}"),
    "description_set": ("{actor} set the description", "You set the description"),
    "read_only": ("{actor} locked the conversation", "You locked the conversation"),
    "read_only_off": ("{actor} unlocked the conversation", "You unlocked it"),
    "lobby_non_moderators": ("{actor} restricted access", "You restricted access"),
    "lobby_none": ("{actor} opened the conversation", "You opened the conversation"),
    "guests_allowed": ("{actor} allowed guests", "You allowed guests"),
    "guests_disallowed": ("{actor} disallowed guests", "You disallowed guests"),
    "password_set": ("{actor} set a password", "You set a password"),
    "user_added": ("{actor} added {user}", "You added {user}"),
    "user_removed": ("{actor} removed {user}", "You removed {user}"),
    "moderator_promoted": ("{actor} promoted {user}", "You promoted {user}"),
    "moderator_demoted": ("{actor} demoted {user}", "You demoted {user}"),
    "call_started": ("{actor} started a call", "You started a call"),
    "call_joined": ("{actor} joined the call", "You joined the call"),
    "call_left": ("{actor} left the call", "You left the call"),
    "call_ended": ("Call with {what} ended", "Call with {what} ended"),
    "message_edited": ("{actor} edited a message", "You edited a message"),
    "message_deleted": ("{actor} deleted a message", "You deleted a message"),
    "reaction_revoked": ("{actor} deleted a reaction", "You deleted a reaction"),
    "reaction_deleted": ("Reaction deleted by author", "Reaction deleted by author"),
    "poll_voted": ("Someone voted on the poll {poll}", "Someone voted on {poll}"),
}


def mentioned(text: str) -> list[str]:
    """Return the ids of whom a text mentions."""
    return [match["quoted"] or match["plain"] for match in MENTION.finditer(text)]


class MessageWire:
    """Puts messages into JSON, the way of a generation."""

    def __init__(self, cloud: Cloud, generation: Generation, url: str) -> None:
        """Choose a generation; the address is that of the server."""
        self.cloud = cloud
        self.generation = generation
        self._url = url

    @property
    def is_current(self) -> bool:
        """Tell whether this is the newest form."""
        return self.generation.strict_limits

    # Messages

    def old_message(self, message: Message) -> dict[str, Any]:
        """Return a message as the first servers did."""
        return {
            "id": message.id,
            "actorType": message.user.kind,
            "actorId": message.user.id,
            "actorDisplayName": message.user.name,
            "timestamp": int(message.time),
            "message": message.text,
        }

    def message(
        self, room: Room, message: Message, *, whole: bool = True
    ) -> dict[str, Any]:
        """Return a message, with the one that it belongs to if it is `whole`."""
        text, parameters = self._text(room, message)
        answer = self.old_message(message) | {
            "token": room.token,
            "message": text,
            "messageParameters": parameters or [],
            "systemMessage": message.system,
        }
        has = self.generation.has
        if has("chat-replies"):
            answer |= {"isReplyable": self._is_replyable(message)}
            answer |= {"messageType": self._type(message)}
        if has("chat-reference-id"):
            answer |= {
                "referenceId": message.reference_id,
                "expirationTimestamp": 0,
                "markdown": message.is_comment and not message.deleted,
            }
        if has("reactions"):
            counts: dict[str, int] = {}
            for reaction in message.reactions:
                counts[reaction.emoji] = counts.get(reaction.emoji, 0) + 1
            answer["reactions"] = counts or NO_REACTIONS
            mine = [r.emoji for r in message.reactions if r.user is self.me]
            answer |= {"reactionsSelf": mine} if mine else {}
        if message.deleted:
            answer["deleted"] = True
        if message.silent and has("silent-send-state"):
            answer["silent"] = True
        if message.edited:
            editor, moment = message.edited
            answer |= {
                "lastEditActorType": editor.kind,
                "lastEditActorId": editor.id,
                "lastEditActorDisplayName": editor.name,
                "lastEditTimestamp": int(moment),
            }
        if self.is_current:
            answer["threadId"] = (message.parent or message).id
        if whole and message.parent and has("chat-replies"):
            answer["parent"] = self._parent(room, message)
        return answer

    def _parent(self, room: Room, message: Message) -> dict[str, Any]:
        assert message.parent
        if message.parent.deleted and not message.system:
            return {"id": message.parent.id, "deleted": True}
        return self.message(room, message.parent, whole=False)

    @property
    def me(self) -> User:
        """Return whose view it is."""
        return self.cloud.account

    def _is_replyable(self, message: Message) -> bool:
        return message.is_comment and not message.deleted

    def _type(self, message: Message) -> str:
        if message.deleted:
            return "comment_deleted"
        return "system" if message.system else message.message_type

    def _text(
        self, room: Room, message: Message
    ) -> tuple[str, dict[str, dict[str, Any]]]:
        actor = {"actor": self.user(message.user)}
        if message.deleted:
            own = message.user is self.me
            return f"Message deleted by {'you' if own else 'author'}", actor
        if message.system:
            both = SYSTEM_TEXTS.get(message.system, (message.text, message.text))
            text = both[message.user is self.me].replace("{what}", message.text)
            if message.system in NAMELESS:
                return text, {}
            return text, actor | message.parameters
        if message.file:
            caption, parameters = self._mentions(room, message.text)
            parameters |= actor | {"file": self.file(room, message.file)}
            return caption or "{file}", parameters
        if message.parameters:
            return message.text, actor | message.parameters
        return self._mentions(room, message.text)

    def _mentions(self, room: Room, text: str) -> tuple[str, dict[str, dict[str, Any]]]:
        parameters: dict[str, dict[str, Any]] = {}
        counts = {"user": 0, "call": 0}

        def replace(match: re.Match[str]) -> str:
            name = match["quoted"] or match["plain"]
            if name == EVERYBODY:
                kind, parameter = "call", self._room_parameter(room)
            elif user := self.cloud.people.get(name):
                kind, parameter = "user", self.user(user)
            else:
                return match[0]
            known = (key for key, value in parameters.items() if value == parameter)
            if not (key := next(known, "")):
                counts[kind] += 1
                key = f"mention-{kind}{counts[kind]}"
                parameters[key] = parameter
            return f"{{{key}}}"

        return MENTION.sub(replace, text), parameters

    def user(self, user: User) -> dict[str, Any]:
        """Return a user as a message's parameter."""
        kind = {"users": "user", "guests": "guest"}.get(user.kind, "highlight")
        parameter = {"type": kind, "id": user.id, "name": user.name}
        if self.is_current and kind == "user":
            parameter["mention-id"] = user.id
        return parameter

    def _room_parameter(self, room: Room) -> dict[str, Any]:
        return {
            "type": "call",
            "id": room.token,
            "name": self.display_name(room),
            "call-type": ROOM_KINDS.get(room.type, "group"),
        }

    def file(self, room: Room, file: File) -> dict[str, Any]:
        """Return a file as a message's parameter."""
        is_image = file.content_type.startswith("image/")
        size = len(file.data)
        return {
            "type": "file",
            "id": str(file.id),
            "name": file.name,
            "size": str(size) if self.is_current else size,
            "path": file.path,
            "link": f"{self._url}/f/{file.id}",
            "etag": file.etag,
            "permissions": "27" if self.is_current else 27,
            "mimetype": file.content_type,
            "preview-available": "yes" if is_image else "no",
            "hide-download": "no",
        }

    def display_name(self, room: Room) -> str:
        """Return what the account calls a room."""
        if room.type == ONE_TO_ONE:
            return room.someone_but(self.me).name
        return room.name or ", ".join(a.user.name for a in room.attendees)
