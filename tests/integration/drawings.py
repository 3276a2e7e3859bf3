"""Pictures for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
import random
from typing import Any

from PIL import ExifTags, Image, ImageFile, TiffImagePlugin
import pytest

RED, BLUE = (250, 0, 0), (0, 0, 250)


def drawn(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (400, 200),
    mode: str = "RGB",
    noisy: bool = False,
    orientation: int | None = None,
    **options: Any,
) -> bytes:
    """Return a wide picture that is red on the left and blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    if noisy:
        grain = random.Random(1).randbytes(size[0] * size[1])
        noise = Image.frombytes("L", size, grain).convert("RGB")
        image = Image.blend(image, noise, 0.3)
    exif = Image.Exif()
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
        exif[ExifTags.Base.ImageDescription] = "Where Hanako lives"
    if kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        options["exif"] = exif
    buffer = BytesIO()
    image.convert(mode).save(buffer, format=kind, **options)
    return buffer.getvalue()


def seen(data: bytes) -> tuple[str | None, tuple[int, int], str]:
    """Return the kind of a picture, its size, and the colour of its corner."""
    with Image.open(BytesIO(data)) as image:
        pixel = image.convert("RGB").getpixel((2, 2))
        assert isinstance(pixel, tuple)
        return image.format, image.size, "red" if pixel[0] > pixel[2] else "blue"


def glass(kind: str, **options: Any) -> bytes:
    """Return a picture that one can see through on the left."""
    image = Image.new("RGBA", (40, 20), (*BLUE, 255))
    image.paste((0, 0, 0, 0), (0, 0, 20, 20))
    buffer = BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def animated(size: int = 40) -> bytes:
    """Return a film of two pictures."""
    frames = [Image.new("RGB", (size, size), colour) for colour in (RED, BLUE)]
    buffer = BytesIO()
    frames[0].save(buffer, format="GIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@contextmanager
def decodings() -> Iterator[list[tuple[int, int]]]:
    """Keep how large the pictures are that are decoded meanwhile."""
    sizes: list[tuple[int, int]] = []

    def watch(kind: type[ImageFile.ImageFile]) -> None:
        load = kind.load

        def watched(picture: ImageFile.ImageFile) -> Any:
            if picture.tile:
                sizes.append(picture.size)
            return load(picture)

        patched.setattr(kind, "load", watched)

    with pytest.MonkeyPatch.context() as patched:
        watch(ImageFile.ImageFile)
        watch(TiffImagePlugin.TiffImageFile)
        yield sizes
