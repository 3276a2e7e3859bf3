"""Files that a browser has uploaded."""

from dataclasses import replace
from pathlib import Path
import tempfile
from typing import Any

from homeassistant.components import file_upload
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import reading
from custom_components.chat_rooms.attachments import async_load_files
from custom_components.chat_rooms.model import ANY_TYPE, Limits
from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.sending import async_send
from custom_components.chat_rooms.uploads import async_discarding
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import chime, voice_note

from .conftest import HOME
from .files import LIMITS, LOCAL, PNG, Upload, coordinator_of
from .sounds import recorded, set_up_ffmpeg

PLAYS_M4A = replace(LIMITS, voice_types=("audio/mp4",))


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def waiting(temporary: Path) -> list[Path]:
    """Return the uploaded files that nobody has taken."""
    return [path for path in temporary.rglob("*") if path.is_file()]


async def load(
    hass: HomeAssistant, file_id: Any, limits: Limits = LIMITS, **options: Any
) -> OutgoingFile:
    """Load an uploaded file."""
    attachment = {"file_id": file_id, **options}
    (file,) = await async_load_files(hass, [attachment], limits)
    return file


async def refusal(
    hass: HomeAssistant, file_id: Any, limits: Limits = LIMITS, **options: Any
) -> str | None:
    """Return why an uploaded file is not sent."""
    with pytest.raises(ServiceValidationError) as caught:
        await load(hass, file_id, limits, **options)
    return caught.value.translation_key


async def test_upload(hass: HomeAssistant, upload: Upload, temporary: Path) -> None:
    """An uploaded file is sent once, and is gone then."""
    file_id = await upload("hills.png", PNG)
    assert len(waiting(temporary)) == 1
    assert await load(hass, file_id) == OutgoingFile(
        name="hills.png", content_type="image/png", data=PNG
    )
    assert waiting(temporary) == []
    assert await refusal(hass, file_id) == "upload_not_found"


@pytest.mark.parametrize("file_id", ["", "unknown", "../../etc"])
async def test_unknown_upload(
    hass: HomeAssistant, upload: Upload, file_id: str
) -> None:
    """What was never uploaded is not found, before and after the first upload."""
    assert await refusal(hass, file_id) == "upload_not_found"
    await upload("hills.png", PNG)
    assert await refusal(hass, file_id) == "upload_not_found"


@pytest.mark.parametrize(
    ("uploaded", "name"),
    [
        ("\u202egnp.hills.png", "gnp.hills.png"),
        ("家族の写真.png", "家族の写真.png"),
        (".png", "png.png"),
        ("<img src=x>.png", "<img src=x>.png"),
        ("hills", "hills.png"),
        ("x" * 120 + ".png", "x" * 96 + ".png"),
    ],
)
async def test_name(
    hass: HomeAssistant, upload: Upload, uploaded: str, name: str
) -> None:
    """A name is cleaned as every other."""
    assert (await load(hass, await upload(uploaded, PNG))).name == name


@pytest.mark.parametrize(
    ("name", "size", "key"),
    [
        ("film.mp4", LIMITS.file_size + 1, "file_too_large"),
        ("hills.png", LIMITS.file_size + 1, "file_too_large"),
        ("page.html", 10, "file_type_not_supported"),
    ],
)
async def test_refused(
    hass: HomeAssistant,
    upload: Upload,
    temporary: Path,
    name: str,
    size: int,
    key: str,
) -> None:
    """What is not sent is removed as well."""
    assert await refusal(hass, await upload(name, bytes(size))) == key
    assert waiting(temporary) == []


