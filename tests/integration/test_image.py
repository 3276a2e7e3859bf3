"""The latest photo of a room."""

import asyncio
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms import image
from custom_components.chat_rooms.model import Feature
from custom_components.chat_rooms.providers.bocco import provider
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .conftest import HOME, set_up
from .files import arrival, coordinator_of, serve

PHOTO = "image.happy_family_latest_photo"


def photo_of(message: dict[str, Any]) -> bytes:
    """Return what a message's picture is made of."""
    return landscape(int(message["message_id"]))


def state_of(hass: HomeAssistant) -> str:
    """Return the state of the photo."""
    state = hass.states.get(PHOTO)
    assert state
    return state.state


async def test_no_picture_yet(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A room without pictures has a photo that nobody knows."""
    assert state_of(hass) == STATE_UNKNOWN
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, PHOTO)


async def test_picture(
    hass: HomeAssistant,
    family: BoccoSimulator,
    message: dict[str, Any],
    hass_client: ClientSessionGenerator,
) -> None:
    """The newest picture is shown, since it was sent, and fetched when asked for."""
    assert state_of(hass) == message["sent_at"]
    assert family.calls("media") == []
    state = hass.states.get(PHOTO)
    assert state
    client = await hass_client()
    for _ in range(2):
        response = await client.get(state.attributes["entity_picture"])
        assert response.status == HTTPStatus.OK
        assert response.headers["Content-Type"] == "image/png"
        assert await response.read() == photo_of(message)
    assert len(family.calls("media")) == 1


async def test_newer_picture(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    message: dict[str, Any],
) -> None:
    """A newer picture takes its place, under another address; a text does not."""
    assert (await async_get_image(hass, PHOTO)).content == photo_of(message)
    before = hass.states.get(PHOTO)
    await arrival(family, messages, family.write(HOME, "Hanako", "Nice, isn't it?"))
    assert hass.states.get(PHOTO) == before
    newer = await arrival(family, messages, family.send_image(HOME, "Grandma"))
    assert state_of(hass) == newer["sent_at"]
    after = hass.states.get(PHOTO)
    assert before and after
    assert before.attributes["entity_picture"] != after.attributes["entity_picture"]
    assert (await async_get_image(hass, PHOTO)).content == photo_of(newer)
    assert len(family.calls("media")) == 2


async def test_one_fetch_for_all(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """Many dashboards at once make one request."""
    await family.break_("media", "slow", delay=0.1)
    found = await asyncio.gather(*(async_get_image(hass, PHOTO) for _ in range(5)))
    assert {picture.content for picture in found} == {photo_of(message)}
    assert len(family.calls("media")) == 1


async def test_picture_changes_while_it_loads(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    message: dict[str, Any],
) -> None:
    """The newest picture is shown, not the one that was it when loading began."""
    await family.break_("media", "slow", delay=0.3)
    loading = asyncio.create_task(async_get_image(hass, PHOTO))
    await family.wait_for_requests("media")
    newer = await arrival(family, messages, family.send_image(HOME, "Grandma"))
    assert (await loading).content == photo_of(newer)


async def test_after_a_restart(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
) -> None:
    """The picture is still there, although its message is not held any more."""
    assert await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    coordinator_of(ready).rooms[message["room_id"]].held.clear()
    assert state_of(hass) == message["sent_at"]
    assert (await async_get_image(hass, PHOTO)).content == photo_of(message)


async def test_service_fails(
    hass: HomeAssistant,
    family: BoccoSimulator,
    message: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What does not load is told once, at level debug, and loads the next time."""
    caplog.set_level("DEBUG", image.__name__)
    await family.break_("media", "status", status=500)
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, PHOTO)
    records = [record for record in caplog.records if record.name == image.__name__]
    assert [record.levelname for record in records] == ["DEBUG"]
    assert "500" in records[0].getMessage()
    assert (await async_get_image(hass, PHOTO)).content == photo_of(message)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"<svg>", "image/svg+xml"),
        (b"<html>", "text/html"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
    ],
)
async def test_not_a_picture(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    content_type: str,
) -> None:
    """Only pictures are shown, and none that a browser could run."""
    serve(monkeypatch, ready, data, content_type=content_type)
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, PHOTO)


async def test_wrongly_labelled_picture(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture is known by its first bytes where its label is wrong."""
    serve(monkeypatch, ready, b"\xff\xd8\xff", b"\xe0", content_type="text/plain")
    picture = await async_get_image(hass, PHOTO)
    assert picture.content_type == "image/jpeg"
    assert picture.content == b"\xff\xd8\xff\xe0"


@pytest.mark.parametrize("size", [10**9, None])
async def test_too_large(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    size: int | None,
) -> None:
    """A giant is not kept in memory, whether or not it says so beforehand."""
    monkeypatch.setattr(image, "LARGEST_PICTURE", 10)
    serve(monkeypatch, ready, b"x" * 6, b"x" * 6, content_type="image/png", size=size)
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, PHOTO)


async def test_message_without_a_picture(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    message: dict[str, Any],
) -> None:
    """A message that has lost its picture, or is gone, has none."""
    text = await arrival(family, messages, family.write(HOME, "Hanako", "Hello"))
    state = coordinator_of(ready).rooms[message["room_id"]]
    for held in (state.find(text["message_id"]), None):
        assert state.picture
        lost = replace(state.picture, message_id=held.message.id if held else "1")
        state.picture = lost
        coordinator_of(ready).async_update_listeners()
        with pytest.raises(HomeAssistantError):
            await async_get_image(hass, PHOTO)
    assert family.calls("media") == []


async def test_service_is_down(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    message: dict[str, Any],
) -> None:
    """The photo is unavailable while the service is."""
    await family.break_("joined", "status", status=500, times=-1)
    await coordinator_of(ready).async_refresh()
    await hass.async_block_till_done()
    assert state_of(hass) == STATE_UNAVAILABLE


async def test_room_without_pictures(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that cannot have pictures has no photo."""

    monkeypatch.setattr(provider, "FEATURES", Feature.SEND)
    await set_up(hass, entry)
    assert hass.states.get(PHOTO) is None
