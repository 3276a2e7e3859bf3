"""The pictures of a simulated Hatena Coco, which lie at a host of their own."""

from functools import lru_cache
from io import BytesIO
import re
from zlib import crc32

from PIL import Image, UnidentifiedImageError

from .hatena_coco_world import Photo, User
from .media import face, landscape

THUMBNAIL = (120, 120)
_KINDS = {
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
    b"GIF8": ("gif", "image/gif"),
}
_FOREVER = re.compile(
    r"/users/(?P<two>\w\w)/(?P<user>[\w-]+)/profile\.gif"
    r"|/images/fotolife/c/coco/spot-(?P<spot>\w+)\.jpg"
    r"|/images/category/icon-(?P<category>\d+)\.png"
)


def kind_of(data: bytes) -> tuple[str, str] | None:
    """Return the extension and the content type of a picture."""
    return next((k for start, k in _KINDS.items() if data.startswith(start)), None)


@lru_cache(maxsize=32)
def snapshot(number: int) -> bytes:
    """Return a small JPEG, another one for another number."""
    return _saved(Image.open(BytesIO(landscape(number))), "JPEG")


def profile_path(user: User) -> str:
    """Return where somebody's picture lies."""
    return f"/users/{user.name[:2]:_<2}/{user.name}/profile.gif"


def spot_path(key: str) -> str:
    """Return where a spot's picture lies."""
    return f"/images/fotolife/c/coco/spot-{key}.jpg"


def category_path(number: int) -> str:
    """Return where a category's icon lies."""
    return f"/images/category/icon-{number}.png"


class Album:
    """All photos of check-ins, by path."""

    def __init__(self) -> None:
        """Begin empty."""
        self._files: dict[str, tuple[bytes, str]] = {}

    def add(self, user: User, number: int, data: bytes) -> Photo:
        """Keep a photo, and make its two pictures with Happy in them."""
        extension, content_type = kind_of(data) or ("jpg", "image/jpeg")
        start = f"/images/fotolife/{user.name[0]}/{user.name}/{number}"
        photo = Photo(
            f"{start}.{extension}",
            f"{start}_decorated.jpg",
            f"{start}_decorated_thumb.jpg",
        )
        picture = _with_happy(data)
        self._files[photo.original] = data, content_type
        self._files[photo.decorated] = _saved(picture, "JPEG"), "image/jpeg"
        picture.thumbnail(THUMBNAIL)
        self._files[photo.thumbnail] = _saved(picture, "JPEG"), "image/jpeg"
        return photo

    def find(self, path: str) -> tuple[bytes, str] | None:
        """Return a picture and its content type."""
        if path in self._files:
            return self._files[path]
        if not (match := _FOREVER.fullmatch(path)):
            return None
        if match["user"]:
            icon = Image.open(BytesIO(face(crc32(match["user"].encode()))))
            return _saved(icon, "GIF"), "image/gif"
        if match["spot"]:
            return snapshot(crc32(match["spot"].encode()) % 100), "image/jpeg"
        return face(int(match["category"])), "image/png"


def _with_happy(data: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data)).convert("RGB")
    except UnidentifiedImageError, OSError:
        # What calls itself a picture is kept as it came; only Happy is alone then.
        picture = Image.open(BytesIO(landscape(0))).convert("RGB")
    happy = Image.open(BytesIO(face(0)))
    picture.paste(happy, (picture.width - happy.width, picture.height - happy.height))
    return picture


def _saved(picture: Image.Image, form: str) -> bytes:
    file = BytesIO()
    picture.convert("P" if form == "GIF" else "RGB").save(file, form)
    return file.getvalue()
