"""Calling again what has failed for now."""

import asyncio
from collections.abc import Awaitable, Callable
from random import uniform

from .errors import ConnectionError_, RateLimitedError

RETRY_PAUSE = 1.0
LONGEST_PAUSE_TO_SIT_OUT = 10.0


async def repeat[T](call: Callable[[], Awaitable[T]], attempts: int = 3) -> T:
    """Call again what is safe to call again, and return its result.

    Between the attempts there is a growing, jittered pause, or the one that the
    service asks for if that is at most ten seconds. The last error is raised.
    """
    for attempt in range(attempts - 1):
        try:
            return await call()
        except ConnectionError_:
            pause = RETRY_PAUSE * 2**attempt * uniform(0.5, 1.5)
        except RateLimitedError as err:
            if err.retry_after is None or err.retry_after > LONGEST_PAUSE_TO_SIT_OUT:
                raise
            pause = err.retry_after
        await asyncio.sleep(pause)
    return await call()
