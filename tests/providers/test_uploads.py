"""Files on their way out, to addresses that are signed."""

import asyncio
import logging
from pathlib import Path

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers import bodies, http
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .server import (
    HEADERS,
    PARAMS,
    TOKEN,
    answer,
    assert_discreet,
    certificate,
    cut,
    hang,
    redirect,
    serve,
)

FILE = b"GIF8" * 500_000
# Each of these would be changed if the address were quoted anew.
SIGNED = "/a%2fb%7E/../c//d.jpg?X-Amz-Credential=A%2F1%2Fs3&b=%2B+%20&a='(*)&=&c&b"


async def _take(request: web.BaseRequest) -> web.StreamResponse:
    size = 0
    async for piece in request.content.iter_chunked(65_536):
        size += len(piece)
    assert size == request.content_length
    return web.Response()


def _client(session: ClientSession, url: str) -> HttpClient:
    client = HttpClient(session, url, HEADERS)
    client.authorize = lambda: {"X-Token": TOKEN}
    return client


@pytest.mark.parametrize("own", [True, False])
async def test_upload(session: ClientSession, own: bool) -> None:
    """Test that a signed address gets the file with its length, and nothing else."""
    async with serve(answer()) as server, serve(_take) as storage:
        client = _client(session, storage.url if own else server.url)
        await client.upload(f"{storage.url}{SIGNED}", FILE, "image/gif")
        (request,) = storage.seen
        assert (request.method, request.raw_path) == ("PUT", SIGNED)
        assert request.content_type == "image/gif"
        assert request.headers["Content-Length"] == str(len(FILE))
        assert "Transfer-Encoding" not in request.headers
        assert not storage.told(TOKEN)
        assert not server.seen


async def test_empty_upload(session: ClientSession) -> None:
    """Test that no bytes have a length, too."""
    async with serve(_take) as storage:
        await HttpClient(session, storage.url).upload(f"{storage.url}/a", b"", "a/b")
        assert storage.seen[0].headers["Content-Length"] == "0"


@pytest.mark.parametrize("bare", [True, False])
async def test_signed_address_of_a_download(session: ClientSession, bare: bool) -> None:
    """Test that an address is used as it came, and told nothing if it is bare."""
    async with serve(answer(b"file")) as server:
        client = _client(session, server.url)
        params = None if bare else PARAMS
        async with client.download(f"{server.url}{SIGNED}", bare=bare):
            pass
        assert server.seen[0].raw_path == SIGNED
        assert server.told(TOKEN) != bare
        async with client.download(f"{server.url}/a", params, bare=bare):
            pass
        assert server.told(TOKEN) != bare


async def test_signed_address_of_a_request(session: ClientSession) -> None:
    """Test that a request goes where it is told to go, too."""
    async with serve(answer(b"1")) as stranger:
        client = HttpClient(session, "http://127.0.0.1:1")
        await client.request("GET", f"{stranger.url}{SIGNED}#fragment")
        assert stranger.seen[0].raw_path == SIGNED


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/a b", "/a%20b"),
        ("/a%zz", "/a%25zz"),
        ('/a?b="c"', "/a?b=%22c%22"),
        ("/花", "/%E8%8A%B1"),
        ("", "/"),
        ("?a=%2F", "/?a=/"),
    ],
)
async def test_address_that_needs_quoting(
    session: ClientSession, address: str, sent: str
) -> None:
    """Test that an address that cannot be sent as it came is put right."""
    async with serve(answer(b"1")) as server:
        client = HttpClient(session, "http://127.0.0.1:1")
        await client.request("GET", server.url + address)
        assert server.seen[0].raw_path == sent


async def test_name_and_password_are_left_out(session: ClientSession) -> None:
    """Test that a signed address has no room for them."""
    async with serve(_take) as storage:
        host = storage.url.removeprefix("http://")
        client = HttpClient(session, storage.url)
        await client.upload(f"http://hana:ko@{host}{SIGNED}", FILE, "a/b")
        assert storage.seen[0].raw_path == SIGNED
        assert "Authorization" not in storage.seen[0].headers


