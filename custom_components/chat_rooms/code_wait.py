"""Waits for a code that the user gets in the browser."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

from homeassistant.core import HomeAssistant

from .providers.base import CodeSignIn
from .session import passing_provider


class CodeWait:
    """One sign-in with a code, from its page to its end.

    Its provider lives until `close`, which whoever began it has to call.
    """

    _sign_in: CodeSignIn
    _session: AsyncExitStack

    def __init__(self, hass: HomeAssistant, config: Mapping[str, Any]) -> None:
        """Prepare for the service that a configuration names."""
        self._hass = hass
        self._config = config
        self._lock = asyncio.Lock()
        self._redeemed: Mapping[str, Any] | None = None

    @property
    def url(self) -> str:
        """The page that shows the code."""
        return self._sign_in.url

    async def begin(self) -> None:
        """Ask the service for the page. Raises ProviderErrors."""
        async with AsyncExitStack() as stack:
            provider = await stack.enter_async_context(
                passing_provider(self._hass, self._config)
            )
            self._sign_in = await provider.code_sign_in()
            self._session = stack.pop_all()

    async def redeem(self, code: str) -> Mapping[str, Any]:
        """Return the configuration with what a code is good for.

        A code is good once: who asks again gets the same. Raises ProviderErrors.
        """
        async with self._lock:
            if self._redeemed is None:
                fields = await self._sign_in.redeem(code)
                self._redeemed = {**self._config, **fields}
            return self._redeemed

    async def close(self) -> None:
        """Let go of the service, once no request is on its way any more."""
        async with self._lock:
            await self._session.aclose()
