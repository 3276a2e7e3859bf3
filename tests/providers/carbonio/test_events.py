"""The events socket."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
import json
import logging
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio import events
from custom_components.chat_rooms.providers.carbonio.events import (
    Event,
    EventKind,
    EventsSocket,
)
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ProtocolError,
)
from custom_components.chat_rooms.providers.http import MIB

from .sockets import Peer, Script, Sockets, playing


@pytest.fixture
async def listening(carbonio: Sockets) -> AsyncGenerator[AsyncGenerator[Event]]:
    """Return the events after the one that the socket is connected."""
    async with aclosing(EventsSocket(carbonio.http).listen()) as stream:
        connected = await anext(stream)
        assert connected.kind is EventKind.CONNECTED
        assert connected.sent_at is not None
        yield stream


async def test_events(carbonio: Sockets, listening: AsyncGenerator[Event]) -> None:
    """Test that what happens is told, with whom it concerns."""
    me, room = carbonio.world.account.id, carbonio.family.id
    happened = [
        carbonio.world.event("RoomUpdated", [me], roomId=room, name="hotel"),
        carbonio.world.event("RoomMemberAdded", [me], roomId=room, userId="u"),
        carbonio.world.event("RoomMuted", ["another"], roomId=room),
        carbonio.world.event("MeetingParticipantTalking", [me], meetingId="m"),
        carbonio.world.event("MeetingStarted", [me], meetingId="m", starterUser="u"),
    ]
    assert [await anext(listening) for _ in range(3)] == [
        Event(kind=EventKind.ROOM_UPDATED, room_id=room, sent_at=happened[0].sent_at),
        Event(
            kind=EventKind.ROOM_MEMBER_ADDED,
            room_id=room,
            user_id="u",
            sent_at=happened[1].sent_at,
        ),
        Event(
            kind=EventKind.MEETING_STARTED,
            meeting_id="m",
            user_id="u",
            sent_at=happened[4].sent_at,
        ),
    ]


async def test_older_spelling(
    carbonio: Sockets, listening: AsyncGenerator[Event]
) -> None:
    """Test the names of an older server."""
    carbonio.events.generation = "1.3.1"
    me = carbonio.world.account.id
    carbonio.world.event("RoomHistoryCleared", [me], roomId="r")
    assert (await anext(listening)).kind is EventKind.ROOM_HISTORY_CLEARED


async def test_refused_token(carbonio: Sockets) -> None:
    """Test that a token which is out of date is told as such."""
    carbonio.token = "stale"
    with pytest.raises(AuthError):
        await anext(EventsSocket(carbonio.http).listen())


async def test_end(carbonio: Sockets, listening: AsyncGenerator[Event]) -> None:
    """Test that the end of the socket is told."""
    carbonio.events.cut()
    with pytest.raises(ConnectionError_):
        await anext(listening)


async def test_pings(carbonio: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that the server hears in time, and that its answer is enough."""
    monkeypatch.setattr(events, "PING_EVERY", 0.02)
    carbonio.events.longest_silence = 5
    async with aclosing(EventsSocket(carbonio.http).listen()) as stream:
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await carbonio.events.wait_for(lambda: len(carbonio.events.frames) >= 3)
        assert json.loads(carbonio.events.frames[0]) == {"type": "ping"}
        carbonio.world.event("RoomMuted", [carbonio.world.account.id], roomId="r")
        assert (await waiting).kind is EventKind.ROOM_MUTED


