"""The actions on the members of rooms."""

from collections.abc import Sequence
from typing import Any, cast

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType
import voluptuous as vol

from .const import DOMAIN
from .errors import invalid
from .model import Feature, Member, MemberRole, Participant
from .people import async_known_id, one_of
from .schemas import FILLED_TEXT
from .targets import Target, async_able_targets, async_for_each, async_targets

ATTR_MEMBER = "member"
ATTR_MEMBERS = "members"
ATTR_ROLE = "role"

ADD_MEMBER = "add_member"
REMOVE_MEMBER = "remove_member"
SET_MEMBER_ROLE = "set_member_role"
LIST_MEMBERS = "list_members"

LIST_MEMBERS_SCHEMA = vol.Schema(cv.ENTITY_SERVICE_FIELDS)
MEMBER_SCHEMA = vol.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        vol.Required(ATTR_MEMBER): FILLED_TEXT,
    }
)
SET_MEMBER_ROLE_SCHEMA = MEMBER_SCHEMA.extend(
    {vol.Required(ATTR_ROLE): vol.Coerce(MemberRole)}
)


@callback
def async_setup_member_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        ADD_MEMBER,
        _add_member,
        MEMBER_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        REMOVE_MEMBER,
        _remove_member,
        MEMBER_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SET_MEMBER_ROLE,
        _set_member_role,
        SET_MEMBER_ROLE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        LIST_MEMBERS,
        _list_members,
        LIST_MEMBERS_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _add_member(call: ServiceCall) -> ServiceResponse:
    async def add(target: Target) -> dict[str, Any]:
        member_id = await async_known_id(target.coordinator, call.data[ATTR_MEMBER])
        await target.administration.add_member(target.state.room.id, member_id)
        target.coordinator.ask_soon()
        return {ATTR_MEMBER: member_id}

    targets = await async_able_targets(
        call, Feature.CHANGE_MEMBERS, "members_not_supported"
    )
    return await async_for_each(targets, add)


async def _remove_member(call: ServiceCall) -> ServiceResponse:
    async def remove(target: Target) -> dict[str, Any]:
        member = await _member(call, target)
        await target.administration.remove_member(target.state.room.id, member.id)
        target.coordinator.ask_soon()
        return {ATTR_MEMBER: member.id}

    targets = await async_able_targets(
        call, Feature.CHANGE_MEMBERS, "members_not_supported"
    )
    return await async_for_each(targets, remove)


async def _set_member_role(call: ServiceCall) -> ServiceResponse:
    role: MemberRole = call.data[ATTR_ROLE]
    targets = await async_targets(call, POLICY_CONTROL)
    for target in targets:
        if role not in target.state.room.roles:
            raise invalid(
                "role_not_supported",
                service=target.coordinator.service_name,
                role=role.value,
            )

    async def set_role(target: Target) -> dict[str, Any]:
        member = await _member(call, target)
        await target.administration.set_role(target.state.room.id, member.id, role)
        target.coordinator.ask_soon()
        return {ATTR_MEMBER: member.id, ATTR_ROLE: role.value}

    return await async_for_each(targets, set_role)


async def _list_members(call: ServiceCall) -> ServiceResponse:
    members: list[dict[str, Any]] = []

    async def list_members(target: Target) -> dict[str, Any]:
        place = target.coordinator.dispatch.place(target.state.room)
        members.extend(
            {
                "id": found.member.id,
                "name": found.member.name,
                "role": found.role and found.role.value,
                "kind": found.member.kind.value,
                "entity_id": place["entity_id"],
            }
            for found in await _participants(target)
        )
        return {}

    targets = await async_able_targets(
        call, Feature.LIST_MEMBERS, "list_not_supported", policy=POLICY_READ
    )
    await async_for_each(targets, list_members)
    return {ATTR_MEMBERS: cast("list[JsonValueType]", members)}


async def _participants(target: Target) -> Sequence[Participant]:
    return await target.administration.members(target.state.room.id)


async def _member(call: ServiceCall, target: Target) -> Member:
    """Return the member whom an action means by id or name, but never the account."""
    coordinator = target.coordinator
    members = [found.member for found in await _participants(target)]
    member = one_of(members, call.data[ATTR_MEMBER], coordinator.service_name)
    if member.id == coordinator.inbox.member_id:
        raise invalid("member_is_yourself")
    return member
