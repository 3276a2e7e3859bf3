"""Attachments that are made at the moment: speech, cameras, images."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any, override

from homeassistant.components import media_source, tts
from homeassistant.components.camera import Camera
from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from custom_components.chat_rooms.outgoing import OutgoingFile

from .files import LIMITS, PNG, load, refusal


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of the user's own media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    return tmp_path


@pytest.mark.parametrize(
    ("extension", "content_type"), [("mp3", "audio/mpeg"), ("wav", "audio/x-wav")]
)
async def test_speech(
    hass: HomeAssistant,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
    extension: str,
    content_type: str,
) -> None:
    """Text is spoken and sent as a sound."""
    assert await async_setup_component(hass, "tts", {})
    asked = []

    async def audio(_: HomeAssistant, media_id: str) -> tuple[str, bytes]:
        asked.append(media_id)
        return extension, b"Hello"

    monkeypatch.setattr(tts, "async_get_media_source_audio", audio)
    media_id = "media-source://tts/tts.robot?message=Hello"
    assert await load(hass, media_id) == OutgoingFile(
        name=f"speech.{extension}", content_type=content_type, data=b"Hello"
    )
    assert asked == [media_id]


async def test_speech_that_is_too_long(
    hass: HomeAssistant, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long speech is too large once it is made."""
    assert await async_setup_component(hass, "tts", {})

    async def audio(_: HomeAssistant, media_id: str) -> tuple[str, bytes]:
        return "mp3", bytes(LIMITS.file_size + 1)

    monkeypatch.setattr(tts, "async_get_media_source_audio", audio)
    key, _ = await refusal(hass, "media-source://tts/tts.robot?message=Hello")
    assert key == "file_too_large"


@pytest.mark.parametrize(
    ("identifier", "key", "error"),
    [
        ("tts.nobody?message=Hello", "media_unavailable", HomeAssistantError),
        ("tts.nobody", "media_not_found", ServiceValidationError),
        ("-stream-/gone.mp3", "media_not_found", ServiceValidationError),
    ],
)
async def test_speech_that_nobody_can_make(
    hass: HomeAssistant,
    media: Path,
    identifier: str,
    key: str,
    error: type[HomeAssistantError],
) -> None:
    """Text-to-speech's own errors become ours."""
    assert await async_setup_component(hass, "tts", {})
    media_id = f"media-source://tts/{identifier}"
    shown = media_id.partition("?")[0]
    assert await refusal(hass, media_id, error=error) == (key, {"media": shown})


class FrontDoor(Camera):
    """A camera."""

    _attr_name = "Front door"
    shot: bytes | None = b"\xff\xd8\xff"

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return what it sees."""
        return self.shot


class Drawing(ImageEntity):
    """An image."""

    _attr_name = "Drawing"
    _attr_content_type = "image/png"
    drawn: bytes | None = PNG

    @override
    async def async_image(self) -> bytes | None:
        """Return what is drawn."""
        return self.drawn


@pytest.fixture
async def camera(hass: HomeAssistant, media: Path) -> FrontDoor:
    """Return a camera that is set up."""
    camera = FrontDoor()
    setup_test_component_platform(hass, "camera", [camera])
    assert await async_setup_component(hass, "camera", {"camera": {"platform": "test"}})
    await hass.async_block_till_done()
    return camera


@pytest.fixture
async def drawing(hass: HomeAssistant, media: Path) -> Drawing:
    """Return an image that is set up."""
    drawing = Drawing(hass)
    setup_test_component_platform(hass, "image", [drawing])
    assert await async_setup_component(hass, "image", {"image": {"platform": "test"}})
    await hass.async_block_till_done()
    return drawing


async def test_camera(hass: HomeAssistant, camera: FrontDoor) -> None:
    """A camera gives what it sees now."""
    assert await load(
        hass,
        {
            "media_content_id": "media-source://camera/camera.front_door",
            "media_content_type": "application/vnd.apple.mpegurl",
        },
    ) == OutgoingFile(
        name="front_door.jpg", content_type="image/jpeg", data=b"\xff\xd8\xff"
    )


async def test_camera_without_a_picture(
    hass: HomeAssistant, camera: FrontDoor, caplog: pytest.LogCaptureFixture
) -> None:
    """A camera that does not answer is unavailable; only the error's type is told."""
    caplog.set_level(logging.DEBUG)
    camera.shot = None
    media_id = "media-source://camera/camera.front_door"
    with pytest.raises(HomeAssistantError) as caught:
        await load(hass, media_id)
    assert caught.value.translation_key == "media_unavailable"
    assert caught.value.translation_placeholders == {"media": media_id}
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "cannot be had: HomeAssistantError" in caplog.text


async def test_camera_that_is_off(hass: HomeAssistant, camera: FrontDoor) -> None:
    """So is one that is off."""
    camera._attr_is_on = False
    media_id = "media-source://camera/camera.front_door"
    key, _ = await refusal(hass, media_id, error=HomeAssistantError)
    assert key == "media_unavailable"


async def test_image(hass: HomeAssistant, drawing: Drawing) -> None:
    """An image gives what it shows."""
    assert await load(hass, "media-source://image/image.drawing") == OutgoingFile(
        name="drawing.png", content_type="image/png", data=PNG
    )


async def test_image_without_a_picture(hass: HomeAssistant, drawing: Drawing) -> None:
    """An image that shows nothing is unavailable."""
    drawing.drawn = None
    key, _ = await refusal(
        hass, "media-source://image/image.drawing", error=HomeAssistantError
    )
    assert key == "media_unavailable"


async def test_image_under_a_cameras_name(
    hass: HomeAssistant, drawing: Drawing
) -> None:
    """An image is not among the cameras."""
    key, _ = await refusal(hass, "media-source://camera/image.drawing")
    assert key == "media_not_found"


@pytest.mark.parametrize(
    ("media_id", "name", "data"),
    [
        ("media-source://camera/camera.front_door", "front_door.jpg", b"\xff\xd8\xff"),
        ("media-source://image/image.drawing", "drawing.png", PNG),
    ],
)
async def test_where_media_sources_make_no_pictures(
    hass: HomeAssistant,
    camera: FrontDoor,
    drawing: Drawing,
    monkeypatch: pytest.MonkeyPatch,
    media_id: str,
    name: str,
    data: bytes,
) -> None:
    """Before Home Assistant 2026.11 the entities themselves are asked."""
    monkeypatch.delattr(media_source, "async_get_media_image", raising=False)
    file = await load(hass, media_id)
    assert (file.name, file.data) == (name, data)


@pytest.mark.parametrize("domain", ["camera", "other"])
async def test_where_media_sources_make_pictures(
    hass: HomeAssistant,
    camera: FrontDoor,
    monkeypatch: pytest.MonkeyPatch,
    domain: str,
) -> None:
    """Since then every source may make a picture of what would be a stream."""

    async def still(_: HomeAssistant, media_id: str) -> Any:
        return SimpleNamespace(content=PNG, mime_type="image/png")

    monkeypatch.setattr(media_source, "async_get_media_image", still, raising=False)
    file = await load(hass, f"media-source://{domain}/camera.front_door")
    assert (file.content_type, file.data) == ("image/png", PNG)
