"""Pictures made smaller, turned upright, or into another kind of picture.

All of it is blocking, and for the executor, by the way of `drawing`. Whatever a broken
or hostile file makes of a decoder, the answer is that there is no picture.
"""

from collections.abc import Collection
from io import BytesIO

from PIL import Image

from .decoding import NotAPictureError, decoded, decoder_errors
from .file_types import is_picture, type_of_bytes
from .incoming import IncomingFile

QUALITY = 90
# A thumbnail, or what has to become small anyway.
QUALITY_OF_SMALL = 82
DRAWN = ("PNG", "GIF")
# Each attempt at a smaller picture has at most this share of the last one's sides.
STEP = 0.9
SMALLEST_SIDE = 16

JPEG, PNG = "image/jpeg", "image/png"


def type_of_picture(file: IncomingFile, *others: str) -> str | None:
    """Return what kind of picture a file is, None if it is none.

    Where the label is wrong, its first bytes tell. Of `others` it is enough to be
    labelled so.
    """
    for content_type in (file.content_type, type_of_bytes(file.data)):
        if content_type and (is_picture(content_type) or content_type in others):
            return content_type
    return None


def upright(file: IncomingFile, rotation: int) -> IncomingFile:
    """Return a picture as it has to be shown, as a JPEG file, or PNG as `fitted` does.

    A picture that tells by itself which way is up is turned as it tells, another by
    `rotation` degrees clockwise. What cannot be turned stays as it is.
    """
    try:
        with decoder_errors():
            picture, kind = decoded(file.data, rotation=rotation)
            is_sharp = kind in DRAWN or picture.mode == "RGBA"
            content_type = PNG if is_sharp else JPEG
            return IncomingFile(content_type, _written(picture, content_type))
    except NotAPictureError:
        return file


def shrunk(data: bytes, width: int, height: int, *, rotation: int = 0) -> bytes | None:
    """Return an upright picture that fits into a box of pixels, None if it is none.

    It is a JPEG file, or a PNG file where one can see through it. It is never larger
    than the picture was, and bears nothing but the picture. It is turned as `upright`
    does it.
    """
    try:
        with decoder_errors():
            picture, _ = decoded(data, rotation=rotation, box=(width, height))
            content_type = PNG if picture.mode == "RGBA" else JPEG
            return _written(picture, content_type, small=True)
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
    with decoder_errors():
        picture, kind = decoded(data, rotation=rotation)
        if PNG in types and (kind in DRAWN or picture.mode == "RGBA"):
            written = _written(picture, PNG)
            if len(written) <= size:
                return PNG, written
        content_type = JPEG if JPEG in types else PNG
        if content_type not in types:
            return None
        if content_type == JPEG:
            picture = _on_white(picture)
        smaller = _small_enough(picture, content_type, size)
        return None if smaller is None else (content_type, smaller)


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
    white.info = picture.info
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
