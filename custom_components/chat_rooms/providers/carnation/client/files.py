"""Files, which lie at signed addresses: section 8 of the reference."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from ...base import Download
from ...errors import ForbiddenError, ProtocolError, ProviderError, Reason
from ...wire import parse
from ..errors import AddressRefused
from ..models import UploadUrl
from .calls import Calls

REFUSALS: dict[int, Callable[[str], ProviderError]] = {
    403: AddressRefused,
    413: partial(ForbiddenError, reason=Reason.FILE_TOO_LARGE),
}


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

        AddressRefused where the storage does not take the address, ProtocolError
        where the server gave none.
        """
        await self._http.upload(_given(url), data, content_type, refusals=REFUSALS)

    def download(
        self, url: str | None, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open the file at an address that the server gave for it, from a byte on.

        ProtocolError where the server gave none.
        """
        return self._http.download(_given(url), bare=True, start=start)


def _given(url: str | None) -> str:
    if not url:
        raise ProtocolError("no address of a file")
    return url
