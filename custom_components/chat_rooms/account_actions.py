"""The actions on accounts."""

from collections.abc import Mapping
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.notify.const import ATTR_MESSAGE
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .attachments import async_load_files
from .const import CONF_SPOTS, DOMAIN
from .errors import action_errors, invalid
from .model import Feature
from .outgoing import CheckIn
from .sending import check_text
from .targets import async_account, async_user

ATTR_PHOTOS = "photos"
ATTR_SPOT = "spot"
SHARES = ("mixi", "twitter")

CHECK_IN = "check_in"
CHECK_IN_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): cv.string,
        vol.Required(ATTR_SPOT): vol.All(cv.string, vol.Strip, vol.Length(min=1)),
        vol.Optional(ATTR_MESSAGE, default=""): cv.string,
        vol.Optional(ATTR_PHOTOS, default=[]): vol.All(
            cv.ensure_list, [vol.Any(dict, cv.string)]
        ),
        **{vol.Optional(share, default=False): cv.boolean for share in SHARES},
    }
)


@callback
def async_setup_account_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        CHECK_IN,
        _check_in,
        CHECK_IN_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _check_in(call: ServiceCall) -> ServiceResponse:
    coordinator = await async_account(call, call.data[ATTR_DEVICE_ID], POLICY_CONTROL)
    provider, service = coordinator.provider, coordinator.service_name
    limits = provider.account.limits
    if Feature.CHECK_IN not in provider.account.features or limits is None:
        raise invalid("check_in_not_supported", service=service)
    text: str = call.data[ATTR_MESSAGE]
    check_text(text, limits, is_all=False)
    photos = [{"media": photo} for photo in call.data[ATTR_PHOTOS]]
    check_in = CheckIn(
        spot=_key_of(call.data[ATTR_SPOT], coordinator.config_entry.options),
        text=text,
        photos=await async_load_files(
            call.hass, photos, limits, await async_user(call)
        ),
        shares=frozenset(share for share in SHARES if call.data[share]),
    )
    with action_errors(service, coordinator.async_reauth):
        sent = await provider.check_in(check_in)
    coordinator.note_sent(sent)
    coordinator.ask_soon()
    return {"message_id": sent.message_id}


def _key_of(spot: str, options: Mapping[str, Any]) -> str:
    """Return the key of a spot that the user may have called by its name.

    Raises ServiceValidationError for a name that several spots have.
    """
    spots: list[dict[str, str]] = options.get(CONF_SPOTS, [])
    named = [known["key"] for known in spots if known["name"].strip() == spot]
    if not named or any(known["key"] == spot for known in spots):
        return spot
    if len(named) > 1:
        raise invalid("spot_ambiguous", spot=spot)
    return named[0]
