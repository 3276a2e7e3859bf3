"""What requests carry and what answers bring, piece by piece."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import BytesIO
import json as slow_json
from typing import Any, override

from aiohttp import (
    BytesPayload,
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientResponse,
)
import orjson

from .errors import ConnectionError_, ProtocolError, Reason

PIECE = 64 * 1024

# A slow line takes long for a film, but not for a piece of it. The answer may take
# as long as the storage needs to put everything away.
PIECE_TIMEOUT = 60.0
STORED_TIMEOUT = 300.0


def sendable(text: str) -> str:
    """Return a text as it can be sent: half an emoji is no Unicode."""
    return text.encode(errors="replace").decode()


def json_bytes(value: Any) -> bytes:
    """Return a value as JSON, whatever text is in it."""
    try:
        return orjson.dumps(value)
    except TypeError:
        # Half an emoji is no Unicode, and no reason to fail.
        return slow_json.dumps(value, ensure_ascii=False).encode(errors="replace")


def json_body(value: Any) -> BytesPayload:
    """Return a value as the body of a request."""
    return BytesPayload(json_bytes(value), content_type="application/json")


@contextmanager
def connection_errors(label: str) -> Iterator[None]:
    """Raise a ConnectionError_ that is called `label` for any error of aiohttp's."""
    try:
        yield
    except (ClientError, TimeoutError) as err:
        untrusted = isinstance(err, ClientConnectorCertificateError)
        raise ConnectionError_(
            f"{label}: {type(err).__name__}",
            reason=Reason.UNTRUSTED_CERTIFICATE if untrusted else None,
            is_over=isinstance(err, ClientConnectorError),
        ) from None


async def read(label: str, response: ClientResponse, limit: int) -> bytes:
    """Return the whole body of an answer.

    Raises ProtocolError with ANSWER_TOO_LONG for more than `limit` bytes.
    """
    length = response.content_length
    if length is not None and length <= limit and not is_encoded(response):
        return await response.read()
    return b"".join([piece async for piece in _pieces(label, response, limit)])


def is_encoded(response: ClientResponse) -> bool:
    """Tell whether the body has another length on the wire than here."""
    return "Content-Encoding" in response.headers


async def file_pieces(
    label: str, response: ClientResponse, limit: int
) -> AsyncIterator[bytes]:
    """Yield the body of an answer as it comes, with `read`'s errors and its own.

    Raises ConnectionError_ where the connection breaks.
    """
    with connection_errors(label):
        async for piece in _pieces(label, response, limit):
            yield piece


async def _pieces(
    label: str, response: ClientResponse, limit: int
) -> AsyncIterator[bytes]:
    size = 0
    async for piece in response.content.iter_chunked(PIECE):
        size += len(piece)
        if size > limit:
            raise ProtocolError(
                f"{label}: more than {limit} bytes", reason=Reason.ANSWER_TOO_LONG
            )
        yield piece


class WatchedBody(BytesIO):
    """A file on its way out, which may take long as long as it gets on.

    Each piece that is taken puts off the `timeout`, which began before the first.
    """

    def __init__(self, data: bytes, timeout: asyncio.Timeout) -> None:
        """Take the file and the time-out of its request."""
        super().__init__(data)
        self._size = len(data)
        self._timeout = timeout

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        seconds = STORED_TIMEOUT if self.tell() == self._size else PIECE_TIMEOUT
        self._timeout.reschedule(asyncio.get_running_loop().time() + seconds)
        return piece
