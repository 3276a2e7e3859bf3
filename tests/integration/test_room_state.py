"""What Home Assistant holds of a room, and what lists change in it."""

from dataclasses import replace
from datetime import UTC, datetime

from custom_components.chat_rooms.model import (
    Attachment,
    Feature,
    Limits,
    Member,
    Message,
    MessageKind,
    Room,
)
from custom_components.chat_rooms.room import RoomState

ROOM = Room(
    id="1", name="Family", features=Feature.SEND, limits=Limits(text_length=100)
)
PICTURE = Attachment(id="a", name="a.png", content_type="image/png")


def state_of(*positions: int) -> RoomState:
    """Return a room with a picture at each of some places."""
    state = RoomState(ROOM, "me")
    for position in positions:
        message = Message(
            id=str(position),
            room_id="1",
            position=position,
            kind=MessageKind.IMAGE,
            sender=Member(id="you", name="You"),
            sent_at=datetime(2026, 11, 22, tzinfo=UTC),
            attachments=(PICTURE,),
        )
        state.hold(state.recognise(message))
    return state


def shown(state: RoomState) -> tuple[list[str], str | None]:
    """Return which messages a room holds, and which has its latest photo."""
    held = [item.message.id for item in state.held]
    return held, state.picture.message_id if state.picture else None


def test_cleared() -> None:
    """Test that what the account has cleared is forgotten, and what came after is not."""
    state = state_of(1, 2, 3)
    state.apply(replace(ROOM, cleared_to=2))
    assert shown(state) == (["3"], "3")
    state.apply(replace(ROOM, cleared_to=3))
    assert shown(state) == ([], None)


def test_cleared_while_it_was_marked() -> None:
    """Test that a list that is too old to tell of marks may tell of a clearing."""
    state = state_of(1, 2)
    state.mark(2, now=10.0)
    state.apply(replace(ROOM, cleared_to=1), asked_at=5.0)
    assert shown(state) == (["2"], "2")


def test_call_that_is_not_told() -> None:
    """Test that a call goes on where a list does not tell of calls for once."""
    state = state_of()
    state.apply(replace(ROOM, in_call=True))
    state.apply(ROOM)
    assert state.room.in_call is True
    state.apply(replace(ROOM, in_call=False))
    assert state.room.in_call is False
