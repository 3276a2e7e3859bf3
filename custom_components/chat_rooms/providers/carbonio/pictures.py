"""How large a picture is, as the web client wants to know it."""

import asyncio
from io import BytesIO

from PIL import ExifTags, Image

from ...outgoing import OutgoingFile

# What browsers show; the others have no area.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF")
# Stored lying on its side, shown upright.
TURNED = frozenset({5, 6, 7, 8})


async def area_of(file: OutgoingFile) -> str | None:
    """Return a picture's size as WIDTHxHEIGHT, None for what is none."""
    if not file.content_type.lower().startswith("image/"):
        return None
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, _area, file.data)


def _area(data: bytes) -> str | None:
    """Read the header; what cannot be read goes out all the same."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
            if picture.getexif().get(ExifTags.Base.Orientation) in TURNED:
                width, height = height, width
    except Exception:  # noqa: BLE001
        # Whatever is wrong with a picture, the libraries for it raise it all.
        return None
    return f"{width}x{height}"
