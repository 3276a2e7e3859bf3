"""Speech and recordings, as the rooms play them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import reading
from custom_components.chat_rooms.file_types import type_of_bytes
from custom_components.chat_rooms.model import ANY_TYPE, Limits
from custom_components.chat_rooms.outgoing import OutgoingFile
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import chime, silence, voice_note

from .conftest import HOME
from .files import LIMITS, LOCAL, load, refusal
from .helpers import send_to
from .sounds import SPEECH, recorded, set_up_ffmpeg, set_up_speech

# A room that plays M4A, one that plays MP3 and WAV and takes everything, and one that
# knows no spoken messages.
PLAYS_M4A = replace(LIMITS, voice_types=("audio/x-m4a",))
PLAYS_MP3 = replace(
    LIMITS,
    content_types=frozenset({ANY_TYPE}),
    voice_types=("audio/mpeg", "audio/x-wav"),
)
TAKES_ALL = replace(LIMITS, content_types=frozenset({ANY_TYPE}))


@pytest.fixture(autouse=True)
async def spoken(
    hass: HomeAssistant, media: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, bytes]:
    """Return what the robot says next, by the extension of its file."""
    return await set_up_speech(hass, monkeypatch)


@pytest.mark.parametrize(
    ("extension", "limits", "name", "content_type"),
    [
        ("wav", PLAYS_M4A, "speech.m4a", "audio/mp4"),
        ("mp3", PLAYS_M4A, "speech.m4a", "audio/mp4"),
        ("ogg", PLAYS_M4A, "speech.m4a", "audio/mp4"),
        ("ogg", PLAYS_MP3, "speech.mp3", "audio/mpeg"),
        ("flac", PLAYS_MP3, "speech.mp3", "audio/mpeg"),
    ],
)
async def test_speech_becomes_a_spoken_message(
    hass: HomeAssistant,
    spoken: dict[str, bytes],
    extension: str,
    limits: Limits,
    name: str,
    content_type: str,
) -> None:
    """Text-to-speech becomes the first kind that the room plays as spoken."""
    await set_up_ffmpeg(hass)
    sounds = {"wav": chime, "ogg": silence}
    spoken[extension] = sounds.get(extension, lambda: recorded(extension))()
    file = await load(hass, SPEECH, limits)
    assert (file.name, file.content_type) == (name, content_type)
    assert type_of_bytes(file.data) == content_type


@pytest.mark.parametrize(
    ("extension", "limits"),
    [("m4a", PLAYS_M4A), ("wav", PLAYS_MP3), ("mp3", PLAYS_MP3), ("ogg", TAKES_ALL)],
)
async def test_speech_that_the_room_plays(
    hass: HomeAssistant, spoken: dict[str, bytes], extension: str, limits: Limits
) -> None:
    """What is right already stays so, and needs no ffmpeg."""
    spoken[extension] = voice_note()
    assert (await load(hass, SPEECH, limits)).data == voice_note()


async def test_speech_without_ffmpeg(
    hass: HomeAssistant, spoken: dict[str, bytes]
) -> None:
    """The error says what is missing, and what would do without it."""
    hass.config.components.remove("ffmpeg")
    spoken["wav"] = chime()
    assert await refusal(hass, SPEECH, PLAYS_M4A) == (
        "ffmpeg_needed",
        {"name": "speech.wav", "format": "M4A"},
    )


async def test_speech_that_is_too_long(
    hass: HomeAssistant, spoken: dict[str, bytes]
) -> None:
    """What counts is how large it is in the end."""
    await set_up_ffmpeg(hass)
    spoken["wav"] = chime()
    limits = replace(PLAYS_M4A, file_size=100)
    assert (await refusal(hass, SPEECH, limits))[0] == "file_too_large"
    spoken["wav"] = chime()
    limits = replace(PLAYS_M4A, file_size=len(chime()) - 1)
    assert (await load(hass, SPEECH, limits)).name == "speech.m4a"


@pytest.mark.parametrize(
    ("name", "data", "limits"),
    [
        ("song.mp3", b"ID3", PLAYS_M4A),
        ("song.wav", chime(), PLAYS_M4A),
        ("song.ogg", silence(), PLAYS_MP3),
        ("film.mp4", b"anything", PLAYS_MP3),
    ],
    ids=["mp3", "wav", "ogg", "film"],
)
async def test_other_sounds_stay(
    hass: HomeAssistant, media: Path, name: str, data: bytes, limits: Limits
) -> None:
    """What is not speech, and is taken, goes out byte for byte."""
    (media / name).write_bytes(data)
    assert (await load(hass, LOCAL + name, limits)).data == data


@pytest.mark.parametrize(
    ("types", "voices", "content_type"),
    [
        ({"audio/mp4", "audio/mpeg", "audio/wav"}, ("audio/mpeg",), "audio/mpeg"),
        ({"audio/x-wav", "audio/mpeg", "audio/amr"}, (), "audio/mpeg"),
        ({"audio/amr", "audio/x-wav"}, ("audio/amr",), "audio/x-wav"),
    ],
    ids=["what it plays", "what most play", "what can be made"],
)
async def test_sound_that_is_not_taken(
    hass: HomeAssistant,
    media: Path,
    types: set[str],
    voices: tuple[str, ...],
    content_type: str,
) -> None:
    """Any other sound becomes what the room takes."""
    await set_up_ffmpeg(hass)
    (media / "song.ogg").write_bytes(silence())
    limits = Limits(
        text_length=0,
        file_size=1_000_000,
        content_types=frozenset(types),
        voice_types=voices,
    )
    file = await load(hass, f"{LOCAL}song.ogg", limits)
    assert file.content_type == content_type
    assert file.name.startswith("song.")
    assert not file.name.endswith("ogg")


async def test_large_sound_that_is_not_taken(
    hass: HomeAssistant, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be larger than the room takes, but not endlessly."""
    await set_up_ffmpeg(hass)
    (media / "song.flac").write_bytes(sound := recorded("flac"))
    limits = replace(
        LIMITS, content_types=frozenset({"audio/mpeg"}), file_size=len(sound) - 1
    )
    monkeypatch.setattr(reading, "LARGEST_TO_FIT", len(sound))
    # At so few bytes a second even MP3 would be too large.
    key, _ = await refusal(hass, f"{LOCAL}song.flac", limits)
    assert key == "file_too_large"
    monkeypatch.setattr(reading, "LARGEST_TO_FIT", len(sound) - 1)
    monkeypatch.delattr("custom_components.chat_rooms.fitting.async_convert")
    key, _ = await refusal(hass, f"{LOCAL}song.flac", limits)
    assert key == "file_too_large"


