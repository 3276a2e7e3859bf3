"""Pictures made to fit into the rooms that they are sent to."""

from dataclasses import replace
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms import fitting, reading
from custom_components.chat_rooms.model import Limits

from .drawings import animated, drawn, glass, seen
from .files import LIMITS, LOCAL, load, refusal

TAKES = replace(
    LIMITS, content_types=frozenset({"image/jpg", "image/png", "image/gif"})
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", drawn(orientation=6)),
        ("a.png", drawn("PNG")),
        ("a.gif", animated()),
        ("broken.png", b"broken"),
    ],
    ids=["jpeg", "png", "gif", "broken"],
)
async def test_what_fits_stays(
    hass: HomeAssistant, media: Path, name: str, data: bytes
) -> None:
    """A picture that fits and is taken goes out byte for byte."""
    (media / name).write_bytes(data)
    file = await load(hass, LOCAL + name, TAKES)
    assert (file.name, file.data) == (name, data)


@pytest.mark.parametrize(
    ("name", "data", "limit", "sent"),
    [
        ("a.jpg", drawn(noisy=True), 10_000, ("a.jpg", "image/jpg")),
        ("a.png", drawn("PNG", noisy=True), 10_000, ("a.jpg", "image/jpg")),
        ("a.webp", drawn("WEBP"), 10_000, ("a.jpg", "image/jpg")),
        ("a.webp", glass("WEBP"), 10_000, ("a.png", "image/png")),
        ("a.avif", drawn("AVIF"), 10_000, ("a.jpg", "image/jpg")),
        ("a.gif", animated(400), 900, ("a.jpg", "image/jpg")),
    ],
    ids=["large", "large png", "webp", "glass", "avif", "large gif"],
)
async def test_what_does_not_fit_is_made_to(
    hass: HomeAssistant,
    media: Path,
    name: str,
    data: bytes,
    limit: int,
    sent: tuple[str, str],
) -> None:
    """A picture that is too large, or of another kind, is sent as the room takes it."""
    (media / name).write_bytes(data)
    file = await load(hass, LOCAL + name, replace(TAKES, file_size=limit))
    assert (file.name, file.content_type) == sent
    assert 0 < len(file.data) <= limit
    assert seen(file.data)[2] == "red" or name == "a.webp"


@pytest.mark.parametrize(
    ("name", "data", "limits", "key"),
    [
        ("a.heic", b"\0\0\0\x18ftypheic", TAKES, "file_type_not_supported"),
        ("a.svg", b"<svg/>", TAKES, "file_type_not_supported"),
        ("a.png", bytes(100_001), TAKES, "file_too_large"),
        ("a.png", drawn("PNG"), replace(TAKES, file_size=50), "file_too_large"),
        (
            "a.png",
            drawn("PNG"),
            replace(TAKES, content_types=frozenset({"audio/mpeg"})),
            "file_type_not_supported",
        ),
    ],
    ids=["heic", "svg", "broken", "tiny limit", "no pictures"],
)
async def test_what_cannot_fit_is_refused(
    hass: HomeAssistant, media: Path, name: str, data: bytes, limits: Limits, key: str
) -> None:
    """What cannot be decoded, or not be made to fit, has the errors of other files."""
    (media / name).write_bytes(data)
    assert (await refusal(hass, LOCAL + name, limits))[0] == key


@pytest.mark.parametrize(
    ("name", "key"), [("a.png", None), ("a.mp4", "file_too_large")]
)
async def test_how_much_is_read(
    hass: HomeAssistant,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    key: str | None,
) -> None:
    """Of pictures more is read than the room takes, but no more than 64 MiB."""
    assert reading.LARGEST_TO_FIT == 64 * 1024 * 1024
    data = drawn("PNG", noisy=True)
    (media / name).write_bytes(data)
    limits = replace(TAKES, file_size=len(data) - 1)
    monkeypatch.setattr(reading, "LARGEST_TO_FIT", len(data))
    if key is None:
        assert (await load(hass, LOCAL + name, limits)).content_type == "image/jpg"
    else:
        assert (await refusal(hass, LOCAL + name, limits))[0] == key
    monkeypatch.setattr(reading, "LARGEST_TO_FIT", len(data) - 1)
    monkeypatch.delattr(fitting, "fitted")
    assert (await refusal(hass, LOCAL + name, limits))[0] == "file_too_large"
