"""The photos and films of a simulated carnation, and what is derived from them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
import struct

from PIL import ExifTags, Image, ImageFile, ImageOps

from .carnation_paintings import Scene, paint

FILM = Path(__file__).with_name("carnation_film.mp4")
MEDIUM = 1920, 1080
THUMBNAIL = 100, 100
# The EXIF orientation, and how many degrees clockwise it stands for.
ROTATIONS = {3: 180, 6: 90, 8: 270}
ORIENTATIONS = {rotation: value for value, rotation in ROTATIONS.items()}
EXIF_TIME = "%Y:%m:%d %H:%M:%S"
BOX_HEAD = 8
FIXED_POINT = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What the server finds in a file, and the two pictures that it makes of it."""

    mime_type: str
    filesize: int
    width: int
    height: int
    duration: int = 0
    rotation: int = 0
    shot_at: int | None = None
    medium: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)
    medium_size: tuple[int, int]

    @property
    def is_film(self) -> bool:
        """Tell whether the file is a film."""
        return self.mime_type.startswith("video/")


def photo(scene: Scene, number: int, rotation: int = 0) -> bytes:
    """Return a JPEG which a camera that was held askew has marked with `rotation`."""
    upright = paint(scene, number)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = ORIENTATIONS.get(rotation, 1)
    lying = upright.rotate(rotation, expand=True) if rotation else upright
    file = BytesIO()
    lying.save(file, "JPEG", quality=82, exif=exif)
    return file.getvalue()


def film(number: int) -> bytes:
    """Return a small MP4, another one for another number."""
    # Players leave out a box that they are told to.
    note = str(number).encode()
    return _film() + struct.pack(">I4s", BOX_HEAD + len(note), b"free") + note


def derive(data: bytes, timezone: int | None) -> Derived | None:
    """Return what the server makes of a file, or None if it can make nothing of it."""
    if data[4:8] == b"ftyp":
        return _derive_film(data)
    try:
        with Image.open(BytesIO(data)) as picture:
            picture.load()
            return _derive_picture(data, picture, timezone)
    except OSError, SyntaxError, Image.DecompressionBombError:
        return None


@cache
def _film() -> bytes:
    return FILM.read_bytes()


def _derive_picture(
    data: bytes, picture: ImageFile.ImageFile, timezone: int | None
) -> Derived | None:
    if not (mime_type := picture.get_format_mimetype()):
        return None
    exif = picture.getexif()
    orientation = exif.get(ExifTags.Base.Orientation, 1)
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    medium = ImageOps.contain(upright, MEDIUM) if _is_large(upright) else upright
    return Derived(
        mime_type=mime_type,
        filesize=len(data),
        width=upright.width,
        height=upright.height,
        rotation=ROTATIONS.get(orientation, 0),
        shot_at=_shot_at(exif.get(ExifTags.Base.DateTime), timezone),
        medium=_jpeg(medium),
        thumbnail=_jpeg(ImageOps.fit(upright, THUMBNAIL)),
        medium_size=medium.size,
    )


def _is_large(picture: Image.Image) -> bool:
    return picture.width > MEDIUM[0] or picture.height > MEDIUM[1]


def _shot_at(written: object, timezone: int | None) -> int | None:
    try:
        time = datetime.strptime(str(written), EXIF_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(time.timestamp()) - (timezone or 0) * 3600


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def _derive_film(data: bytes) -> Derived | None:
    movie = _box(data, "moov")
    header = movie and _box(movie, "mvhd")
    track = movie and _box(movie, "trak")
    size = track and _box(track, "tkhd")
    if not header or not size:
        return None
    scale, length = struct.unpack_from(">II", header, 12)
    width, height = struct.unpack_from(">II", size, len(size) - 8)
    still = paint("hills", len(data))
    return Derived(
        mime_type="video/quicktime" if data[8:12] == b"qt  " else "video/mp4",
        filesize=len(data),
        width=width // FIXED_POINT,
        height=height // FIXED_POINT,
        duration=length // scale if scale else 0,
        medium=_jpeg(still),
        thumbnail=_jpeg(ImageOps.fit(still, THUMBNAIL)),
        medium_size=still.size,
    )


def _box(data: bytes, name: str) -> bytes | None:
    """Return what is in a box of a film."""
    position = 0
    while position + BOX_HEAD <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        if length < BOX_HEAD:
            return None
        if kind == name.encode():
            return data[position + BOX_HEAD : position + length]
        position += length
    return None
