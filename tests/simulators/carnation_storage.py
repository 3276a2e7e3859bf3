"""The place where a simulated carnation keeps its files: like S3, and as strict."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
import hashlib
import hmac
import re
from secrets import token_bytes
from urllib.parse import unquote, urlsplit

from aiohttp import hdrs, web

from .carnation_records import Clock
from .ranges import in_parts
from .recording import Call

URL_SECONDS = 28_800
STAMP = "%Y%m%dT%H%M%SZ"
SIGNATURE = re.compile(r"&X-Amz-Signature=([0-9a-f]{64})(?=&)")
DATE = re.compile(r"[?&]X-Amz-Date=(\d{8}T\d{6}Z)&")
# What a file is called that came without a type.
UNKNOWN_TYPE = "binary/octet-stream"
ERRORS = {
    "AccessDenied": 403,
    "SignatureDoesNotMatch": 403,
    "InvalidArgument": 400,
    "MissingContentLength": 411,
    "NoSuchKey": 404,
    "MethodNotAllowed": 405,
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file, and what it was called when it came."""

    data: bytes = field(repr=False)
    content_type: str = UNKNOWN_TYPE

    @property
    def sha1(self) -> str:
        """Return the fingerprint that carnation compares files by."""
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()


class Storage:
    """Files that can be had, or put, with a signed address alone."""

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        self.files: dict[str, StoredFile] = {}
        self.origin = ""
        self._clock = clock
        self._key = token_bytes(32)
        self._count = 0
        self._oldest_valid = 0

    def put(self, key: str, data: bytes, content_type: str = UNKNOWN_TYPE) -> None:
        """Keep a file."""
        self.files[key] = StoredFile(data, content_type)

    def sign(self, method: str, key: str) -> str:
        """Return an address with which one method can be used for eight hours."""
        self._count += 1
        # The number makes addresses differ that are made in the same second.
        credential = (
            f"SIMULATED{self._count:07}/{self.stamp('%Y%m%d')}/ap-northeast-1/s3/x"
        )
        start = (
            f"/{key}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            f"&X-Amz-Credential={credential.replace('/', '%2F')}"
            f"&X-Amz-Date={self.stamp(STAMP)}&X-Amz-Expires={URL_SECONDS}"
        )
        end = "&X-Amz-SignedHeaders=Host"
        host = urlsplit(self.origin).netloc
        signature = self._signature(method, host, start + end)
        return f"{self.origin}{start}&X-Amz-Signature={signature}{end}"

    def stamp(self, form: str) -> str:
        """Return the time on the server's clock, in a form of strftime."""
        return f"{datetime.fromtimestamp(self._clock.now(), UTC):{form}}"

    def expire_addresses(self) -> None:
        """Make all addresses too old that have been given out."""
        self._oldest_valid = self._count + 1

    def answer(self, call: Call) -> web.Response:
        """Answer a request for a file, or with one."""
        if error := self._objection(call):
            return _error(error)
        key = unquote(call.path.removeprefix("/"))
        if call.method == "PUT":
            self.put(key, call.body, call.header(hdrs.CONTENT_TYPE) or UNKNOWN_TYPE)
            etag = hashlib.md5(call.body, usedforsecurity=False).hexdigest()
            return web.Response(headers={hdrs.ETAG: f'"{etag}"'})
        if not (file := self.files.get(key)):
            return _error("NoSuchKey")
        return in_parts(call, file.data, file.content_type)

    def _objection(self, call: Call) -> str | None:
        if call.header(hdrs.AUTHORIZATION):
            return "InvalidArgument"
        if call.method not in ("GET", "PUT"):
            return "MethodNotAllowed"
        if call.method == "PUT" and call.header(hdrs.CONTENT_LENGTH) is None:
            return "MissingContentLength"
        signature, date = SIGNATURE.search(call.url), DATE.search(call.url)
        if not signature or not date:
            return "AccessDenied"
        signed = SIGNATURE.sub("", call.url)
        host = call.header(hdrs.HOST) or ""
        if not hmac.compare_digest(
            signature[1], self._signature(call.method, host, signed)
        ):
            return "SignatureDoesNotMatch"
        made = datetime.strptime(date[1], STAMP).replace(tzinfo=UTC).timestamp()
        count = int(call.url.partition("SIMULATED")[2][:7])
        too_old = self._clock.time() > made + URL_SECONDS
        return "AccessDenied" if too_old or count < self._oldest_valid else None

    def _signature(self, method: str, host: str, target: str) -> str:
        text = f"{method}\n{host}\n{target}"
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()


def _error(code: str) -> web.Response:
    return web.Response(
        status=ERRORS[code],
        text=f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>',
        content_type="application/xml",
    )
