"""The files of messages among Home Assistant's media."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

from homeassistant.components import media_source
from homeassistant.components.media_source import (
    MediaSourceItem,
    Unresolvable,
    async_resolve_media,
)
from homeassistant.core import Event, HomeAssistant
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.chat_rooms import media_source as ours, thumbnails
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .conftest import HOME
from .files import SCHEME, arrival, coordinator_of, media_of, path_of, serve
from .pictures import change, photo


async def still_of(hass: HomeAssistant, media: str) -> Any:
    """Ask for a picture as Home Assistant 2026.11 does, on any version."""
    source = await ours.async_get_media_source(hass)
    assert isinstance(source, ours.ChatRoomsMediaSource)
    item = MediaSourceItem.from_uri(hass, media, None)
    return await source.async_get_media_image(item)


def media_image(content: bytes, mime_type: str) -> tuple[bytes, str]:
    """Stand for what Home Assistant 2026.11 takes, on any version."""
    return content, mime_type


async def test_resolve(hass: HomeAssistant, message: dict[str, Any]) -> None:
    """A picture leads to the view."""
    play = await async_resolve_media(hass, media_of(message), None)
    assert play.url == path_of(message).url
    assert play.mime_type == "image/png"


async def test_play(
    message: dict[str, Any],
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """What the frontend resolves, a browser plays without a header."""
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {"type": "media_source/resolve_media", "media_content_id": media_of(message)}
    )
    answer = await client.receive_json()
    assert answer["success"]
    response = await (await hass_client_no_auth()).get(answer["result"]["url"])
    assert response.status == HTTPStatus.OK
    assert await response.read() == landscape(int(message["message_id"]))


@pytest.mark.parametrize(
    "change",
    [
        {"entry_id": "unknown"},
        {"room_id": "unknown"},
        {"message_id": "1"},
        {"attachment_id": "audio"},
    ],
)
async def test_not_there(
    hass: HomeAssistant, message: dict[str, Any], change: dict[str, str]
) -> None:
    """What is not there cannot be resolved."""
    media = SCHEME + "/".join(path_of(message)._replace(**change))
    with pytest.raises(Unresolvable) as caught:
        await async_resolve_media(hass, media, None)
    assert caught.value.translation_key == "media_not_found"
    assert caught.value.translation_placeholders == {"media": media}


@pytest.mark.parametrize("identifier", ["", "a", "a/b/c", "a/b/c/d/e", "a//c/d"])
async def test_not_an_attachment(
    hass: HomeAssistant, message: dict[str, Any], identifier: str
) -> None:
    """An identifier has four parts."""
    with pytest.raises(Unresolvable) as caught:
        await async_resolve_media(hass, SCHEME + identifier, None)
    assert caught.value.translation_key in ("media_not_found", "resolve_media_failed")


async def test_service_is_down(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    message: dict[str, Any],
) -> None:
    """An old message cannot be resolved while the service is down."""
    coordinator_of(ready).rooms[message["room_id"]].held.clear()
    await family.break_("messages", "status", status=500, times=-1)
    with pytest.raises(Unresolvable) as caught:
        await async_resolve_media(hass, media_of(message), None)
    assert caught.value.translation_key == "media_unavailable"


@pytest.mark.parametrize(
    "folder", ["{account}", "{account}/{room}", "{account}/{room}/~pictures/~before-1"]
)
async def test_folder(
    hass: HomeAssistant, message: dict[str, Any], folder: str
) -> None:
    """A folder cannot be played, though one may have as many parts as a file."""
    path = path_of(message)
    media = SCHEME + folder.format(account=path.entry_id, room=path.room_id)
    with pytest.raises(Unresolvable) as caught:
        await async_resolve_media(hass, media, None)
    assert caught.value.translation_key == "media_not_found"


async def test_still(
    hass: HomeAssistant, message: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Home Assistant asks for a picture itself, it gets the bytes."""
    monkeypatch.setattr(media_source, "MediaImage", media_image, raising=False)
    picture = landscape(int(message["message_id"]))
    assert await still_of(hass, media_of(message)) == (picture, "image/png")


@pytest.mark.parametrize(
    ("rotation", "largest", "size"),
    [(0, 10**6, (400, 200)), (90, 10**6, (200, 400)), (90, 10, (400, 200))],
)
async def test_still_is_upright(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    rotation: int,
    largest: int,
    size: tuple[int, int],
) -> None:
    """A picture that does not tell which way is up is turned, but for giants."""
    monkeypatch.setattr(media_source, "MediaImage", media_image, raising=False)
    monkeypatch.setattr(thumbnails, "LARGEST_PICTURE", largest)
    told = {"rotation": rotation, "content_type": "image/jpeg"}
    change(ready, path_of(message), **told)
    serve(monkeypatch, ready, photo(), content_type="image/jpeg")
    data, content_type = await still_of(hass, media_of(message))
    assert content_type == "image/jpeg"
    with Image.open(BytesIO(data)) as picture:
        assert picture.size == size


async def test_still_where_home_assistant_does_not_know_it(
    hass: HomeAssistant, message: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older Home Assistant does not ask, and would get nothing."""
    monkeypatch.delattr(media_source, "MediaImage", raising=False)
    assert await still_of(hass, media_of(message)) is None


async def test_still_of_a_sound(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A voice message is no picture, and is not fetched to find out."""
    message = await arrival(family, messages, family.send_audio(HOME, "Hanako"))
    assert await still_of(hass, media_of(message)) is None
    assert family.calls("media") == []


async def test_still_that_turns_out_to_be_something_else(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page in place of a picture is not passed off as one."""
    serve(monkeypatch, ready, b"<html>", content_type="text/html")
    assert await still_of(hass, media_of(message)) is None


async def test_still_that_is_too_large(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A giant is left to the view, which need not hold it in memory."""
    serve(monkeypatch, ready, content_type="image/png", size=10**9)
    assert await still_of(hass, media_of(message)) is None


async def test_still_while_the_service_is_down(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """A picture that does not come is unresolvable for now."""
    await family.break_("media", "status", status=500)
    with pytest.raises(Unresolvable) as caught:
        await still_of(hass, media_of(message))
    assert caught.value.translation_key == "media_unavailable"
