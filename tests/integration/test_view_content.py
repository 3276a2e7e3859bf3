"""What the view says of a file, and the parts that players ask for."""

from http import HTTPStatus

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.incoming import AttachmentPath

from .files import serve


@pytest.mark.parametrize(
    ("content_type", "told", "shown"),
    [
        ("text/html", "application/octet-stream", False),
        ("application/xhtml+xml", "application/octet-stream", False),
        ("image/svg+xml", "application/octet-stream", False),
        ("text/xml; charset=utf-8", "application/octet-stream", False),
        ("text/javascript", "application/octet-stream", False),
        ("text/plain", "text/plain", False),
        ("application/pdf", "application/pdf", False),
        ("image/webp", "image/webp", True),
        ("video/mp4", "video/mp4", True),
        ("audio/x-m4a", "audio/mp4", True),
        # What tells nothing, or is no type at all: the message knows better.
        ("application/octet-stream", "image/png", True),
        ("nonsense", "image/png", True),
        ("image/", "image/png", True),
        ("", "image/png", True),
    ],
)
async def test_content_types(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    content_type: str,
    told: str,
    shown: bool,
) -> None:
    """What a browser could run it may only store."""
    serve(monkeypatch, ready, b"<script>", content_type=content_type)
    response = await (await hass_client()).get(path.url)
    assert await response.read() == b"<script>"
    assert response.headers["Content-Type"] == told
    disposition = response.headers["Content-Disposition"].partition(";")[0]
    assert disposition == ("inline" if shown else "attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "part", "where"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=2-6", b"23456", "bytes 2-6/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-4", b"6789", "bytes 6-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=0-", b"0123456789", "bytes 0-9/10"),
        ("bytes=0-9", b"0123456789", "bytes 0-9/10"),
    ],
)
async def test_part_of_a_file(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    wanted: str,
    part: bytes,
    where: str,
) -> None:
    """A player gets the part that it asks for."""
    serve(monkeypatch, ready, b"012", b"3456", b"789", size=10)
    client = await hass_client()
    response = await client.get(path.url, headers={"Range": wanted})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert await response.read() == part
    assert response.headers["Content-Range"] == where


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "lines=1-2", "bytes=3-1", ""])
async def test_whole_file_in_place_of_a_part(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    wanted: str,
) -> None:
    """Whoever asks for what is not understood gets everything."""
    serve(monkeypatch, ready, b"0123456789", size=10)
    client = await hass_client()
    response = await client.get(path.url, headers={"Range": wanted})
    assert response.status == HTTPStatus.OK
    assert response.headers["Accept-Ranges"] == "bytes"
    assert await response.read() == b"0123456789"


async def test_part_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """There is nothing behind the end."""
    serve(monkeypatch, ready, b"0123456789", size=10)
    client = await hass_client()
    response = await client.get(path.url, headers={"Range": "bytes=10-"})
    assert response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert response.headers["Content-Range"] == "bytes */10"


async def test_empty_file(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """An empty file is a file."""
    serve(monkeypatch, ready, size=0)
    response = await (await hass_client()).get(path.url)
    assert response.status == HTTPStatus.OK
    assert await response.read() == b""
