"""Sound made into another kind of sound, with Home Assistant's ffmpeg.

What is converted comes from anywhere, so ffmpeg gets nothing but a file of its own,
reads only kinds of files that lead to no other file or address, and has a limit of
time and of size. What it says is nowhere kept: it may be full of names.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
import logging
from pathlib import Path
import shutil
import tempfile

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .errors import failed, invalid
from .sounds import SOUNDS

_LOGGER = logging.getLogger(__name__)

# Seconds; a slow machine converts an hour of speech in them.
LONGEST = 60.0
AT_ONCE = 2
# What ffmpeg calls the kinds of files that it may read.
READABLE = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,caf,eac3,flac,matroska,mov,mp3,ogg,tta,"
    "w64,wav,webm,wv"
)
BIT_RATE_OF_SPEECH, BIT_RATE = "64k", "160k"

CONVERTING: HassKey[asyncio.Semaphore] = HassKey(f"{DOMAIN}_converting")


def can_convert(hass: HomeAssistant) -> bool:
    """Whether Home Assistant has ffmpeg."""
    return "ffmpeg" in hass.config.components


async def async_convert(
    hass: HomeAssistant,
    data: bytes,
    content_type: str,
    *,
    name: str,
    largest: int,
    is_spoken: bool,
) -> bytes:
    """Return a sound as one of SOUNDS; one byte more than `largest` if it is longer.

    `name` is for those who are told that it failed. Raises ServiceValidationError
    without ffmpeg and for what is no sound, HomeAssistantError where it takes too long
    or this machine has no room for it. Of many, AT_ONCE are converted at a time.
    """
    kind = SOUNDS[content_type]
    if not can_convert(hass):
        raise invalid("ffmpeg_needed", name=name, format=kind.name)
    # Only here is it certain that its requirements are there.
    from homeassistant.components.ffmpeg import get_ffmpeg_manager  # noqa: PLC0415

    channels, rate = ("1", BIT_RATE_OF_SPEECH) if is_spoken else ("2", BIT_RATE)
    options = ("-ac", channels, "-b:a", rate, *kind.options)
    try:
        async with (
            hass.data.setdefault(CONVERTING, asyncio.Semaphore(AT_ONCE)),
            _workplace(hass, data) as (source, result),
        ):
            code = await _run(
                get_ffmpeg_manager(hass).binary,
                *_reading(source),
                *options,
                # It stops there, and so is longer than it may be.
                *("-fs", str(largest + 1)),
                f"file:{result}",
            )
            made = await hass.async_add_executor_job(_made, result, largest)
    except TimeoutError:
        raise failed("conversion_too_long", name=name, seconds=f"{LONGEST:g}") from None
    except _NotRunningError:
        raise invalid("ffmpeg_needed", name=name, format=kind.name) from None
    except OSError as err:
        _LOGGER.debug("A sound cannot be converted: %s", type(err).__name__)
        raise failed("conversion_failed", name=name) from None
    if code or not made:
        _LOGGER.debug("A sound cannot be converted: ffmpeg ended with %s", code)
        raise invalid("sound_not_readable", name=name, format=kind.name)
    return made


class _NotRunningError(Exception):
    """There is no such program, or it may not be started."""


def _reading(source: Path) -> tuple[str, ...]:
    return (
        *("-nostdin", "-hide_banner", "-loglevel", "quiet"),
        *("-protocol_whitelist", "file", "-format_whitelist", READABLE),
        *("-i", f"file:{source}"),
        *("-map", "0:a:0", "-vn", "-map_metadata", "-1", "-map_chapters", "-1"),
    )


@asynccontextmanager
async def _workplace(
    hass: HomeAssistant, data: bytes
) -> AsyncIterator[tuple[Path, Path]]:
    """Have a folder with a file in it, and the name of another; gone afterwards."""
    making = hass.async_add_executor_job(_make, data)
    try:
        # Cancelled meanwhile, the folder is made all the same: it has to be known.
        folder = await asyncio.shield(making)
        yield folder / "source", folder / "result"
    finally:
        await hass.async_add_executor_job(shutil.rmtree, await making, True)


def _make(data: bytes) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="chat-rooms-"))
    try:
        (folder / "source").write_bytes(data)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _made(result: Path, largest: int) -> bytes:
    if not result.is_file():
        return b""
    with result.open("rb") as file:
        return file.read(largest + 1)


async def _run(*command: str) -> int:
    """Run a program in silence and return its exit code; nothing of it is left over.

    Raises TimeoutError, and _NotRunningError where there is no such program.
    """
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=quiet, stdout=quiet, stderr=quiet
        )
    except OSError as err:
        _LOGGER.debug("ffmpeg does not start: %s", type(err).__name__)
        raise _NotRunningError from None
    try:
        async with asyncio.timeout(LONGEST):
            return await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
