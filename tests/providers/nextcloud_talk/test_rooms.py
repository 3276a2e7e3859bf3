"""Rooms: which of them a list has, and what it tells of them."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk import rooms
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, GRANDMA, NEIGHBOURS, assert_discreet
from .listed import READING, RUNNING, WRITING, listed, told
from .wire import envelope, wire_message

LONG_AGO = 1_000_000_000


def quiet(sim: NextcloudTalkSimulator) -> None:
    """Let nothing have happened in any room for long."""
    for room, me in sim.cloud.own_rooms():
        room.last_activity = me.changed_at = LONG_AGO


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_rooms(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test everything about a room."""
    found = await provider.rooms()
    assert found.complete
    names = {NEIGHBOURS, GRANDMA, GARDEN_CLUB}
    assert {room.name for room in found.rooms} == names
    room = next(room for room in found.rooms if room.name == NEIGHBOURS)
    assert room.id == sim.room_id(NEIGHBOURS)
    assert room.features == WRITING | READING | RUNNING
    assert room.limits.text_length == 32_000
    assert room.limits.file_size == 100 * 1024 * 1024
    assert room.limits.content_types == {"*/*"}
    assert room.members is None
    assert room.read_position == await sim.read_id(NEIGHBOURS)
    assert room.unread == 1
    assert room.last_message is not None
    assert room.newest == room.last_message.position
    assert room.last_message.text == "The recycling comes tomorrow."
    assert room.muted is False
    assert room.in_call is False
    assert not room.has_changes
    (call,) = sim.calls("rooms")
    assert dict(call.query) == {"noStatusUpdate": "1"}


