"""Bringing pictures and films into the own album."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha1
import logging
from time import monotonic

from ...outgoing import Outgoing, OutgoingFile, Sent
from ..errors import (
    ConnectionError_,
    NotFoundError,
    ProtocolError,
    Reason,
    UnsupportedError,
)
from ..repeating import repeat
from ..wire import now
from .client import CarnationClient
from .errors import AddressRefused, FileHashConflict
from .lists import LONG_PAGE
from .models import Initiated, ItemStatus, ItemSummary

_LOGGER = logging.getLogger(__name__)

EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 15.0
# Making the pictures of a film takes minutes.
GIVE_UP_AFTER = 600.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way; `file_info` comes back with the item."""

    user_id: int
    file: OutgoingFile
    extension: str
    file_hash: str
    file_info: str
    title: str = field(repr=False)
    description: str = field(repr=False)


class Uploads:
    """Uploads files whole: each ends with an item that everybody sees."""

    def __init__(
        self, client: CarnationClient, uploaded: Callable[[int], None]
    ) -> None:
        """Take the way to the service; `uploaded` hears of items to be shown."""
        self._client = client
        self._uploaded = uploaded
        # The service looks whether a file is there and makes the item afterwards:
        # of two that ask at once, both may find that it is not.
        self._one_at_a_time = asyncio.Lock()

    async def send(self, user_id: int, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Upload each file into a user's album, and yield it once it is shown.

        A file that is in the album already counts as sent. ProtocolError with
        FILE_NOT_SHOWN where the service has taken it and shows nothing.
        """
        if not outgoing.files:
            raise UnsupportedError("an album takes pictures and films only")
        for file in outgoing.files:
            if (extension := EXTENSIONS.get(file.content_type)) is None:
                raise UnsupportedError("an album does not take such a file")
            upload = Upload(
                user_id=user_id,
                file=file,
                extension=extension,
                file_hash=await asyncio.to_thread(_hash, file.data),
                file_info=outgoing.new_client_id(),
                title=outgoing.title,
                description=outgoing.text,
            )
            item_id = await self._upload(upload)
            yield Sent(message_id=str(item_id), sent_at=now(), file=file.name)

    async def _upload(self, upload: Upload) -> int:
        async with self._one_at_a_time:
            begun = await self._begin(upload)
        if begun.status != ItemStatus.ACTIVE:
            await self._put(upload, begun)
            notify = partial(
                self._client.notify_upload_completed, begun.item_id, valid_after=0
            )
            await repeat(notify)
            self._uploaded(begun.item_id)
            await self._wait_for(begun.item_id)
        return begun.item_id

    async def _begin(self, upload: Upload) -> Initiated:
        """Return where to put the file, or the item that has been shown before."""
        try:
            return await self._initiate(upload)
        except FileHashConflict:
            # Also where the answer to the first try was lost.
            found = await self._same_file(upload)
        if found is None:
            # It has been deleted in this moment.
            try:
                return await self._initiate(upload)
            except FileHashConflict:
                raise ProtocolError("the file is there and is not there") from None
        if found.status == ItemStatus.ACTIVE:
            return Initiated(item_id=found.id, status=found.status)
        return await self._initiate(upload, found.id)

    async def _initiate(self, upload: Upload, item_id: int | None = None) -> Initiated:
        return await repeat(
            partial(
                self._client.initiate_item_upload,
                upload.user_id,
                upload.extension,
                item_id=item_id,
                file_hash=upload.file_hash,
                file_info=upload.file_info,
                title=upload.title or None,
                description=upload.description or None,
            )
        )

    async def _same_file(self, upload: Upload) -> ItemSummary | None:
        """Return the item that is the same file, not deleted."""
        seen: set[int] = set()
        while True:
            page = await repeat(
                partial(
                    self._client.get_item_summaries,
                    upload.user_id,
                    order="desc",
                    ignore_status=True,
                    ignore_valid_after=True,
                    count=LONG_PAGE,
                    offset=len(seen) or None,
                )
            )
            for item in page:
                if item.file_hash.lower() == upload.file_hash and item.status in (
                    ItemStatus.ACTIVE,
                    ItemStatus.INITIATED,
                ):
                    return item
            before = len(seen)
            seen.update(item.id for item in page)
            if len(page) < LONG_PAGE or len(seen) == before:
                return None

    async def _put(self, upload: Upload, begun: Initiated) -> None:
        try:
            await self._put_at(begun.url, upload.file)
        except AddressRefused, ConnectionError_:
            # Where an address is too old, some storages hang up in the middle.
            again = await self._initiate(upload, begun.item_id)
            await self._put_at(again.url, upload.file)

    async def _put_at(self, url: str, file: OutgoingFile) -> None:
        put = partial(self._client.put_file, url, file.data, file.content_type)
        await repeat(put, attempts=2)

    async def _wait_for(self, item_id: int) -> None:
        """Wait until the service has made its pictures of the file."""
        started, pause = monotonic(), FIRST_PAUSE
        while True:
            item = await repeat(partial(self._client.get_single_item, item_id))
            _LOGGER.debug("Item %d has status %s", item_id, item.status)
            match item.status:
                case ItemStatus.ACTIVE:
                    return
                case ItemStatus.DELETED:
                    raise NotFoundError("the item has been deleted meanwhile")
            if monotonic() - started + pause > GIVE_UP_AFTER:
                raise ProtocolError(
                    "the service shows nothing of the file",
                    reason=Reason.FILE_NOT_SHOWN,
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _hash(data: bytes) -> str:
    return sha1(data, usedforsecurity=False).hexdigest()
