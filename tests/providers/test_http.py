"""The one way to make a request, against a server that misbehaves."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import logging
from pathlib import Path
import re
from traceback import format_exception

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.base import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient, repeat

from .server import answer, certificate, redirect, serve

TOKEN = "s3cr3t-t0ken"
PARAMS = {"access_token": TOKEN}
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def assert_discreet(error: BaseException) -> None:
    """Assert that neither an error nor its traceback tells too much."""
    text = "".join(format_exception(error)) + repr(error)
    assert TOKEN not in text
    assert "127.0.0.1" not in text
    assert "Welcome" not in text


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (300, ProtocolError),
        (304, ProtocolError),
        (400, ProtocolError),
        (401, AuthError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (405, ProtocolError),
        (408, ConnectionError_),
        (410, NotFoundError),
        (429, RateLimitedError),
        (500, ConnectionError_),
        (502, ConnectionError_),
        (503, ConnectionError_),
        (599, ConnectionError_),
    ],
)
async def test_statuses_become_errors(
    session: ClientSession, status: int, error: type[ProviderError]
) -> None:
    """Test the one mapping of statuses."""
    async with serve(answer(b"Welcome", status)) as server:
        with pytest.raises(ProviderError) as raised:
            await HttpClient(session, server.url).request("GET", "/a/b", params=PARAMS)
    assert type(raised.value) is error
    assert str(raised.value) == f"GET /a/b: status {status}"
    assert_discreet(raised.value)


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_any_success_is_an_answer(session: ClientSession, status: int) -> None:
    """Test that not only 200 is success."""
    async with serve(answer(b"" if status == 204 else b"[1]", status)) as server:
        got = await HttpClient(session, server.url).request("POST", "/a")
    assert got.status == status
    assert got.body == (b"" if status == 204 else b"[1]")


async def test_accepted_status_is_an_answer(session: ClientSession) -> None:
    """Test that a caller can look at a status first, and raise its error later."""
    async with serve(answer(b"{}", 503)) as server:
        got = await HttpClient(session, server.url).request("GET", "/a", accept={503})
    assert got.json() == {}
    with pytest.raises(ConnectionError_, match="^GET /a: status 503$"):
        got.raise_for_status()


def _http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("0", 0, 0),
        (" 7 ", 7, 7),
        (_http_date(600), 500, 600),
        (_http_date(-600), 0, 0),
        (re.sub("GMT", "-0000", _http_date(600)), 500, 600),
    ],
)
async def test_retry_after(
    session: ClientSession, status: int, value: str, low: float, high: float
) -> None:
    """Test the pause that a service asks for, in seconds or until a date."""
    async with serve(answer(b"", status, Retry_After=value)) as server:
        with pytest.raises(RateLimitedError) as raised:
            await HttpClient(session, server.url).request("GET", "/")
    assert raised.value.retry_after is not None
    assert low <= raised.value.retry_after <= high


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "1e3", "nan", "²", "9" * 400, "Mon, 99 Foo 2020"]
)
async def test_nonsense_in_retry_after_is_ignored(
    session: ClientSession, value: str
) -> None:
    """Test that nonsense neither breaks anything nor stops us for years."""
    async with serve(answer(b"", 429, Retry_After=value)) as server:
        with pytest.raises(RateLimitedError) as raised:
            await HttpClient(session, server.url).request("GET", "/")
    assert raised.value.retry_after is None
    async with serve(answer(b"", 503, Retry_After=value)) as server:
        with pytest.raises(ConnectionError_):
            await HttpClient(session, server.url).request("GET", "/")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "x/y"])
async def test_json_with_any_content_type(
    session: ClientSession, content_type: str
) -> None:
    """Test that JSON is JSON whatever it claims to be."""
    async with serve(answer(b' {"a":1}', 200, content_type)) as server:
        got = await HttpClient(session, server.url).request("GET", "/")
    assert got.json() == {"a": 1}
    assert not got.is_html


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"<html>Welcome", "text/html", UnsupportedError),
        (b"\n<!doctype html>Welcome", "text/plain", UnsupportedError),
        (b"Welcome", "text/plain", UnsupportedError),
        (b"", "application/json", ProtocolError),
        (b"", "text/plain", ProtocolError),
        (b'[{"text":"Welcome', "text/plain", ProtocolError),
        (b'"Welcome', "text/plain", ProtocolError),
        (b"Welcome", "application/json", ProtocolError),
        (b'{"text":"\xff"}', "application/json", ProtocolError),
        (b"[" * 5000 + b"]" * 5000, "application/json", ProtocolError),
    ],
)
async def test_what_is_no_json(
    session: ClientSession,
    body: bytes,
    content_type: str,
    error: type[ProviderError],
) -> None:
    """Test that another service is told from a broken answer of this one."""
    async with serve(answer(body, 200, content_type)) as server:
        got = await HttpClient(session, server.url).request("GET", "/a", params=PARAMS)
    with pytest.raises(ProviderError) as raised:
        got.json()
    assert type(raised.value) is error
    assert str(raised.value).startswith("GET /a: ")
    assert_discreet(raised.value)
    assert b"Welcome" not in repr(got).encode()


def test_html_is_recognised() -> None:
    """Test what counts as a page for a browser."""
    page = http.Answer(
        label="", status=200, seconds=0, headers={}, body=b" <!doctype html>"
    )
    named = http.Answer(
        label="", status=200, seconds=0, headers={"Content-Type": "text/HTML"}, body=b""
    )
    assert page.is_html
    assert named.is_html


@pytest.mark.parametrize("status", [200, 201])
async def test_huge_answer_is_cut_off(session: ClientSession, status: int) -> None:
    """Test that 50 MB are neither kept nor fetched."""
    sent = 0

    async def pour(request: web.Request) -> web.StreamResponse:
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


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.content_length = 1000
    await response.prepare(request)
    await response.write(b'[{"id":1')
    assert request.transport
    request.transport.close()
    return response


async def _hang(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def test_connection_that_breaks(session: ClientSession) -> None:
    """Test an answer that breaks off, and a server that is gone."""
    async with serve(_cut) as server:
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

    async def wait(request: web.Request) -> web.StreamResponse:
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

    async def count(request: web.Request) -> web.StreamResponse:
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

    async def pack(request: web.Request) -> web.StreamResponse:
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

    async def send_back(request: web.Request) -> web.StreamResponse:
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
    async with serve(_cut) as server:
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
        http, "FILE_TIMEOUTS", http.ClientTimeout(total=None, sock_read=0.05)
    )

    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        return await _hang(request)

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


class _Flaky:
    """Something that fails a few times."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses that would have been made."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(http, "RETRY_PAUSE", 1.0)
    monkeypatch.setattr(http.asyncio, "sleep", sleep)
    return made


