"""Files that a user's browser has uploaded to be sent."""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager

from homeassistant.components import file_upload
from homeassistant.core import HomeAssistant

from .errors import invalid
from .file_types import type_of_bytes
from .model import Limits
from .reading import Loaded, read


async def async_uploaded(
    hass: HomeAssistant, file_id: str, limits: Limits, *, is_spoken: bool
) -> Loaded:
    """Return an uploaded file, which is removed, whatever becomes of it.

    With `is_spoken` it is a spoken message that a browser has recorded.

    Raises ServiceValidationError for a file that is not there any more, and
    TooLargeError.
    """

    def take() -> Loaded:
        with file_upload.process_uploaded_file(hass, file_id) as path:
            data = read(path, limits, is_spoken=is_spoken)
        # A browser calls its recordings what it likes.
        told = type_of_bytes(data) if is_spoken else None
        return Loaded(path.name, told, data, is_spoken=is_spoken)

    try:
        return await hass.async_add_executor_job(take)
    except KeyError, ValueError, OSError:
        # Of two who take it at the same time, one has a KeyError.
        raise invalid("upload_not_found") from None


@asynccontextmanager
async def async_discarding(
    hass: HomeAssistant, file_ids: Collection[str]
) -> AsyncGenerator[None]:
    """Remove those uploaded files at the end that nobody has taken, come what may."""

    def discard() -> None:
        for file_id in file_ids:
            try:
                with file_upload.process_uploaded_file(hass, file_id):
                    pass
            except KeyError, ValueError, OSError:
                continue

    try:
        yield
    finally:
        if file_ids:
            await hass.async_add_executor_job(discard)
