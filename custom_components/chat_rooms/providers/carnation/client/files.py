"""Files, which lie at signed addresses: section 8 of the reference."""

from contextlib import AbstractAsyncContextManager

from ...base import Download
from ...errors import ProtocolError
from ...wire import parse
from ..models import UploadUrl
from .calls import Calls


class FilesApi(Calls):
    """The way to the storage, which never sees a token.

    Addresses are good for eight hours; a ForbiddenError afterwards.
    """

    async def get_upload_url(
        self, server_type: int = 1, file_type: int = 1
    ) -> UploadUrl:
        """Get upload url for HTTP put: GET /api/v1/uploadurl."""
        answer = await self._json(
            "GET", "/api/v1/uploadurl", server_type=server_type, file_type=file_type
        )
        return parse(UploadUrl, answer)

    async def put_file(self, url: str | None, data: bytes, content_type: str) -> None:
        """Put a file to the address that the server gave for it, however long it takes.

        ProtocolError where the server gave none.
        """
        await self._http.upload(_given(url), data, content_type)

    def download(self, url: str | None) -> AbstractAsyncContextManager[Download]:
        """Open the file at an address that the server gave for it.

        ProtocolError where the server gave none.
        """
        return self._http.download(_given(url), bare=True)


def _given(url: str | None) -> str:
    if not url:
        raise ProtocolError("no address of a file")
    return url
