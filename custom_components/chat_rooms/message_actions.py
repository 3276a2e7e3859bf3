"""The actions on messages that are there: react, edit, delete, forward."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
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
from .errors import invalid
from .model import Feature
from .sending import check_text
from .targets import Target, async_able_targets, async_for_each, async_target

ATTR_MESSAGE_ID = "message_id"
ATTR_REACTION = "reaction"
ATTR_REMOVE = "remove"
ATTR_TO = "to"

REACT = "react"
EDIT_MESSAGE = "edit_message"
DELETE_MESSAGE = "delete_message"
FORWARD_MESSAGE = "forward_message"

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
FORWARD_MESSAGE_SCHEMA = vol.Schema(
    {**MESSAGE_SCHEMA, vol.Required(ATTR_TO): cv.entity_domain("notify")}
)


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
    hass.services.async_register(
        DOMAIN,
        FORWARD_MESSAGE,
        _forward_message,
        FORWARD_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _react(call: ServiceCall) -> ServiceResponse:
    reaction, remove = call.data[ATTR_REACTION], call.data[ATTR_REMOVE]

    async def react(target: Target, message_id: str) -> None:
        await target.coordinator.provider.react(
            target.state.room.id, message_id, reaction, remove=remove
        )

    targets = await async_able_targets(call, Feature.REACT, "react_not_supported")
    return await _change(call, targets, react)


async def _edit_message(call: ServiceCall) -> ServiceResponse:
    text: str = call.data[ATTR_MESSAGE]

    async def edit(target: Target, message_id: str) -> None:
        await target.coordinator.provider.edit(target.state.room.id, message_id, text)

    targets = await async_able_targets(call, Feature.EDIT, "edit_not_supported")
    for target in targets:
        check_text(text, target.state.room.limits)
    return await _change(call, targets, edit)


async def _delete_message(call: ServiceCall) -> ServiceResponse:
    async def delete(target: Target, message_id: str) -> None:
        await target.coordinator.provider.delete(target.state.room.id, message_id)

    targets = await async_able_targets(call, Feature.DELETE, "delete_not_supported")
    return await _change(call, targets, delete)


async def _forward_message(call: ServiceCall) -> ServiceResponse:
    to = await async_target(call, call.data[ATTR_TO], POLICY_CONTROL)
    service = to.coordinator.service_name
    if Feature.SEND not in to.state.room.features:
        raise invalid("read_only", service=service)

    async def forward(target: Target, message_id: str) -> None:
        to_id = to.state.room.id
        await to.coordinator.provider.forward(
            target.state.room.id,
            message_id,
            to_id,
            to.coordinator.inbox.new_client_id(to_id),
        )
        to.coordinator.expect_changes(to.state)

    targets = await async_able_targets(
        call, Feature.FORWARD, "forward_not_supported", policy=POLICY_READ
    )
    for target in targets:
        if target.coordinator is not to.coordinator:
            raise invalid("not_same_account", service=target.coordinator.service_name)
    return await _change(call, targets, forward)


async def _change(
    call: ServiceCall,
    targets: list[Target],
    change: Callable[[Target, str], Awaitable[None]],
) -> ServiceResponse:
    """Change a message in each room."""
    message_id: str = call.data[ATTR_MESSAGE_ID]

    async def change_one(target: Target) -> dict[str, Any]:
        await change(target, message_id)
        target.coordinator.expect_changes(target.state)
        return {ATTR_MESSAGE_ID: message_id}

    return await async_for_each(targets, change_one)
