"""What an account can do without for a while."""

from collections.abc import Awaitable
import logging

from ..errors import AuthError, ProviderError

_LOGGER = logging.getLogger(__name__)


async def optional[T](
    what: str, asking: Awaitable[T], *telling: type[ProviderError]
) -> T | None:
    """Return an answer, None where it cannot be had now.

    Errors that are `telling` go through, and an AuthError does: who is not signed in
    any more has nothing at all.
    """
    try:
        return await asking
    except ProviderError as err:
        if isinstance(err, (AuthError, *telling)):
            raise
        _LOGGER.debug("Going on without %s: %s", what, err)
        return None
