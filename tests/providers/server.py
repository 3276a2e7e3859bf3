"""A web server for one test, which answers as the test says."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
import ssl
from traceback import format_exception

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from yarl import URL

type Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"
TOKEN = "s3cr3t-t0ken"
PARAMS = {"access_token": TOKEN}
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Server:
    """A server; `seen` are the requests that came."""

    def __init__(self) -> None:
        """Start without an address."""
        self.url = ""
        self.seen: list[web.BaseRequest] = []
        self.arrival = asyncio.Condition()

    async def wait_until(self, predicate: Callable[[], bool]) -> None:
        """Wait until requests have made something true."""
        async with asyncio.timeout(10), self.arrival:
            await self.arrival.wait_for(predicate)

    def told(self, secret: str) -> bool:
        """Tell whether any request held a secret."""
        return any(
            secret in request.raw_path or secret in str(request.headers)
            for request in self.seen
        )


@asynccontextmanager
async def serve(
    handler: Handler, context: ssl.SSLContext | None = None
) -> AsyncGenerator[Server]:
    """Serve every address with one handler."""
    server = Server()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        async with server.arrival:
            server.seen.append(request)
            server.arrival.notify_all()
        return await handler(request)

    runner = web.ServerRunner(
        web.Server(handle, access_log=None, handler_cancellation=True),
        shutdown_timeout=1,
    )
    await runner.setup()
    await web.TCPSite(runner, HOST, 0, ssl_context=context).start()
    port = runner.addresses[0][1]
    server.url = str(
        URL.build(scheme="https" if context else "http", host=HOST, port=port)
    )
    try:
        yield server
    finally:
        await runner.cleanup()


def answer(
    body: object = b"", status: int = 200, content_type: str = "", **headers: str
) -> Handler:
    """Return a handler that always answers the same; `_` in headers means `-`."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(
            status=status,
            body=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        response.content_type = content_type or "application/json"
        return response

    return handle


async def cut(request: web.BaseRequest) -> web.StreamResponse:
    """Break off in the middle of an answer."""
    response = web.StreamResponse()
    response.content_length = 1000
    await response.prepare(request)
    await response.write(b'[{"id":1')
    assert request.transport
    request.transport.close()
    return response


async def hang(request: web.BaseRequest) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


def redirect(*targets: str, status: int = 302) -> Handler:
    """Return a handler that redirects /0 to the first target, /1 to the next, …."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        number = int(request.path.strip("/") or len(targets))
        if number < len(targets):
            return web.Response(status=status, headers={"Location": targets[number]})
        return web.json_response("arrived")

    return handle


def certificate(folder: Path) -> ssl.SSLContext:
    """Return what a server with a certificate of its own making needs."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]),
            critical=False,
        )
        .sign(key, SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def assert_discreet(error: BaseException) -> None:
    """Assert that neither an error nor its traceback tells too much."""
    text = "".join(format_exception(error)) + repr(error)
    assert TOKEN not in text
    assert "127.0.0.1" not in text
    assert "Welcome" not in text