async def test_larger_than_can_be_scaled(
    hass: HomeAssistant,
    upload: Upload,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is an end to the size of pictures, too."""
    monkeypatch.setattr(reading, "LARGEST_TO_FIT", len(PNG) - 1)
    limits = replace(LIMITS, file_size=100)
    assert await refusal(hass, await upload("a.png", PNG), limits) == "file_too_large"
    assert waiting(temporary) == []


async def test_none_is_left_of_several(
    hass: HomeAssistant, media: Path, upload: Upload, temporary: Path
) -> None:
    """Where one file fails, nothing is sent and nothing stays."""
    ids = [await upload(f"{number}.png", PNG) for number in range(3)]
    attachments: list[dict[str, Any]] = [{"file_id": file_id} for file_id in ids]
    attachments.insert(1, {"media": f"{LOCAL}gone.png"})
    with pytest.raises(ServiceValidationError):
        async with async_discarding(hass, ids):
            await async_load_files(hass, attachments, LIMITS)
    assert waiting(temporary) == []


async def test_discarding(hass: HomeAssistant, upload: Upload, temporary: Path) -> None:
    """What nobody has taken is removed at the end; of what is gone nobody speaks."""
    ids = [await upload(f"{number}.png", PNG) for number in range(2)]
    async with async_discarding(hass, [*ids, "unknown"]):
        await load(hass, ids[0])
        assert len(waiting(temporary)) == 1
    assert waiting(temporary) == []


async def test_without_uploads(hass: HomeAssistant) -> None:
    """Where nothing can be uploaded, nothing is found."""
    assert await refusal(hass, "unknown") == "upload_not_found"


async def test_taken_by_two(
    hass: HomeAssistant, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two who want the same file at the same time, one gets it."""
    file_id = await upload("hills.png", PNG)
    read = reading.read

    def read_and_lose(path: Path, limits: Limits, **options: Any) -> bytes:
        with file_upload.process_uploaded_file(hass, file_id):
            return read(path, limits, **options)

    monkeypatch.setattr("custom_components.chat_rooms.uploads.read", read_and_lose)
    assert await refusal(hass, file_id) == "upload_not_found"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("recording.webm", "webm"),
        ("recording", "webm"),
        ("recording.ogg", "ogg"),
        ("recording.mp4", "mp4"),
        # Safari's is fragmented, and another browser's has Opus in it.
        ("recording.m4a", "mp4"),
        ("recording.m4a", "mp4 with Opus"),
        # The bytes count, not the name.
        ("recording.mp3", "webm"),
    ],
)
async def test_recording(
    hass: HomeAssistant, upload: Upload, name: str, kind: str
) -> None:
    """What a browser records becomes what the room plays."""
    await set_up_ffmpeg(hass)
    file_id = await upload(name, recorded(kind))
    file = await load(hass, file_id, PLAYS_M4A, voice=True)
    assert (file.name, file.content_type) == ("recording.m4a", "audio/mp4")
    assert file.data[4:12] == b"ftypM4A "
    assert b"moof" not in file.data


async def test_recording_that_the_room_plays(
    hass: HomeAssistant, upload: Upload
) -> None:
    """It needs no ffmpeg."""
    file_id = await upload("recording.m4a", voice_note())
    assert (await load(hass, file_id, PLAYS_M4A, voice=True)).data == voice_note()


async def test_recording_that_need_not_be_converted(
    hass: HomeAssistant, upload: Upload
) -> None:
    """Where the room knows no spoken messages and takes all, it is a sound."""
    limits = replace(LIMITS, content_types=frozenset({ANY_TYPE}))
    file_id = await upload("recording.webm", data := recorded("webm"))
    file = await load(hass, file_id, limits, voice=True)
    assert (file.content_type, file.data) == ("audio/webm", data)
    assert file.name.startswith("recording.")


async def test_recording_that_is_none(
    hass: HomeAssistant, upload: Upload, temporary: Path
) -> None:
    """What is said to be a recording and is none is refused."""
    await set_up_ffmpeg(hass)
    file_id = await upload("recording.webm", b"words")
    assert await refusal(hass, file_id, PLAYS_M4A, voice=True) == "sound_not_readable"
    assert waiting(temporary) == []


async def test_recording_without_ffmpeg(
    hass: HomeAssistant, upload: Upload, temporary: Path
) -> None:
    """Without ffmpeg the user is told so."""
    file_id = await upload("recording.wav", chime())
    assert await refusal(hass, file_id, PLAYS_M4A, voice=True) == "ffmpeg_needed"
    assert waiting(temporary) == []


async def test_without_voice_it_is_a_film(hass: HomeAssistant, upload: Upload) -> None:
    """A browser's file is what it seems, unless it was recorded just now."""
    await set_up_ffmpeg(hass)
    file_id = await upload("holiday.webm", recorded("webm"))
    assert await refusal(hass, file_id, PLAYS_M4A) == "file_type_not_supported"


async def test_from_the_card_to_the_family(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    upload: Upload,
    temporary: Path,
) -> None:
    """A recording and a picture arrive at BOCCO."""
    await set_up_ffmpeg(hass)
    coordinator = coordinator_of(ready)
    state = coordinator.rooms[family.home.room(HOME).uuid]
    await async_send(
        coordinator,
        state,
        attachments=[
            {
                "file_id": await upload("recording.webm", recorded("webm")),
                "voice": True,
            },
            {"file_id": await upload("hills.png", PNG)},
        ],
    )
    sent = [(item["media"], item["filename"]) for item in await family.received(HOME)]
    assert sent == [("audio", "recording.m4a"), ("image", "hills.png")]
    assert waiting(temporary) == []


async def test_service_fails(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    upload: Upload,
    temporary: Path,
) -> None:
    """The file is gone even if the service does not take it."""
    await family.break_("post", "status", status=400)
    coordinator = coordinator_of(ready)
    state = coordinator.rooms[family.home.room(HOME).uuid]
    attachment = {"file_id": await upload("hills.png", PNG)}
    with pytest.raises(HomeAssistantError):
        await async_send(coordinator, state, attachments=[attachment])
    assert waiting(temporary) == []
