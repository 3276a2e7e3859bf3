"""Files: putting them into the account's own folder and into rooms, and getting them.

Paths are below the account's own folder, as messages name them; nothing beyond it
can be reached.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from ...base import Download
from ...bodies import json_bytes
from ...errors import ForbiddenError, NotFoundError, RateLimitedError, Reason
from ...http import FILE_TIMEOUT
from .ocs import Ocs
from .server import ServerApi
from .talk import Talk

FILE = "/remote.php/dav/files/{user_id}/{path}"
SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares"
SHARE_WITH_ROOM = 10

THERE_ALREADY = 405
NO_PARENT = 409
UPLOADING: Mapping[int, Reason | None] = {412: None, 413: Reason.FILE_TOO_LARGE}
PREVIEW_SIZE = 1024


class FilesApi:
    """The files of an account, and the pictures of rooms and people."""

    def __init__(self, talk: Talk, server: ServerApi) -> None:
        """Take the server; nothing is requested yet."""
        self._talk = talk
        self._server = server

    @property
    def _ocs(self) -> Ocs:
        return self._talk.ocs

    async def make_folder(self, path: str) -> None:
        """Make a folder and those above it: MKCOL /remote.php/dav/files/….

        Nothing happens if it is there. ForbiddenError with QUOTA.
        """
        segments = _segments(path)
        for depth in range(1, len(segments) + 1):
            await self._ocs.request(
                "MKCOL",
                FILE,
                await self._place(segments[:depth]),
                accept={THERE_ALREADY},
            )

    async def upload(self, path: str, data: bytes, content_type: str) -> None:
        """Put a file, over what is there: PUT /remote.php/dav/files/….

        NotFoundError if the folder is not there, ForbiddenError with QUOTA or
        FILE_TOO_LARGE.
        """
        answer = await self._ocs.request(
            "PUT",
            FILE,
            await self._place(_segments(path)),
            data=data,
            headers={"Content-Type": content_type},
            timeout=FILE_TIMEOUT,
            accept={NO_PARENT},
            refusals=UPLOADING,
        )
        if answer.status == NO_PARENT:
            raise NotFoundError(f"{answer.label}: the folder is not there")

    async def delete(self, path: str) -> None:
        """Delete a file: DELETE /remote.php/dav/files/….

        NotFoundError if it is not there.
        """
        await self._ocs.request("DELETE", FILE, await self._place(_segments(path)))

    async def share(
        self,
        path: str,
        token: str,
        reference_id: str = "",
        meta: Mapping[str, Any] | None = None,
    ) -> None:
        """Share a file to the chat: POST /ocs/v2.php/apps/files_sharing/….

        `meta` may hold messageType, caption, replyTo and silent. The message that
        comes of it has the `reference_id`. ForbiddenError if the file is shared
        there already, or may not be; NotFoundError if there is no such file, and if
        the room is not there or can only be read; RateLimitedError with SHARE_LIMIT
        after 20 shares in ten minutes.
        """
        fields: dict[str, Any] = {
            "shareType": SHARE_WITH_ROOM,
            "shareWith": token,
            "path": "/" + "/".join(_segments(path)),
        }
        if reference_id:
            fields["referenceId"] = reference_id
        if meta:
            fields["talkMetaData"] = json_bytes(meta).decode()
        try:
            await self._ocs.request("POST", SHARES, json=fields)
        except RateLimitedError as err:
            raise RateLimitedError(
                str(err), err.retry_after, reason=Reason.SHARE_LIMIT
            ) from None

    @asynccontextmanager
    async def download(self, path: str, start: int = 0) -> AsyncIterator[Download]:
        """Open a file from a byte on: GET /remote.php/dav/files/…."""
        place = await self._place(_segments(path))
        async with self._ocs.download(FILE, place, start=start) as file:
            yield file

    def preview(
        self, file_id: str, width: int = PREVIEW_SIZE, height: int = PREVIEW_SIZE
    ) -> AbstractAsyncContextManager[Download]:
        """Open a file's preview, in pixels: GET /index.php/core/preview."""
        return self._ocs.download(
            "/index.php/core/preview",
            params={"fileId": file_id, "x": width, "y": height, "a": 1},
        )

    def room_avatar(self, token: str) -> AbstractAsyncContextManager[Download]:
        """Open a room's picture, which may be SVG: GET /room/{token}/avatar."""
        self._talk.capabilities.require("avatar")
        return self._ocs.download(
            self._talk.avatars + "/{token}/avatar", {"token": token}
        )

    def user_avatar(
        self, user_id: str, size: int = 64
    ) -> AbstractAsyncContextManager[Download]:
        """Open a user's picture, in pixels: GET /index.php/avatar/{userId}/{size}."""
        return self._ocs.download(
            "/index.php/avatar/{userId}/{size}", {"userId": user_id, "size": size}
        )

    async def _place(self, segments: list[str]) -> dict[str, str | list[str]]:
        user_id = self._ocs.user_id or (await self._server.user()).id
        return {"user_id": user_id, "path": segments}


def _segments(path: str) -> list[str]:
    segments = [segment for segment in path.split("/") if segment]
    if not segments or not {".", ".."}.isdisjoint(segments):
        raise ForbiddenError("not a path below the own folder")
    return segments
