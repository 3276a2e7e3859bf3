"""The pictures of rooms and people."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms import avatars
from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from custom_components.chat_rooms.model import Member
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.errors import (
    NotFoundError,
    ProviderError,
    UnsupportedError,
)
from custom_components.chat_rooms.room import RoomState
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import face

from .conftest import HOME
from .files import coordinator_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def account(ready: MockConfigEntry) -> ChatRoomsCoordinator:
    """Return the account."""
    return coordinator_of(ready)


@pytest.fixture
def home(family: BoccoSimulator, account: ChatRoomsCoordinator) -> RoomState:
    """Return the family's room."""
    return account.rooms[family.room_id(HOME)]


@pytest.fixture
def room_url(account: ChatRoomsCoordinator, home: RoomState) -> str:
    """Return where the room's picture is."""
    path = room_avatar_path(account, home)
    assert path
    return path


@pytest.fixture
def hanako(family: BoccoSimulator, home: RoomState) -> Member:
    """Return somebody with a picture."""
    members = home.room.members
    assert members
    return members[family.home.room(HOME).user("Hanako").uuid]


@pytest.fixture
def member_url(account: ChatRoomsCoordinator, home: RoomState, hanako: Member) -> str:
    """Return where her picture is."""
    path = member_avatar_path(account, home.room.id, hanako)
    assert path
    return path


def serve(
    monkeypatch: pytest.MonkeyPatch,
    account: ChatRoomsCoordinator,
    data: bytes | ProviderError,
    content_type: str = "image/png",
) -> list[str]:
    """Let the service give out other pictures; return the list of who asks."""
    asked: list[str] = []

    async def chunks() -> AsyncIterator[bytes]:
        assert isinstance(data, bytes)
        yield data

    @asynccontextmanager
    async def picture(of: str | Member) -> AsyncGenerator[Download]:
        asked.append(of if isinstance(of, str) else of.id)
        if isinstance(data, ProviderError):
            raise data
        yield Download(content_type=content_type, size=None, chunks=chunks())

    monkeypatch.setattr(account.provider, "room_picture", picture)
    monkeypatch.setattr(account.provider, "member_picture", picture)
    return asked


async def test_room(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, room_url: str
) -> None:
    """A room's picture is fetched once, and kept by the browser for a day."""
    client = await hass_client()
    for _ in range(2):
        response = await client.get(room_url)
        assert response.status == HTTPStatus.OK
        assert (await response.read()).startswith(b"\x89PNG")
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "private, max-age=86400"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    assert len(family.calls("media")) == 1
    assert (await client.head(room_url)).status == HTTPStatus.OK


async def test_member(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, member_url: str
) -> None:
    """So is that of somebody in it."""
    hanako = family.home.room(HOME).user("Hanako")
    client = await hass_client()
    for _ in range(2):
        response = await client.get(member_url)
        assert response.status == HTTPStatus.OK
        assert await response.read() == family_face(hanako.uuid)
    assert len(family.calls("media")) == 1


def family_face(uuid: str) -> bytes:
    """Return somebody's picture, as the service has it."""
    return face(int(uuid.replace("-", ""), 16))


async def test_signed(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator, member_url: str
) -> None:
    """A signed address is enough, for a while; another one is not."""
    client = await hass_client_no_auth()
    signed = async_sign_path(hass, member_url, timedelta(minutes=1))
    assert (await client.get(signed)).status == HTTPStatus.OK
    assert (await client.get(member_url)).status == HTTPStatus.UNAUTHORIZED
    other = signed.replace("?v=", "?v=0")
    assert (await client.get(other)).status == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("version", ["", "?v=", "?v=old"])
async def test_another_version(
    hass_client: ClientSessionGenerator, room_url: str, version: str
) -> None:
    """Whoever does not say which picture it shall be gets today's, and not for long."""
    url = room_url.partition("?")[0] + version
    response = await (await hass_client()).get(url)
    assert response.status == HTTPStatus.OK
    assert response.headers["Cache-Control"] == "private, max-age=300"


async def test_picture_changes(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    home: RoomState,
    room_url: str,
) -> None:
    """Another picture has another address, and is fetched anew at the old one, too."""
    client = await hass_client()
    await client.get(room_url)
    home.room = replace(home.room, avatar="another")
    newer = room_avatar_path(account, home)
    assert newer
    assert newer != room_url
    assert (await client.get(room_url)).headers["Cache-Control"].endswith("=300")
    assert (await client.get(newer)).headers["Cache-Control"].endswith("=86400")
    assert len(family.calls("media")) == 2


async def test_no_picture(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    home: RoomState,
    hanako: Member,
    room_url: str,
    member_url: str,
) -> None:
    """Who has no picture any more has no address, and nothing is at the old one."""
    home.room = replace(home.room, avatar="")
    assert room_avatar_path(account, home) is None
    bare = replace(hanako, picture="")
    assert member_avatar_path(account, home.room.id, bare) is None
    client = await hass_client()
    for url in (room_url, member_url):
        assert (await client.get(url)).status == HTTPStatus.NOT_FOUND
    assert family.calls("media") == []


