"""What comes back, and which errors it stands for."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.answers import Answer
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .server import PARAMS, TOKEN, answer, assert_discreet, serve


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
        (412, ForbiddenError),
        (413, ForbiddenError),
        (429, RateLimitedError),
        (500, ConnectionError_),
        (502, ConnectionError_),
        (503, ConnectionError_),
        (507, ForbiddenError),
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
    assert raised.value.reason is (Reason.QUOTA if status == 507 else None)
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
    async with serve(answer(b"{}", 503, X_Session=TOKEN)) as server:
        got = await HttpClient(session, server.url).request("GET", "/a", accept={503})
    assert got.json() == {}
    assert TOKEN not in repr(got)
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
        ("in ten minutes, GMT", 500, 600),
        ("ten minutes ago, GMT", 0, 0),
        ("in ten minutes, -0000", 500, 600),
    ],
)
async def test_retry_after(
    session: ClientSession, status: int, value: str, low: float, high: float
) -> None:
    """Test the pause that a service asks for, in seconds or until a date."""
    when, _, zone = value.partition(", ")
    if zone:
        value = _http_date(600 if "in" in when.split() else -600).replace("GMT", zone)
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


async def test_page_for_a_browser(session: ClientSession) -> None:
    """Test that the page of a login to a network is no success."""
    page = answer(b"\n<!doctype html>Welcome", 200, "text/html; charset=utf-8")
    async with serve(page) as server:
        with pytest.raises(UnsupportedError):
            await HttpClient(session, server.url).request("DELETE", "/a")


@pytest.mark.parametrize("body", [b"", b" ", b'{"text":"Welcome"}'])
async def test_what_only_calls_itself_a_page(
    session: ClientSession, body: bytes
) -> None:
    """Test that servers may call nothing, and JSON, a page."""
    async with serve(answer(body, 200, "text/html")) as server:
        got = await HttpClient(session, server.url).request("GET", "/a")
    assert got.body == body


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
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
    page = Answer(label="", status=200, seconds=0, headers={}, body=b" <!doctype html>")
    named = Answer(
        label="", status=200, seconds=0, headers={"Content-Type": "text/HTML"}, body=b""
    )
    assert page.is_html
    assert named.is_html


def test_half_an_emoji_costs_no_message() -> None:
    """Test that text which is no Unicode is mended, and the rest stays as it is."""
    got = Answer(
        label="",
        status=200,
        seconds=0,
        headers={},
        body=rb'[{"id": 1, "text": "Hm \ud83d!"}, {"id": 2, "text": "\ud83d\ude00"}]',
    )
    assert got.json() == [{"id": 1, "text": "Hm ?!"}, {"id": 2, "text": "😀"}]
