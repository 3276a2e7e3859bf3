"""The files of messages, for browsers and players."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from functools import partial
from urllib.parse import quote

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import HomeAssistantView

from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .file_types import UNKNOWN_TYPE, file_name, is_shown, runs_in_browser
from .incoming import (
    PREVIEW,
    VIEW_URL,
    AttachmentPath,
    TooLargeError,
    async_attachment,
    loaded_account,
    told_type,
)
from .model import Attachment
from .providers.base import Download
from .streaming import (
    GUARDS,
    Opening,
    async_stream,
    check_permission,
    http_errors,
    opened,
)
from .thumbnails import THUMBNAILS, picture_type

LARGEST_PREVIEW = 4096

HEADERS = {**GUARDS, "Cache-Control": "private, max-age=3600"}


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
        """Stream a file from the service, or the part of it that is asked for.

        With `preview=WIDTHxHEIGHT`, in pixels, it is a smaller picture of the file,
        where there is one: of a picture else the file itself.
        """
        path = AttachmentPath.from_url(entry_id, room_id, message_id, attachment_id)
        with http_errors():
            coordinator = loaded_account(self._hass, path.entry_id)
            check_permission(request, coordinator, path.room_id)
            attachment = await async_attachment(coordinator, path)
            opening = await self._preview(request, coordinator, path, attachment)
            return await async_stream(
                request,
                opening or await self._whole(coordinator, attachment),
                partial(_headers, attachment),
                attachment.size,
            )

    head = get

    async def _preview(
        self,
        request: web.Request,
        coordinator: ChatRoomsCoordinator,
        path: AttachmentPath,
        attachment: Attachment,
    ) -> Opening | None:
        """Return what opens the small picture that is asked for, if it is."""
        if PREVIEW not in request.query:
            return None
        width, _, height = request.query[PREVIEW].partition("x")
        try:
            size = int(width), int(height)
        except ValueError:
            raise web.HTTPBadRequest from None
        if not all(0 < pixels <= LARGEST_PREVIEW for pixels in size):
            raise web.HTTPBadRequest
        thumbnails = self._hass.data[THUMBNAILS]
        file = await thumbnails.async_get(coordinator, path, attachment, *size)
        if file is not None:
            return lambda _: nullcontext(opened(file))
        if picture_type(attachment) is None:
            # Nobody wants to load a film to see how it begins.
            raise web.HTTPNotFound
        return None

    async def _whole(
        self, coordinator: ChatRoomsCoordinator, attachment: Attachment
    ) -> Opening:
        """Return what opens the file itself, upright if it is a picture."""
        provider = coordinator.provider
        if attachment.rotation and picture_type(attachment):
            with suppress(TooLargeError):
                thumbnails = self._hass.data[THUMBNAILS]
                file = await thumbnails.async_upright(provider, attachment)
                return lambda _: nullcontext(opened(file))
        return lambda start: provider.download(attachment, start=start)


def _headers(attachment: Attachment, download: Download) -> Mapping[str, str]:
    content_type = told_type(download, attachment) or UNKNOWN_TYPE
    if runs_in_browser(content_type):
        content_type = UNKNOWN_TYPE
    disposition = "inline" if is_shown(content_type) else "attachment"
    name = quote(file_name(attachment.name, content_type), safe="")
    return HEADERS | {
        "Content-Type": content_type,
        "Content-Disposition": f"{disposition}; filename*=utf-8''{name}",
    }
