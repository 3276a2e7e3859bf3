"""Pictures of any file, decoded with little memory.

A small file can be a gigantic picture. What it takes to decode one is known from the
head of the file, and what takes too much is not decoded. All of it is blocking, and
for the executor, by the way of `drawing`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
import logging
from math import ceil, sqrt
from typing import Any, NamedTuple

from PIL import ExifTags, Image

from .jpeg import is_in_one_scan

_LOGGER = logging.getLogger(__name__)

# What people send. Others of Pillow's decoders start programs, or are hardly tested.
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "TIFF")
# Telephones write JPEG files that are called MPO for what follows the first picture.
JPEGS = ("JPEG", "MPO")

# Bytes that a decoder may take.
MOST_MEMORY = 160_000_000
# Bytes that a decoder takes for a pixel, where it is more than the pixel's own.
COST = 4
COSTS = {"AVIF": 16, "HEIF": 16, "TIFF": 8, "WEBP": 16}
COST_OF_SCANS = 8
# Of a JPEG that is decoded line by line, and to a part of its pixels.
MOST_PIXELS = 100_000_000
# Of what there may be several copies for a moment.
MOST_COPIED = 25_000_000
# So many pixels are made fewer at once.
BAND = 1_000_000
# What becomes small has this many times as many pixels, each way, before the last step.
GAP = 2
LONGEST_PROFILE = 64 * 1024

TILE_WIDTH, TILE_LENGTH = 322, 323
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = frozenset({5, 6, 7, 8})


class NotAPictureError(Exception):
    """A file is no picture, is broken, or takes too much memory."""


class Decoded(NamedTuple):
    """A picture in RGB, or RGBA where one can see through it, and its file's kind.

    It bears nothing but the picture, and the meaning of its colours.
    """

    picture: Image.Image
    kind: str | None


@contextmanager
def decoder_errors() -> Iterator[None]:
    """Let whatever a broken or hostile file makes of Pillow become NotAPictureError."""
    try:
        yield
    except NotAPictureError:
        raise
    except Exception as err:  # noqa: BLE001
        _LOGGER.debug("A picture cannot be read: %s", type(err).__name__)
        raise NotAPictureError(type(err).__name__) from None


def decoded(
    data: bytes, *, rotation: int = 0, box: tuple[int, int] | None = None
) -> Decoded:
    """Return the first picture of a file upright, so small that it fits into a box.

    A picture that tells by itself which way is up is turned as it tells, another by
    `rotation` degrees clockwise. The box is of so many pixels, width first. Without
    it the picture has at most MOST_COPIED, and is as large as it can be.

    Raises NotAPictureError, and within `decoder_errors` nothing else.
    """
    picture = _opened(data)
    kind, profile, told = picture.format, _profile(picture), _told(picture)
    lies = told in SIDEWAYS if told != 1 else rotation % 180 == 90
    if box and lies:
        box = box[::-1]
    # One name for all of them: what a step has come from is not held any longer.
    picture = _reduced(picture, box)
    if box:
        picture.thumbnail(box)
    picture = _turned(picture, told, rotation)
    picture = _plain(picture)
    picture.info = profile
    return Decoded(picture, kind)


def _opened(data: bytes) -> Image.Image:
    Image.init()
    known = [kind for kind in KINDS if kind in Image.OPEN]
    picture = Image.open(BytesIO(data), formats=known)
    # Nothing but the head of the file has been read so far.
    if picture.format in JPEGS and is_in_one_scan(data):
        most = MOST_PIXELS
    else:
        in_scans = picture.format in JPEGS
        cost = COST_OF_SCANS if in_scans else COSTS.get(picture.format or "", COST)
        most = MOST_MEMORY // cost
    if max(picture.width * picture.height, _pixels_of_tile(picture)) > most:
        raise NotAPictureError("it takes too much memory")
    return picture


def _pixels_of_tile(picture: Image.Image) -> int:
    """Return how many pixels a part has that is decoded at once, if it tells so.

    A part of a TIFF file can be larger than the whole.
    """
    tags: Any = getattr(picture, "tag_v2", {})
    return int(tags.get(TILE_WIDTH, 0)) * int(tags.get(TILE_LENGTH, 0))


def _profile(picture: Image.Image) -> dict[str | tuple[int, int], Any]:
    """Return what the colours mean, as Pillow keeps it beside a picture."""
    profile = picture.info.get("icc_profile")
    # The profile of other colours, say for print, would be wrong for these.
    is_alike = picture.mode in ("RGB", "RGBA", "P", "RGBX")
    is_short = isinstance(profile, bytes) and len(profile) <= LONGEST_PROFILE
    return {"icc_profile": profile} if is_alike and is_short else {}


def _told(picture: Image.Image) -> int:
    """Return which way is up, as the picture itself tells; 1 where it is upright."""
    told: Any = picture.getexif().get(ExifTags.Base.Orientation, 1)
    return told if isinstance(told, int) else 1


def _reduced(picture: Image.Image, box: tuple[int, int] | None) -> Image.Image:
    """Return a picture with few enough pixels, before anything is made of it."""
    factor = _factor(picture, box)
    # Only of JPEG: then only a part of the pixels is decoded, up to every eighth.
    picture.draft(
        None, (max(picture.width // factor, 1), max(picture.height // factor, 1))
    )
    factor = _factor(picture, box)
    if factor == 1:
        return picture
    return _in_bands(picture, factor)


def _factor(picture: Image.Image, box: tuple[int, int] | None) -> int:
    """Return how many times too wide and too high a picture is, as a whole number."""
    width, height = picture.size
    factor = ceil(sqrt(width * height / MOST_COPIED))
    if box:
        factor = max(factor, int(max(width / box[0], height / box[1]) / GAP))
    return max(factor, 1)


def _in_bands(picture: Image.Image, factor: int) -> Image.Image:
    """Return a picture made smaller and plain, band by band.

    As a whole there would be another one or two of its size.
    """
    width, height = picture.size
    mode = _plain_mode(picture)
    smaller = Image.new(mode, (ceil(width / factor), ceil(height / factor)))
    rows = max(BAND // (width * factor), 1) * factor
    for top in range(0, height, rows):
        band = picture.crop((0, top, width, min(top + rows, height)))
        smaller.paste(band.convert(mode).reduce(factor), (0, top // factor))
    return smaller


def _turned(picture: Image.Image, told: int, rotation: int) -> Image.Image:
    if told != 1:
        return picture.transpose(TURNS[told]) if told in TURNS else picture
    return picture.rotate(-rotation, expand=True) if rotation % 360 else picture


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture in RGB, or RGBA where one can really see through it."""
    picture.load()
    mode = _plain_mode(picture)
    plain = picture if picture.mode == mode else picture.convert(mode)
    if mode == "RGBA" and plain.getchannel("A").getextrema() == (255, 255):
        return plain.convert("RGB")
    return plain


def _plain_mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"
