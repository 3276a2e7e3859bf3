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


def unread_of(state: RoomState) -> list[str]:
    """Return which of the messages that a room holds are unread."""
    return [item.message.id for item in state.newest_unread(list(state.held))]


def test_unread_after_the_read_mark() -> None:
    """Test that what comes after the mark is unread, one by one and together."""
    state = state_of(1, 2, 3)
    state.apply(replace(ROOM, read_position=1))
    assert unread_of(state) == ["2", "3"]
    assert [state.shows_unread(item) for item in state.held] == [False, True, True]
    state.read_to(3)
    assert unread_of(state) == []


def test_what_is_not_counted_is_not_unread() -> None:
    """Test that messages of an earlier run, which nobody counts, are not shown as new."""
    state = state_of(3)
    state.apply(replace(ROOM, read_position=0))
    [newest] = state.held
    earlier = replace(newest, message=replace(newest.message, id="2", position=2))
    assert state.unread == 1
    assert not state.shows_unread(earlier)
    assert [item.position for item in state.newest_unread([earlier, newest])] == [3]


def test_unread_where_only_the_count_is_told() -> None:
    """Test that without a read mark the last ones of the others are the unread ones."""
    state = state_of(1, 2, 3)
    state.apply(replace(ROOM, unread=2, newest=3))
    assert unread_of(state) == ["2", "3"]
    own = state.held[-1]
    state.held[-1] = replace(own, is_own=True)
    assert unread_of(state) == ["1", "2"]
    state.apply(replace(ROOM, unread=0, newest=3))
    assert unread_of(state) == []


def test_unread_while_it_is_not_known() -> None:
    """Test that nothing is shown as new as long as nobody knows whose it is."""
    state = RoomState(ROOM, None)
    assert state.newest_unread(list(state_of(1).held)) == []