async def test_storage_beside_a_safe_server(
    session: ClientSession, tmp_path: Path
) -> None:
    """Test that a signed address is not raised to https, which would be elsewhere."""
    async with (
        serve(answer(b"1"), certificate(tmp_path)) as server,
        serve(answer(b"1")) as storage,
    ):
        client = HttpClient(session, server.url)
        await client.upload(f"{storage.url}/a", FILE, "a/b")
        async with client.download(f"{storage.url}/a", bare=True):
            pass
        assert [request.method for request in storage.seen] == ["PUT", "GET"]
        assert not server.seen


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ForbiddenError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (429, RateLimitedError),
        (500, ConnectionError_),
    ],
)
async def test_refused_upload(
    session: ClientSession,
    caplog: pytest.LogCaptureFixture,
    status: int,
    error: type[ProviderError],
) -> None:
    """Test what a storage's refusal is, even at the own origin."""
    caplog.set_level(logging.DEBUG)
    async with serve(answer(b"Welcome", status)) as storage:
        with pytest.raises(error, match=rf"^PUT file: status {status}") as raised:
            await _client(session, storage.url).upload(
                f"{storage.url}/{TOKEN}", FILE, "a/b"
            )
    assert type(raised.value) is error
    assert_discreet(raised.value)
    assert TOKEN not in caplog.text


async def test_redirected_upload(session: ClientSession) -> None:
    """Test that a file goes nowhere else."""
    async with serve(redirect("/1", status=307)) as storage:
        with pytest.raises(UnsupportedError, match="redirected"):
            await HttpClient(session, storage.url).upload(
                f"{storage.url}/0", FILE, "a/b"
            )
        assert len(storage.seen) == 1


@pytest.mark.parametrize("address", ["", "/a", "ftp://127.0.0.1/a", "http://["])
async def test_upload_to_nowhere(session: ClientSession, address: str) -> None:
    """Test addresses that are none."""
    with pytest.raises(UnsupportedError, match="^not a web address$"):
        await HttpClient(session, "http://127.0.0.1").upload(address, FILE, "a/b")


async def test_upload_that_stalls(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a line that is dead is noticed while a file goes out."""
    monkeypatch.setattr(http, "PIECE_TIMEOUT", 5.0)
    monkeypatch.setattr(bodies, "PIECE_TIMEOUT", 0.1)
    async with serve(hang) as storage:
        with pytest.raises(ConnectionError_, match="^PUT file: TimeoutError$"):
            await HttpClient(session, storage.url).upload(
                f"{storage.url}/a", FILE * 20, "a/b"
            )


async def test_upload_that_is_never_answered(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that putting a file away has a time-out of its own."""
    monkeypatch.setattr(bodies, "STORED_TIMEOUT", 0.1)
    async with serve(hang) as storage:
        with pytest.raises(ConnectionError_, match="^PUT file: TimeoutError$"):
            await HttpClient(session, storage.url).upload(
                f"{storage.url}/a", b"x", "a/b"
            )


async def test_slow_upload(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a file may take much longer than any of its pieces."""
    monkeypatch.setattr(http, "PIECE_TIMEOUT", 1.0)
    monkeypatch.setattr(bodies, "PIECE_TIMEOUT", 1.0)
    started = asyncio.get_running_loop().time()
    moved = []

    class Body(bodies.WatchedBody):
        def __init__(self, data: bytes, timeout: asyncio.Timeout) -> None:
            super().__init__(data, timeout)
            self.timeout = timeout

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            moved.append(self.timeout.when())
            return piece

    monkeypatch.setattr(http, "WatchedBody", Body)
    async with serve(_take) as storage:
        await HttpClient(session, storage.url).upload(f"{storage.url}/a", FILE, "a/b")
    whens = [when for when in moved if when is not None]
    assert len(whens) == len(moved) > 5
    assert whens == sorted(whens)
    assert whens[0] >= started + 1.0
    assert whens[-1] >= started + bodies.STORED_TIMEOUT


async def test_upload_that_breaks_off(session: ClientSession) -> None:
    """Test a connection that ends in the middle, and one that never begins."""

    async def drop(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return await hang(request)

    async with serve(drop) as storage:
        with pytest.raises(ConnectionError_):
            await HttpClient(session, storage.url).upload(
                f"{storage.url}/a", FILE * 10, "a/b"
            )
    with pytest.raises(ConnectionError_, match="ClientConnectorError"):
        await HttpClient(session, storage.url).upload(f"{storage.url}/a", FILE, "a/b")


async def test_early_refusal(session: ClientSession) -> None:
    """Test that a storage may say no before it has read the file, or half of it."""
    async with serve(answer(b"", 403)) as storage:
        with pytest.raises(ForbiddenError):
            await HttpClient(session, storage.url).upload(
                f"{storage.url}/a", FILE * 20, "a/b"
            )
    async with serve(cut) as storage:
        await HttpClient(session, storage.url).upload(f"{storage.url}/a", FILE, "a/b")
