"""Sound that becomes another kind of sound."""

import asyncio
from collections.abc import Iterator
import logging
import os
from pathlib import Path
import signal
import tempfile
from typing import Any

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.chat_rooms.converting import (
    CONVERTING,
    async_convert,
    can_convert,
)
from custom_components.chat_rooms.file_types import type_of_bytes
from tests.simulators.media import chime

from .helpers import OURS, our_records
from .sounds import ffmpeg, left_over, recorded, seconds_of, set_up_ffmpeg, stand_in
from .turns import waiting_for

NAME = "Dear Hanako.webm"
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of temporary files, in which nothing must be left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(left_over(folder)) == []


async def convert(
    hass: HomeAssistant,
    data: bytes,
    content_type: str = "audio/mp4",
    *,
    largest: int = MIB,
    is_spoken: bool = True,
) -> bytes:
    """Convert a sound."""
    return await async_convert(
        hass, data, content_type, name=NAME, largest=largest, is_spoken=is_spoken
    )


async def refusal(
    hass: HomeAssistant,
    data: bytes = b"words",
    error: type[HomeAssistantError] = ServiceValidationError,
    **options: Any,
) -> tuple[str | None, dict[str, str] | None]:
    """Return why a sound is not converted."""
    with pytest.raises(HomeAssistantError) as caught:
        await convert(hass, data, **options)
    assert type(caught.value) is error
    return caught.value.translation_key, caught.value.translation_placeholders


@pytest.mark.parametrize(
    "kind", ["webm", "ogg", "mp4", "mp4 with Opus", "flac", "mp3", "m4a", "film"]
)
async def test_what_people_record(hass: HomeAssistant, kind: str) -> None:
    """Whatever a browser or a telephone records becomes an ordinary M4A."""
    await set_up_ffmpeg(hass)
    made = await convert(hass, recorded(kind))
    assert made[4:12] == b"ftypM4A "
    assert made.index(b"moov") < made.index(b"mdat")
    assert b"mp4a" in made
    assert b"moof" not in made
    assert b"Hanako" not in made
    # Between its pieces a recording may have a little silence.
    assert seconds_of(made) == pytest.approx(0.7, abs=0.2)


@pytest.mark.parametrize("is_spoken", [True, False], ids=["speech", "music"])
@pytest.mark.parametrize(
    "content_type", ["audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav"]
)
async def test_what_is_made(
    hass: HomeAssistant, content_type: str, is_spoken: bool
) -> None:
    """Every kind that is promised is made."""
    await set_up_ffmpeg(hass)
    made = await convert(hass, recorded("webm"), content_type, is_spoken=is_spoken)
    assert type_of_bytes(made) == content_type
    assert seconds_of(made) == pytest.approx(0.6, abs=0.1)


async def test_too_large(hass: HomeAssistant) -> None:
    """What becomes too large is cut right behind the limit."""
    await set_up_ffmpeg(hass)
    assert len(await convert(hass, chime(), "audio/wav", largest=5000)) == 5001


@pytest.mark.parametrize(
    "data",
    [b"", b"words", b"\x1aE\xdf\xa3" + bytes(500), recorded("webm")[:40]],
    ids=["empty", "text", "broken", "cut"],
)
async def test_no_sound(hass: HomeAssistant, data: bytes) -> None:
    """What is no sound is refused."""
    await set_up_ffmpeg(hass)
    assert await refusal(hass, data) == (
        "sound_not_readable",
        {"name": NAME, "format": "M4A"},
    )


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    "script",
    [
        "ffconcat version 1.0\nfile '{path}'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{path}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}a.wav\n#EXT-X-ENDLIST\n",
        '<?xml version="1.0"?><MPD><BaseURL>{url}</BaseURL></MPD>',
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    ],
    ids=["concat", "hls to a file", "hls to an address", "dash", "sdp"],
)
async def test_file_that_leads_elsewhere(
    hass: HomeAssistant, tmp_path: Path, script: str
) -> None:
    """No file makes ffmpeg open other files or addresses."""
    await set_up_ffmpeg(hass)
    other = tmp_path / "private.wav"
    other.write_bytes(chime())
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=chime())

    server = web.Server(answer)  # type: ignore[arg-type]
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        text = script.format(path=other, url=f"http://127.0.0.1:{port}/")
        key, _ = await refusal(hass, text.encode())
    finally:
        listening.close()
        await server.shutdown()
    assert key == "sound_not_readable"
    assert asked == []


