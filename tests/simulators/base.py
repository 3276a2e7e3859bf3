"""What every simulated service shares: a server, its memory and its controls."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
import signal
import ssl
import sys
from typing import Any, Self

from aiohttp import web
import orjson

from .control import ControlError, check_arguments, control, controls_of
from .recording import Call, record
from .watched import Watched

type Handler = Callable[[Call], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"
LARGEST_UPLOAD = 100_000_000


class Simulator(Watched):
    """A service on this machine that can be watched, steered and broken.

    It listens at two addresses: `url` is the service, `elsewhere_url` is a stranger
    to whom no client may tell its secrets. With `tls` the service speaks HTTPS.
    """

    def __init__(self, *, port: int = 0, chatter: float | None = None) -> None:
        """Prepare a service; port 0 takes a free one."""
        super().__init__()
        self.url = self.elsewhere_url = ""
        self.tls: ssl.SSLContext | None = None
        self._port = port
        self._chatter = chatter
        self._chatting: asyncio.Task[None] | None = None
        self._runners: list[web.AppRunner] = []
        self._app = web.Application(client_max_size=LARGEST_UPLOAD)
        self._app.router.add_get("/control", self._list_controls)
        self._app.router.add_post("/control/{name}", self._control)

    # What a service fills in

    def add_routes(self) -> None:
        """Add the endpoints of the service, with `route`."""
        raise NotImplementedError

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a client needs to sign in."""
        return {}

    def secrets(self) -> Iterable[str]:
        """Return what must not be told to a stranger."""
        return ()

    def arrived(self, call: Call) -> None:
        """Look at a request as soon as it is there, before a fault or any work."""

    async def work(self, handler: Handler, call: Call) -> web.StreamResponse:
        """Answer a request of the service."""
        return await handler(call)

    async def answer_elsewhere(self, call: Call) -> web.StreamResponse:
        """Answer a request that came to the stranger."""
        return web.Response(status=404)

    async def chat(self) -> None:
        """Let the next thing happen that happens by itself."""

    @control
    async def elsewhere(self) -> str:
        """Return the address of the stranger."""
        return self.elsewhere_url

    # Life

    async def __aenter__(self) -> Self:
        """Start to listen."""
        self.add_routes()
        elsewhere = web.Application(client_max_size=LARGEST_UPLOAD)
        self.route(
            "*", "/{path:.*}", "elsewhere", self.answer_elsewhere, elsewhere.router
        )
        self.elsewhere_url = await self._listen(elsewhere, 0, None)
        self.url = await self._listen(self._app, self._port, self.tls)
        await self.started()
        if self._chatter:
            self._chatting = asyncio.create_task(self._chat_along(self._chatter))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up and stop to listen."""
        if self._chatting:
            self._chatting.cancel()
            with suppress(asyncio.CancelledError):
                await self._chatting
        # Nobody may come back between the end of a poll and that of the server.
        for runner in self._runners:
            for site in tuple(runner.sites):
                await site.stop()
        await self.hang_up()
        for runner in self._runners:
            await runner.cleanup()

    async def started(self) -> None:
        """Do what needs the addresses."""

    async def _listen(
        self, app: web.Application, port: int, tls: ssl.SSLContext | None
    ) -> str:
        # Without cancellation a poll whose client has gone would go on waiting.
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=1, handler_cancellation=True
        )
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, HOST, port, ssl_context=tls).start()
        scheme = "https" if tls else "http"
        return f"{scheme}://{HOST}:{runner.addresses[0][1]}"

    async def _chat_along(self, pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            with suppress(ControlError):
                await self.chat()

    # Requests

    def route(
        self,
        method: str,
        path: str,
        endpoint: str,
        handler: Handler,
        router: web.UrlDispatcher | None = None,
    ) -> None:
        """Serve an endpoint; the part of the path named room is its room."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, endpoint, handler)

        routes = self._app.router if router is None else router
        routes.add_route(method, path, handle)

    async def _answer(
        self, request: web.Request, endpoint: str, handler: Handler
    ) -> web.StreamResponse:
        site = "elsewhere" if endpoint == "elsewhere" else "api"
        call = await record(request, endpoint, site)
        self.log.append(call)
        if site == "elsewhere" and any(map(call.holds, self.secrets())):
            self.complain(call, "a secret was told to another host")
        self.open_requests[id(request)] = request
        self.arrived(call)
        self.notify()

        def work() -> Awaitable[web.StreamResponse]:
            return self.work(handler, call)

        try:
            fault = self.faults.take(call.endpoint, call.room)
            response = await (fault.answer(request, work) if fault else work())
            if not (fault and fault.kind == "drop"):
                call.status = response.status
            return response
        finally:
            call.done = True
            self.open_requests.pop(id(request))
            self.notify()

    # The controls over HTTP

    async def _list_controls(self, request: web.Request) -> web.Response:
        names = {
            name: (method.__doc__ or "").strip()
            for name, method in controls_of(type(self)).items()
        }
        return _json(names)

    async def _control(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not (method := controls_of(type(self)).get(name)):
            return _json({"error": f"No control {name!r}"}, 404)
        try:
            arguments = orjson.loads(await request.read() or b"{}")
            result = await method(self, **check_arguments(method, arguments))
        except (ControlError, orjson.JSONDecodeError) as error:
            return _json({"error": str(error)}, 400)
        except TimeoutError as error:
            return _json({"error": str(error)}, 408)
        return _json(result)

    # A process of its own

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the service; they go to its constructor."""

    @classmethod
    def main(cls) -> None:
        """Run the service until a signal, or the end of the parent, ends it."""
        parser = argparse.ArgumentParser(description=cls.__doc__)
        parser.add_argument("--port", type=int, default=0)
        parser.add_argument("--chatter", type=float, metavar="SECONDS")
        parser.add_argument("--with-parent", action="store_true")
        cls.add_arguments(parser)
        options = vars(parser.parse_args())
        asyncio.run(cls._run(with_parent=options.pop("with_parent"), **options))

    @classmethod
    async def _run(cls, *, with_parent: bool, **options: Any) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        async with cls(**options) as simulator:
            if with_parent:
                await loop.connect_read_pipe(lambda: _Parent(stop), sys.stdin)
            info = {"url": simulator.url, **simulator.credentials}
            sys.stdout.write(f"{orjson.dumps(info).decode()}\n")
            sys.stdout.flush()
            await stop.wait()


class _Parent(asyncio.Protocol):
    """The other end of stdin, which closes when the parent ends."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop.set()


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=orjson.dumps(value), content_type="application/json"
    )