async def test_silence(carbonio: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that a server without any sign of life is given up."""
    monkeypatch.setattr(events, "PING_EVERY", 0.01)
    monkeypatch.setattr(events, "PONG_WITHIN", 0.05)
    carbonio.events.silence()
    async with aclosing(EventsSocket(carbonio.http).listen()) as stream:
        await anext(stream)
        with pytest.raises(ConnectionError_, match="silent"):
            await anext(stream)


async def test_listening_is_given_up(
    carbonio: Sockets, listening: AsyncGenerator[Event]
) -> None:
    """Test that the socket is closed for the server too."""
    waiting = asyncio.ensure_future(anext(listening))
    await carbonio.events.joined()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await carbonio.events.left()


# Servers that say what they should not


def told(**fields: Any) -> str:
    """Return an event as it comes."""
    return json.dumps(fields)


def telling(*frames: str, then: Script = Peer.last_words) -> Script:
    """Return a script that tells something, and then does something."""

    async def script(peer: Peer) -> None:
        await peer.send(*frames)
        await then(peer)

    return script


CONNECTED = told(type="websocketConnected", queueId="q")


@pytest.mark.parametrize(
    "name", ["websocketConnected", "WebsocketConnected", "WEBSOCKET_CONNECTED"]
)
@pytest.mark.parametrize("muted", ["RoomMuted", "roomMuted", "ROOM_MUTED"])
async def test_spellings(session: ClientSession, name: str, muted: str) -> None:
    """Test that a name may be written in several ways."""
    frames = (told(type=name), told(type=muted, roomId="r", sentDate=7))
    async with (
        playing(session, telling(*frames)) as http,
        aclosing(EventsSocket(http).listen()) as stream,
    ):
        assert await anext(stream) == Event(kind=EventKind.CONNECTED)
        assert await anext(stream) == Event(kind=EventKind.ROOM_MUTED, room_id="r")


NONSENSE = (
    "",
    "hotel",
    "{",
    "null",
    "[]",
    "[" * 100_000,
    "{}",
    '"RoomMuted"',
    told(type=None),
    told(type=["RoomMuted"]),
    told(type="hotel"),
    told(type="pong"),
    told(roomId="hotel"),
)


async def test_nonsense(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """Test that nothing of it is told, nor ends the socket."""
    caplog.set_level(logging.DEBUG, "custom_components")
    last = told(type="RoomMuted", roomId=None, userId=["x"], sentDate="hotel")
    half = '{"type": "RoomUpdated", "roomId": "r", "name": "\\ud83d"}'
    script = telling(*NONSENSE, CONNECTED, *NONSENSE, half, last)
    async with (
        playing(session, script) as http,
        aclosing(EventsSocket(http).listen()) as stream,
    ):
        assert (await anext(stream)).kind is EventKind.CONNECTED
        updated = await anext(stream)
        assert updated == Event(kind=EventKind.ROOM_UPDATED, room_id="r")
        assert await anext(stream) == Event(kind=EventKind.ROOM_MUTED)
    assert "hotel" not in caplog.text


async def test_moments(session: ClientSession) -> None:
    """Test that the time is understood with its zone."""
    event = told(type="RoomMuted", sentDate="2026-10-01T09:00:00.000+09:00")
    async with (
        playing(session, telling(CONNECTED, event)) as http,
        aclosing(EventsSocket(http).listen()) as stream,
    ):
        await anext(stream)
        assert (await anext(stream)).sent_at == datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("frames", [(), (told(type="RoomMuted"), "")])
async def test_socket_that_does_not_begin(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch, frames: tuple[str, ...]
) -> None:
    """Test that a socket which does not say that it is connected is none."""
    monkeypatch.setattr(events, "CONNECTED_WITHIN", 0.1)
    async with playing(session, telling(*frames)) as http:
        with pytest.raises(ConnectionError_, match="in time"):
            await anext(EventsSocket(http).listen())


async def hang_up(peer: Peer) -> None:
    """Close the socket."""
    await peer.socket.close()


async def test_server_that_closes(session: ClientSession) -> None:
    """Test that a polite end is an end as well."""
    async with playing(session, telling(CONNECTED, then=hang_up)) as http:
        stream = EventsSocket(http).listen()
        await anext(stream)
        with pytest.raises(ConnectionError_):
            await anext(stream)


async def test_frame_that_is_too_large(session: ClientSession) -> None:
    """Test that it ends the socket with a reason."""
    script = telling(CONNECTED, told(type="RoomMuted", name="x" * MIB))
    async with playing(session, script) as http:
        stream = EventsSocket(http).listen()
        await anext(stream)
        with pytest.raises(ProtocolError, match="too large"):
            await anext(stream)
