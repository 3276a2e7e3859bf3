"""The ways in which a simulated service can be broken."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import hdrs, web
import orjson

type Kind = Literal[
    "status", "html", "truncated", "huge", "drop", "slow", "body", "redirect"
]
type When = Literal["before", "after"]
type Work = Callable[[], Awaitable[web.StreamResponse]]

ANY = "*"
FOREVER = -1
HTML = "<!doctype html><html><body><h1>Welcome to the hotel</h1></body></html>"
CUT_SHORT = b'[{"id":1,"text":"And then she sa'
HUGE_BLOCK = b'{"id":1,"text":"' + b"x" * 65_000 + b'"},'


@dataclass(slots=True, kw_only=True)
class Fault:
    """One way to answer wrongly, before or after the work has been done."""

    endpoint: str
    kind: Kind
    room: str | None = None
    times: int = 1
    when: When = "before"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    delay: float = 1
    url: str = ""
    size: int = 50_000_000

    def concerns(self, endpoint: str, room: str | None) -> bool:
        """Tell whether this is about such a request."""
        return self.endpoint in (ANY, endpoint) and self.room in (None, room)

    async def answer(self, request: web.Request, work: Work) -> web.StreamResponse:
        """Answer wrongly."""
        if self.kind == "slow" and self.when == "before":
            await asyncio.sleep(self.delay)
            return await work()
        if self.when == "after":
            response = await work()
            if self.kind == "slow":
                await asyncio.sleep(self.delay)
                return response
        return await self._wrong_answer(request)

    async def _wrong_answer(self, request: web.Request) -> web.StreamResponse:
        match self.kind:
            case "status":
                return self._response(self.status or 500, self.body)
            case "body":
                return self._json(self.status or 200, self.body)
            case "html":
                return self._response(self.status or 200, HTML)
            case "redirect":
                response = self._response(self.status or 302, None)
                response.headers[hdrs.LOCATION] = self.url
                return response
            case "truncated":
                return await self._truncated(request)
            case "huge":
                return await self._huge(request)
            case _:
                return drop(request)

    def _response(self, status: int, body: object) -> web.Response:
        if not isinstance(body, str | None):
            return self._json(status, body)
        content_type = "text/html" if body else "application/octet-stream"
        return web.Response(
            status=status, text=body, content_type=content_type, headers=self.headers
        )

    def _json(self, status: int, body: object) -> web.Response:
        return web.Response(
            status=status,
            body=orjson.dumps(body),
            content_type="application/json",
            headers=self.headers,
        )

    async def _truncated(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=self.status or 200, headers=self.headers)
        response.content_type = "application/json"
        response.content_length = len(CUT_SHORT) + 1000
        await response.prepare(request)
        await response.write(CUT_SHORT)
        if request.transport:
            request.transport.close()
        return response

    async def _huge(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=self.status or 200, headers=self.headers)
        response.content_type = "application/json"
        await response.prepare(request)
        await response.write(b"[")
        for _ in range(0, self.size, len(HUGE_BLOCK)):
            await response.write(HUGE_BLOCK)
        await response.write(b"{}]")
        return response


def drop(request: web.Request) -> web.Response:
    """Close the connection of a request without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


class Faults:
    """The faults that are still to happen, in the order they were ordered."""

    def __init__(self) -> None:
        """Start without any."""
        self._queue: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Queue a fault."""
        self._queue.append(fault)

    def clear(self, endpoint: str | None = None) -> None:
        """Forget the faults, or those of one endpoint."""
        self._queue = [
            fault for fault in self._queue if endpoint not in (None, fault.endpoint)
        ]

    def take(self, endpoint: str, room: str | None) -> Fault | None:
        """Return the fault that a request shall meet, if any."""
        for fault in self._queue:
            if fault.concerns(endpoint, room):
                if fault.times != FOREVER:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._queue.remove(fault)
                return fault
        return None
