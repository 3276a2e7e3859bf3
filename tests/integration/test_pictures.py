"""Pictures that are turned before they are shown."""

from io import BytesIO

from PIL import ExifTags, Image
import pytest

from custom_components.chat_rooms.file_types import type_of_bytes
from custom_components.chat_rooms.incoming import IncomingFile
from custom_components.chat_rooms.pictures import upright

RED, BLUE = (250, 0, 0), (0, 0, 250)


def picture(orientation: int | None = None, kind: str = "JPEG") -> IncomingFile:
    """Return a wide picture that is red on the left and blue on the right."""
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (20, 0, 40, 20))
    exif = Image.Exif()
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
    buffer = BytesIO()
    image.save(buffer, format=kind, exif=exif)
    return IncomingFile(f"image/{kind.lower()}", buffer.getvalue())


def corner(file: IncomingFile) -> tuple[tuple[int, int], str]:
    """Return the size of a picture, and the colour of its upper left corner."""
    with Image.open(BytesIO(file.data)) as image:
        pixel = image.convert("RGB").getpixel((2, 2))
        assert isinstance(pixel, tuple)
        return image.size, "red" if pixel[0] > pixel[2] else "blue"


@pytest.mark.parametrize(
    ("rotation", "shown"),
    [
        (90, ((20, 40), "red")),
        (180, ((40, 20), "blue")),
        (270, ((20, 40), "blue")),
    ],
)
def test_rotation(rotation: int, shown: tuple[tuple[int, int], str]) -> None:
    """A picture that does not tell which way is up is turned clockwise."""
    assert corner(upright(picture(), rotation)) == shown
    assert corner(upright(picture(kind="PNG"), rotation)) == shown


def test_it_tells_by_itself() -> None:
    """What a picture says of itself counts, once and no more."""
    turned = upright(picture(orientation=6), 90)
    assert corner(turned) == ((20, 40), "red")
    with Image.open(BytesIO(turned.data)) as image:
        assert ExifTags.Base.Orientation not in image.getexif()


@pytest.mark.parametrize(
    ("kind", "turned_kind"),
    [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "JPEG"), ("TIFF", "JPEG")],
)
def test_kind(kind: str, turned_kind: str) -> None:
    """A turned picture is of a kind that every browser shows, and says of which."""
    turned = upright(picture(kind=kind), 90)
    assert turned.content_type == f"image/{turned_kind.lower()}"
    with Image.open(BytesIO(turned.data)) as image:
        assert image.format == turned_kind


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", picture().data[:200]],
    ids=["empty", "text", "cut"],
)
def test_no_picture(data: bytes) -> None:
    """What is no picture stays as it is."""
    file = IncomingFile("image/jpeg", data)
    assert upright(file, 90) is file


def test_too_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that would fill the memory is not opened."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    file = picture()
    assert upright(file, 90) is file


def test_kind_that_cannot_be_written() -> None:
    """What can be read but not written stays as it is, too."""
    header = b"8BPS\x00\x01" + bytes(6) + b"\x00\x03"
    size = (2).to_bytes(4) + (4).to_bytes(4) + b"\x00\x08\x00\x03"
    layers = bytes(12) + bytes(2) + bytes(3 * 8)
    file = IncomingFile("image/x-psd", header + size + layers)
    assert upright(file, 90) is file


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_orientation() -> None:
    """Nonsense in what a picture tells of itself is no reason to show nothing."""
    broken = picture(orientation=6).data.replace(b"Exif\x00\x00MM", b"Exif\x00\x00II")
    file = IncomingFile("image/jpeg", broken)
    assert type_of_bytes(upright(file, 90).data) == "image/jpeg"
