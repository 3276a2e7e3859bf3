"""The view that hands on the files of messages."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms import view
from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.providers.errors import NotFoundError
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .conftest import HOME
from .files import arrival, coordinator_of, path_of


async def test_picture(
    hass_client: ClientSessionGenerator, path: AttachmentPath, photo: bytes
) -> None:
    """A picture is shown, and nobody but this browser keeps it."""
    client = await hass_client()
    response = await client.get(path.url, allow_redirects=False)
    assert response.status == HTTPStatus.OK
    assert await response.read() == photo
    headers = response.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Length"] == str(len(photo))
    assert headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, max-age=3600"


async def test_sound(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
) -> None:
    """A voice message is played."""
    message = await arrival(family, messages, family.send_audio(HOME, "Grandma"))
    response = await (await hass_client()).get(path_of(message).url)
    assert response.status == HTTPStatus.OK
    assert response.headers["Content-Type"].startswith("audio/")
    assert response.headers["Content-Disposition"].startswith("inline")


async def test_foreign_host_gets_no_token(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
) -> None:
    """A file elsewhere is fetched from here, without a word about the account."""
    await family.set_options(media_elsewhere=True)
    message = await arrival(family, messages, family.send_image(HOME, "Hanako"))
    response = await (await hass_client()).get(
        path_of(message).url, allow_redirects=False
    )
    assert response.status == HTTPStatus.OK
    assert await response.read() == landscape(int(message["message_id"]))
    assert len(family.calls("elsewhere")) == 1
    assert family.complaints == []


async def test_message_that_is_not_held(
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    photo: bytes,
) -> None:
    """An old message is asked of the service."""
    coordinator_of(ready).rooms[path.room_id].held.clear()
    response = await (await hass_client()).get(path.url)
    assert await response.read() == photo


async def test_stranger(
    hass_client_no_auth: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """Whoever is not signed in sees nothing."""
    response = await (await hass_client_no_auth()).get(path.url)
    assert response.status == HTTPStatus.UNAUTHORIZED


async def test_user_without_access(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
    path: AttachmentPath,
) -> None:
    """A user who may not read the room does not see its files, old or new."""
    hass_admin_user.mock_policy({"entities": {"entity_ids": {"light.kitchen": True}}})
    client = await hass_client()
    for message_id in (path.message_id, "1"):
        response = await client.get(path._replace(message_id=message_id).url)
        assert response.status == HTTPStatus.FORBIDDEN
    assert family.calls("media") == []


async def test_user_who_may_read_this_room(
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
    message: dict[str, Any],
    path: AttachmentPath,
) -> None:
    """Leave to read the room's event entity is enough."""
    hass_admin_user.mock_policy(
        {"entities": {"entity_ids": {message["entity_id"]: {"read": True}}}}
    )
    response = await (await hass_client()).get(path.url)
    assert response.status == HTTPStatus.OK


@pytest.mark.parametrize(
    "change",
    [
        {"entry_id": "unknown"},
        {"room_id": "unknown"},
        {"message_id": "1"},
        {"message_id": "not a number"},
        {"attachment_id": "audio"},
        {"attachment_id": ".."},
        {"attachment_id": "/etc/passwd"},
    ],
)
async def test_not_there(
    hass_client: ClientSessionGenerator, path: AttachmentPath, change: dict[str, str]
) -> None:
    """What is not there is not found."""
    response = await (await hass_client()).get(path._replace(**change).url)
    assert response.status == HTTPStatus.NOT_FOUND


async def test_entry_of_another_integration(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """Only this integration's accounts have files here."""
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    response = await (await hass_client()).get(
        path._replace(entry_id=other.entry_id).url
    )
    assert response.status == HTTPStatus.NOT_FOUND


async def test_account_that_is_not_loaded(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """An unloaded account has no files."""
    client = await hass_client()
    assert await hass.config_entries.async_unload(ready.entry_id)
    assert (await client.get(path.url)).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "odd", ["a/b", ".", "..", "x?y=1", "50%", "%2F", "a#b", "~7E", "家族 room", "a+b"]
)
async def test_odd_ids_survive_signing(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    ready: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    path: AttachmentPath,
    odd: str,
) -> None:
    """Whatever a service takes for an id, a signed address leads to it."""
    asked: list[str] = []

    def loaded_account(_: HomeAssistant, entry_id: str) -> ChatRoomsCoordinator:
        asked.append(entry_id)
        raise NotFoundError("not there")

    monkeypatch.setattr(view, "loaded_account", loaded_account)
    url = async_sign_path(hass, path._replace(entry_id=odd).url, timedelta(minutes=1))
    response = await (await hass_client_no_auth()).get(url)
    assert response.status == HTTPStatus.NOT_FOUND
    assert asked == [odd]