@pytest.mark.parametrize("name", ["film.webm", "film.mov"])
async def test_films_are_not_converted(
    hass: HomeAssistant, media: Path, name: str
) -> None:
    """A film that is not taken is refused."""
    await set_up_ffmpeg(hass)
    (media / name).write_bytes(recorded("film"))
    key, _ = await refusal(hass, LOCAL + name, PLAYS_M4A)
    assert key == "file_type_not_supported"


async def test_no_room_for_sound(hass: HomeAssistant, media: Path) -> None:
    """Where no sound is taken, none is made."""
    await set_up_ffmpeg(hass)
    (media / "song.ogg").write_bytes(silence())
    limits = replace(LIMITS, content_types=frozenset({"image/png"}))
    assert await refusal(hass, f"{LOCAL}song.ogg", limits) == (
        "file_type_not_supported",
        {"name": "song.ogg", "type": "audio/ogg"},
    )


async def test_spoken_to_the_family(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    spoken: dict[str, bytes],
) -> None:
    """A robot's words arrive at BOCCO as a voice message that BOCCO plays."""
    await set_up_ffmpeg(hass)
    spoken["mp3"] = recorded("mp3")
    attachment: dict[str, Any] = {"media": {"media_content_id": SPEECH}}
    await send_to(hass, "notify.happy_family", attachments=[attachment])
    (sent,) = await family.received(HOME)
    assert (sent["media"], sent["filename"]) == ("audio", "speech.m4a")
    assert sent["content_type"] == "audio/mp4"


def test_repr_is_discreet() -> None:
    """What is said does not get into a log with the file."""
    file = OutgoingFile(name="a", content_type="b", data=b"secret")
    assert "secret" not in repr(file)
    assert "secret" not in repr(reading.Loaded("a", "b", b"secret"))
