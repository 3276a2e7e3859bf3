"""What the view answers when the service fails."""

from http import HTTPStatus

from aiohttp import ClientPayloadError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    NotFoundError,
    ProviderError,
    UnsupportedError,
)
from tests.simulators.bocco import BoccoSimulator

from .files import coordinator_of, serve


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (403, HTTPStatus.BAD_GATEWAY),
        (404, HTTPStatus.NOT_FOUND),
        (418, HTTPStatus.BAD_GATEWAY),
        (429, HTTPStatus.SERVICE_UNAVAILABLE),
        (500, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
async def test_service_fails(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    status: int,
    answer: HTTPStatus,
) -> None:
    """A failure is told, without what the service says of it."""
    await family.break_("media", "status", status=status, body="<b>secret</b>")
    response = await (await hass_client()).get(path.url)
    assert response.status == answer
    assert "secret" not in await response.text()


async def test_redirect_is_not_passed_on(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """A browser is never sent away."""
    await family.break_("media", "redirect", url="ftp://example.com/file")
    response = await (await hass_client()).get(path.url, allow_redirects=False)
    assert response.status == HTTPStatus.BAD_GATEWAY
    assert "Location" not in response.headers


async def test_connection_breaks(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """A file that breaks off does not look whole."""
    await family.break_("media", "truncated")
    response = await (await hass_client()).get(path.url)
    assert response.status == HTTPStatus.OK
    with pytest.raises(ClientPayloadError):
        await response.read()


async def test_connection_breaks_in_a_file_of_unknown_size(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """Nor does one whose size nobody knows."""
    serve(monkeypatch, ready, b"It begins", ConnectionError_("lost"))
    response = await (await hass_client()).get(path.url)
    with pytest.raises(ClientPayloadError):
        await response.read()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnsupportedError("a name"), HTTPStatus.BAD_GATEWAY),
        (ConnectionError_("a name"), HTTPStatus.SERVICE_UNAVAILABLE),
        (NotFoundError("a name"), HTTPStatus.NOT_FOUND),
    ],
)
async def test_message_cannot_be_asked_for(
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    error: ProviderError,
    status: HTTPStatus,
) -> None:
    """The same errors come from the search for the message."""
    coordinator = coordinator_of(ready)
    coordinator.rooms[path.room_id].held.clear()

    async def fail(room_id: str, message_id: str) -> None:
        raise error

    monkeypatch.setattr(coordinator.provider, "message", fail)
    response = await (await hass_client()).get(path.url)
    assert response.status == status
    assert "a name" not in await response.text()
