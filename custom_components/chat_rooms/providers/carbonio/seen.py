"""Messages as they are by now, as far as it was seen what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...model import Change, Message
from .muclight import Fastened, Stanza
from .places import Bounded
from .reactions import Reactions
from .translate import edited, retracted

REMEMBERED = 512

# The room, the message, and who has done something to it.
type Done = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit made of a message, and when."""

    text: str
    at: datetime


class Seen:
    """The messages that were seen lately, and what was done to them."""

    def __init__(self, reactions: Reactions) -> None:
        """Start with nothing seen; `reactions` are those that people have given."""
        self._reactions = reactions
        self._messages: Bounded[tuple[str, str], Message] = Bounded(REMEMBERED)
        self._shown: dict[str, Message] = {}
        self._edits: Bounded[Done, Edit] = Bounded(REMEMBERED)
        self._retracted: Bounded[Done, bool] = Bounded(REMEMBERED)

    def message(self, room_id: str, message_id: str) -> Message | None:
        """Return a message as it is by now, None if it was not seen lately."""
        if (found := self._messages.get((room_id, message_id))) is not None:
            return found
        shown = self._shown.get(room_id)
        if shown is None or shown.id != message_id:
            return None
        return self.as_it_is(shown)

    def take(self, message: Message) -> None:
        """Take a message that somebody wrote: it may have been changed since."""
        self._messages[message.room_id, message.id] = self.as_it_is(message)

    def show(self, message: Message) -> None:
        """Take the message that the list of rooms shows for a room."""
        self._shown[message.room_id] = message

    def change(self, stanza: Stanza, change: Change) -> None:
        """Take what was done to a message; an older change comes after a newer one."""
        if (fastening := stanza.fastening) is None:
            return
        key = stanza.room_id, fastening.target, stanza.sender_id
        if fastening.kind is Fastened.EDIT:
            known = self._edits.get(key)
            if known is None or known.at <= change.changed_at:
                self._edits[key] = Edit(fastening.value, change.changed_at)
        elif fastening.kind is Fastened.RETRACT:
            self._retracted[key] = True
        if change.message is not None:
            self.take(change.message)

    def as_it_is(self, message: Message) -> Message:
        """Return a message with what people have been seen to do to it."""
        key = message.room_id, message.id, message.sender.id
        if message.deleted:
            return message
        if key in self._retracted:
            return retracted(message)
        if (edit := self._edits.get(key)) is not None:
            message = edited(message, edit.text, edit.at)
        return self._reactions.shown(message)

    def missing(self, room_id: str, stanzas: Sequence[Stanza]) -> set[str]:
        """Return the ids of messages that were changed and were not seen."""
        targets: set[str] = set()
        for stanza in stanzas:
            fastening = stanza.fastening
            if (
                fastening is not None
                and fastening.kind is not Fastened.REACTION
                and self.message(room_id, fastening.target) is None
            ):
                targets.add(fastening.target)
        return targets and targets - {stanza.stanza_id for stanza in stanzas}
