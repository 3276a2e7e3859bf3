"""What both sockets of the simulated Carbonio share: sending in order, and controls."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

# How long the other side may take to confirm the end of a socket.
FAREWELL_SECONDS = 1
LARGEST_FRAME = 2**20
REMEMBERED_FRAMES = 10_000


class Line:
    """One open socket; what is sent goes out in order, without waiting."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        """Take over a socket that is open."""
        self.user_id = ""
        self._request = request
        self._socket = socket
        self._outgoing: asyncio.Queue[str | None] = asyncio.Queue()

    @property
    def is_present(self) -> bool:
        """Tell whether the client is told what happens."""
        return True

    def send(self, text: str) -> None:
        """Send a frame, once those before it are sent."""
        self._outgoing.put_nowait(text)

    def finish(self) -> None:
        """Close the socket politely, once everything is sent."""
        self._outgoing.put_nowait(None)

    def cut(self) -> None:
        """Close the connection without a word."""
        if self._request.transport:
            self._request.transport.abort()

    async def serve(self) -> None:
        """Read until the socket ends; everything else that runs ends with it."""
        tasks = [asyncio.create_task(self._write())]
        tasks += [asyncio.create_task(worker()) for worker in self.workers()]
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT:
                    self.received_no_text()
                    await self._socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
                    return
                self.received(message.data)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def workers(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """Return what runs for as long as the socket is open."""
        return []

    def received(self, text: str) -> None:
        """Take a frame."""
        raise NotImplementedError

    def received_no_text(self) -> None:
        """Note that a frame was none of text."""
        raise NotImplementedError

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while (text := await self._outgoing.get()) is not None:
                await self._socket.send_str(text)
        await self._socket.close()


class Sockets[L: Line]:
    """A server of sockets that can be watched and broken."""

    def __init__(self, complain: Callable[[str], None] | None = None) -> None:
        """Start without clients; complaints are kept here if nobody takes them."""
        self.complaints: list[str] = []
        self.complain = complain or self.complaints.append
        self.frames: deque[str] = deque(maxlen=REMEMBERED_FRAMES)
        self.lines: list[L] = []
        self.handshakes = 0
        self.is_held = False
        self.is_silent = False
        self._changed = asyncio.Event()

    # Watching

    @property
    def present(self) -> int:
        """Return how many clients are told what happens."""
        return sum(line.is_present for line in self.lines)

    def changed(self) -> None:
        """Wake those who wait for something to become true."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for(
        self, predicate: Callable[[], object], timeout: float = 10
    ) -> None:
        """Wait until a predicate is true; TimeoutError after some seconds."""
        async with asyncio.timeout(timeout):
            while not predicate():
                await self._changed.wait()

    async def joined(self, count: int = 1, timeout: float = 10) -> None:
        """Wait until at least so many clients are told what happens."""
        await self.wait_for(lambda: self.present >= count, timeout)

    async def left(self, timeout: float = 10) -> None:
        """Wait until no socket is open."""
        await self.wait_for(lambda: not self.lines, timeout)

    # Breaking

    def cut(self) -> None:
        """Close all connections without a word."""
        for line in tuple(self.lines):
            line.cut()
            self._forget(line)

    def hold(self, on: bool = True) -> None:
        """Refuse new sockets, or take them again; those that are open stay."""
        self.is_held = on

    def silence(self, on: bool = True) -> None:
        """Answer no ping of a client, or answer them again."""
        self.is_silent = on

    def send_raw(self, text: str) -> None:
        """Send a frame as it is to every client that is told what happens."""
        for line in self.lines:
            if line.is_present:
                line.send(text)

    # Serving

    async def _serve(self, line: L) -> None:
        self.lines.append(line)
        self.changed()
        try:
            await line.serve()
        finally:
            self._forget(line)

    def _forget(self, line: L) -> None:
        if line in self.lines:
            self.lines.remove(line)
            self.changed()

    def took(self, text: str) -> None:
        """Remember a frame of a client."""
        self.frames.append(text)
        self.changed()
