"""What BOCCO insists on in a request."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from .recording import Call, Pairs, Upload

type Place = Literal["query", "form"]

TEXT_LIMIT = 10_000
SUBSTITUTES = {"text": "", "audio": "Sent a voice message", "image": "Sent a photo"}
UNSPECIFIC = "application/octet-stream"


class Refusal(Exception):
    """A request that gets an error for an answer."""

    def __init__(self, code: int, message: str) -> None:
        """Remember what to answer; a code starts with its HTTP status."""
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.code // 1000


def bad_request(message: str) -> Refusal:
    """Return the refusal of an ill-formed request."""
    return Refusal(400001, message)


def not_found() -> Refusal:
    """Return the refusal of what is not there or not the account's."""
    return Refusal(404001, "Not Found")


def unauthorized(message: str = "Unauthorized") -> Refusal:
    """Return the refusal of a stranger."""
    return Refusal(401001, message)


def json_response(body: bytes, status: int = 200) -> web.Response:
    """Return an answer in JSON."""
    return web.Response(status=status, body=body, content_type="application/json")


class Parameters:
    """The parameters of a request, in one of their two places."""

    def __init__(self, pairs: Pairs) -> None:
        """Refuse what is given twice."""
        self._values = dict(pairs)
        if len(self._values) != len(pairs):
            raise bad_request("a parameter was given twice")

    def unknown(self, *names: str) -> list[str]:
        """Return the parameters with other names than these."""
        return [name for name in self._values if name not in names]

    def optional(self, name: str) -> str | None:
        """Return a parameter, or None without it."""
        return self._values.get(name)

    def required(self, name: str) -> str:
        """Return a parameter that may not be absent or empty."""
        if not (value := self._values.get(name)):
            raise bad_request(f"{name} is missing")
        return value

    def integer(self, name: str) -> int | None:
        """Return a parameter that is a number."""
        if (value := self._values.get(name)) is None:
            return None
        if not (value.isascii() and value.isdecimal()):
            raise bad_request(f"{name} is not a number: {value!r}")
        return int(value)

    def flag(self, name: str) -> bool:
        """Return a parameter that is 0 or 1."""
        value = self._values.get(name, "0")
        if value not in ("0", "1"):
            raise bad_request(f"{name} is neither 0 nor 1: {value!r}")
        return value == "1"


def refuse_token_outside(place: Place, call: Call, tokens: Iterable[str]) -> None:
    """Refuse a token anywhere but in the query, or anywhere but in the form."""
    other = call.fields if place == "query" else call.query
    strays = [value for _, value in call.headers]
    if any(name == "access_token" for name, _ in other) or any(
        token in value for token in tokens for value in strays
    ):
        raise bad_request(f"the access_token belongs into the {place} alone")


def _is_wav(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def _is_m4a(data: bytes) -> bool:
    return data[4:8] == b"ftyp"


def _is_mp3(data: bytes) -> bool:
    return data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1] >= 0xE0)


def _begins(start: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(start)


# extension -> (media, content types, recognises the bytes)
FILE_TYPES: dict[str, tuple[str, tuple[str, ...], Callable[[bytes], bool]]] = {
    "wav": ("audio", ("audio/wav", "audio/x-wav", "audio/wave"), _is_wav),
    "m4a": ("audio", ("audio/mp4", "audio/m4a", "audio/x-m4a"), _is_m4a),
    "mp3": ("audio", ("audio/mpeg", "audio/mp3"), _is_mp3),
    "jpg": ("image", ("image/jpeg",), _begins(b"\xff\xd8\xff")),
    "jpeg": ("image", ("image/jpeg",), _begins(b"\xff\xd8\xff")),
    "png": ("image", ("image/png",), _begins(b"\x89PNG\r\n\x1a\n")),
    "gif": ("image", ("image/gif",), _begins(b"GIF8")),
}


def check_file(media: str, upload: Upload) -> str:
    """Refuse a file whose name, type and bytes disagree; return its extension."""
    extension = upload.filename.rpartition(".")[2].lower()
    kind, content_types, recognises = FILE_TYPES.get(extension, ("", (), bool))
    if kind != media:
        raise bad_request(f"{upload.filename!r} is not a name for {media}")
    # The reference's own example calls its file application/octet-stream.
    if upload.content_type not in (*content_types, UNSPECIFIC):
        raise bad_request(f"{upload.content_type!r} is no type for .{extension}")
    if not recognises(upload.data):
        raise bad_request(f"{upload.filename!r} does not hold what it says")
    return extension


@dataclass(slots=True)
class Content:
    """What a client posts: a text, or a file under its extension."""

    text: str
    upload: Upload | None = None
    files: dict[str, bytes] = field(default_factory=dict)


def check_content(media: str, form: Parameters, uploads: list[Upload]) -> Content:
    """Refuse anything but the one field that the media announces."""
    if media not in SUBSTITUTES:
        raise bad_request(f"media is neither text nor audio nor image: {media!r}")
    if media == "text":
        text = form.required("text")
        if uploads or len(text) >= TEXT_LIMIT:
            raise bad_request(f"not one text of fewer than {TEXT_LIMIT} characters")
        return Content(text)
    if form.optional("text") is not None or [u.name for u in uploads] != [media]:
        raise bad_request(f"not one file in a field named {media}")
    extension = check_file(media, uploads[0])
    return Content(SUBSTITUTES[media], uploads[0], {extension: uploads[0].data})
