"""The actions on whole rooms."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from .attachments import async_load_files
from .const import DOMAIN
from .errors import action_errors, failed, invalid
from .file_types import is_picture
from .model import ANY_TYPE, Feature, Limits
from .outgoing import OutgoingFile
from .providers.administration import Administration
from .providers.errors import AuthError, ProviderError
from .room_changes import Changed, async_change_each
from .schemas import FILLED_TEXT
from .targets import Target, async_able_targets, async_targets, async_user, check_able

ATTR_ALLOWED = "allowed"
ATTR_DESCRIPTION = "description"
ATTR_NAME = "name"
ATTR_PASSWORD = "password"
ATTR_PICTURE = "picture"
ATTR_ROOM_ID = "room_id"

UPDATE_ROOM = "update_room"
SET_ROOM_PICTURE = "set_room_picture"
SET_GUEST_ACCESS = "set_guest_access"
CLEAR_HISTORY = "clear_history"
DELETE_ROOM = "delete_room"
LEAVE_ROOM = "leave_room"

ROOM_SCHEMA = vol.Schema(cv.ENTITY_SERVICE_FIELDS)
UPDATE_ROOM_SCHEMA = vol.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        vol.Optional(ATTR_NAME): FILLED_TEXT,
        vol.Optional(ATTR_DESCRIPTION): cv.string,
        vol.Optional(ATTR_PASSWORD): cv.string,
    }
)
SET_ROOM_PICTURE_SCHEMA = vol.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        vol.Required(ATTR_PICTURE): vol.Any(dict, [dict], cv.string),
    }
)
SET_GUEST_ACCESS_SCHEMA = vol.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        vol.Required(ATTR_ALLOWED): cv.boolean,
        vol.Optional(ATTR_PASSWORD): cv.string,
    }
)


@callback
def async_setup_room_actions(hass: HomeAssistant) -> None:
    """Register the actions; what cannot be undone needs an administrator."""
    hass.services.async_register(
        DOMAIN,
        UPDATE_ROOM,
        _update_room,
        UPDATE_ROOM_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SET_ROOM_PICTURE,
        _set_room_picture,
        SET_ROOM_PICTURE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SET_GUEST_ACCESS,
        _set_guest_access,
        SET_GUEST_ACCESS_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        LEAVE_ROOM,
        _leave_room,
        ROOM_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        CLEAR_HISTORY,
        _clear_history,
        ROOM_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        DELETE_ROOM,
        _delete_room,
        ROOM_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _update_room(call: ServiceCall) -> ServiceResponse:
    new = {
        key: call.data[key]
        for key in (ATTR_NAME, ATTR_DESCRIPTION, ATTR_PASSWORD)
        if key in call.data
    }
    if not new:
        raise invalid("nothing_to_change")
    targets = await async_targets(call, POLICY_CONTROL)
    if ATTR_NAME in new:
        check_able(targets, Feature.RENAME, "rename_not_supported")
    if ATTR_DESCRIPTION in new:
        check_able(targets, Feature.DESCRIBE, "describe_not_supported")
    if ATTR_PASSWORD in new:
        check_able(targets, Feature.PASSWORD, "room_password_not_supported")

    for target in targets:
        with action_errors(
            target.coordinator.service_name, target.coordinator.async_reauth
        ):
            target.administration.check_texts(
                name=new.get(ATTR_NAME), description=new.get(ATTR_DESCRIPTION)
            )

    async def update(target: Target, changed: Changed) -> dict[str, Any]:
        administration = target.administration
        ways = {
            ATTR_NAME: administration.rename,
            ATTR_DESCRIPTION: administration.describe,
            ATTR_PASSWORD: administration.set_password,
        }
        is_changed = False
        for key, value in new.items():
            try:
                await ways[key](target.state.room.id, value)
            except ProviderError as err:
                if not is_changed:
                    raise
                if isinstance(err, AuthError):
                    target.coordinator.async_reauth()
                raise _partly_changed(key, target) from None
            is_changed = True
            changed()
        return _id_of(target)

    return await async_change_each(targets, update)


def _partly_changed(refused: str, target: Target) -> HomeAssistantError:
    """Return the error for a room of which the refused part alone is as it was."""
    service = target.coordinator.service_name
    if refused == ATTR_DESCRIPTION:
        return failed("description_not_changed", service=service)
    return failed("room_password_not_changed", service=service)


async def _set_room_picture(call: ServiceCall) -> ServiceResponse:
    targets = await async_able_targets(
        call, Feature.ROOM_PICTURE, "room_picture_not_supported"
    )
    pictures = {
        target.state.room.id: await _picture(call, target) for target in targets
    }

    async def set_picture(target: Target, changed: Changed) -> dict[str, Any]:
        picture = pictures[target.state.room.id]
        await target.administration.set_picture(target.state.room.id, picture)
        changed()
        return {ATTR_PICTURE: picture.name}

    return await async_change_each(targets, set_picture)


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


async def _set_guest_access(call: ServiceCall) -> ServiceResponse:
    allowed: bool = call.data[ATTR_ALLOWED]
    password: str | None = call.data.get(ATTR_PASSWORD)
    if not allowed:
        if password:
            raise invalid("password_without_guests")
        password = None

    async def set_access(target: Target, changed: Changed) -> dict[str, Any]:
        administration, room = target.administration, target.state.room
        if password is not None and Feature.PASSWORD in room.features:
            # They may come in already: nobody shall do so without the password.
            await administration.set_password(room.id, password)
        await administration.set_guest_access(room.id, allowed)
        changed()
        if password is not None and Feature.PASSWORD not in room.features:
            await _set_password(password, target)
        return _id_of(target)

    targets = await async_able_targets(call, Feature.GUESTS, "guests_not_supported")
    return await async_change_each(targets, set_access)


async def _set_password(password: str, target: Target) -> None:
    """Set a password for guests, or keep them out."""
    administration, room_id = target.administration, target.state.room.id
    try:
        await administration.set_password(room_id, password)
    except ProviderError:
        try:
            await administration.set_guest_access(room_id, allowed=False)
        except ProviderError:
            raise failed(
                "open_without_password", service=target.coordinator.service_name
            ) from None
        raise


async def _clear_history(call: ServiceCall) -> ServiceResponse:
    async def clear(target: Target, changed: Changed) -> dict[str, Any]:
        await target.administration.clear_history(target.state.room.id)
        changed()
        return _id_of(target)

    targets = await async_able_targets(
        call, Feature.CLEAR_HISTORY, "clear_not_supported"
    )
    return await async_change_each(targets, clear)


async def _delete_room(call: ServiceCall) -> ServiceResponse:
    targets = await async_able_targets(
        call, Feature.DELETE_ROOM, "delete_room_not_supported"
    )
    return await _give_up(targets, lambda rooms: rooms.delete)


async def _leave_room(call: ServiceCall) -> ServiceResponse:
    targets = await async_able_targets(call, Feature.LEAVE, "leave_not_supported")
    return await _give_up(targets, lambda rooms: rooms.leave)


async def _give_up(
    targets: Iterable[Target],
    way: Callable[[Administration], Callable[[str], Awaitable[None]]],
) -> ServiceResponse:
    """Leave or delete rooms; those that are part of them go along."""

    async def give_up(target: Target, changed: Changed) -> dict[str, Any]:
        coordinator, room_id = target.coordinator, target.state.room.id
        going = [
            room_id,
            *(
                state.room.id
                for state in coordinator.rooms.values()
                if state.room.parent_id == room_id
            ),
        ]
        with ExitStack() as leaving:
            for one in going:
                leaving.enter_context(coordinator.following.leaving(one))
            await way(target.administration)(room_id)
            # The account may have been reloaded meanwhile.
            coordinator = coordinator.config_entry.runtime_data
            for one in going:
                coordinator.following.let_go(one)
        changed()
        return {ATTR_ROOM_ID: room_id}

    return await async_change_each(targets, give_up)


def _id_of(target: Target) -> dict[str, Any]:
    return {ATTR_ROOM_ID: target.state.room.id}
