"""Files from a byte on."""

from pathlib import Path

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    NotFoundError,
    ProtocolError,
    ProviderError,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .server import (
    HEADERS,
    PARAMS,
    TOKEN,
    Handler,
    answer,
    assert_discreet,
    certificate,
    redirect,
    serve,
)

DIGITS = b"0123456789"


def part(content_range: str, body: bytes = b"", status: int = 206) -> Handler:
    """Return a handler that says which part of a file it answers with."""
    return answer(body, status, "video/mp4", Content_Range=content_range)


async def rest(
    client: HttpClient, start: int, address: str = "/a"
) -> tuple[Download, bytes]:
    """Return a file as it is told, and what comes of it."""
    async with client.download(address, PARAMS, start=start) as file:
        return file, b"".join([piece async for piece in file.chunks])


async def test_rest(session: ClientSession) -> None:
    """Test that the rest comes, and the size of the whole is told."""
    async with serve(part("bytes 6-9/10", b"6789")) as server:
        file, data = await rest(HttpClient(session, server.url, HEADERS), 6)
        assert (data, file.start, file.size) == (b"6789", 6, 10)
        assert file.content_type == "video/mp4"
        (request,) = server.seen
        assert request.headers["Range"] == "bytes=6-"
        assert request.headers["Accept-Encoding"] == "identity"
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"


async def test_whole(session: ClientSession) -> None:
    """Test that a file from its beginning on is asked for without a range."""
    async with serve(answer(DIGITS)) as server:
        file, data = await rest(HttpClient(session, server.url), 0)
        assert (data, file.start, file.size) == (DIGITS, 0, 10)
        assert "Range" not in server.seen[0].headers
        assert server.seen[0].headers["Accept-Encoding"] == "identity"


async def test_no_parts(session: ClientSession) -> None:
    """Test a server that knows nothing of parts."""
    async with serve(answer(DIGITS)) as server:
        file, data = await rest(HttpClient(session, server.url), 6)
        assert (data, file.start, file.size) == (DIGITS, 0, 10)


async def test_whole_size_is_not_told(session: ClientSession) -> None:
    """Test that what comes to the end tells how long the file is."""
    async with serve(part("bytes 6-9/*", b"6789")) as server:
        file, data = await rest(HttpClient(session, server.url), 6)
        assert (data, file.start, file.size) == (b"6789", 6, 10)


@pytest.mark.parametrize(
    ("told", "start", "size"),
    [("bytes */10", 10, 10), ("bytes */10", 99, 10), ("", 99, 99)],
)
async def test_nothing_is_left(
    session: ClientSession, told: str, start: int, size: int
) -> None:
    """Test that there is nothing behind the end."""
    async with serve(part(told, b"<html>", 416)) as server:
        file, data = await rest(HttpClient(session, server.url), start)
        assert (data, file.start, file.size) == (b"", start, size)
        assert file.content_type == ""


@pytest.mark.parametrize(
    ("told", "body", "status"),
    [
        ("", b"6789", 206),
        ("lines 6-9/10", b"6789", 206),
        ("bytes 6-9", b"6789", 206),
        ("bytes 5-9/10", b"56789", 206),
        ("bytes 7-9/10", b"789", 206),
        ("bytes 0-9/10", DIGITS, 206),
        ("bytes 6-8/10", b"678", 206),
        ("bytes 6-9/8", b"6789", 206),
        ("bytes 6-4/5", b"", 206),
        ("bytes 6-9/10", b"678", 206),
        (f"bytes 6-{10**30}/*", b"6789", 206),
        ("bytes */10", b"", 416),
    ],
)
async def test_another_part(
    session: ClientSession, told: str, body: bytes, status: int
) -> None:
    """Test that another part is never taken for the one that was asked for."""
    async with serve(part(told, body, status)) as server:
        with pytest.raises(ProtocolError) as raised:
            await rest(HttpClient(session, server.url), 6)
    assert_discreet(raised.value)


async def test_part_of_something_packed(session: ClientSession) -> None:
    """Test that bytes on the wire are not counted as bytes of the file."""

    async def pack(request: web.BaseRequest) -> web.StreamResponse:
        headers = {"Content-Range": "bytes 6-9/10"}
        response = web.Response(status=206, body=b"6789", headers=headers)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with serve(pack) as server:
        with pytest.raises(ProtocolError):
            await rest(HttpClient(session, server.url), 6)


async def test_part_that_nobody_asked_for(session: ClientSession) -> None:
    """Test that the end of a file is not taken for all of it."""
    async with serve(part("bytes 6-9/10", b"6789")) as server:
        with pytest.raises(ProtocolError):
            await rest(HttpClient(session, server.url), 0)


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFoundError), (500, ConnectionError_)]
)
async def test_errors(
    session: ClientSession, status: int, error: type[ProviderError]
) -> None:
    """Test that other statuses mean what they always mean."""
    async with serve(answer(b"", status)) as server:
        with pytest.raises(error):
            await rest(HttpClient(session, server.url), 6)


async def test_not_satisfiable_though_nothing_was_asked(session: ClientSession) -> None:
    """Test that a whole file that cannot be had is not an empty one."""
    async with serve(part("bytes */10", b"", 416)) as server:
        with pytest.raises(ProtocolError):
            await rest(HttpClient(session, server.url), 0)


async def test_stranger(session: ClientSession, tmp_path: Path) -> None:
    """Test that a stranger hears which part is wanted, and nothing else."""
    async with (
        serve(part("bytes 6-9/10", b"6789"), certificate(tmp_path)) as stranger,
        serve(redirect(f"{stranger.url}/1")) as server,
    ):
        client = HttpClient(session, server.url, HEADERS)
        _, data = await rest(client, 6, "/0")
        assert data == b"6789"
        assert stranger.seen[0].headers["Range"] == "bytes=6-"
        assert not stranger.told(TOKEN)


async def test_signed_address(session: ClientSession) -> None:
    """Test that the rest of a file at a signed address comes without credentials."""
    async with serve(part("bytes 6-9/10", b"6789")) as server:
        client = HttpClient(session, server.url, HEADERS)
        async with client.download(f"{server.url}/a?X=%2f", bare=True, start=6) as file:
            assert file.start == 6
        assert server.seen[0].raw_path == "/a?X=%2f"
        assert server.seen[0].headers["Range"] == "bytes=6-"
        assert not server.told(TOKEN)
