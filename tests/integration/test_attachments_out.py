"""From a file that a user picks to the bytes that are sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.chat_rooms import attachment_sources
from custom_components.chat_rooms.attachments import async_load_files
from custom_components.chat_rooms.model import Limits
from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.reading import LARGEST_TO_FIT
from tests.simulators.media import chime, voice_note

from .files import LIMITS, LOCAL, PNG, load, refusal


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of the user's own media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    return tmp_path


async def test_nothing(hass: HomeAssistant) -> None:
    """Without attachments there is nothing to load."""
    assert await async_load_files(hass, [], LIMITS) == ()


@pytest.mark.parametrize(
    "shape",
    [
        lambda media_id: media_id,
        lambda media_id: {"media_content_id": media_id},
        lambda media_id: {
            "media_content_id": media_id,
            "media_content_type": "image/png",
            "metadata": {"title": "Hills"},
        },
        lambda media_id: [{"media_content_id": media_id}],
        lambda media_id: [media_id],
    ],
)
async def test_file(
    hass: HomeAssistant, media: Path, shape: Callable[[str], Any]
) -> None:
    """A file is read, in whichever shape the media selector names it."""
    (media / "hills.png").write_bytes(PNG)
    file = await load(hass, shape(f"{LOCAL}hills.png"))
    assert file == OutgoingFile(name="hills.png", content_type="image/png", data=PNG)


async def test_several_files(hass: HomeAssistant, media: Path) -> None:
    """Files come in the order in which they were named."""
    for name in "abc":
        (media / f"{name}.png").write_bytes(PNG)
    files = await async_load_files(
        hass,
        [
            {"media": [f"{LOCAL}c.png", {"media_content_id": f"{LOCAL}a.png"}]},
            {"media": f"{LOCAL}b.png", "filename": "last"},
        ],
        LIMITS,
    )
    assert [file.name for file in files] == ["c.png", "a.png", "last.png"]


@pytest.mark.parametrize(
    ("on_disk", "data", "content_type"),
    [
        ("a.jpeg", b"\xff\xd8\xff", "image/jpeg"),
        ("a.m4a", voice_note(), "audio/mp4"),
        ("a.mp3", b"ID3", "audio/mpeg"),
        # As the service calls it.
        ("a.wav", chime(), "audio/x-wav"),
    ],
)
async def test_content_type(
    hass: HomeAssistant, media: Path, on_disk: str, data: bytes, content_type: str
) -> None:
    """A content type goes by many names; the service's is sent."""
    (media / on_disk).write_bytes(data)
    file = await load(hass, LOCAL + on_disk)
    assert (file.name, file.content_type) == (on_disk, content_type)


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("holiday", "holiday.png"),
        ("holiday.png", "holiday.png"),
        ("holiday.PNG", "holiday.PNG"),
        ("holiday.jpg", "holiday.png"),
        ("Rome 2026.08", "Rome 2026.08.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\pictures\\dog.png", "dog.png"),
        ("a\r\nX: y\x00\u202egnp.png", "aX: ygnp.png"),
        (" .. ", "file.png"),
        ("家族の写真", "家族の写真.png"),
        ("x" * 300, "x" * 96 + ".png"),
        ("y" * 5 + "." + "z" * 300, "y" * 5 + "." + "z" * 90 + ".png"),
    ],
)
async def test_file_name(
    hass: HomeAssistant, media: Path, filename: str, name: str
) -> None:
    """A name is only a name, and its extension tells the truth."""
    (media / "hills.png").write_bytes(PNG)
    assert (await load(hass, f"{LOCAL}hills.png", filename=filename)).name == name


