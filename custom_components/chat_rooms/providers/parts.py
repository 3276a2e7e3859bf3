"""Files from a byte on: how they are asked for, and what is answered."""

from collections.abc import AsyncIterator, Mapping
import re
from typing import override

from aiohttp import ClientResponse

from .answers import raise_for_status
from .base import Download
from .bodies import file_pieces, is_encoded
from .errors import ProtocolError

PARTIAL = 206
NOT_SATISFIABLE = 416
CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.ASCII)
WHOLE_SIZE = re.compile(r"bytes \*/(\d{1,18})", re.ASCII)


class _Nothing(AsyncIterator[bytes]):
    """What comes of a file that has already ended."""

    @override
    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


def part_headers(start: int) -> Mapping[str, str]:
    """Return what asks for a file from the byte at `start` on.

    As it is, not packed: bytes count in the file, not on the wire.
    """
    headers = {"Accept-Encoding": "identity"}
    return headers | {"Range": f"bytes={start}-"} if start else headers


def opened(label: str, response: ClientResponse, start: int, limit: int) -> Download:
    """Return the file that was asked for from a byte on; at most `limit` bytes come.

    Where the service serves no parts, it is the whole file, from 0 on. Nothing is
    left of a file that ends before `start`. Raises the error that the status stands
    for, and ProtocolError for another part than the one that was asked for.
    """
    if response.status == NOT_SATISFIABLE and start:
        return Download(
            content_type="",
            size=_size_before(label, response, start),
            chunks=_Nothing(),
            start=start,
        )
    raise_for_status(label, response.status, response.headers)
    size = None if is_encoded(response) else response.content_length
    if response.status == PARTIAL:
        size = _whole_size(label, response, start)
    else:
        start = 0
    return Download(
        content_type=response.content_type,
        size=size,
        chunks=file_pieces(label, response, limit),
        start=start,
    )


def _size_before(label: str, response: ClientResponse, start: int) -> int:
    told = WHOLE_SIZE.fullmatch(response.headers.get("Content-Range", ""))
    # A file of which nobody says how long it is ends at `start` at the latest.
    size = int(told[1]) if told else start
    if size > start:
        raise ProtocolError(f"{label}: a part that is there is not given out")
    return size


def _whole_size(label: str, response: ClientResponse, start: int) -> int:
    told = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if told is None or is_encoded(response):
        raise ProtocolError(f"{label}: a part that does not say what it is")
    first, end = int(told[1]), int(told[2]) + 1
    whole = end if told[3] == "*" else int(told[3])
    length = response.content_length
    fits = first == start < end == whole
    if not fits or length not in (None, end - first):
        raise ProtocolError(f"{label}: another part than the one asked for")
    return whole