async def test_repeat(pauses: list[float]) -> None:
    """Test that pauses grow, and that two failures are forgiven."""
    flaky = _Flaky(ConnectionError_("a"), ConnectionError_("b"))
    assert await repeat(flaky) == "done"
    assert flaky.calls == 3
    assert 0.5 <= pauses[0] <= 1.5
    assert 1 <= pauses[1] <= 3


async def test_repeat_gives_up(pauses: list[float]) -> None:
    """Test that the last error is told."""
    flaky = _Flaky(*(ConnectionError_(name) for name in "abcd"))
    with pytest.raises(ConnectionError_, match="^b$"):
        await repeat(flaky, attempts=2)
    assert len(pauses) == 1


@pytest.mark.parametrize(
    ("error", "waited"),
    [
        (RateLimitedError("", 10), [10]),
        (RateLimitedError("", 10.1), None),
        (RateLimitedError(""), None),
        (AuthError(), None),
        (ProtocolError(), None),
        (NotFoundError(), None),
    ],
)
async def test_what_is_repeated(
    pauses: list[float], error: ProviderError, waited: list[float] | None
) -> None:
    """Test that a short pause is made, and that the rest is hopeless."""
    flaky = _Flaky(error)
    if waited is None:
        with pytest.raises(type(error)):
            await repeat(flaky)
        assert flaky.calls == 1
    else:
        assert await repeat(flaky) == "done"
    assert pauses == (waited or [])
