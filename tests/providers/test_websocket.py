"""Opening WebSockets, against a server that misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import logging
import re

from aiohttp import ClientSession, ClientWSTimeout, WSMsgType, hdrs, web
import pytest

from custom_components.chat_rooms.providers import http, websocket
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .server import (
    HEADERS,
    TOKEN,
    Handler,
    Server,
    answer,
    assert_discreet,
    hang,
    serve,
)

LABEL = "/socket/{room}"


async def echo(request: web.BaseRequest) -> web.StreamResponse:
    """Say everything back, until somebody closes."""
    socket = web.WebSocketResponse(protocols=("xmpp",))
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


@asynccontextmanager
async def opened(
    session: ClientSession, handler: Handler
) -> AsyncIterator[tuple[HttpClient, Server]]:
    """Serve sockets in a folder, for a client with credentials."""
    async with serve(handler) as server:
        client = HttpClient(session, f"{server.url}/cloud", HEADERS)
        client.authorize = lambda: {"Cookie": "signed-in"}
        yield client, server


async def test_text_goes_both_ways(session: ClientSession) -> None:
    """Test protocol, headers and messages, and that the session lives on."""
    async with opened(session, echo) as (client, server):
        for _ in range(2):
            async with client.websocket("/socket", protocols=("xmpp",)) as socket:
                assert socket.protocol == "xmpp"
                await socket.send_str("おはよう")
                assert await socket.receive_str() == "おはよう"
            assert socket.closed
        assert not session.closed
        for request in server.seen:
            assert request.raw_path == "/cloud/socket"
            assert request.headers["Authorization"] == HEADERS["Authorization"]
            assert request.headers["Cookie"] == "signed-in"
            assert request.headers["User-Agent"] == session.headers.get(
                "User-Agent", request.headers["User-Agent"]
            )


async def test_session_s_own_headers(session: ClientSession) -> None:
    """Test that a socket introduces itself as every request of the session."""
    session.headers["User-Agent"] = "Tester"
    async with opened(session, echo) as (client, server):
        async with client.websocket("/socket"):
            pass
        assert server.seen[0].headers["User-Agent"] == "Tester"


async def test_server_is_told_that_it_is_over(session: ClientSession) -> None:
    """Test that leaving the context closes the socket with the close frame."""
    codes: asyncio.Queue[int | None] = asyncio.Queue()

    async def wait(request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        codes.put_nowait(socket.close_code)
        return socket

    async with opened(session, wait) as (client, _):
        async with client.websocket("/socket"):
            pass
        assert await asyncio.wait_for(codes.get(), 10) == 1000


async def test_server_that_does_not_close(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a server which never answers a close frame keeps nobody waiting."""
    monkeypatch.setattr(websocket, "CLOSING", ClientWSTimeout(ws_close=0.05))
    release = asyncio.Event()

    async def sleep(request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await release.wait()
        return socket

    async with opened(session, sleep) as (client, _), asyncio.timeout(10):
        async with client.websocket("/socket"):
            pass
        release.set()


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (200, {}, UnsupportedError),
        (400, {}, UnsupportedError),
        (401, {}, AuthError),
        (403, {}, ForbiddenError),
        (404, {}, UnsupportedError),
        (426, {}, UnsupportedError),
        (429, {}, RateLimitedError),
        (500, {}, ConnectionError_),
        (503, {"Retry_After": "7"}, RateLimitedError),
    ],
)
async def test_handshake_that_is_refused(
    session: ClientSession,
    status: int,
    headers: dict[str, str],
    error: type[ProviderError],
) -> None:
    """Test that a refusal is the error that its status stands for."""
    async with opened(session, answer(b"Welcome", status, **headers)) as (client, _):
        with pytest.raises(error, match=re.escape(f"GET {LABEL}: ")) as raised:
            async with client.websocket("/socket/7", label=LABEL):
                pass
    assert type(raised.value) is error
    assert_discreet(raised.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(session: ClientSession, status: int) -> None:
    """Test that what is said over a socket goes to nobody else."""
    async with (
        serve(echo) as stranger,
        opened(session, redirect_to(f"{stranger.url}/1", status)) as (client, server),
    ):
        with pytest.raises(UnsupportedError) as raised:
            async with client.websocket("/socket"):
                pass
        assert len(server.seen) == 1
        assert not stranger.seen
    assert_discreet(raised.value)


def redirect_to(target: str, status: int) -> Handler:
    """Return a handler that sends everybody to an address."""
    return answer(status=status, Location=target)


async def test_handshake_that_makes_no_sense(session: ClientSession) -> None:
    """Test a server that switches to something else."""

    async def switch(request: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(
            status=101, headers={hdrs.UPGRADE: "rest", hdrs.CONNECTION: "Upgrade"}
        )
        await response.prepare(request)
        return response

    async with opened(session, switch) as (client, _):
        with pytest.raises(ConnectionError_, match="WSServerHandshakeError") as raised:
            async with client.websocket("/socket"):
                pass
    assert_discreet(raised.value)


async def test_server_that_does_not_answer(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a handshake is given up, and that a server may be gone."""
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 0.05)
    async with opened(session, hang) as (client, _):
        with pytest.raises(ConnectionError_, match="TimeoutError"):
            async with client.websocket("/socket"):
                pass
    with pytest.raises(ConnectionError_, match="ClientConnectorError") as raised:
        async with client.websocket("/socket"):
            pass
    assert raised.value.is_over
    assert_discreet(raised.value)


async def test_socket_may_stay_open(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that the time-out is for the handshake alone."""
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 0.5)
    release = asyncio.Event()

    async def late(request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await release.wait()
        await socket.send_str("late")
        return socket

    async with (
        opened(session, late) as (client, _),
        client.websocket("/socket") as socket,
    ):
        asyncio.get_running_loop().call_later(0.7, release.set)
        assert await socket.receive_str() == "late"


async def test_connection_that_breaks(session: ClientSession) -> None:
    """Test that what aiohttp raises while somebody talks is no error of aiohttp's."""

    async def leave(request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        assert request.transport
        request.transport.abort()
        return socket

    async def talk(client: HttpClient) -> None:
        async with client.websocket("/socket") as socket:
            assert (await socket.receive()).type in (WSMsgType.CLOSED, WSMsgType.ERROR)
            await socket.send_str("Is anybody there?")

    async with opened(session, leave) as (client, _):
        with pytest.raises(ConnectionError_, match="ClientConnectionResetError"):
            await talk(client)


async def test_errors_of_whoever_talks_pass(session: ClientSession) -> None:
    """Test that other errors inside the context are left alone."""
    async with opened(session, echo) as (client, _):
        with pytest.raises(LookupError):
            async with client.websocket("/socket"):
                raise LookupError


async def test_message_that_is_too_large(session: ClientSession) -> None:
    """Test that a message may be as large as is said, and no larger."""

    async def pour(request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str("x" * 999)
        await socket.send_str("x" * 1001)
        await socket.receive()
        return socket

    async with (
        opened(session, pour) as (client, _),
        client.websocket("/socket", largest=1000) as socket,
    ):
        assert len(await socket.receive_str()) == 999
        assert (await socket.receive()).type is WSMsgType.ERROR
        assert socket.close_code == 1009


async def test_pings_are_answered(session: ClientSession) -> None:
    """Test that a server's pings get their pongs while somebody listens."""
    pongs: asyncio.Queue[bytes] = asyncio.Queue()

    async def ping(request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.ping(b"1")
        message = await socket.receive()
        if message.type is WSMsgType.PONG:
            pongs.put_nowait(message.data)
            await socket.send_str("heard")
        return socket

    async with opened(session, ping) as (client, _):
        async with client.websocket("/socket") as socket:
            assert await asyncio.wait_for(socket.receive_str(), 10) == "heard"
        assert pongs.get_nowait() == b"1"


async def test_refused_credentials_are_not_shown(session: ClientSession) -> None:
    """Test that a client that must not ask opens no socket either."""

    def refuse() -> dict[str, str]:
        raise AuthError("refused before")

    async with opened(session, echo) as (client, server):
        client.authorize = refuse
        with pytest.raises(AuthError, match="refused before"):
            async with client.websocket("/socket"):
                pass
        assert not server.seen


async def test_session_that_is_closed() -> None:
    """Test that a socket after Home Assistant's end is an error of ours."""
    async with ClientSession() as session:
        client = HttpClient(session, "http://127.0.0.1")
    with pytest.raises(ConnectionError_, match="session is closed"):
        async with client.websocket("/socket"):
            pass


async def test_log(session: ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    """Test that a handshake leaves one line, by its label."""
    caplog.set_level(logging.DEBUG, "custom_components")
    async with (
        opened(session, echo) as (client, _),
        client.websocket("/socket/7?x=1", label=LABEL),
    ):
        pass
    (line,) = [r.getMessage() for r in caplog.records if r.name == websocket.__name__]
    assert re.fullmatch(r"GET /socket/\{room\}: 101 in \d+ ms", line)
    assert TOKEN not in caplog.text