async def test_members_that_nobody_has_shown(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    home: RoomState,
    member_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody can make it fetch anything of which it has not told the address."""
    asked = serve(monkeypatch, account, b"\x89PNG\r\n\x1a\n")
    (other,) = {*account.rooms} - {home.room.id}
    path = member_url.partition("?")[0]
    client = await hass_client()
    for url in (
        f"{path}x",
        path.replace(home.room.id, other),
        path.rpartition("/")[0] + "/~2E~2E~2Fsecret",
        path.rpartition("/")[0] + "/",
        path.replace(account.config_entry.entry_id, "unknown"),
        path.replace(home.room.id, "unknown"),
    ):
        assert (await client.get(url)).status == HTTPStatus.NOT_FOUND
    assert asked == []


async def test_memory_is_bounded(
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    home: RoomState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of many members, those are remembered who were shown last."""
    monkeypatch.setattr(avatars, "REMEMBERED_MEMBERS", 2)
    serve(monkeypatch, account, b"\x89PNG\r\n\x1a\n")
    members = [Member(id=name, name=name, picture=name) for name in "abc"]

    def show(member: Member) -> str:
        return member_avatar_path(account, home.room.id, member) or ""

    first, second, _ = (
        show(members[0]),
        show(members[1]),
        (show(members[0]), show(members[2])),
    )
    client = await hass_client()
    assert (await client.get(first)).status == HTTPStatus.OK
    assert (await client.get(second)).status == HTTPStatus.NOT_FOUND
    assert (await client.get(show(members[2]))).status == HTTPStatus.OK


async def test_user_without_access(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
    room_url: str,
    member_url: str,
) -> None:
    """A user who may not read the room does not see who is in it."""
    hass_admin_user.mock_policy({"entities": {"entity_ids": {"light.kitchen": True}}})
    client = await hass_client()
    for url in (room_url, member_url):
        assert (await client.get(url)).status == HTTPStatus.FORBIDDEN
    assert family.calls("media") == []


async def test_svg(
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    room_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A drawing is shown, and nothing in it runs."""
    serve(monkeypatch, account, SVG, "image/svg+xml; charset=utf-8")
    response = await (await hass_client()).get(room_url)
    assert response.status == HTTPStatus.OK
    assert await response.read() == SVG
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        response.headers["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )


@pytest.mark.parametrize(
    ("answer", "content_type"),
    [
        (b"<html>", "text/html"),
        (b"<script>", "application/xhtml+xml"),
        (b"<svg>", ""),
        (b"", ""),
        (b"\x89PNG" + bytes(100), "image/png"),
        (NotFoundError("none"), ""),
        (UnsupportedError("none"), ""),
    ],
    ids=["page", "xhtml", "untold", "empty", "large", "missing", "unsupported"],
)
async def test_nothing_to_show(
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    room_url: str,
    monkeypatch: pytest.MonkeyPatch,
    answer: bytes | ProviderError,
    content_type: str,
) -> None:
    """What is no picture, or too large for one, is not there; once is enough to know."""
    monkeypatch.setattr(avatars, "LARGEST_AVATAR", 100)
    asked = serve(monkeypatch, account, answer, content_type)
    client = await hass_client()
    for _ in range(2):
        assert (await client.get(room_url)).status == HTTPStatus.NOT_FOUND
    assert len(asked) == 1


async def test_wrong_label(
    hass_client: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    room_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture is known by its first bytes where its label is wrong."""
    serve(monkeypatch, account, b"\xff\xd8\xff\xe0", "text/plain")
    response = await (await hass_client()).get(room_url)
    assert response.headers["Content-Type"] == "image/jpeg"


async def test_service_is_down(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, member_url: str
) -> None:
    """What does not come for now comes the next time."""
    await family.break_("media", "status", status=500)
    client = await hass_client()
    response = await client.get(member_url)
    assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert (await client.get(member_url)).status == HTTPStatus.OK


async def test_fetched_once_for_all(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, member_url: str
) -> None:
    """A room full of messages by the same person makes one request."""
    await family.break_("media", "slow", delay=0.1)
    client = await hass_client()
    responses = await asyncio.gather(*(client.get(member_url) for _ in range(5)))
    assert {response.status for response in responses} == {HTTPStatus.OK}
    assert len(family.calls("media")) == 1


async def test_unloaded(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    room_url: str,
    member_url: str,
    home: RoomState,
    hanako: Member,
) -> None:
    """An account that is unloaded leaves nobody behind."""
    client = await hass_client()
    assert await hass.config_entries.async_unload(ready.entry_id)
    for url in (room_url, member_url):
        assert (await client.get(url)).status == HTTPStatus.NOT_FOUND
    assert await hass.config_entries.async_setup(ready.entry_id)
    await hass.async_block_till_done()
    assert (await client.get(member_url)).status == HTTPStatus.NOT_FOUND
    shown = member_avatar_path(coordinator_of(ready), home.room.id, hanako)
    assert shown == member_url
    assert (await client.get(member_url)).status == HTTPStatus.OK


@pytest.mark.parametrize("odd", ["a/b", "..", "50%", "家族 room", "~7E", "x?y=1"])
async def test_odd_ids(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    account: ChatRoomsCoordinator,
    home: RoomState,
    monkeypatch: pytest.MonkeyPatch,
    odd: str,
) -> None:
    """Whatever a service takes for an id, a signed address leads to it."""
    asked = serve(monkeypatch, account, b"\x89PNG\r\n\x1a\n")
    member = Member(id=odd, name="Odd", picture="1")
    path = member_avatar_path(account, home.room.id, member)
    assert path
    signed: Any = async_sign_path(hass, path, timedelta(minutes=1))
    response = await (await hass_client_no_auth()).get(signed)
    assert response.status == HTTPStatus.OK
    assert asked == [odd]
