"""The actions on rooms."""

from datetime import datetime
from heapq import merge
from typing import Any, cast

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.notify.const import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_platform_entity_service
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .account_actions import async_setup_account_actions
from .const import DOMAIN
from .history import async_messages
from .member_actions import async_setup_member_actions
from .message_actions import ATTR_MESSAGE_ID, async_setup_message_actions
from .notify import RoomNotifyEntity
from .payload import message_payload
from .room_actions import async_setup_room_actions
from .targets import Target, async_targets, async_user

ATTR_AFTER = "after"
ATTR_ATTACHMENTS = "attachments"
ATTR_BEFORE = "before"
ATTR_FILENAME = "filename"
ATTR_LIMIT = "limit"
ATTR_MEDIA = "media"
ATTR_REPLY_TO = "reply_to"
ATTR_SILENT = "silent"

SEND_MESSAGE = "send_message"
GET_MESSAGES = "get_messages"
MARK_AS_READ = "mark_as_read"

ATTACHMENT_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_MEDIA): vol.Any(dict, [dict], cv.string),
        vol.Optional(ATTR_FILENAME): cv.string,
    }
)
SEND_MESSAGE_FIELDS: VolDictType = {
    vol.Optional(ATTR_MESSAGE): cv.string,
    vol.Optional(ATTR_TITLE): cv.string,
    vol.Optional(ATTR_ATTACHMENTS): vol.All(cv.ensure_list, [ATTACHMENT_SCHEMA]),
    vol.Optional(ATTR_REPLY_TO): cv.string,
    vol.Optional(ATTR_SILENT): cv.boolean,
}
GET_MESSAGES_SCHEMA = vol.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        vol.Optional(ATTR_LIMIT, default=20): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=200)
        ),
        vol.Optional(ATTR_BEFORE): cv.string,
        vol.Optional(ATTR_AFTER): cv.string,
    }
)
MARK_AS_READ_SCHEMA = vol.Schema(
    {**cv.ENTITY_SERVICE_FIELDS, vol.Optional(ATTR_MESSAGE_ID): cv.string}
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        SEND_MESSAGE,
        entity_domain="notify",
        schema=SEND_MESSAGE_FIELDS,
        func=_send_message,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        GET_MESSAGES,
        _get_messages,
        GET_MESSAGES_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        MARK_AS_READ,
        _mark_as_read,
        MARK_AS_READ_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_setup_message_actions(hass)
    async_setup_room_actions(hass)
    async_setup_member_actions(hass)
    async_setup_account_actions(hass)


async def _send_message(entity: RoomNotifyEntity, call: ServiceCall) -> ServiceResponse:
    what = {
        key: call.data[key]
        for key in (
            ATTR_MESSAGE,
            ATTR_TITLE,
            ATTR_ATTACHMENTS,
            ATTR_REPLY_TO,
            ATTR_SILENT,
        )
        if key in call.data
    }
    return await entity.async_send(**what, user=await async_user(call))


async def _get_messages(call: ServiceCall) -> ServiceResponse:
    targets = await async_targets(call, POLICY_READ)
    rooms = [await _messages_of(target, call) for target in targets]
    messages = merge(*rooms, key=lambda found: found[0])
    return cast("ServiceResponse", {"messages": [payload for _, payload in messages]})


async def _messages_of(
    target: Target, call: ServiceCall
) -> list[tuple[datetime, dict[str, Any]]]:
    coordinator, state = target.coordinator, target.state
    place = coordinator.dispatch.place(state.room)
    found = await async_messages(
        coordinator,
        state,
        call.data[ATTR_LIMIT],
        before=call.data.get(ATTR_BEFORE),
        after=call.data.get(ATTR_AFTER),
    )
    return [(item.message.sent_at, message_payload(item, place)) for item in found]


async def _mark_as_read(call: ServiceCall) -> ServiceResponse:
    rooms: dict[str, Any] = {}
    for target in await async_targets(call, POLICY_CONTROL):
        coordinator, state = target.coordinator, target.state
        message_id = await coordinator.async_mark_as_read(
            state.room.id, call.data.get(ATTR_MESSAGE_ID)
        )
        entity_id = coordinator.dispatch.place(state.room)["entity_id"]
        rooms[entity_id] = {ATTR_MESSAGE_ID: message_id, "unread": state.unread}
    return rooms