async def test_only_what_people_record(hass: HomeAssistant) -> None:
    """Kinds of files that nobody records sound in are not even looked into."""
    await set_up_ffmpeg(hass)
    assert (await refusal(hass, ffmpeg("-f", "avi")))[0] == "sound_not_readable"


async def test_what_ffmpeg_may_do(hass: HomeAssistant, tmp_path: Path) -> None:
    """It opens files only, no addresses, reads no keys, and is not asked to shout."""
    words = tmp_path / "words"
    script = f'printf "%s\\n" "$@" >{words}; echo made >$result\n'
    await set_up_ffmpeg(hass, stand_in(tmp_path, script))
    assert await convert(hass, b"words") == b"made\n"
    told = words.read_text().splitlines()
    assert told[told.index("-protocol_whitelist") + 1] == "file"
    assert told.index("-protocol_whitelist") < told.index("-i")
    assert "-nostdin" in told
    assert [word for word in told if word.startswith("file:")] == [
        told[told.index("-i") + 1],
        told[-1],
    ]


async def test_without_ffmpeg(hass: HomeAssistant) -> None:
    """Without the integration the user is told what to add."""
    assert not can_convert(hass)
    assert await refusal(hass) == ("ffmpeg_needed", {"name": NAME, "format": "M4A"})


@pytest.mark.parametrize("mode", [None, 0o644], ids=["gone", "no program"])
async def test_program_does_not_start(
    hass: HomeAssistant, tmp_path: Path, mode: int | None
) -> None:
    """Nor is it ready if its program cannot be started."""
    program = stand_in(tmp_path, "exit 0\n")
    await set_up_ffmpeg(hass, program)
    assert can_convert(hass)
    if mode is None:
        program.unlink()
    else:
        program.chmod(mode)
    assert await refusal(hass) == ("ffmpeg_needed", {"name": NAME, "format": "M4A"})


@pytest.mark.parametrize(
    ("script", "code"),
    [("exit 69\n", 69), ("exit 0\n", 0), (": >$result\n", 0), ("kill -9 $$\n", -9)],
    ids=["fails", "makes nothing", "makes an empty file", "killed"],
)
async def test_failure(
    hass: HomeAssistant,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    script: str,
    code: int,
) -> None:
    """Where nothing comes of it, the log has the exit code and nothing else."""
    caplog.set_level(logging.DEBUG, OURS)
    told = "echo 'Dear Hanako' | tee /dev/stderr\n"
    await set_up_ffmpeg(hass, stand_in(tmp_path, told + script))
    assert (await refusal(hass))[0] == "sound_not_readable"
    said = [record.getMessage() for record in our_records(caplog)]
    assert said[-1] == f"A sound cannot be converted: ffmpeg ended with {code}"
    assert "Hanako" not in "".join(said)


