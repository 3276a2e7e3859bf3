"""Waits for a sign-in that the user grants in the browser."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .providers.base import BrowserSignIn
from .providers.errors import ProtocolError, UnsupportedError
from .session import passing_provider

POLL_INTERVAL = 2.0


class SignInExpired(Exception):
    """The user did not grant the sign-in in time."""


class BrowserWait:
    """One sign-in in the browser, from its address to its end.

    `url` is what the user opens, empty where the service has no such sign-in.
    `on_granted` hears at once what is granted, even if nobody waits for it any more;
    `on_end` hears of the end, unless somebody closed it before.
    """

    url = ""
    has_ended = False

    def __init__(
        self,
        hass: HomeAssistant,
        config: Mapping[str, Any],
        on_granted: Callable[[Mapping[str, Any]], None],
        on_end: Callable[[], Awaitable[None]],
    ) -> None:
        """Prepare for the service that a configuration names."""
        self._hass = hass
        self._config = config
        self._on_granted = on_granted
        self._on_end = on_end
        self._closed = asyncio.Event()
        self._granted: Mapping[str, Any] | None = None
        self._error: Exception = SignInExpired()

    async def begin(self) -> None:
        """Ask the service for an address, and wait from now on.

        Raises ProviderErrors.
        """
        async with AsyncExitStack() as stack:
            provider = await stack.enter_async_context(
                passing_provider(self._hass, self._config)
            )
            try:
                sign_in = await provider.browser_sign_in()
            except UnsupportedError:
                return
            if not sign_in.url.startswith(("https://", "http://")):
                # The frontend opens it, whatever it is.
                raise ProtocolError("the page of the sign-in is no web page")
            self.url = sign_in.url
            self._hass.async_create_background_task(
                self._run(sign_in, stack.pop_all()), f"{DOMAIN} sign-in in the browser"
            )

    @callback
    def close(self) -> None:
        """Wait no longer; a request that is on its way comes to its end."""
        self._closed.set()

    def granted(self) -> Mapping[str, Any]:
        """Return the configuration with what was granted, or raise why it was not."""
        if self._granted is None:
            raise self._error
        return self._granted

    async def _run(self, sign_in: BrowserSignIn, session: AsyncExitStack) -> None:
        async with session:
            try:
                async with asyncio.timeout(sign_in.lifetime):
                    await self._poll(sign_in)
            except TimeoutError:
                pass
            except Exception as err:  # noqa: BLE001
                # Whoever asks for what was granted hears of it.
                self._error = err
        self.has_ended = True
        if not self._closed.is_set():
            await self._on_end()

    async def _poll(self, sign_in: BrowserSignIn) -> None:
        """Ask until the sign-in is granted, or nobody waits for it any more."""
        while not await self._closes_within(POLL_INTERVAL):
            if (granted := await sign_in.granted()) is not None:
                self._granted = {**self._config, **granted}
                self._on_granted(self._granted)
                return

    async def _closes_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._closed.wait()
        except TimeoutError:
            return False
