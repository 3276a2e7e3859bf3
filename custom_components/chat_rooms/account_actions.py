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
from homeassistant.helpers import config_validation as cv, device_registry as dr
import voluptuous as vol

from .attachments import async_load_files
from .const import CONF_SPOTS, DOMAIN
from .coordinator import ChatRoomsCoordinator
from .entity import room_device
from .errors import action_errors, invalid
from .member_actions import ATTR_MEMBERS
from .model import Feature
from .outgoing import CheckIn, NewRoom
from .people import async_known_id
from .room_actions import ATTR_DESCRIPTION, ATTR_NAME, ATTR_ROOM_ID
from .schemas import FILLED_TEXT
from .sending import check_text
from .targets import async_account, async_user

ATTR_PHOTOS = "photos"
ATTR_ROOM_TYPE = "room_type"
ATTR_SPOT = "spot"
ONE_TO_ONE = "one_to_one"
SHARES = ("mixi", "twitter")

CREATE_ROOM = "create_room"
CREATE_ROOM_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): cv.string,
        vol.Required(ATTR_NAME): FILLED_TEXT,
        vol.Optional(ATTR_MEMBERS, default=list): vol.All(
            cv.ensure_list, [FILLED_TEXT]
        ),
        vol.Optional(ATTR_ROOM_TYPE): cv.string,
        vol.Optional(ATTR_DESCRIPTION, default=""): cv.string,
    }
)

CHECK_IN = "check_in"
CHECK_IN_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): cv.string,
        vol.Required(ATTR_SPOT): FILLED_TEXT,
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
        CREATE_ROOM,
        _create_room,
        CREATE_ROOM_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        CHECK_IN,
        _check_in,
        CHECK_IN_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _create_room(call: ServiceCall) -> ServiceResponse:
    coordinator = await async_account(call, call.data[ATTR_DEVICE_ID], POLICY_CONTROL)
    provider, service = coordinator.provider, coordinator.service_name
    room_types = provider.account.room_types
    if not room_types:
        raise invalid("create_not_supported", service=service)
    room_type = call.data.get(ATTR_ROOM_TYPE, room_types[0])
    if room_type not in room_types:
        raise invalid(
            "room_type_not_supported", service=service, types=", ".join(room_types)
        )
    if room_type == ONE_TO_ONE and len(call.data[ATTR_MEMBERS]) != 1:
        raise invalid("one_member_needed")
    with action_errors(service, coordinator.async_reauth):
        members = [
            await async_known_id(coordinator, member)
            for member in call.data[ATTR_MEMBERS]
        ]
        known = {*coordinator.inbox.known}
        room_id = await provider.administration.create(
            NewRoom(
                room_type=room_type,
                name=call.data[ATTR_NAME],
                description=call.data[ATTR_DESCRIPTION],
                members=tuple(members),
            )
        )
    # The account may have been reloaded meanwhile.
    coordinator = coordinator.config_entry.runtime_data
    coordinator.following.keep(room_id)
    if room_id not in known:
        # A list may have shown it before it was followed: it is new all the same.
        coordinator.inbox.forget(room_id)
    await coordinator.async_ask_for_all()
    return {
        ATTR_ROOM_ID: room_id,
        ATTR_DEVICE_ID: _device_id(call.hass, coordinator, room_id),
    }


def _device_id(
    hass: HomeAssistant, coordinator: ChatRoomsCoordinator, room_id: str
) -> str | None:
    """Return the id of a room's device, None while the service does not list it."""
    if (state := coordinator.rooms.get(room_id)) is None:
        return None
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=coordinator.config_entry.entry_id,
        **room_device(coordinator, state.room),
    )
    return device.id


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