async def test_result_of_a_failure_does_not_count(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    """Half a file is no file."""
    script = "echo half >$result; exit 1\n"
    await set_up_ffmpeg(hass, stand_in(tmp_path, script))
    assert (await refusal(hass))[0] == "sound_not_readable"


async def test_too_much_of_everything(hass: HomeAssistant, tmp_path: Path) -> None:
    """Neither endless words nor an endless file fill the memory."""
    script = (
        "head -c 4000000 /dev/zero; head -c 4000000 /dev/zero >&2\n"
        "head -c 4000000 /dev/zero >$result\n"
    )
    await set_up_ffmpeg(hass, stand_in(tmp_path, script))
    assert await convert(hass, b"words", largest=1000) == bytes(1001)


@pytest.fixture
def hanging(tmp_path: Path) -> tuple[Path, Path]:
    """Return a program that never ends, and the pipe in which it says its id."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    return stand_in(tmp_path, f"echo $$ >{pipe}\nexec sleep 600\n"), pipe


def is_running(process: str) -> bool:
    """Whether a process is there."""
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    return True


async def test_takes_too_long(
    hass: HomeAssistant, hanging: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that does not end is ended."""
    program, pipe = hanging
    await set_up_ffmpeg(hass, program)
    over = asyncio.Event()

    class Patience:
        """A time-out that is over when the test wants it."""

        def __init__(self, seconds: float) -> None:
            assert seconds == 60

        async def __aenter__(self) -> None:
            task = asyncio.current_task()
            assert task
            self._waiting = asyncio.create_task(over.wait())
            self._waiting.add_done_callback(lambda _: task.cancel())

        async def __aexit__(self, *_: object) -> None:
            raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "timeout", Patience)
        converted = asyncio.create_task(refusal(hass, error=HomeAssistantError))
        process = await hass.async_add_executor_job(pipe.read_text)
        assert is_running(process)
        over.set()
        assert await converted == (
            "conversion_too_long",
            {"name": NAME, "seconds": "60"},
        )
    assert not is_running(process)


async def test_two_at_a_time(hass: HomeAssistant, hanging: tuple[Path, Path]) -> None:
    """Of many sounds two are converted at a time, and the others wait."""
    program, pipe = hanging
    await set_up_ffmpeg(hass, program)
    begun: list[str] = []

    async def begins(count: int) -> None:
        while len(begun) < count:
            begun.extend((await hass.async_add_executor_job(pipe.read_text)).split())

    refused = [asyncio.create_task(refusal(hass)) for _ in range(3)]
    await begins(2)
    await waiting_for(hass, CONVERTING, 1)
    assert len(begun) == 2
    os.kill(int(begun[0]), signal.SIGKILL)
    await begins(3)
    for process in begun[1:]:
        os.kill(int(process), signal.SIGKILL)
    answers = await asyncio.gather(*refused)
    assert {key for key, _ in answers} == {"sound_not_readable"}


async def test_cancelled(hass: HomeAssistant, hanging: tuple[Path, Path]) -> None:
    """Nothing runs on when nobody waits any more."""
    program, pipe = hanging
    await set_up_ffmpeg(hass, program)
    converted = asyncio.create_task(convert(hass, b"words"))
    process = await hass.async_add_executor_job(pipe.read_text)
    assert is_running(process)
    converted.cancel()
    with pytest.raises(asyncio.CancelledError):
        await converted
    assert not is_running(process)


async def test_cancelled_at_once(
    hass: HomeAssistant, workplace: Path, hanging: tuple[Path, Path]
) -> None:
    """Nor does anything lie about where the work had hardly begun."""
    await set_up_ffmpeg(hass, hanging[0])
    converted = asyncio.create_task(convert(hass, b"words"))
    await asyncio.sleep(0)
    converted.cancel()
    with pytest.raises(asyncio.CancelledError):
        await converted
    assert list(left_over(workplace)) == []


async def test_no_place_to_work(
    hass: HomeAssistant, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full or missing disk is said to be the matter."""
    await set_up_ffmpeg(hass)

    def full(*_: object) -> int:
        raise OSError("no space left on the device")

    monkeypatch.setattr(Path, "write_bytes", full)
    expected = ("conversion_failed", {"name": NAME})
    assert await refusal(hass, error=HomeAssistantError) == expected
    monkeypatch.setattr(tempfile, "tempdir", str(workplace / "missing"))
    assert await refusal(hass, error=HomeAssistantError) == expected
