"""The files of messages, for browsers and players."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from http import HTTPStatus
import logging
from urllib.parse import quote

from aiohttp import web
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import HomeAssistantView

from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .file_types import UNKNOWN_TYPE, file_name, is_shown, runs_in_browser
from .incoming import (
    PREVIEW,
    VIEW_URL,
    AttachmentPath,
    async_attachment,
    loaded_account,
    may_read,
    told_type,
)
from .model import Attachment
from .providers.base import Download
from .providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    ProviderError,
    RateLimitedError,
)

_LOGGER = logging.getLogger(__name__)

LARGEST_PREVIEW = 4096

HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
}


class AttachmentView(HomeAssistantView):
    """Hands on an attachment's file to users who may read its room.

    The account's credentials stay here: nobody is sent to the service.
    """

    url = VIEW_URL + "/{entry_id}/{room_id}/{message_id}/{attachment_id}"
    name = f"api:{DOMAIN}:attachment"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the attachments of all accounts."""
        self._hass = hass

    async def get(
        self,
        request: web.Request,
        entry_id: str,
        room_id: str,
        message_id: str,
        attachment_id: str,
    ) -> web.StreamResponse:
        """Stream a file from the service.

        With `preview=WIDTHxHEIGHT`, in pixels, it is a smaller picture of the file,
        where the service makes such pictures of it; else the file itself.
        """
        path = AttachmentPath.from_url(entry_id, room_id, message_id, attachment_id)
        with _http_errors():
            coordinator = loaded_account(self._hass, path.entry_id)
            _check_permission(request, coordinator, path.room_id)
            attachment = await async_attachment(coordinator, path)
            async with AsyncExitStack() as stack:
                download = await _preview(stack, request, coordinator, attachment)
                if download is None:
                    opening = coordinator.provider.download(attachment)
                    download = await stack.enter_async_context(opening)
                return await _stream(request, download, attachment)


@contextmanager
def _http_errors() -> Iterator[None]:
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


def _check_permission(
    request: web.Request, coordinator: ChatRoomsCoordinator, room_id: str
) -> None:
    if not may_read(request[KEY_HASS_USER], coordinator, room_id):
        # Not Unauthorized: that would count as a failed sign-in and ban the address.
        raise web.HTTPForbidden


async def _preview(
    stack: AsyncExitStack,
    request: web.Request,
    coordinator: ChatRoomsCoordinator,
    attachment: Attachment,
) -> Download | None:
    """Open the preview that a request asks for, if it does and there is one."""
    if PREVIEW not in request.query:
        return None
    width, _, height = request.query[PREVIEW].partition("x")
    try:
        size = int(width), int(height)
    except ValueError:
        raise web.HTTPBadRequest from None
    if not all(0 < pixels <= LARGEST_PREVIEW for pixels in size):
        raise web.HTTPBadRequest
    try:
        return await stack.enter_async_context(
            coordinator.provider.preview(attachment, *size)
        )
    except AuthError:
        raise
    except ProviderError as err:
        _LOGGER.debug("There is no preview: %s", err)
        return None


async def _stream(
    request: web.Request, download: Download, attachment: Attachment
) -> web.StreamResponse:
    response = web.StreamResponse(headers=_headers(download, attachment))
    chunks = download.chunks
    if (size := download.size) is not None:
        response.headers["Accept-Ranges"] = "bytes"
        wanted = _wanted_part(request, size)
        if wanted is None:
            raise web.HTTPRequestRangeNotSatisfiable(
                headers={"Content-Range": f"bytes */{size}"}
            )
        if len(wanted) < size:
            response.set_status(HTTPStatus.PARTIAL_CONTENT)
            response.headers["Content-Range"] = (
                f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
            )
            chunks = _part(chunks, wanted)
        response.content_length = len(wanted)
    await response.prepare(request)
    try:
        async for chunk in chunks:
            await response.write(chunk)
    except ProviderError as err:
        _LOGGER.debug("A file broke off: %s", err)
        # The head is gone, so this is the only way left to say that it failed.
        if request.transport is not None:
            request.transport.close()
    return response


def _headers(download: Download, attachment: Attachment) -> dict[str, str]:
    content_type = told_type(download, attachment) or UNKNOWN_TYPE
    if runs_in_browser(content_type):
        content_type = UNKNOWN_TYPE
    disposition = "inline" if is_shown(content_type) else "attachment"
    name = quote(file_name(attachment.name, content_type), safe="")
    return HEADERS | {
        "Content-Type": content_type,
        "Content-Disposition": f"{disposition}; filename*=utf-8''{name}",
    }


def _wanted_part(request: web.Request, size: int) -> range | None:
    """Return the part of the file that is asked for, None if there is no such part.

    Some players play nothing that they cannot have in parts.
    """
    whole = range(size)
    try:
        wanted = whole[request.http_range]
    except ValueError:
        return whole
    return wanted if wanted or not size else None


async def _part(chunks: AsyncIterator[bytes], wanted: range) -> AsyncIterator[bytes]:
    position = 0
    async for chunk in chunks:
        start = max(0, wanted.start - position)
        if part := chunk[start : wanted.stop - position]:
            yield part
        position += len(chunk)
        if position >= wanted.stop:
            return
