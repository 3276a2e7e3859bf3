"""Waiting for a stream's next item, which somebody else can interrupt."""

import asyncio
from collections.abc import AsyncIterator


class Waiting:
    """One who waits for the next item of a stream, or to be called away."""

    def __init__(self) -> None:
        """Begin without waiting."""
        self._timeout: asyncio.Timeout | None = None

    def interrupt(self) -> None:
        """End the waiting, if there is any."""
        timeout, self._timeout = self._timeout, None
        if timeout is not None:
            timeout.reschedule(asyncio.get_running_loop().time())

    async def next[T](self, stream: AsyncIterator[T]) -> T | None:
        """Return the stream's next item, None where the waiting was interrupted.

        What is about to come then is the next item of the next call.
        """
        try:
            async with asyncio.timeout(None) as self._timeout:
                item = await anext(stream)
        except TimeoutError:
            return None
        finally:
            self._timeout = None
        return item
