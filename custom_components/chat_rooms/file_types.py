"""What kind of file something is, and what it may be called."""

import mimetypes
import re
import unicodedata

UNKNOWN_TYPE = "application/octet-stream"
LONGEST_NAME = 100
LONGEST_EXTENSION = 16

# Types that say no more than that there are bytes.
MEANINGLESS = frozenset(
    {
        UNKNOWN_TYPE,
        "application/binary",
        "application/force-download",
        "application/x-download",
        "binary/octet-stream",
        "content/unknown",
    }
)
ALIASES = {
    "application/x-pdf": "application/pdf",
    "audio/m4a": "audio/mp4",
    "audio/mp3": "audio/mpeg",
    "audio/mp4a-latm": "audio/mp4",
    "audio/mpeg3": "audio/mpeg",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/x-m4a": "audio/mp4",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/x-pn-wav": "audio/wav",
    "audio/x-wav": "audio/wav",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "video/x-m4v": "video/mp4",
}
# The one that people know, where the standard library has several or none.
EXTENSIONS = {
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/quicktime": ".mov",
}
BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"PK\x03\x04", "application/zip"),
)
RIFF_FORMS = {b"WAVE": "audio/wav", b"WEBP": "image/webp"}
MP4_BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"avif": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"qt  ": "video/quicktime",
}

_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]*")
_SEPARATORS = re.compile(r"[/\\]")


def normalised(content_type: str | None) -> str | None:
    """Return a content type by its usual name, None if it tells nothing."""
    bare = (content_type or "").partition(";")[0].strip().lower()
    if bare in MEANINGLESS or not _TYPE.fullmatch(bare):
        return None
    return ALIASES.get(bare, bare)


def type_of_name(name: str) -> str | None:
    """Return the content type that a file's name promises."""
    content_type, encoding = mimetypes.guess_type(name)
    return normalised(f"application/{encoding}" if encoding else content_type)


def type_of_bytes(data: bytes) -> str | None:
    """Return the content type that a file's first bytes show."""
    for beginning, content_type in BEGINNINGS:
        if data.startswith(beginning):
            return content_type
    if data.startswith(b"RIFF"):
        return RIFF_FORMS.get(data[8:12])
    if data[4:8] == b"ftyp":
        return MP4_BRANDS.get(data[8:12], "video/mp4")
    # A frame of MPEG audio begins with eleven set bits; layer III without a tag.
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2:
        return "audio/mpeg"
    return None


def runs_in_browser(content_type: str) -> bool:
    """Whether a browser might run what is in such a file."""
    return (
        content_type.endswith("xml")
        or "html" in content_type
        or "script" in content_type
    )


def is_shown(content_type: str) -> bool:
    """Whether a browser may show such a file by itself: pictures, sounds, films."""
    return content_type.startswith(
        ("image/", "audio/", "video/")
    ) and not runs_in_browser(content_type)


def is_picture(content_type: str) -> bool:
    """Whether it is a picture, and nothing but a picture."""
    return content_type.startswith("image/") and is_shown(content_type)


def file_name(name: str, content_type: str) -> str:
    """Return a name without a path or invisible characters, its extension fitting."""
    last = _SEPARATORS.split(name)[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    clean = visible.strip(" .") or "file"
    promised = type_of_name(clean)
    if promised == content_type:
        return _shortened(clean)
    extension = EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type)
    if content_type == UNKNOWN_TYPE or not extension:
        return _shortened(clean)
    stem = clean.rpartition(".")[0]
    return _shortened((stem if stem and promised else clean) + extension)


def _shortened(name: str) -> str:
    stem, dot, end = name.rpartition(".")
    if not stem or len(end) > LONGEST_EXTENSION:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(end) - 1] + dot + end
