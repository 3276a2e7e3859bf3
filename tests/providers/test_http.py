"""The one way to make a request, against a server that misbehaves."""

import asyncio
import logging
from pathlib import Path
import re

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    NotFoundError,
    ProtocolError,
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
    redirect,
    serve,
)


@pytest.mark.parametrize("status", [200, 201])
async def test_huge_answer_is_cut_off(session: ClientSession, status: int) -> None:
    """Test that 50 MB are neither kept nor fetched."""
    sent = 0

    async def pour(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(status=status)
        await response.prepare(request)
        while sent < 50_000_000:
            await response.write(b"x" * 100_000)
            sent += 100_000
        return response

    async with serve(pour) as server:
        with pytest.raises(ProtocolError, match="^GET /a: more than 8388608 bytes$"):
            await HttpClient(session, server.url).request("GET", "/a")
    assert 8_000_000 < sent < 40_000_000


async def test_connection_that_breaks(session: ClientSession) -> None:
    """Test an answer that breaks off, and a server that is gone."""
    async with serve(cut) as server:
        client = HttpClient(session, server.url, HEADERS)
        with pytest.raises(ConnectionError_, match="ClientPayloadError") as raised:
            await client.request("GET", "/a", params=PARAMS)
    assert_discreet(raised.value)
    with pytest.raises(ConnectionError_, match="ClientConnectorError") as raised:
        await client.request("GET", "/a", params=PARAMS)
    assert_discreet(raised.value)


async def test_session_that_is_closed() -> None:
    """Test that a request after Home Assistant's end is an error of ours."""
    async with ClientSession() as session:
        client = HttpClient(session, "http://127.0.0.1")
    with pytest.raises(ConnectionError_, match="session is closed"):
        await client.request("GET", "/")


async def test_time_outs(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a short request is given up, while a long poll goes on."""
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 0.05)
    release = asyncio.Event()

    async def wait(request: web.BaseRequest) -> web.StreamResponse:
        await release.wait()
        return web.json_response([])

    async with serve(wait) as server:
        client = HttpClient(session, server.url)
        poll = asyncio.create_task(client.request("GET", "/poll", timeout=30))
        await server.wait_until(lambda: len(server.seen) == 1)
        with pytest.raises(ConnectionError_, match="^GET /short: TimeoutError$"):
            await client.request("GET", "/short")
        release.set()
        got = await poll
    assert got.json() == []
    assert got.seconds >= 0.05


async def test_four_short_requests_at_a_time(session: ClientSession) -> None:
    """Test that long polls count apart, and that a slot becomes free again."""
    running = {"/short": 0, "/poll": 0}
    most = dict(running)
    release = asyncio.Event()

    async def count(request: web.BaseRequest) -> web.StreamResponse:
        running[request.path] += 1
        most[request.path] = max(most[request.path], running[request.path])
        await release.wait()
        running[request.path] -= 1
        return web.json_response([], status=500)

    async with serve(count) as server:
        client = HttpClient(session, server.url)
        tasks = [asyncio.create_task(client.request("GET", "/short")) for _ in range(9)]
        tasks += [
            asyncio.create_task(client.request("GET", "/poll", timeout=30))
            for _ in range(6)
        ]
        await server.wait_until(lambda: len(server.seen) == 10)
        release.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert most == {"/short": 4, "/poll": 6}
    assert [type(result) for result in results] == [ConnectionError_] * 15


async def test_credentials_go_along_to_the_own_origin(session: ClientSession) -> None:
    """Test a redirect within the origin, below a base address with a path."""
    async with serve(redirect("/1", "2", "/3")) as server:
        client = HttpClient(session, f"{server.url}/", HEADERS)
        got = await client.request("GET", "/0", params=PARAMS)
        assert got.json() == "arrived"
        assert [request.path for request in server.seen] == ["/0", "/1", "/2", "/3"]
        for request in server.seen:
            assert request.headers["Authorization"] == f"Bearer {TOKEN}"
            assert request.query["access_token"] == TOKEN


async def test_base_address_with_a_path(session: ClientSession) -> None:
    """Test that a service may live in a folder, and paths may be quoted."""
    async with serve(answer(b"1")) as server:
        client = HttpClient(session, f"{server.url}/cloud/?x=1#y")
        await client.request("GET", "/a%2Fb", params={"q": "ä&="})
        assert server.seen[0].raw_path == "/cloud/a%2Fb?q=%C3%A4%26%3D"


@pytest.mark.parametrize(
    "targets",
    [
        ("/1", "/2", "/3", "/4"),
        ("",),
        ("ftp://127.0.0.1/",),
        ("http://[/",),
        ("//",),
        ("https://other.example/1",),
    ],
)
async def test_redirects_that_are_not_followed(
    session: ClientSession, targets: tuple[str, ...]
) -> None:
    """Test that a service that sends us around or away is not the service."""
    async with serve(redirect(*targets)) as server:
        client = HttpClient(session, server.url, HEADERS)
        with pytest.raises(UnsupportedError) as raised:
            await client.request("GET", "/0", params=PARAMS)
    assert_discreet(raised.value)
    assert len(server.seen) <= 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_posts_are_not_redirected(session: ClientSession, status: int) -> None:
    """Test that what is posted is posted where it was meant to go."""
    async with serve(redirect("/1", status=status)) as server:
        with pytest.raises(UnsupportedError, match="^POST /0: redirected elsewhere$"):
            await HttpClient(session, server.url).request("POST", "/0")
        assert len(server.seen) == 1


async def test_another_origin_hears_nothing(session: ClientSession) -> None:
    """Test that an API call never leaves for another port."""
    async with (
        serve(answer(b"1")) as stranger,
        serve(redirect(f"{stranger.url}/1")) as server,
    ):
        with pytest.raises(UnsupportedError):
            await HttpClient(session, server.url).request("GET", "/0")
        assert not stranger.seen


async def test_upgrade_to_https(session: ClientSession, tmp_path: Path) -> None:
    """Test that a service may send us to its https."""
    async with (
        serve(answer(b'"safe"'), certificate(tmp_path)) as safe,
        serve(redirect(f"{safe.url}/1")) as server,
    ):
        client = HttpClient(session, server.url, HEADERS)
        got = await client.request("GET", "/0", params=PARAMS)
        assert got.json() == "safe"
        assert safe.told(TOKEN)


@pytest.mark.parametrize("url", ["", "bocco", "ftp://a/", "http://", "http://[", "/a"])
async def test_what_is_no_web_address(session: ClientSession, url: str) -> None:
    """Test that a wrong address is said to be wrong at once."""
    with pytest.raises(UnsupportedError, match="^not a web address$"):
        HttpClient(session, url)


async def test_log(session: ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    """Test that each request leaves one line, without its query."""
    caplog.set_level(logging.DEBUG)
    async with serve(answer(b"1", 404)) as server:
        with pytest.raises(NotFoundError):
            await HttpClient(session, server.url, HEADERS).request(
                "GET", "/rooms/7", params=PARAMS
            )
    (line,) = [r.getMessage() for r in caplog.records if r.name == http.__name__]
    assert re.fullmatch(r"GET /rooms/7: 404 in \d+ ms", line)
    assert TOKEN not in caplog.text
