"""The end of a stream, in all the ways that there are."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import logging
from xml.etree.ElementTree import Element

from aiohttp import ClientSession, WSMsgType
import pytest

from custom_components.chat_rooms.providers.carbonio import xmpp
from custom_components.chat_rooms.providers.carbonio.xml import NS, build
from custom_components.chat_rooms.providers.carbonio.xmpp import XmppSession
from custom_components.chat_rooms.providers.errors import ConnectionError_, Reason
from custom_components.chat_rooms.providers.http import MIB

from .sockets import STREAM, Peer, Script, groupchat, opened
from .test_xmpp_hostile import CLOSED, STREAMS, query


async def abort(peer: Peer) -> None:
    """Break the connection."""
    transport = peer.socket._req and peer.socket._req.transport
    assert transport
    transport.abort()


async def end_socket(peer: Peer) -> None:
    """Close the socket without closing the stream."""
    await peer.socket.close()


async def half_a_character(peer: Peer) -> None:
    """Send a frame of text that is none."""
    assert peer.socket._writer
    await peer.socket._writer.send_frame(b"\xff", WSMsgType.TEXT)


def frame(text: str) -> Callable[[Peer], object]:
    """Return how a frame is sent."""
    return lambda peer: peer.send(text)


def stream_error(condition: str) -> Callable[[Peer], object]:
    """Return how a stream ends with an error."""
    return frame(
        f"<stream:error {STREAM}><{condition} xmlns='{STREAMS}'/>"
        f"<text xmlns='{STREAMS}'>hotel</text></stream:error>"
    )


@pytest.mark.parametrize(
    "end",
    [
        abort,
        end_socket,
        half_a_character,
        frame(CLOSED),
        stream_error("conflict"),
        stream_error("system-shutdown"),
        stream_error("hotel"),
        stream_error("not-authorized"),
        frame("x" * (MIB + 1)),
    ],
)
async def test_ends(
    session: ClientSession,
    end: Script,
) -> None:
    """Test that everybody who waits is told, once; why it is the next sign-in tells."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.receive()
        await end(peer)
        await peer.last_words()

    async with opened(session, script) as chat, asyncio.timeout(10):
        with chat.listen() as stream, chat.expect("1") as echo, chat.expect("2"):
            for waiting in (chat.ask(query()), echo, anext(stream), chat.ask(query())):
                with pytest.raises(ConnectionError_) as raised:
                    await waiting
                assert raised.value.reason is Reason.CHAT_DOWN
                assert "hotel" not in str(raised.value)
        assert not chat.is_open


async def test_mistake_of_our_own(
    session: ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Test that even then everybody who waits is told, and nothing is quoted."""

    def fail(element: Element) -> None:
        raise LookupError("hotel")

    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.receive()
        await peer.send("<x/>")
        await peer.last_words()

    monkeypatch.setattr(xmpp, "raise_at_end", fail)
    async with opened(session, script) as chat:
        with pytest.raises(ConnectionError_, match="chat: failed"):
            await chat.ask(query())
        assert not chat.is_open
    (record,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert record.getMessage() == "Reading the chat failed: LookupError"
    assert not record.exc_info


async def test_server_that_never_lets_go(session: ClientSession) -> None:
    """Test that closing is short, though the server talks on and never closes."""
    over = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.greet()
        with suppress(ConnectionError):
            while not over.is_set():
                await peer.send(groupchat("x"))
                await asyncio.sleep(0)

    async with opened(session, script) as chat:
        with chat.listen() as stream:
            await anext(stream)
        async with asyncio.timeout(2):
            await chat.close()
    over.set()


async def test_server_that_never_reads(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that nobody waits for ever to be rid of a word, or to close."""
    monkeypatch.setattr(xmpp, "SEND_WITHIN", 0.1)
    over = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.greet()
        await over.wait()
        await abort(peer)

    async with opened(session, script) as chat:
        with pytest.raises(ConnectionError_, match="not sent in time"):
            await pour(chat)
        monkeypatch.setattr(xmpp, "SEND_WITHIN", 20)
        asking = asyncio.ensure_future(chat.ask(query()))
        await asyncio.wait([asking], timeout=0)
        async with asyncio.timeout(5):
            await chat.close()
            with pytest.raises(ConnectionError_):
                await asking
        over.set()


async def pour(chat: XmppSession) -> None:
    """Send more than can be under way."""
    long = build("message", NS.CLIENT, "x" * 500_000)
    while True:
        await chat.send(long)
