"""What happens in a room and is no message, as Talk's system messages tell it."""

from collections.abc import Iterable

from ...model import Change, ChangeKind, Member, Page
from .members import FEDERATED_USERS, to_mentioned, to_sender
from .models import WireMessage
from .translate import moment, to_message

# These tell of another message and are none themselves. A reaction that was taken
# back leaves a reaction_deleted in its old place, which tells nothing new: what is
# news is the reaction_revoked. Of a poll nobody needs to hear each vote.
HIDDEN = frozenset(
    {
        "message_deleted",
        "message_edited",
        "poll_voted",
        "reaction",
        "reaction_deleted",
        "reaction_revoked",
    }
)
ABOUT_A_MESSAGE = {
    "message_deleted": ChangeKind.DELETED,
    "message_edited": ChangeKind.EDITED,
    "reaction": ChangeKind.REACTION_ADDED,
    "reaction_revoked": ChangeKind.REACTION_REMOVED,
}
ABOUT_A_MEMBER = {
    "user_added": ChangeKind.JOINED,
    "user_removed": ChangeKind.LEFT,
    "federated_user_added": ChangeKind.JOINED,
    "federated_user_removed": ChangeKind.LEFT,
    "phone_added": ChangeKind.JOINED,
    "phone_removed": ChangeKind.LEFT,
}
ABOUT_A_CALL = {
    "call_started": ChangeKind.CALL_STARTED,
    "call_ended": ChangeKind.CALL_ENDED,
    "call_ended_everyone": ChangeKind.CALL_ENDED,
    # A call that nobody took ends with one of these instead.
    "call_missed": ChangeKind.CALL_ENDED,
    "call_tried": ChangeKind.CALL_ENDED,
}


def is_hidden(message: WireMessage) -> bool:
    """Tell whether something has a place among the messages, but is none."""
    return message.system_message in HIDDEN


def to_page(
    room_id: str,
    messages: Iterable[WireMessage],
    own_id: str,
    position: int | None = None,
) -> Page:
    """Return a piece of a room's chat, in order, and each of it once."""
    by_id = {message.id: message for message in messages}
    found = [by_id[id_] for id_ in sorted(by_id)]
    changes = (to_change(room_id, message, own_id) for message in found)
    return Page(
        messages=tuple(
            to_message(room_id, message, own_id)
            for message in found
            if not is_hidden(message)
        ),
        changes=tuple(change for change in changes if change),
        position=position,
    )


def to_change(room_id: str, message: WireMessage, own_id: str) -> Change | None:
    """Return what a system message tells beside itself, None if nothing."""
    if not (subject := message.system_message):
        return None
    changed_at = moment(message.timestamp)
    actor = to_sender(message)
    if kind := ABOUT_A_CALL.get(subject):
        return Change(
            kind=kind, position=message.id, changed_at=changed_at, actor=actor
        )
    if kind := ABOUT_A_MEMBER.get(subject):
        if (member := _concerned(message, actor)) is None:
            return None
        return Change(
            kind=kind,
            position=message.id,
            changed_at=changed_at,
            actor=actor,
            member=member,
        )
    if not (kind := ABOUT_A_MESSAGE.get(subject)) or not (parent := message.parent):
        return None
    if kind is ChangeKind.EDITED and parent.is_tombstone:
        # How it was edited is not known any more, and that it is gone comes next.
        return None
    # Of a message that is gone some servers tell nothing but the id.
    told = bool(parent.actor_type)
    return Change(
        kind=kind,
        position=message.id,
        changed_at=changed_at,
        actor=actor,
        message_id=str(parent.id),
        message=to_message(room_id, parent, own_id) if told else None,
        # Which reaction was taken back is not told.
        reaction=message.message if kind is ChangeKind.REACTION_ADDED else "",
    )


def _concerned(message: WireMessage, actor: Member) -> Member | None:
    """Return who joined or left, None for somebody who is only invited."""
    subject = message.system_message
    key = subject.removesuffix("_added").removesuffix("_removed")
    if (found := message.message_parameters.get(key)) is None:
        return actor
    member = to_mentioned(found)
    invited = subject == "federated_user_added" and member.id != actor.id
    return None if invited and member.id.startswith(FEDERATED_USERS) else member
