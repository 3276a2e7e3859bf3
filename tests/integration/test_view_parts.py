"""Parts of files, heads of files, and clients that go away."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from aiohttp import ClientPayloadError, web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.model import Attachment
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.streaming import async_stream
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .files import coordinator_of, serve
from .pictures import change


def asked_for(family: BoccoSimulator) -> list[str | None]:
    """Return which parts of files the service was asked for."""
    return [call.header("Range") for call in family.calls("media")]


@pytest.mark.parametrize(
    ("wanted", "upstream", "part"),
    [
        ("bytes=100-", "bytes=100-", slice(100, None)),
        ("bytes=100-149", "bytes=100-", slice(100, 150)),
        ("bytes=0-49", None, slice(0, 50)),
        ("bytes=-50", None, slice(-50, None)),
    ],
)
async def test_part_is_asked_of_the_service(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    photo: bytes,
    wanted: str,
    upstream: str | None,
    part: slice,
) -> None:
    """What is before the part does not travel, where the service serves parts."""
    client = await hass_client()
    response = await client.get(path.url, headers={"Range": wanted})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert await response.read() == photo[part]
    first = range(len(photo))[part].start
    end = first + len(photo[part]) - 1
    assert response.headers["Content-Range"] == f"bytes {first}-{end}/{len(photo)}"
    assert response.headers["Content-Length"] == str(len(photo[part]))
    assert asked_for(family) == [upstream]


@pytest.mark.parametrize(
    ("too_much", "wanted", "upstream"),
    [
        (0, 50, ["bytes={}-"]),
        (-10, 50, ["bytes={}-"]),
        (10, 50, ["bytes={}-", None]),
        (10**6, 50, ["bytes={}-", None]),
        (10, 5, ["bytes={}-", None]),
        (0, 10**9, [None]),
    ],
)
async def test_end_is_asked_of_the_service(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    photo: bytes,
    too_much: int,
    wanted: int,
    upstream: list[str | None],
) -> None:
    """Where the message tells how long the file is, what is before does not travel.

    If what it tells is wrong, the end comes all the same.
    """
    told = len(photo) + too_much
    change(ready, path, size=told)
    client = await hass_client()
    response = await client.get(path.url, headers={"Range": f"bytes=-{wanted}"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    end = photo[-wanted:]
    assert await response.read() == end
    first, last = len(photo) - len(end), len(photo) - 1
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(photo)}"
    assert asked_for(family) == [
        part and part.format(told - wanted) for part in upstream
    ]


async def test_behind_the_end(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    photo: bytes,
) -> None:
    """The service says that there is nothing, and how long the file is."""
    client = await hass_client()
    response = await client.get(path.url, headers={"Range": "bytes=1000000-"})
    assert response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert response.headers["Content-Range"] == f"bytes */{len(photo)}"
    assert family.calls("media")[0].status == 416


async def test_only_if_it_is_the_same(
    hass_client: ClientSessionGenerator, path: AttachmentPath, photo: bytes
) -> None:
    """Nobody knows whether it is, so it comes whole."""
    client = await hass_client()
    headers = {"Range": "bytes=100-", "If-Range": '"etag"'}
    response = await client.get(path.url, headers=headers)
    assert response.status == HTTPStatus.OK
    assert await response.read() == photo


async def test_head(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    photo: bytes,
) -> None:
    """A player that asks first hears the same as with the file."""
    client = await hass_client()
    head = await client.head(path.url, headers={"Range": "bytes=5-9"})
    assert head.status == HTTPStatus.OK
    assert await head.read() == b""
    whole = await client.get(path.url)
    for name in ("Content-Type", "Content-Length", "Accept-Ranges", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]
    assert head.headers["Content-Length"] == str(len(photo))
    gone = await client.head(path._replace(message_id="1").url)
    assert gone.status == HTTPStatus.NOT_FOUND


async def test_shorter_than_told(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """A file that ends too early does not look whole, and nobody waits for the rest."""
    serve(monkeypatch, ready, b"012345678", size=10)
    response = await (await hass_client()).get(path.url)
    with pytest.raises(ClientPayloadError):
        async with asyncio.timeout(5):
            await response.read()


async def test_client_leaves_before_the_file_comes(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """Whoever has gone is not waited for."""
    await family.break_("media", "slow", when="before", delay=60)
    client = await hass_client()
    loading = asyncio.create_task(client.get(path.url))
    await family.wait_for_requests("media")
    (call,) = family.calls("media")
    assert not call.done
    loading.cancel()
    await family.wait_for(lambda: call.done, 5, "the end of the download")


async def test_client_leaves_in_the_middle(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """Nor is a file fetched to its end that nobody sees."""
    ended = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"It begins"
        await asyncio.Event().wait()

    @asynccontextmanager
    async def download(_: Attachment, *, start: int = 0) -> AsyncGenerator[Download]:
        try:
            yield Download(content_type="video/mp4", size=10**9, chunks=endless())
        finally:
            ended.set()

    monkeypatch.setattr(coordinator_of(ready).provider, "download", download)
    response = await (await hass_client()).get(path.url)
    assert await response.content.readexactly(9) == b"It begins"
    response.close()
    async with asyncio.timeout(5):
        await ended.wait()


async def test_client_has_left_unnoticed(
    socket_enabled: None, aiohttp_client: ClientSessionGenerator
) -> None:
    """What cannot be written any more is no failure of ours."""
    ended = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"It begins"
            assert request.transport
            request.transport.close()
            yield b"and goes on"

        download = Download(content_type="video/mp4", size=None, chunks=chunks())
        response = await async_stream(
            request, lambda _: nullcontext(download), lambda _: {}
        )
        ended.set()
        return response

    app = web.Application()
    app.router.add_get("/", handle)
    response = await (await aiohttp_client(app)).get("/")
    with pytest.raises(ClientPayloadError):
        await response.read()
    assert ended.is_set()


async def test_deleted_message(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """What was taken back is not shown any more."""
    held = coordinator_of(ready).rooms[path.room_id].held
    held[-1] = replace(held[-1], message=replace(held[-1].message, deleted=True))
    response = await (await hass_client()).get(path.url)
    assert response.status == HTTPStatus.NOT_FOUND
    assert family.calls("media") == []


async def test_message_of_another_room(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """A message is found in its own room only."""
    (other,) = {*coordinator_of(ready).rooms} - {path.room_id}
    response = await (await hass_client()).get(path._replace(room_id=other).url)
    assert response.status == HTTPStatus.NOT_FOUND
    assert family.calls("media") == []


async def test_message_that_a_service_finds_anywhere(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is looked at again whether the message is of the room."""
    coordinator = coordinator_of(ready)
    found = coordinator.rooms[path.room_id].held[-1].message

    async def anywhere(room_id: str, message_id: str) -> object:
        return found

    monkeypatch.setattr(coordinator.provider, "message", anywhere)
    (other,) = {*coordinator.rooms} - {path.room_id}
    response = await (await hass_client()).get(path._replace(room_id=other).url)
    assert response.status == HTTPStatus.NOT_FOUND


class TestUnfollowed:
    """A room that is not followed."""

    @pytest.fixture
    def options(self, family: BoccoSimulator) -> dict[str, Any]:
        """Follow only the family's own room."""
        rooms = list(family.home.rooms)
        return {
            "rooms": [family.room_id(HOME)],
            "known_rooms": rooms,
            "follow_new_rooms": True,
        }

    async def test_not_there(
        self,
        family: BoccoSimulator,
        ready: MockConfigEntry,
        hass_client: ClientSessionGenerator,
    ) -> None:
        """Its files are not shown, though the service would give them out."""
        (other,) = {*family.home.rooms} - {family.room_id(HOME)}
        sent = await family.send_image(other, "Grandma")
        path = AttachmentPath(ready.entry_id, other, str(sent["id"]), "image")
        response = await (await hass_client()).get(path.url)
        assert response.status == HTTPStatus.NOT_FOUND
        assert family.calls("media") == []
