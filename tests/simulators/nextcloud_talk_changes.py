"""What changes in rooms, whoever does it: a client or the people themselves."""

import time
from typing import Any

from .nextcloud_talk_home import TalkHome
from .nextcloud_talk_state import Attendee, Message, Reaction, Room, User


class TalkChanges(TalkHome):
    """A home in which things are not only said."""

    def edit_message(
        self, room: Room, message: Message, editor: User, text: str
    ) -> Message:
        """Change a message; return the notice that tells of it."""
        message.text = text
        message.edited = editor, time.time()
        return self._notice(room, editor, "message_edited", message)

    def delete_message(self, room: Room, message: Message, who: User) -> Message:
        """Delete a message; return the notice that tells of it."""
        message.deleted = True
        message.text, message.file, message.reactions = "", None, []
        message.parameters, message.edited = {}, None
        return self._notice(room, who, "message_deleted", message)

    def add_reaction(
        self, room: Room, message: Message, user: User, emoji: str
    ) -> Message | None:
        """React to a message; return the notice, or None if that is nothing new."""
        if self.find_reaction(message, user, emoji):
            return None
        notice = self._notice(room, user, "reaction", message, emoji)
        message.reactions.append(Reaction(emoji, user, notice))
        return notice

    def revoke_reaction(
        self, room: Room, message: Message, user: User, emoji: str
    ) -> Message | None:
        """Take back a reaction; return the notice, or None if there was none."""
        if not (reaction := self.find_reaction(message, user, emoji)):
            return None
        message.reactions.remove(reaction)
        reaction.message.system = "reaction_deleted"
        return self._notice(room, user, "reaction_revoked", message)

    def find_reaction(
        self, message: Message, user: User, emoji: str
    ) -> Reaction | None:
        """Return somebody's reaction to a message."""
        for reaction in message.reactions:
            if reaction.user is user and reaction.emoji == emoji:
                return reaction
        return None

    def finish_call(self, room: Room, by: User) -> Message:
        """End a call for everybody; return the notice that tells of it."""
        callers = {
            f"user{number}": self.wire.user(attendee.user)
            for number, attendee in enumerate(room.attendees, 1)
            if attendee.in_call
        }
        for attendee in room.attendees:
            attendee.in_call = False
        room.call_since = 0
        names = " and ".join(f"{{{key}}}" for key in callers)
        return self.happen(room, by, names, system="call_ended", parameters=callers)

    def let_in(
        self, room: Room, user: User, by: User, participant_type: int
    ) -> Message:
        """Add somebody to a room; return the notice that tells of it."""
        self.cloud.add_attendee(room, user, participant_type)
        return self.happen(
            room, by, system="user_added", parameters=self._parameter(user)
        )

    def put_out(self, room: Room, attendee: Attendee, by: User) -> Message:
        """Take somebody out of a room; return the notice that tells of it."""
        room.attendees.remove(attendee)
        return self.happen(
            room,
            by,
            system="user_removed",
            parameters=self._parameter(attendee.user),
        )

    def rename(self, room: Room, name: str, by: User) -> Message:
        """Give a room another name; return the notice that tells of it."""
        what, room.name = f"{room.name} → {name}", name
        return self.happen(room, by, what, system="conversation_renamed")

    def forget_room(self, room: Room) -> None:
        """Delete a room."""
        del self.cloud.rooms[room.token]
        room.gone = True
        room.wake()
        self.notify()

    def _notice(
        self, room: Room, user: User, system: str, parent: Message, text: str = ""
    ) -> Message:
        return self.happen(room, user, text, system=system, parent=parent, quiet=True)

    def _parameter(self, user: User) -> dict[str, Any]:
        return {"user": self.wire.user(user)}
