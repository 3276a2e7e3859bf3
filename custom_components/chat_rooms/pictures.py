"""Pictures made smaller, turned upright, or into another kind of picture.

All of it is blocking, and for the executor. Whatever a broken or hostile file makes
of a decoder, the answer is that there is no picture.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
import logging
from typing import Any

from PIL import ExifTags, Image, ImageOps

from .incoming import IncomingFile

_LOGGER = logging.getLogger(__name__)

QUALITY = 90
# A thumbnail, or what has to become small anyway.
QUALITY_OF_SMALL = 82
MOST_PIXELS = 100_000_000
# What people send. Others of Pillow's decoders start programs, or are hardly tested.
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "TIFF")
DRAWN = ("PNG", "GIF")
LONGEST_PROFILE = 64 * 1024
# Each attempt at a smaller picture has at most this share of the last one's sides.
STEP = 0.9
SMALLEST_SIDE = 16

JPEG, PNG = "image/jpeg", "image/png"
SIDEWAYS = frozenset({5, 6, 7, 8})


class NotAPictureError(Exception):
    """A file is no picture, is broken, or has too many pixels."""


def upright(file: IncomingFile, rotation: int) -> IncomingFile:
    """Return a picture as it has to be shown.

    A picture that tells by itself which way is up is turned as it tells, another by
    `rotation` degrees clockwise. What cannot be turned stays as it is.
    """
    try:
        with _opened(file.data) as picture:
            kind, profile = picture.format, picture.info.get("icc_profile")
            turned = _turned(picture, rotation)
            buffer = BytesIO()
            # Telephones write JPEG files that are called MPO for what follows.
            kind = kind if kind != "MPO" else "JPEG"
            turned.save(buffer, format=kind, quality=QUALITY, icc_profile=profile)
    except NotAPictureError:
        return file
    return IncomingFile(file.content_type, buffer.getvalue())


def shrunk(data: bytes, width: int, height: int, *, rotation: int = 0) -> bytes | None:
    """Return an upright picture that fits into a box of pixels, None if it is none.

    It is a JPEG file, or a PNG file where one can see through it. It is never larger
    than the picture was, and bears nothing but the picture. It is turned as `upright`
    does it.
    """
    try:
        with _opened(data) as picture:
            if _lies(picture, rotation):
                width, height = height, width
            # A decoder of JPEG takes a short cut to a smaller picture.
            picture.thumbnail((width, height))
            flat = _plain(_turned(picture, rotation))
            return _written(flat, PNG if flat.mode == "RGBA" else JPEG, small=True)
    except NotAPictureError:
        return None


def fitted(
    data: bytes, types: Collection[str], size: int, *, rotation: int = 0
) -> tuple[str, bytes] | None:
    """Return a picture of one of the types and of at most `size` bytes; its type first.

    It is upright, turned as `upright` does it, as large as it can be, and bears nothing
    but the picture. What was drawn, or can be seen through, becomes a PNG file if it
    fits as one, the rest a JPEG file. None where neither will do.

    Raises NotAPictureError.
    """
    with _opened(data) as picture:
        is_drawn = picture.format in DRAWN
        plain = _plain(_turned(picture, rotation))
        if PNG in types and (is_drawn or plain.mode == "RGBA"):
            written = _written(plain, PNG)
            if len(written) <= size:
                return PNG, written
        content_type = JPEG if JPEG in types else PNG
        if content_type not in types:
            return None
        smaller = _small_enough(plain, content_type, size)
        return None if smaller is None else (content_type, smaller)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture; whatever fails inside becomes NotAPictureError."""
    try:
        Image.init()
        known = [kind for kind in KINDS if kind in Image.OPEN]
        with Image.open(BytesIO(data), formats=known) as picture:
            _check_pixels(picture)
            yield picture
    except NotAPictureError:
        raise
    except Exception as err:  # noqa: BLE001
        # Whatever a broken file makes of a decoder.
        _LOGGER.debug("A picture cannot be read: %s", type(err).__name__)
        raise NotAPictureError(type(err).__name__) from None


def _check_pixels(picture: Image.Image) -> None:
    # Nothing but the head of the file has been read so far.
    if picture.width * picture.height > MOST_PIXELS:
        raise NotAPictureError("it has too many pixels")


def _told(picture: Image.Image) -> int:
    """Return which way is up, as the picture itself tells; 1 where it is upright."""
    told: Any = picture.getexif().get(ExifTags.Base.Orientation, 1)
    return told if isinstance(told, int) else 1


def _lies(picture: Image.Image, rotation: int) -> bool:
    """Whether width and height change places when the picture is turned."""
    told = _told(picture)
    return told in SIDEWAYS if told != 1 else rotation % 180 == 90


def _turned(picture: Image.Image, rotation: int) -> Image.Image:
    if _told(picture) != 1:
        return ImageOps.exif_transpose(picture)
    return picture.rotate(-rotation, expand=True) if rotation % 360 else picture


def _plain(picture: Image.Image) -> Image.Image:
    """Return the first frame in RGB, or RGBA where one can see through it."""
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        plain = picture.convert("RGBA")
        if plain.getchannel("A").getextrema() == (255, 255):
            plain = plain.convert("RGB")
    else:
        plain = picture.convert("RGB")
    # The profile of other colours, say for print, would be wrong for these.
    is_alike = picture.mode in ("RGB", "RGBA", "P", "RGBX")
    is_short = isinstance(profile, bytes) and len(profile) <= LONGEST_PROFILE
    plain.info = {"icc_profile": profile} if is_alike and is_short else {}
    return plain


def _written(picture: Image.Image, content_type: str, *, small: bool = False) -> bytes:
    """Return the file of a plain picture."""
    buffer, profile = BytesIO(), picture.info.get("icc_profile")
    if content_type == PNG:
        picture.save(buffer, format="PNG", icc_profile=profile)
    else:
        quality = QUALITY_OF_SMALL if small else QUALITY
        _on_white(picture).save(
            buffer, format="JPEG", quality=quality, icc_profile=profile
        )
    return buffer.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _small_enough(picture: Image.Image, content_type: str, size: int) -> bytes | None:
    """Return the file of a picture, made smaller until it fits; None if it never does.

    The eye misses bytes less than pixels: those go first. Half the bytes are about
    half the pixels then, so every further attempt comes close.
    """
    written = _written(picture, content_type)
    if len(written) > size:
        written = _written(picture, content_type, small=True)
    scale = 1.0
    while len(written) > size:
        scale *= min((size / len(written)) ** 0.5, STEP)
        sides = round(picture.width * scale), round(picture.height * scale)
        if not min(sides) or max(sides) < SMALLEST_SIDE:
            return None
        smaller = picture.resize(sides, Image.Resampling.LANCZOS)
        smaller.info = picture.info
        written = _written(smaller, content_type, small=True)
    return written
