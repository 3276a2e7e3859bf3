"""A service under observation: what came in, and what shall go wrong."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

from aiohttp import web

from .control import ControlError, control
from .faults import ANY, Fault, Faults, Kind, When, drop
from .recording import Call

REMEMBERED_CALLS = 50_000


class Watched:
    """Remembers every request, and breaks some of them when told to."""

    endpoints: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        """Start with nothing seen and nothing broken."""
        self.log: deque[Call] = deque(maxlen=REMEMBERED_CALLS)
        self.complaints: list[str] = []
        self.faults = Faults()
        self.open_requests: dict[int, web.Request] = {}
        self._changed = asyncio.Event()

    def room_id(self, room: str) -> str:
        """Return the id of a room given by id or name."""
        return room

    def complain(self, call: Call, reason: str) -> None:
        """Note that a client did what a good client does not do."""
        self.complaints.append(f"{call.method} {call.path}: {reason}")

    def notify(self) -> None:
        """Wake everyone who waits for something to become true."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for[T](
        self, predicate: Callable[[], T], timeout: float = 10, what: str = ""
    ) -> T:
        """Wait until a predicate is true; it is asked again at every change."""
        try:
            async with asyncio.timeout(timeout):
                while not (result := predicate()):
                    await self._changed.wait()
        except TimeoutError:
            latest = [(c.endpoint, c.room, c.status) for c in list(self.log)[-10:]]
            raise TimeoutError(
                f"{what or 'It'} did not happen within {timeout} s;"
                f" latest requests: {latest}; violations: {self.complaints}"
            ) from None
        return result

    def calls(
        self,
        endpoint: str | None = None,
        room: str | None = None,
        status: int | None = None,
    ) -> list[Call]:
        """Return the recorded requests, all or some."""
        room_id = room and self.room_id(room)
        return [
            call
            for call in self.log
            if endpoint in (None, call.endpoint)
            and room_id in (None, call.room)
            and status in (None, call.status)
        ]

    # Controls of every service

    @control
    async def requests(
        self,
        endpoint: str | None = None,
        room: str | None = None,
        status: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return the recorded requests, all or some."""
        return [call.summary() for call in self.calls(endpoint, room, status)]

    @control
    async def wait_for_requests(
        self,
        endpoint: str,
        count: int = 1,
        room: str | None = None,
        status: int | None = None,
        timeout: float = 10,
    ) -> list[dict[str, Any]]:
        """Wait until so many such requests have come."""
        await self.wait_for(
            lambda: len(self.calls(endpoint, room, status)) >= count,
            timeout,
            f"{count} x {endpoint}",
        )
        return await self.requests(endpoint, room, status)

    @control
    async def forget_requests(self) -> None:
        """Empty the log of requests."""
        self.log.clear()

    @control
    async def violations(self) -> list[str]:
        """Return what a good client would not have done."""
        return list(self.complaints)

    @control
    async def break_(
        self,
        endpoint: str,
        kind: Kind,
        *,
        room: str | None = None,
        times: int = 1,
        when: When | None = None,
        status: int | None = None,
        headers: dict[str, str] | None = None,
        body: object = None,
        delay: float = 1,
        url: str = "",
        size: int = 50_000_000,
    ) -> None:
        """Queue a fault for the next requests to an endpoint ("*" for all).

        An aiohttp client repeats a dropped GET once without a word: drop it twice.
        """
        if endpoint not in (ANY, "elsewhere", *self.endpoints):
            raise ControlError(f"No endpoint {endpoint!r} in {self.endpoints}")
        fault = Fault(
            endpoint=endpoint,
            kind=kind,
            room=room and self.room_id(room),
            times=times,
            when=when or ("after" if kind == "slow" else "before"),
            status=status,
            headers=headers or {},
            body=body,
            delay=delay,
            url=url,
            size=size,
        )
        self.faults.add(fault)

    @control
    async def mend(self, endpoint: str | None = None) -> None:
        """Forget the faults that have not happened, all or of one endpoint."""
        self.faults.clear(endpoint)

    @control
    async def hang_up(self) -> None:
        """Close the connections of all requests that have no answer yet.

        An aiohttp client repeats a lost GET once without a word, a lost POST never.
        """
        for request in tuple(self.open_requests.values()):
            drop(request)