async def test_too_large(hass: HomeAssistant, media: Path) -> None:
    """A large file is refused before it is read."""
    with (media / "film.mp4").open("wb") as film:
        film.truncate(10**12)
    limits = Limits(text_length=1, file_size=1024 * 1024 * 5 // 2)
    assert await refusal(hass, f"{LOCAL}film.mp4", limits) == (
        "file_too_large",
        {"name": "film.mp4", "limit": "2.5"},
    )


async def test_grows_while_it_is_read(
    hass: HomeAssistant, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not more than one byte too many is ever read."""
    (media / "hills.png").write_bytes(PNG)
    much = b"x" * (LARGEST_TO_FIT + 1)
    monkeypatch.setattr(attachment_sources, "read", lambda *_, **__: much)
    assert await refusal(hass, f"{LOCAL}hills.png", filename="Our\nhills") == (
        "file_too_large",
        {"name": "Ourhills", "limit": "0"},
    )


@pytest.mark.parametrize(
    ("on_disk", "content_type"),
    [
        ("page.html", "text/html"),
        ("drawing.svg", "image/svg+xml"),
        ("film.mp4", "video/mp4"),
    ],
)
async def test_type_not_taken(
    hass: HomeAssistant, media: Path, on_disk: str, content_type: str
) -> None:
    """What the service does not take is refused here."""
    (media / on_disk).write_bytes(b"anything")
    assert await refusal(hass, LOCAL + on_disk) == (
        "file_type_not_supported",
        {"name": on_disk, "type": content_type},
    )


async def test_missing_file(hass: HomeAssistant, media: Path) -> None:
    """A file that is not there is not found."""
    media_id = f"{LOCAL}gone.png"
    assert await refusal(hass, media_id) == ("media_not_found", {"media": media_id})


async def test_folder(hass: HomeAssistant, media: Path) -> None:
    """A folder is not a file, whatever its name."""
    (media / "holiday.png").mkdir()
    media_id = f"{LOCAL}holiday.png"
    assert await refusal(hass, media_id) == ("media_not_supported", {"media": media_id})


async def test_file_of_unknown_type(hass: HomeAssistant, media: Path) -> None:
    """Home Assistant does not resolve a file whose type it cannot guess."""
    (media / "thing.qqq").write_bytes(b"?")
    media_id = f"{LOCAL}thing.qqq"
    assert await refusal(hass, media_id) == ("media_not_supported", {"media": media_id})


@pytest.mark.parametrize(
    ("media_id", "key"),
    [
        ("media-source://nobody/thing", "media_not_found"),
        ("media-source://media_source/elsewhere/a.png", "media_not_found"),
        ("media-source://media_source/local/../a.png", "media_not_found"),
        ("media-source://camera/camera.unknown", "media_not_found"),
        ("media-source://image/camera.unknown", "media_not_found"),
        ("media-source://tts/cloud?message=Hi", "media_not_found"),
        ("media-source://chat_rooms/a", "media_not_found"),
        ("/media/local/a.png", "media_not_found"),
        ("https://example.com/a.png", "media_not_supported"),
    ],
)
async def test_unknown_media(
    hass: HomeAssistant, media: Path, media_id: str, key: str
) -> None:
    """What is not there, or not here, is named in the error."""
    shown = media_id.partition("?")[0]
    assert await refusal(hass, media_id) == (key, {"media": shown})


@pytest.mark.parametrize(
    ("media_id", "shown"),
    [
        (
            "https://me:pw@cam.example/shot.jpg?token=SECRET",
            "https://cam.example/shot.jpg",
        ),
        ("media-source://tts/cloud?message=Dear+Hanako", "media-source://tts/cloud"),
    ],
)
async def test_errors_tell_no_secrets_and_no_words(
    hass: HomeAssistant, media: Path, media_id: str, shown: str
) -> None:
    """A query and a sign-in in an address are left out of the error."""
    _, placeholders = await refusal(hass, media_id)
    assert placeholders == {"media": shown}


@pytest.mark.parametrize("value", [None, "", {}, {"media_content_id": None}, 7, [{}]])
async def test_no_media(hass: HomeAssistant, value: Any) -> None:
    """A value that names no media is refused."""
    key, _ = await refusal(hass, value)
    assert key == "media_not_found"
