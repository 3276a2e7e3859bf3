"""Attachments from the media of other integrations."""

import logging
from pathlib import Path
from traceback import format_exception
from typing import override

from homeassistant.components.media_source import (
    MediaSource,
    MediaSourceItem,
    PlayMedia,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockModule,
    mock_integration,
    mock_platform,
)

from tests.simulators.media import chime, voice_note

from .files import PNG, load, refusal


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of the user's own media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    return tmp_path


class Source(MediaSource):
    """A source of media that a test makes up."""

    answer: PlayMedia | Exception

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Answer as the test wants."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
async def source(hass: HomeAssistant, media: Path) -> Source:
    """Return another integration's source."""
    source = Source("other")

    class Module:
        """Its platform."""

        @staticmethod
        async def async_get_media_source(_: HomeAssistant) -> MediaSource:
            """Return it."""
            return source

    mock_integration(hass, MockModule("other"))
    mock_platform(hass, "other.media_source", Module)  # type: ignore[arg-type]
    assert await async_setup_component(hass, "other", {})
    return source


async def test_media_with_an_address_only(hass: HomeAssistant, source: Source) -> None:
    """A stream is not a file."""
    source.answer = PlayMedia("https://example.com/radio", "audio/mpeg")
    assert await refusal(hass, "media-source://other/radio") == (
        "media_not_supported",
        {"media": "media-source://other/radio"},
    )


@pytest.mark.parametrize(
    ("told", "data", "name", "content_type"),
    [
        ("image/png", b"?", "original.png", "image/png"),
        ("image/jpg", b"?", "original.jpg", "image/jpeg"),
        ("application/octet-stream", PNG, "original.png", "image/png"),
        ("", b"\xff\xd8\xff\xdb", "original.jpg", "image/jpeg"),
        ("nonsense", chime(), "original.wav", "audio/x-wav"),
        ("", voice_note(), "original.m4a", "audio/mp4"),
        ("", b"ID3\x04", "original.mp3", "audio/mpeg"),
        ("", b"\xff\xfb\x90\x00", "original.mp3", "audio/mpeg"),
    ],
)
async def test_file_without_an_extension(
    hass: HomeAssistant,
    source: Source,
    media: Path,
    told: str,
    data: bytes,
    name: str,
    content_type: str,
) -> None:
    """The type is what the source tells, else what the first bytes show."""
    (media / "original").write_bytes(data)
    source.answer = PlayMedia("/original", told, path=media / "original")
    file = await load(hass, "media-source://other/1")
    assert (file.name, file.content_type) == (name, content_type)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00AVI ", "application/octet-stream"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"", "application/octet-stream"),
        (b"words", "application/octet-stream"),
    ],
)
async def test_bytes_of_a_type_not_taken(
    hass: HomeAssistant, source: Source, media: Path, data: bytes, content_type: str
) -> None:
    """Nothing is sent of which nobody knows what it is."""
    (media / "original").write_bytes(data)
    source.answer = PlayMedia("/original", "", path=media / "original")
    key, placeholders = await refusal(hass, "media-source://other/1")
    assert key == "file_type_not_supported"
    assert placeholders
    assert placeholders["type"] == content_type


async def test_user_names_the_type(
    hass: HomeAssistant, source: Source, media: Path
) -> None:
    """A given file name tells the type where the source does not."""
    (media / "original").write_bytes(b"?")
    source.answer = PlayMedia("/original", "", path=media / "original")
    file = await load(hass, "media-source://other/1", filename="song.mp3")
    assert (file.name, file.content_type) == ("song.mp3", "audio/mpeg")


async def test_compressed_file_is_not_what_is_in_it(
    hass: HomeAssistant, source: Source, media: Path
) -> None:
    """A compressed picture is not a picture."""
    (media / "a.svg.gz").write_bytes(b"\x1f\x8b")
    source.answer = PlayMedia("/a", "", path=media / "a.svg.gz")
    key, placeholders = await refusal(hass, "media-source://other/1")
    assert key == "file_type_not_supported"
    assert placeholders == {"name": "a.svg.gz", "type": "application/gzip"}


@pytest.mark.parametrize("error", [HomeAssistantError("Secret.png"), TimeoutError()])
async def test_source_fails(
    hass: HomeAssistant,
    source: Source,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A source that fails is unavailable; the log tells how, and no words of it."""
    caplog.set_level(logging.DEBUG)
    source.answer = error
    media = "media-source://other/1"
    with pytest.raises(HomeAssistantError) as caught:
        await load(hass, media)
    assert caught.value.translation_key == "media_unavailable"
    assert caught.value.translation_placeholders == {"media": media}
    assert "Secret" not in "".join(format_exception(caught.value))
    assert f"cannot be had: {type(error).__name__}" in caplog.text
    assert "Secret" not in caplog.text
