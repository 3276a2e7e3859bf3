"""One address for everything, as Carbonio's proxy is: REST here, the chat there.

It hands on what comes, remembers what was said over the chat's socket, and loses
connections where a test says so.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    DummyCookieJar,
    WSMsgType,
    web,
)
from multidict import CIMultiDict

from .server import HOST, PATH

WITHIN = 10.0

EVENTS = "/services/chats/events"
# What is between two neighbours only.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "host",
        "keep-alive",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-version",
        "transfer-encoding",
        "upgrade",
    }
)

type Either = web.WebSocketResponse | ClientWebSocketResponse


class Front:
    """The proxy; `sent` and `received` are the frames of the chat's clients.

    While it `is_frozen` nothing gets through to either side, and while it is not
    `is_there` nobody gets to the chat. `admit` is told the token of a chat's client
    before that one is let through.
    """

    def __init__(self, chat: str, rest: str, session: ClientSession) -> None:
        """Prepare for two servers, by their addresses."""
        self.address = ""
        self.sent: list[str] = []
        self.received: list[str] = []
        self.connections = 0
        self.is_frozen = False
        self.is_there = True
        self.admit: Callable[[str], None] = lambda token: None
        self._chat = chat
        self._rest = rest
        self._session = session
        self._open: set[asyncio.Transport] = set()
        self._news = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def running(cls, chat: str, rest: str = "") -> AsyncGenerator[Self]:
        """Serve at a free port."""
        async with ClientSession(cookie_jar=DummyCookieJar()) as session:
            front = cls(chat, rest, session)
            app = web.Application(client_max_size=0)
            app.router.add_route("*", "/{path:.*}", front._serve)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, HOST, 0).start()
            front.address = f"http://{HOST}:{runner.addresses[0][1]}"
            try:
                yield front
            finally:
                front.cut()
                await runner.cleanup()

    def cut(self) -> None:
        """Lose every connection of the chat without a word."""
        for transport in tuple(self._open):
            transport.abort()

    async def until(self, predicate: Callable[[], bool]) -> None:
        """Wait until what was said makes something true."""
        async with asyncio.timeout(WITHIN), self._news:
            await self._news.wait_for(predicate)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        upstream = self._chat if request.path == PATH else self._rest
        if not upstream:
            return web.Response(status=404)
        if request.path == PATH:
            if not self.is_there:
                return web.Response(status=503)
            self.admit(request.cookies.get("ZM_AUTH_TOKEN", ""))
        if request.path in (PATH, EVENTS):
            return await self._hand_on_frames(request, upstream)
        return await self._hand_on(request, upstream)

    async def _hand_on(self, request: web.Request, upstream: str) -> web.StreamResponse:
        async with self._session.request(
            request.method,
            upstream + request.raw_path,
            headers=_end_to_end(request.headers),
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            return web.Response(
                status=answer.status,
                headers=_end_to_end(answer.headers),
                body=await answer.read(),
            )

    async def _hand_on_frames(
        self, request: web.Request, upstream: str
    ) -> web.StreamResponse:
        names = request.headers.getall("Sec-WebSocket-Protocol", [])
        headers = _end_to_end(request.headers)
        headers.popall("Sec-WebSocket-Protocol", None)
        try:
            server = await self._session.ws_connect(
                upstream + request.raw_path, protocols=names, headers=headers
            )
        except ClientError:
            return web.Response(status=502)
        async with server:
            client = web.WebSocketResponse(protocols=names)
            await client.prepare(request)
            is_chat = request.path == PATH
            transport = request.transport
            assert transport
            self._open.add(transport)
            self.connections += is_chat
            try:
                await _first_of(
                    self._pump(client, server, self.sent if is_chat else []),
                    self._pump(server, client, self.received if is_chat else []),
                )
            finally:
                self._open.discard(transport)
            with suppress(ConnectionError):
                await client.close()
            return client

    async def _pump(self, source: Either, target: Either, log: list[str]) -> None:
        async for message in source:
            if message.type is not WSMsgType.TEXT:
                return
            async with self._news:
                log.append(message.data)
                self._news.notify_all()
            if not self.is_frozen:
                with suppress(ConnectionError):
                    await target.send_str(message.data)


async def _first_of(*parts: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _end_to_end(headers: Mapping[str, str]) -> CIMultiDict[str]:
    return CIMultiDict(
        (name, value)
        for name, value in headers.items()
        if name.lower() not in HOP_BY_HOP
    )
