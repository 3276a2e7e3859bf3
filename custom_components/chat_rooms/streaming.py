"""Files on their way out to browsers and players: whole, or in parts."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from http import HTTPStatus
import logging

from aiohttp import hdrs, web
from homeassistant.components.http.const import KEY_HASS_USER

from .coordinator import ChatRoomsCoordinator
from .incoming import IncomingFile, may_read
from .providers.base import Download
from .providers.errors import (
    ConnectionError_,
    NotFoundError,
    ProviderError,
    RateLimitedError,
)

_LOGGER = logging.getLogger(__name__)

# What is shown beside a page, and runs nothing.
GUARDS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
}

# As aiohttp says it.
WHOLE = slice(None, None, 1)

type Opening = Callable[[int], AbstractAsyncContextManager[Download]]


@contextmanager
def http_errors() -> Iterator[None]:
    """Answer a request with the status that a ProviderError stands for."""
    try:
        yield
    except ProviderError as err:
        _LOGGER.debug("A file cannot be handed on: %s", err)
        match err:
            case NotFoundError():
                raise web.HTTPNotFound from None
            case ConnectionError_() | RateLimitedError():
                raise web.HTTPServiceUnavailable from None
        raise web.HTTPBadGateway from None


def check_permission(
    request: web.Request, coordinator: ChatRoomsCoordinator, room_id: str
) -> None:
    """Refuse users who may not read a room; NotFoundError if there is no such room."""
    if not may_read(request[KEY_HASS_USER], coordinator, room_id):
        # Not Unauthorized: that would count as a failed sign-in and ban the address.
        raise web.HTTPForbidden


async def async_stream(
    request: web.Request,
    opening: Opening,
    headers: Callable[[Download], Mapping[str, str]],
    size: int | None = None,
) -> web.StreamResponse:
    """Answer with a file, or with the part of it that is asked for.

    `opening(start)` opens the file, if it can from the byte at `start` on: what is
    before the part is left out here. Its `size` in bytes, as far as it is known
    before, tells where the end of the file begins. Whoever goes away cancels this,
    and so the download ends.
    """
    wanted = _wanted(request)
    async with _open_at(opening, wanted, size) as download:
        response = web.StreamResponse(headers=headers(download))
        chunks = download.chunks
        if (size := download.size) is not None:
            response.headers[hdrs.ACCEPT_RANGES] = "bytes"
            part = range(size)[wanted]
            if wanted != WHOLE:
                if not part:
                    raise web.HTTPRequestRangeNotSatisfiable(
                        headers={hdrs.CONTENT_RANGE: f"bytes */{size}"}
                    )
                response.set_status(HTTPStatus.PARTIAL_CONTENT)
                response.headers[hdrs.CONTENT_RANGE] = (
                    f"bytes {part.start}-{part.stop - 1}/{size}"
                )
            chunks = _within(chunks, download.start, part)
            response.content_length = len(part)
        await response.prepare(request)
        if request.method != hdrs.METH_HEAD:
            await _write(request, response, chunks)
        return response


def opened(file: IncomingFile) -> Download:
    """Return a file that has been read as one that is still to be read."""

    async def pieces() -> AsyncIterator[bytes]:
        yield file.data

    return Download(
        content_type=file.content_type or "", size=len(file.data), chunks=pieces()
    )


@asynccontextmanager
async def _open_at(
    opening: Opening, wanted: slice, size: int | None
) -> AsyncIterator[Download]:
    """Open a file at the first byte that is wanted, or before it."""
    start = wanted.start or 0
    is_end = start < 0
    async with opening(max(start + (size or 0) if is_end else start, 0)) as download:
        if not is_end or download.start <= range(download.size or 0)[wanted].start:
            yield download
            return
    # It is shorter than it was said to be.
    async with opening(0) as download:
        yield download


def _wanted(request: web.Request) -> slice:
    """Return the part that is asked for; some players play nothing but parts.

    It is the whole file where the question is not understood, and where it is asked
    for only if the file is still the same: nothing that is said here tells that.
    """
    if request.method == hdrs.METH_HEAD or hdrs.IF_RANGE in request.headers:
        return WHOLE
    try:
        return request.http_range
    except ValueError:
        return WHOLE


async def _within(
    chunks: AsyncIterator[bytes], position: int, wanted: range
) -> AsyncIterator[bytes]:
    """Leave out what is before and after a part; the chunks begin at `position`."""
    async for chunk in chunks:
        start = max(0, wanted.start - position)
        if piece := chunk[start : max(0, wanted.stop - position)]:
            yield piece
        position += len(chunk)
        if position >= wanted.stop:
            return


async def _write(
    request: web.Request, response: web.StreamResponse, chunks: AsyncIterator[bytes]
) -> None:
    promised, written = response.content_length, 0
    try:
        async for chunk in chunks:
            await response.write(chunk)
            written += len(chunk)
    except ProviderError as err:
        _LOGGER.debug("A file broke off: %s", err)
    except ConnectionError:
        _LOGGER.debug("Nobody takes a file any more")
    else:
        if promised in (None, written):
            return
        _LOGGER.debug("A file is shorter than the service says")
    # The head is gone, so this is the only way left to say that it failed.
    if request.transport is not None:
        request.transport.close()
