"""Sounds for tests, and programs that stand in for ffmpeg."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
import subprocess
import tempfile
import wave

from homeassistant.components import tts
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.simulators.media import chime

SPEECH = "media-source://tts/tts.robot?message=Hello"
# As browsers record: in pieces, and each browser in another way.
RECORDED = {
    "webm": ("-c:a", "libopus", "-f", "webm"),
    "ogg": ("-c:a", "libopus", "-f", "ogg"),
    "mp4": ("-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"),
    "mp4 with Opus": ("-c:a", "libopus", "-movflags", "empty_moov", "-f", "mp4"),
    "flac": ("-f", "flac"),
    "mp3": ("-metadata", "title=Hanako's secret", "-f", "mp3"),
    "m4a": ("-metadata", "title=Hanako's secret", "-f", "ipod"),
    "film": ("-f", "mp4"),
}


def ffmpeg(*options: str, source: bytes | None = None) -> bytes:
    """Return what the machine's ffmpeg makes of a chime, or of another sound."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        before.write_bytes(source or chime())
        command = ["ffmpeg", "-nostdin", "-i", str(before), *options, str(after)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return after.read_bytes()


def recorded(kind: str) -> bytes:
    """Return a chime as one of RECORDED."""
    picture = ("-f", "lavfi", "-i", "color=size=16x16:duration=0.6", "-c:v", "mpeg4")
    return ffmpeg(*(picture if kind == "film" else ()), *RECORDED[kind])


def seconds_of(sound: bytes) -> float:
    """Return how long a sound plays, as ffmpeg reads it."""
    with wave.open(BytesIO(ffmpeg("-f", "wav", source=sound))) as played:
        seconds: float = played.getnframes() / played.getframerate()
        return seconds


async def set_up_ffmpeg(hass: HomeAssistant, binary: Path | None = None) -> None:
    """Set up Home Assistant's ffmpeg, perhaps with another program in its place."""
    config = {"ffmpeg_bin": str(binary)} if binary else {}
    assert await async_setup_component(hass, "ffmpeg", {"ffmpeg": config})
    await hass.async_block_till_done()


async def set_up_speech(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> dict[str, bytes]:
    """Set up text-to-speech; return what is said next, by the ending of its name."""
    assert await async_setup_component(hass, "tts", {})
    next_speech: dict[str, bytes] = {}

    async def audio(_: HomeAssistant, __: str) -> tuple[str, bytes]:
        return next_speech.popitem()

    monkeypatch.setattr(tts, "async_get_media_source_audio", audio)
    return next_speech


def stand_in(folder: Path, script: str) -> Path:
    """Return a program that runs a script of the shell in the place of ffmpeg.

    The script finds what it is to write in `$result`.
    """
    program = folder / "ffmpeg-of-tests"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = -version ]; then echo "ffmpeg version 7.1"; exit; fi\n'
        'for result; do :; done; result="${result#file:}"\n' + script
    )
    program.chmod(0o755)
    return program


def left_over(folder: Path) -> Iterator[Path]:
    """Return what conversions have left in the folder of temporary files."""
    return folder.glob("chat-rooms-*")
