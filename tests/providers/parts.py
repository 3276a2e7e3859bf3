"""What the tests of files in parts share."""

from contextlib import AbstractAsyncContextManager

from custom_components.chat_rooms.providers.base import Download


async def rest(
    opening: AbstractAsyncContextManager[Download],
) -> tuple[int, int | None, bytes]:
    """Return where a file begins, how large the whole is, and what comes of it."""
    async with opening as download:
        data = b"".join([piece async for piece in download.chunks])
        return download.start, download.size, data