async def test_deltas(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that between whole lists only what changed is asked for."""
    quiet(sim)
    await provider.rooms()
    idle = await provider.rooms()
    assert (idle.rooms, idle.complete) == ((), False)
    message = await sim.write(GRANDMA, "Grandma", "Tea?")
    found = await provider.rooms()
    assert not found.complete
    (room,) = found.rooms
    assert (room.name, room.newest, room.unread) == (GRANDMA, message["id"], 1)
    assert not room.has_changes
    # The same second comes again, and tells nothing new.
    again = await provider.rooms()
    assert [room.has_changes for room in again.rooms] == [False]
    since = [dict(call.query).get("modifiedSince") for call in sim.calls("rooms")]
    assert since[0] is None
    assert all(number and int(number) > LONG_AGO for number in since[1:])


async def test_complete(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a whole list comes when it is asked for, and every five minutes."""
    for now, complete in (
        (1000.0, True),
        (1015.0, False),
        (1270.0, False),
        (1285.0, True),
        (1300.0, False),
        (1569.0, False),
        (1570.0, True),
    ):
        monkeypatch.setattr(rooms, "monotonic", lambda now=now: now)
        assert (await provider.rooms()).complete is complete
    assert (await provider.rooms(complete=True)).complete


async def test_gone(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a whole list tells which rooms are gone."""
    await provider.rooms()
    await sim.remove_room(GRANDMA)
    names = {room.name for room in (await provider.rooms(complete=True)).rooms}
    assert names == {NEIGHBOURS, GARDEN_CLUB}


@pytest.mark.parametrize(
    "what", ["edit", "delete", "react", "unreact", "reaction of one's own"]
)
async def test_changes(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, what: str
) -> None:
    """Test that it is told when something becomes of the last message."""
    message = (await sim.write(NEIGHBOURS, "Hanako", "Hello"))["id"]
    if what == "unreact":
        await sim.react(NEIGHBOURS, message, "Grandma", "👍")
    await provider.rooms()
    match what:
        case "edit":
            await sim.edit(NEIGHBOURS, message, "Good day")
        case "delete":
            await sim.delete(NEIGHBOURS, message)
        case "react":
            await sim.react(NEIGHBOURS, message, "Grandma", "👍")
        case "unreact":
            await sim.unreact(NEIGHBOURS, message, "Grandma", "👍")
        case _:
            await provider.react(sim.room_id(NEIGHBOURS), str(message), "🎉")
    room = await listed(provider)
    assert room.newest == message
    assert room.has_changes
    assert not (await listed(provider)).has_changes
    page = await provider.messages_after(room.id, message, 200)
    assert page.messages == ()
    assert len(page.changes) == 1


async def test_new_message_is_no_change(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a new message, told by its id, is not fetched for its looks."""
    message = (await sim.write(NEIGHBOURS, "Hanako", "Hello"))["id"]
    await sim.react(NEIGHBOURS, message, "Grandma", "👍")
    await provider.rooms()
    await sim.write(NEIGHBOURS, "Hanako", "Bye")
    assert not (await listed(provider)).has_changes


@pytest.mark.parametrize(
    ("changes", "newest", "read", "unread"),
    [
        ({}, 60, 59, 1),
        ({"lastReadMessage": -1, "unreadMessages": 3}, 60, 0, 3),
        ({"lastReadMessage": -2}, 60, 0, 1),
        ({"lastReadMessage": 0, "unreadMessages": 0, "lastMessage": []}, 0, 0, 0),
        ({"lastReadMessage": 0, "unreadMessages": 0, "lastMessage": ...}, 0, 0, 0),
        # There are messages, but the list does not show the last of them.
        ({"lastMessage": []}, None, 59, 1),
        ({"lastMessage": ..., "unreadMessages": 0}, None, 59, 0),
    ],
)
async def test_marks(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    changes: dict[str, Any],
    newest: int | None,
    read: int,
    unread: int,
) -> None:
    """Test what is told of messages and of what has been read."""
    room = await told(sim, provider, **changes)
    assert (room.newest, room.read_position, room.unread) == (newest, read, unread)


@pytest.mark.parametrize(
    "changes",
    [
        {"systemMessage": "reaction", "messageType": "system"},
        {"messageType": "comment_deleted", "deleted": True},
    ],
)
async def test_last_message_that_is_none(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    changes: dict[str, Any],
) -> None:
    """Test that a place without a message is shown as none."""
    room = await told(sim, provider, lastMessage=wire_message(**changes))
    assert room.newest == 60
    assert room.last_message is None


async def test_lobby(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a closed room does not say that there is nothing in it."""
    token = sim.room_id(GARDEN_CLUB)
    nothing: dict[str, Any] = {
        "token": token,
        "lobbyState": 1,
        "permissions": 246,
        "lastMessage": [],
        "lastReadMessage": 0,
        "unreadMessages": 0,
    }
    room = await told(sim, provider, **nothing)
    assert room.newest is None
    new = await sim.write(GARDEN_CLUB, "Hanako", "New")
    assert (await listed(provider, GARDEN_CLUB)).newest == new["id"]


async def test_call(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a running call is told."""
    await sim.start_call(NEIGHBOURS, "Hanako")
    assert (await listed(provider)).in_call is True
    await sim.end_call(NEIGHBOURS)
    assert (await listed(provider)).in_call is False


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_mark_as_read(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the mark is moved, and only when that is asked for."""
    newest = (await sim.write(NEIGHBOURS, "Hanako", "Read me"))["id"]
    room = await listed(provider)
    await provider.messages_before(room.id, None, 50)
    await provider.messages_after(room.id, newest - 1, 50)
    assert await sim.unread(NEIGHBOURS) == 2
    await provider.mark_as_read(room.id, str(newest))
    assert await sim.unread(NEIGHBOURS) == 0
    room = await listed(provider)
    assert (room.read_position, room.unread) == (newest, 0)


async def test_many(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that hundreds of rooms take one request."""
    await sim.many_rooms(297)
    assert len((await provider.rooms()).rooms) == 300
    assert len(sim.calls()) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 500}, ConnectionError_),
        ({"kind": "status", "status": 401}, AuthError),
        ({"kind": "status", "status": 429}, RateLimitedError),
        ({"kind": "html"}, UnsupportedError),
        ({"kind": "body", "body": envelope("?")}, ProtocolError),
        ({"kind": "body", "body": []}, ProtocolError),
    ],
)
@pytest.mark.parametrize("complete", [True, False])
async def test_failed_list(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
    complete: bool,
) -> None:
    """Test that a list that fails is an error, and that none is missed for it."""
    quiet(sim)
    await provider.rooms()
    before = await provider.rooms()
    await sim.write(GRANDMA, "Grandma", "Tea?")
    await sim.break_("rooms", **fault)
    with pytest.raises(ProviderError) as raised:
        await provider.rooms(complete=complete)
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)
    if error is not AuthError:
        found = await provider.rooms()
        assert GRANDMA in [room.name for room in found.rooms]
    assert before.rooms == ()
