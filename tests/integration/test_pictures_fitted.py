"""Pictures made smaller, turned, or into another kind of picture."""

from io import BytesIO
import struct
import zlib

from PIL import Image
import pytest

from custom_components.chat_rooms.decoding import NotAPictureError
from custom_components.chat_rooms.pictures import fitted, shrunk

from .drawings import decodings, drawn, glass, seen

WHITE = (255, 255, 255)
BOTH = frozenset({"image/jpeg", "image/png"})
MUCH = 10_000_000


@pytest.mark.parametrize("limit", [60_000, 20_000, 5_000, 1_500])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF", "GIF"])
def test_large_picture(kind: str, limit: int) -> None:
    """A picture becomes as small as it must, and hardly smaller."""
    made = fitted(drawn(kind, noisy=True), BOTH, limit)
    assert made
    content_type, data = made
    assert content_type == "image/jpeg"
    assert limit / 4 < len(data) <= limit
    found, (width, height), corner = seen(data)
    assert (found, corner) == ("JPEG", "red")
    assert width == pytest.approx(height * 2, abs=2)


def test_quality_goes_first() -> None:
    """A picture that is hardly too large keeps all its pixels."""
    data = drawn(noisy=True, quality=90)
    made = fitted(data, BOTH, len(data) - 100)
    assert made
    assert seen(made[1]) == ("JPEG", (400, 200), "red")


@pytest.mark.parametrize("orientation", range(2, 9))
def test_orientation(orientation: int) -> None:
    """It is turned as it tells, and tells nothing more, nor where it was taken."""
    made = fitted(drawn(orientation=orientation), BOTH, MUCH, rotation=90)
    assert made
    size = (200, 400) if orientation >= 5 else (400, 200)
    corner = "red" if orientation in (4, 5, 6) else "blue"
    assert seen(made[1]) == ("JPEG", size, corner)
    assert b"Hanako" not in made[1]
    with Image.open(BytesIO(made[1])) as image:
        assert not image.getexif()


@pytest.mark.parametrize(
    ("rotation", "size", "corner"),
    [
        (0, (400, 200), "red"),
        (90, (200, 400), "red"),
        (180, (400, 200), "blue"),
        (270, (200, 400), "blue"),
    ],
)
def test_rotation(rotation: int, size: tuple[int, int], corner: str) -> None:
    """What does not tell is turned as somebody else tells."""
    made = fitted(drawn(), BOTH, MUCH, rotation=rotation)
    assert made
    assert seen(made[1]) == ("JPEG", size, corner)


@pytest.mark.parametrize(
    ("kind", "types", "expected"),
    [
        ("PNG", BOTH, "image/png"),
        ("GIF", BOTH, "image/png"),
        ("WEBP", BOTH, "image/jpeg"),
        ("PNG", {"image/jpeg"}, "image/jpeg"),
        ("JPEG", {"image/png"}, "image/png"),
    ],
)
def test_kind(kind: str, types: set[str], expected: str) -> None:
    """Drawings stay sharp, photos small, and all is of a kind that is taken."""
    made = fitted(drawn(kind), types, MUCH)
    assert made
    assert made[0] == expected
    assert seen(made[1])[0] == expected.removeprefix("image/").upper()


def test_kind_that_nobody_makes() -> None:
    """Where a room takes neither JPEG nor PNG, nothing is made."""
    assert fitted(drawn(), {"image/webp"}, MUCH) is None


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_glass(kind: str) -> None:
    """What can be seen through stays so as PNG, and is white behind as JPEG."""
    made = fitted(glass(kind, lossless=True), BOTH, MUCH)
    assert made
    assert made[0] == "image/png"
    with Image.open(BytesIO(made[1])) as image:
        assert image.getpixel((2, 2))[3] == 0  # type: ignore[index]
    made = fitted(glass(kind, lossless=True), {"image/jpeg"}, MUCH)
    assert made
    with Image.open(BytesIO(made[1])) as image:
        pixel = image.getpixel((2, 2))
        assert pixel == pytest.approx(WHITE, abs=3)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16", "RGBA", "LA"])
def test_colours(mode: str) -> None:
    """Every way to store colours is understood."""
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = fitted(drawn(kind, mode=mode), {"image/jpeg"}, MUCH)
    assert made
    assert seen(made[1])[:2] == ("JPEG", (400, 200))


@pytest.mark.parametrize(("length", "kept"), [(500, True), (100_000, False)])
def test_profile(length: int, kept: bool) -> None:
    """Colours keep what they mean, as long as that is short."""
    made = fitted(drawn(icc_profile=b"p" * length), BOTH, MUCH)
    assert made
    with Image.open(BytesIO(made[1])) as image:
        assert ("icc_profile" in image.info) is kept


def test_too_small_for_any() -> None:
    """A limit that no picture can keep is not kept by one of no size."""
    assert fitted(drawn(noisy=True), BOTH, 100) is None
    assert fitted(drawn(noisy=True), BOTH, 0) is None
    assert fitted(drawn(size=(4000, 1), noisy=True), BOTH, 500) is None


def bomb(width: int, height: int) -> bytes:
    """Return the small file of a gigantic picture."""
    row = bytes(width // 8 + 1)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(row * 10)),
            (b"IEND", b""),
        )
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        drawn()[:300],
        bomb(10_001, 10_000),
        bomb(100_000, 100_000),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n",
        b"\xd7\xcd\xc6\x9a" + bytes(100),
    ],
    ids=["empty", "text", "cut", "bomb", "larger bomb", "program", "metafile"],
)
def test_no_picture(data: bytes) -> None:
    """What is broken, too large, or the work of a program is no picture."""
    with decodings() as sizes:
        with pytest.raises(NotAPictureError):
            fitted(data, BOTH, MUCH)
        assert shrunk(data, 100, 100) is None
    # Only what is cut has a head that promises nothing but a picture.
    assert set(sizes) <= {(400, 200), (100, 50)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    ("rotation", "size"), [(0, (100, 50)), (90, (40, 80)), (180, (100, 50))]
)
def test_shrunk(kind: str, rotation: int, size: tuple[int, int]) -> None:
    """A small picture fits into its box, upright."""
    data = shrunk(drawn(kind), 100, 80, rotation=rotation)
    assert data
    found, measured, corner = seen(data)
    assert (found, measured) == ("JPEG", size)
    assert corner == ("blue" if rotation == 180 else "red")


def test_shrunk_by_its_own_word() -> None:
    """It counts what the picture tells by itself."""
    data = shrunk(drawn(orientation=6), 100, 80, rotation=180)
    assert data
    assert seen(data) == ("JPEG", (40, 80), "red")
    assert b"Hanako" not in data


def test_shrunk_glass() -> None:
    """What can be seen through is a PNG, never larger than it was."""
    data = shrunk(glass("PNG"), 100, 100)
    assert data
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (40, 20))
