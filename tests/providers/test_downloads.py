"""Files on their way in, and who hears the credentials."""

from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, web
import pytest

from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
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


async def _read(client: HttpClient, address: str) -> bytes:
    async with client.download(address, PARAMS) as file:
        return b"".join([piece async for piece in file.chunks])


@pytest.mark.parametrize("relative", [False, True])
async def test_download(session: ClientSession, relative: bool) -> None:
    """Test a file at the own origin, which needs the credentials."""
    async with serve(answer(b"GIF8" * 50_000, 200, "image/gif")) as server:
        client = HttpClient(session, server.url, HEADERS)
        address = "/a.gif?x=1" if relative else f"{server.url}/a.gif?x=1"
        async with client.download(address, PARAMS) as file:
            assert (file.content_type, file.size) == ("image/gif", 200_000)
            pieces = [piece async for piece in file.chunks]
        assert len(pieces) > 1
        assert b"".join(pieces) == b"GIF8" * 50_000
        assert server.seen[0].query == {"x": "1", "access_token": TOKEN}
        assert server.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_download_of_unknown_size(session: ClientSession) -> None:
    """Test that a packed file's size is not told wrongly."""

    async def pack(request: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(body=b"x" * 10_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with (
        serve(pack) as server,
        HttpClient(session, server.url).download("/a") as file,
    ):
        assert file.size is None
        pieces = [piece async for piece in file.chunks]
    assert b"".join(pieces) == b"x" * 10_000


async def test_download_from_a_stranger(session: ClientSession) -> None:
    """Test that a stranger hears no secret, not even one in his address."""
    async with (
        serve(answer(b"file")) as stranger,
        serve(redirect(f"{stranger.url}/1?access_token={TOKEN}")) as server,
    ):
        client = HttpClient(session, server.url, HEADERS)
        assert await _read(client, f"{stranger.url}/a?access_token={TOKEN}") == b"file"
        assert await _read(client, "/0") == b"file"
        assert server.told(TOKEN)
        assert len(stranger.seen) == 2
        assert not stranger.told(TOKEN)


async def test_download_that_comes_back(session: ClientSession) -> None:
    """Test that credentials once dropped stay dropped."""
    back = ""

    async def send_back(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": back})

    async with (
        serve(send_back) as stranger,
        serve(redirect(f"{stranger.url}/1")) as server,
    ):
        back = f"{server.url}/2"
        await _read(HttpClient(session, server.url, HEADERS), "/0")
        first, second = server.seen
        assert "Authorization" in first.headers
        assert "Authorization" not in second.headers
        assert not second.query


async def test_download_is_raised_to_https(
    session: ClientSession, tmp_path: Path
) -> None:
    """Test that no token goes to the own host in the clear."""
    async with serve(answer(b"file"), certificate(tmp_path)) as server:
        client = HttpClient(session, server.url, HEADERS)
        assert await _read(client, "http://127.0.0.1/a") == b"file"
        assert server.told(TOKEN)


async def test_download_leaves_https_without_secrets(
    session: ClientSession, tmp_path: Path
) -> None:
    """Test that the own host's https is another origin than its http."""
    async with (
        serve(answer(b"file"), certificate(tmp_path)) as safe,
        serve(answer(b"no")) as server,
    ):
        client = HttpClient(session, server.url, HEADERS)
        assert await _read(client, f"{safe.url}/a") == b"file"
        assert not safe.told(TOKEN)


@pytest.mark.parametrize(
    ("status", "own", "stranger"),
    [
        (401, AuthError, ForbiddenError),
        (403, ForbiddenError, ForbiddenError),
        (404, NotFoundError, NotFoundError),
        (500, ConnectionError_, ConnectionError_),
    ],
)
async def test_download_errors(
    session: ClientSession,
    status: int,
    own: type[ProviderError],
    stranger: type[ProviderError],
) -> None:
    """Test that a stranger's refusal says nothing about the account."""
    async with serve(answer(b"", status)) as one, serve(answer(b"", status)) as other:
        client = HttpClient(session, one.url, HEADERS)
        with pytest.raises(own, match=f"^GET file: status {status}$"):
            await _read(client, f"{one.url}/a")
        with pytest.raises(stranger) as raised:
            await _read(client, f"{other.url}/a")
    assert type(raised.value) is stranger
    assert_discreet(raised.value)


async def test_download_that_goes_wrong(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test a file that is too big, breaks off, or never is to be found."""
    async with serve(answer(b"x" * 200_000)) as server:
        monkeypatch.setattr(http, "MAX_FILE", 100_000)
        with pytest.raises(ProtocolError, match="^GET file: more than 100000 bytes$"):
            await _read(HttpClient(session, server.url), "/a")
    async with serve(cut) as server:
        with pytest.raises(ConnectionError_, match="ClientPayloadError"):
            await _read(HttpClient(session, server.url), "/a")
    with pytest.raises(ConnectionError_, match="ClientConnectorError"):
        await _read(HttpClient(session, server.url), "/a")
    async with serve(redirect("/1", "/2", "/3", "/4")) as server:
        with pytest.raises(UnsupportedError, match="redirected"):
            await _read(HttpClient(session, server.url), "/0")
    with pytest.raises(UnsupportedError, match="web address"):
        await _read(HttpClient(session, server.url), "file:///etc/passwd")


async def test_download_that_stalls(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that each read has a time-out of its own."""
    monkeypatch.setattr(
        http, "FILE_TIMEOUTS", ClientTimeout(total=None, sock_read=0.05)
    )

    async def stall(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        return await hang(request)

    async with serve(stall) as server:
        client = HttpClient(session, server.url)
        async with client.download("/a") as file:
            assert await anext(file.chunks) == b"x"
            with pytest.raises(ConnectionError_, match="SocketTimeoutError"):
                await anext(file.chunks)


async def test_downloads_reader_keeps_its_own_errors(session: ClientSession) -> None:
    """Test that only our errors are ours, and that a file may be left half read."""
    async with serve(answer(b"x" * 500_000)) as server:
        client = HttpClient(session, server.url)

        async def read_a_bit() -> None:
            async with client.download("/a") as file:
                await anext(file.chunks)
                raise TimeoutError

        with pytest.raises(TimeoutError):
            await read_a_bit()
