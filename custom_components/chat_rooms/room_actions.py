"""The actions on rooms themselves."""

from typing import Any

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
from .const import DOMAIN
from .errors import action_errors, invalid
from .file_types import is_picture
from .model import ANY_TYPE, Feature, Limits
from .outgoing import OutgoingFile
from .targets import Target, async_able_targets, async_user

ATTR_PICTURE = "picture"

SET_ROOM_PICTURE = "set_room_picture"
SET_ROOM_PICTURE_SCHEMA = vol.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        vol.Required(ATTR_PICTURE): vol.Any(dict, [dict], cv.string),
    }
)


@callback
def async_setup_room_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        SET_ROOM_PICTURE,
        _set_room_picture,
        SET_ROOM_PICTURE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _set_room_picture(call: ServiceCall) -> ServiceResponse:
    targets = await async_able_targets(
        call, Feature.ROOM_PICTURE, "room_picture_not_supported"
    )
    pictures = [await _picture(call, target) for target in targets]
    rooms: dict[str, Any] = {}
    for target, picture in zip(targets, pictures, strict=True):
        coordinator, room = target.coordinator, target.state.room
        with action_errors(coordinator.service_name, coordinator.async_reauth):
            await coordinator.provider.administration.set_picture(room.id, picture)
        coordinator.ask_soon()
        rooms[coordinator.dispatch.place(room)["entity_id"]] = {
            ATTR_PICTURE: picture.name
        }
    return rooms


async def _picture(call: ServiceCall, target: Target) -> OutgoingFile:
    limits = Limits(
        text_length=0,
        file_size=target.state.room.limits.picture_size,
        content_types=frozenset({ANY_TYPE}),
    )
    media = [{"media": call.data[ATTR_PICTURE]}]
    files = await async_load_files(call.hass, media, limits, await async_user(call))
    if len(files) != 1 or not is_picture(files[0].content_type):
        raise invalid("not_a_picture")
    return files[0]
