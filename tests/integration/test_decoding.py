"""What is decoded of a picture, and how much at once."""

from collections.abc import Iterator
import struct
import zlib

from PIL import Image
import pytest

from custom_components.chat_rooms import decoding
from custom_components.chat_rooms.decoding import (
    NotAPictureError,
    decoded,
    decoder_errors,
)

from .drawings import BLUE, RED, decodings, drawn, glass

PIXELS = 400 * 200


def colours(picture: Image.Image) -> list[str]:
    """Return what is seen on the left and on the right, in the middle of the height."""
    found = []
    for x in (2, picture.width - 3):
        pixel = picture.convert("RGB").getpixel((x, picture.height // 2))
        assert isinstance(pixel, tuple)
        found.append("red" if pixel[0] > pixel[2] else "blue")
    return found


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Return of how many pixels the pictures were that were converted."""
    sizes: list[int] = []
    convert = Image.Image.convert

    def watched(picture: Image.Image, mode: str) -> Image.Image:
        sizes.append(picture.width * picture.height)
        return convert(picture, mode)

    with monkeypatch.context() as patched:
        patched.setattr(Image.Image, "convert", watched)
        yield sizes


@pytest.mark.parametrize(
    ("kind", "cost"),
    [("PNG", 4), ("GIF", 4), ("BMP", 4), ("TIFF", 8), ("WEBP", 16), ("AVIF", 16)],
)
def test_most_memory(monkeypatch: pytest.MonkeyPatch, kind: str, cost: int) -> None:
    """What takes too much is not even begun, and each kind takes its own."""
    data = drawn(kind)
    monkeypatch.setattr(decoding, "MOST_MEMORY", PIXELS * cost)
    assert decoded(data).picture.size == (400, 200)
    monkeypatch.setattr(decoding, "MOST_MEMORY", PIXELS * cost - 1)
    with decodings() as sizes, pytest.raises(NotAPictureError):
        decoded(data)
    assert sizes == []


def test_most_pixels_of_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    """A JPEG that is decoded line by line may have more than others, but not any."""
    monkeypatch.setattr(decoding, "MOST_MEMORY", 8)
    monkeypatch.setattr(decoding, "MOST_PIXELS", PIXELS)
    assert decoded(drawn()).picture.size == (400, 200)
    with pytest.raises(NotAPictureError):
        decoded(drawn(progressive=True))
    monkeypatch.setattr(decoding, "MOST_MEMORY", PIXELS * 8)
    assert decoded(drawn(progressive=True)).picture.size == (400, 200)
    monkeypatch.setattr(decoding, "MOST_PIXELS", PIXELS - 1)
    with pytest.raises(NotAPictureError):
        decoded(drawn())


def test_limits() -> None:
    """The limits are those that the docs tell."""
    assert decoding.MOST_PIXELS == 100_000_000
    assert decoding.MOST_MEMORY // decoding.COST == 40_000_000
    assert decoding.MOST_MEMORY // decoding.COST_OF_SCANS == 20_000_000
    most = {kind: decoding.MOST_MEMORY // cost for kind, cost in decoding.COSTS.items()}
    assert most["TIFF"] == 20_000_000
    assert most["WEBP"] == most["AVIF"] == 10_000_000
    assert decoding.MOST_COPIED == 25_000_000


@pytest.mark.parametrize(
    ("most", "size"), [(PIXELS, (400, 200)), (PIXELS - 1, (200, 100))]
)
def test_large_jpeg(
    monkeypatch: pytest.MonkeyPatch, most: int, size: tuple[int, int]
) -> None:
    """Of a large JPEG only every second pixel is decoded, each way."""
    data = drawn()
    monkeypatch.setattr(decoding, "MOST_COPIED", most)
    with decodings() as sizes:
        picture = decoded(data).picture
    assert sizes == [size]
    assert picture.size == size
    assert colours(picture) == ["red", "blue"]


@pytest.mark.parametrize("rotation", [0, 90])
def test_thumbnail_of_jpeg(rotation: int) -> None:
    """Of a JPEG that becomes small, hardly more is decoded than is needed."""
    box = (25, 50) if rotation else (50, 25)
    with decodings() as sizes:
        picture = decoded(drawn(), rotation=rotation, box=box).picture
    assert sizes == [(100, 50)]
    assert picture.size == box


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1"])
@pytest.mark.parametrize("box", [None, (50, 25)], ids=["large", "thumbnail"])
def test_bands(
    monkeypatch: pytest.MonkeyPatch,
    converted: list[int],
    mode: str,
    box: tuple[int, int] | None,
) -> None:
    """What is too large otherwise becomes plain in small pieces, never as a whole."""
    data = drawn("PNG", mode=mode, size=(401, 203))
    converted.clear()
    monkeypatch.setattr(decoding, "MOST_COPIED", PIXELS)
    monkeypatch.setattr(decoding, "BAND", 4_000)
    picture = decoded(data, box=box).picture
    assert picture.size == (box or (201, 102))
    assert picture.mode == "RGB"
    assert max(converted) <= 201 * 102
    if mode in ("RGB", "RGBA", "P"):
        assert colours(picture) == ["red", "blue"]


def test_bands_are_seamless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is where it belongs, and the last ones are there."""
    rows = Image.linear_gradient("L").resize((10, 255))
    monkeypatch.setattr(decoding, "MOST_COPIED", 10 * 255 - 1)
    for band in (1, 70, 10_000):
        monkeypatch.setattr(decoding, "BAND", band)
        smaller = decoding._reduced(rows, None)
        assert smaller.size == (5, 128)
        assert smaller.tobytes() == rows.reduce(2).convert("RGB").tobytes()


def test_glass_in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be seen through stays so."""
    monkeypatch.setattr(decoding, "MOST_COPIED", 200)
    monkeypatch.setattr(decoding, "BAND", 40)
    picture = decoded(glass("PNG")).picture
    assert (picture.mode, picture.size) == ("RGBA", (20, 10))
    assert picture.getpixel((2, 5)) == (0, 0, 0, 0)
    assert picture.getpixel((17, 5)) == (*BLUE, 255)


@pytest.mark.parametrize("orientation", range(1, 10))
def test_which_way_is_up(monkeypatch: pytest.MonkeyPatch, orientation: int) -> None:
    """It is known after all else has been done, too; nonsense is none."""
    monkeypatch.setattr(decoding, "MOST_COPIED", PIXELS // 4)
    picture = decoded(drawn("PNG", orientation=orientation)).picture
    lies = orientation in (5, 6, 7, 8)
    assert picture.size == ((100, 200) if lies else (200, 100))
    corner = picture.getpixel((2, 2))
    assert corner == (RED if orientation in (1, 4, 5, 6, 9) else BLUE)


def tile(side: int) -> bytes:
    """Return the TIFF file of a small picture, with one part of which it is a part."""
    data = zlib.compress(bytes(1000))
    # Width, height, bits, compression, kind of colours, tile, its place and length.
    entries = [(256, 64), (257, 64), (258, 8), (259, 8), (262, 1), (277, 1)]
    entries += [(322, side), (323, side), (324, 8), (325, len(data))]
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries
    )
    start = struct.pack("<2sHI", b"II", 42, 8 + len(data))
    return start + data + directory + bytes(4)


def test_part_that_is_larger_than_the_whole() -> None:
    """What is decoded counts, not what of it is shown."""
    for side, is_decoded in ((64, True), (40_000, False)):
        with (
            decodings() as sizes,
            pytest.raises(NotAPictureError),
            decoder_errors(),
        ):
            decoded(tile(side))
        assert bool(sizes) is is_decoded
