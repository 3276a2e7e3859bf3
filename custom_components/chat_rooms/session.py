"""How an account's provider is made from what the config flow asked for."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import logging
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession

from .const import CONF_SERVICE, CONF_SPOTS
from .errors import where
from .providers import PROVIDERS
from .providers.base import Memory, Provider
from .providers.errors import AuthError

_LOGGER = logging.getLogger(__name__)

# Nobody waits longer than that for a service that does not answer any more.
SIGN_OUT_TIMEOUT = 15.0


def config_of(entry: ConfigEntry) -> dict[str, Any]:
    """Return what an account's provider is made from: the data, and the spots."""
    chosen = {key: entry.options[key] for key in (CONF_SPOTS,) if key in entry.options}
    return {**entry.data, **chosen}


def provider_for(
    hass: HomeAssistant,
    config: Mapping[str, Any],
    *,
    memory: Memory | None = None,
) -> Provider:
    """Return the provider of an account that is being set up, not yet signed in.

    Its session ends when the account is unloaded.
    """
    return _provider(hass, config, _session(hass, config), memory)


@asynccontextmanager
async def passing_provider(
    hass: HomeAssistant, config: Mapping[str, Any]
) -> AsyncIterator[Provider]:
    """Lend a provider, not yet signed in; nothing of it outlives the context."""
    session = _session(hass, config, auto_cleanup=False)
    try:
        provider = _provider(hass, config, session)
        try:
            yield provider
        finally:
            await provider.close()
    finally:
        session.detach()


async def async_sign_out(hass: HomeAssistant, config: Mapping[str, Any]) -> None:
    """End a sign-in that nobody needs any more, as far as the service lets us."""
    try:
        async with (
            asyncio.timeout(SIGN_OUT_TIMEOUT),
            passing_provider(hass, config) as provider,
        ):
            await provider.sign_out()
    except AuthError:
        # It has ended before.
        pass
    except Exception as err:  # noqa: BLE001
        # Whatever the service says, the account goes.
        _LOGGER.warning(
            "%s did not end a sign-in that is no longer used: %s",
            PROVIDERS[config[CONF_SERVICE]].name,
            where(err),
        )


def _session(
    hass: HomeAssistant, config: Mapping[str, Any], *, auto_cleanup: bool = True
) -> ClientSession:
    """Return a session without cookies: one account's are not another's."""
    return async_create_clientsession(
        hass,
        verify_ssl=config.get(CONF_VERIFY_SSL, True),
        auto_cleanup=auto_cleanup,
        cookie_jar=DummyCookieJar(),
    )


def _provider(
    hass: HomeAssistant,
    config: Mapping[str, Any],
    session: ClientSession,
    memory: Memory | None = None,
) -> Provider:
    return PROVIDERS[config[CONF_SERVICE]](
        session, config, language=hass.config.language, memory=memory
    )
