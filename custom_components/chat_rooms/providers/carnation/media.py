"""The files of items, at addresses that do not last."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from ...model import Attachment
from ..base import Download
from ..errors import ForbiddenError, NotFoundError, ProtocolError, UnsupportedError
from .client import CarnationClient
from .items import Items
from .models import WireDerivative, WireItem
from .translate import PICTURE, content_type_of

THUMBNAIL = "thumbnail"
# How the storage refuses an address that it has forgotten, or that is too old.
OUTDATED = (ForbiddenError, NotFoundError, ProtocolError)


class Media:
    """Opens originals and derivatives."""

    def __init__(self, client: CarnationClient, items: Items) -> None:
        """Take where items come from."""
        self._client = client
        self._items = items

    @asynccontextmanager
    async def original(
        self, attachment: Attachment, start: int = 0
    ) -> AsyncIterator[Download]:
        """Open the file itself, from a byte on."""
        async with self._open(attachment, lambda item: item.url, start) as download:
            yield download

    @asynccontextmanager
    async def preview(
        self, attachment: Attachment, width: int, height: int
    ) -> AsyncIterator[Download]:
        """Open a smaller picture.

        The smallest that is large enough, else the largest that there is.
        UnsupportedError where the service has made none that will do.
        """

        def address(item: WireItem) -> str:
            if chosen := _chosen(item, width, height):
                return chosen.url
            raise UnsupportedError("the service has made no such picture")

        async with self._open(attachment, address) as download:
            yield download

    @asynccontextmanager
    async def _open(
        self, attachment: Attachment, address: Callable[[WireItem], str], start: int = 0
    ) -> AsyncIterator[Download]:
        user_id, item_id = _ids(attachment)
        item = await self._items.one(user_id, item_id)
        async with AsyncExitStack() as stack:
            try:
                download = await self._enter(stack, address(item), start)
            except OUTDATED:
                item = await self._items.fresh(user_id, item_id)
                download = await self._enter(stack, address(item), start)
            yield download

    async def _enter(self, stack: AsyncExitStack, url: str, start: int) -> Download:
        if not url:
            raise NotFoundError("the service tells no address of the file")
        return await stack.enter_async_context(self._client.download(url, start))


def _ids(attachment: Attachment) -> tuple[int, int]:
    try:
        user_id, item_id, _ = attachment.source.split("/")
        return int(user_id), int(item_id)
    except ValueError:
        raise NotFoundError("there is no such file") from None


def _chosen(item: WireItem, width: int, height: int) -> WireDerivative | None:
    """Return the smallest derivative that fills so many pixels, else the largest.

    A thumbnail is cropped: it stands for what is larger only where nothing else does.
    """
    found = sorted((each for each in item.derivatives if each.url), key=_pixels)
    for each in found:
        if (each.width or 0) >= width and (each.height or 0) >= height:
            return each
    if found and (found[-1].name != THUMBNAIL or not _is_picture(item)):
        return found[-1]
    return None


def _pixels(derivative: WireDerivative) -> int:
    return (derivative.width or 0) * (derivative.height or 0)


def _is_picture(item: WireItem) -> bool:
    return content_type_of(item).startswith(PICTURE)
