"""What a simulator remembers of a request."""

from dataclasses import dataclass, field
from hashlib import sha256
import time
from typing import Any

from aiohttp import BodyPartReader, hdrs, web

type Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the file."""
        return sha256(self.data).hexdigest()

    def summary(self) -> dict[str, Any]:
        """Return all but the bytes."""
        return {
            "field": self.name,
            "filename": self.filename,
            "content_type": self.content_type,
            "size": len(self.data),
            "sha256": self.sha256,
        }


@dataclass(slots=True)
class Call:
    """A request, and what became of it.

    The status stays None while no answer has begun, and for good when the
    connection ended without one.
    """

    endpoint: str
    site: str
    method: str
    path: str
    url: str
    match: dict[str, str]
    query: Pairs
    headers: Pairs
    time: float
    fields: Pairs = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    text: str = ""
    body: bytes = field(default=b"", repr=False)
    problem: str | None = None
    status: int | None = None
    done: bool = False

    @property
    def room(self) -> str | None:
        """Return the room in the path."""
        return self.match.get("room")

    @property
    def content_type(self) -> str:
        """Return the content type of the body, without its parameters."""
        return (self.header(hdrs.CONTENT_TYPE) or "").partition(";")[0].strip().lower()

    def header(self, name: str) -> str | None:
        """Return a header's first value."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def holds(self, secret: str) -> bool:
        """Tell whether a secret came anywhere in the request."""
        places = (self.query, self.headers, self.fields)
        return secret in self.text or any(
            secret in value for pairs in places for _, value in pairs
        )

    def summary(self) -> dict[str, Any]:
        """Return all that JSON can carry."""
        return {
            "endpoint": self.endpoint,
            "site": self.site,
            "method": self.method,
            "path": self.path,
            "url": self.url,
            "room": self.room,
            "query": self.query,
            "headers": self.headers,
            "fields": self.fields,
            "files": [upload.summary() for upload in self.files],
            "text": self.text,
            "time": self.time,
            "status": self.status,
            "done": self.done,
        }


async def record(request: web.Request, endpoint: str, site: str) -> Call:
    """Read a request completely."""
    call = Call(
        endpoint=endpoint,
        site=site,
        method=request.method,
        path=request.path,
        url=request.raw_path,
        match=dict(request.match_info),
        query=list(request.rel_url.query.items()),
        headers=list(request.headers.items()),
        time=time.time(),
    )
    try:
        if call.content_type == "multipart/form-data":
            await _read_parts(request, call)
        elif call.content_type == "application/x-www-form-urlencoded":
            form = await request.post()
            call.fields = [(k, v) for k, v in form.items() if isinstance(v, str)]
        else:
            call.body = await request.read()
            call.text = call.body.decode()
    except ValueError as error:
        call.problem = f"unreadable body: {error}"
    return call


async def _read_parts(request: web.Request, call: Call) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise ValueError("a part without a name")
        data = bytes(await part.read())
        if part.filename is None:
            call.fields.append((part.name, data.decode()))
        else:
            content_type = part.headers.get(hdrs.CONTENT_TYPE, "")
            call.files.append(Upload(part.name, part.filename, content_type, data))
