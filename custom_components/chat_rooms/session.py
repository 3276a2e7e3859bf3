"""How an account's provider is made from what the config flow asked for."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import CONF_SERVICE
from .providers import PROVIDERS
from .providers.base import Provider


def provider_for(
    hass: HomeAssistant, config: Mapping[str, Any], *, member_id: str | None = None
) -> Provider:
    """Return the provider of an account, not yet signed in."""
    session = async_get_clientsession(
        hass, verify_ssl=config.get(CONF_VERIFY_SSL, True)
    )
    return PROVIDERS[config[CONF_SERVICE]](
        session, config, language=hass.config.language, member_id=member_id
    )
