"""What happens beside messages, as the bus tells it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from homeassistant.util import dt as dt_util

from .const import EVENT_CALL, EVENT_DELETED, EVENT_EDITED, EVENT_MEMBER, EVENT_REACTION
from .model import ChangeKind, Member
from .payload import NAME_LENGTH, limited, message_payload
from .room import Happened, RoomState

EVENTS = {
    ChangeKind.EDITED: (EVENT_EDITED, "edited"),
    ChangeKind.DELETED: (EVENT_DELETED, "deleted"),
    ChangeKind.REACTION_ADDED: (EVENT_REACTION, "added"),
    ChangeKind.REACTION_REMOVED: (EVENT_REACTION, "removed"),
    ChangeKind.JOINED: (EVENT_MEMBER, "joined"),
    ChangeKind.LEFT: (EVENT_MEMBER, "left"),
    ChangeKind.CALL_STARTED: (EVENT_CALL, "started"),
    ChangeKind.CALL_ENDED: (EVENT_CALL, "ended"),
}


def change_event(
    happened: Happened, state: RoomState, place: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return the type and the data of the event that tells of a change.

    `place` is what all events of the room share. What happened to a message bears its
    id, and that of an edited message all that a message's own event has.
    """
    change = happened.change
    event_type, what = EVENTS[change.kind]
    payload = place | {
        "is_own": happened.is_own,
        **told(
            change.member or change.actor,
            what,
            change.changed_at,
            missed=happened.missed,
        ),
    }
    match change.kind:
        case ChangeKind.EDITED if change.message is not None:
            # A later change may have come with it: this one tells of itself.
            held = state.find(change.message_id) or state.recognise(change.message)
            # That it is an answer may be told only with the answer itself.
            reply_to = change.message.reply_to or held.message.reply_to
            found = replace(held, message=replace(change.message, reply_to=reply_to))
            message = message_payload(found, place)
            return event_type, limited(message | payload | {"is_own": found.is_own})
        case ChangeKind.REACTION_ADDED | ChangeKind.REACTION_REMOVED:
            payload["reaction"] = change.reaction
    if change.message_id:
        payload["message_id"] = change.message_id
    return event_type, payload


def told(
    member: Member, change: str, changed_at: datetime | None = None, *, missed: bool
) -> dict[str, Any]:
    """Return who did or became what, and when."""
    return {
        "change": change,
        "changed_at": (changed_at or dt_util.utcnow()).isoformat(),
        "missed": missed,
        "member_id": member.id,
        "member": member.name[:NAME_LENGTH],
        "member_kind": member.kind.value,
    }
