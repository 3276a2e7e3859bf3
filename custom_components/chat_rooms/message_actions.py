"""The actions on messages that are there: react, edit, delete."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.notify.const import ATTR_MESSAGE
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .const import DOMAIN
from .errors import action_errors, invalid
from .model import Feature
from .targets import Target, async_targets

ATTR_MESSAGE_ID = "message_id"
ATTR_REACTION = "reaction"
ATTR_REMOVE = "remove"

REACT = "react"
EDIT_MESSAGE = "edit_message"
DELETE_MESSAGE = "delete_message"

MESSAGE_SCHEMA = {
    **cv.ENTITY_SERVICE_FIELDS,
    vol.Required(ATTR_MESSAGE_ID): vol.All(cv.string, vol.Length(min=1)),
}
REACT_SCHEMA = vol.Schema(
    {
        **MESSAGE_SCHEMA,
        vol.Required(ATTR_REACTION): vol.All(cv.string, vol.Length(min=1)),
        vol.Optional(ATTR_REMOVE, default=False): cv.boolean,
    }
)
EDIT_MESSAGE_SCHEMA = vol.Schema(
    {**MESSAGE_SCHEMA, vol.Required(ATTR_MESSAGE): cv.string}
)
DELETE_MESSAGE_SCHEMA = vol.Schema(MESSAGE_SCHEMA)


@callback
def async_setup_message_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        REACT,
        _react,
        REACT_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        EDIT_MESSAGE,
        _edit_message,
        EDIT_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        DELETE_MESSAGE,
        _delete_message,
        DELETE_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _react(call: ServiceCall) -> ServiceResponse:
    reaction, remove = call.data[ATTR_REACTION], call.data[ATTR_REMOVE]

    def check(target: Target) -> None:
        if Feature.REACT not in target.state.room.features:
            raise invalid("react_not_supported", service=_service(target))

    async def react(target: Target, message_id: str) -> None:
        await target.coordinator.provider.react(
            target.state.room.id, message_id, reaction, remove=remove
        )

    return await _change(call, check, react)


async def _edit_message(call: ServiceCall) -> ServiceResponse:
    text: str = call.data[ATTR_MESSAGE]

    def check(target: Target) -> None:
        room = target.state.room
        if Feature.EDIT not in room.features:
            raise invalid("edit_not_supported", service=_service(target))
        if not text.strip():
            raise invalid("nothing_to_send")
        if len(text) > room.limits.text_length:
            raise invalid("text_too_long", limit=str(room.limits.text_length))

    async def edit(target: Target, message_id: str) -> None:
        await target.coordinator.provider.edit(target.state.room.id, message_id, text)

    return await _change(call, check, edit)


async def _delete_message(call: ServiceCall) -> ServiceResponse:
    def check(target: Target) -> None:
        if Feature.DELETE not in target.state.room.features:
            raise invalid("delete_not_supported", service=_service(target))

    async def delete(target: Target, message_id: str) -> None:
        await target.coordinator.provider.delete(target.state.room.id, message_id)

    return await _change(call, check, delete)


async def _change(
    call: ServiceCall,
    check: Callable[[Target], None],
    change: Callable[[Target, str], Awaitable[None]],
) -> ServiceResponse:
    """Change a message in each room, after looking whether all rooms can do it."""
    targets = await async_targets(call, POLICY_CONTROL)
    message_id: str = call.data[ATTR_MESSAGE_ID]
    for target in targets:
        check(target)
    rooms: dict[str, Any] = {}
    for target in targets:
        coordinator, state = target.coordinator, target.state
        with action_errors(_service(target), coordinator.async_reauth):
            await change(target, message_id)
        coordinator.expect_changes(state)
        entity_id = coordinator.dispatch.place(state.room)["entity_id"]
        rooms[entity_id] = {ATTR_MESSAGE_ID: message_id}
    return rooms


def _service(target: Target) -> str:
    return target.coordinator.service_name
