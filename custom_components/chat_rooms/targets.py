"""Which rooms a user means: by their entities, devices, areas or labels."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeIs

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    split_entity_id,
)
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    target as target_helpers,
)
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .const import DOMAIN
from .errors import action_errors, invalid
from .following import account_identifier, room_of_device
from .model import Feature
from .providers.administration import Administration
from .room import RoomState

if TYPE_CHECKING:
    from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator

# The entities that stand for a room; a room that cannot be written to has no notify.
EVENT = "event"
ROOM_DOMAINS = (EVENT, "notify")
TARGET_SCHEMA = vol.Schema(cv.TARGET_FIELDS)


@dataclass(frozen=True, slots=True)
class Target:
    """A room that an action is meant for."""

    coordinator: ChatRoomsCoordinator
    state: RoomState

    @property
    def administration(self) -> Administration:
        """What can be done with the room as a whole, and with its members."""
        return self.coordinator.provider.administration


async def async_targets(call: ServiceCall, policy: str) -> list[Target]:
    """Return the rooms that an action targets, each once.

    Raises ServiceValidationError where there is none, where an entity does not stand
    for a room or its account is not set up, and Unauthorized where the user may not
    do what `policy` names with one of the entities.
    """
    hass = call.hass
    registry = er.async_get(hass)
    selection = TargetSelection(call.data)
    selected = async_extract_referenced_entity_ids(hass, selection)
    excluded = _excluded(hass, selection)
    targets: dict[tuple[str, str], Target] = {}
    for entity_id in sorted(selected.referenced | selected.indirectly_referenced):
        entity = registry.async_get(entity_id)
        if not _is_of_a_room(entity) and entity_id not in selected.referenced:
            continue
        if excluded and event_entities(hass, [entity_id]) & excluded:
            continue
        target = await _target(call, entity_id, entity, policy)
        targets[target.coordinator.config_entry.entry_id, target.state.room.id] = target
    if not targets:
        raise invalid("no_room")
    return list(targets.values())


async def async_able_targets(
    call: ServiceCall, feature: Feature, refusal: str, *, policy: str = POLICY_CONTROL
) -> list[Target]:
    """Return the rooms that are meant, after looking whether all of them can do it."""
    targets = await async_targets(call, policy)
    check_able(targets, feature, refusal)
    return targets


def check_able(targets: Iterable[Target], feature: Feature, refusal: str) -> None:
    """Look whether all of these rooms can do it; else raise ServiceValidationError."""
    for target in targets:
        if feature not in target.state.room.features:
            raise invalid(refusal, service=target.coordinator.service_name)


async def async_for_each(
    targets: Iterable[Target], do: Callable[[Target], Awaitable[dict[str, Any]]]
) -> ServiceResponse:
    """Do something in each room; return what it tells, by the rooms' entities.

    Raises HomeAssistantError where the service refuses or does not answer.
    """
    rooms: dict[str, Any] = {}
    for target in targets:
        coordinator = target.coordinator
        entity_id = coordinator.dispatch.place(target.state.room)["entity_id"]
        with action_errors(coordinator.service_name, coordinator.async_reauth):
            rooms[entity_id] = await do(target)
    return rooms


async def async_target(call: ServiceCall, entity_id: str, policy: str) -> Target:
    """Return the room that one entity stands for; raises as `async_targets`."""
    entity = er.async_get(call.hass).async_get(entity_id)
    return await _target(call, entity_id, entity, policy)


async def async_account(
    call: ServiceCall, device_id: str, policy: str
) -> ChatRoomsCoordinator:
    """Return the account that a device stands for.

    Raises ServiceValidationError where it is none or is not set up, and Unauthorized
    where the user may not do what `policy` names with the account's entities.
    """
    hass = call.hass
    device = dr.async_get(hass).async_get(device_id)
    for entry in hass.config_entries.async_entries(DOMAIN):
        if device is None or account_identifier(entry) not in device.identifiers:
            continue
        for entity in er.async_entries_for_device(
            er.async_get(hass), device.id, include_disabled_entities=True
        ):
            await _check_permission(call, entity.entity_id, policy)
        if entry.state is not ConfigEntryState.LOADED:
            raise invalid("not_loaded", entity=entry.title)
        coordinator: ChatRoomsCoordinator = entry.runtime_data
        return coordinator
    raise invalid("not_an_account")


async def async_user(call: ServiceCall) -> User | None:
    """Return the user who called an action, None for an automation."""
    user_id = call.context.user_id
    return await call.hass.auth.async_get_user(user_id) if user_id else None


async def _check_permission(call: ServiceCall, entity_id: str, policy: str) -> None:
    if call.context.user_id is None:
        return
    if (user := await async_user(call)) is None:
        raise UnknownUser(context=call.context)
    if not user.permissions.check_entity(entity_id, policy):
        raise Unauthorized(context=call.context, entity_id=entity_id, permission=policy)


def _is_of_a_room(entity: er.RegistryEntry | None) -> TypeIs[er.RegistryEntry]:
    return (
        entity is not None
        and entity.platform == DOMAIN
        and entity.domain in ROOM_DOMAINS
    )


async def _target(
    call: ServiceCall, entity_id: str, entity: er.RegistryEntry | None, policy: str
) -> Target:
    if not _is_of_a_room(entity):
        raise invalid("not_a_room", entity=entity_id)
    await _check_permission(call, entity_id, policy)
    return target_of(call.hass, entity)


def room_entity(hass: HomeAssistant, entity_id: str) -> er.RegistryEntry | None:
    """Return the entity that stands for a room, None if there is no such entity.

    The room need not be there right now.
    """
    entity = er.async_get(hass).async_get(entity_id)
    if not _is_of_a_room(entity) or _room_id(hass, entity) is None:
        return None
    return entity


def event_entities(hass: HomeAssistant, entity_ids: Iterable[str]) -> set[str]:
    """Return the event entities of the rooms that are among some entities.

    Other integrations' entities, and those that stand for no room, are left out.
    """
    registry = er.async_get(hass)
    found = map(registry.async_get, entity_ids)
    return {
        same.entity_id
        for entity in found
        if _is_of_a_room(entity)
        for same in er.async_entries_for_device(registry, entity.device_id or "")
        if _is_of_a_room(same) and same.domain == EVENT
    }


def rooms_meant(
    hass: HomeAssistant, selection: TargetSelection, found: Iterable[str]
) -> set[str]:
    """Return the event entities of the rooms that a target means.

    `found` are the entities that Home Assistant finds for it.
    """
    return event_entities(hass, found) - _excluded(hass, selection)


def _excluded(hass: HomeAssistant, selection: TargetSelection) -> set[str]:
    """Return the event entities of the rooms that a target excludes.

    One entity of a room excludes the room: another one of it must not bring it back.
    Home Assistant 2026.10 does not know how to exclude anything.
    """
    extract = getattr(target_helpers, "async_extract_excluded_entity_ids", None)
    return event_entities(hass, extract(hass, selection)) if extract else set()


def room_target(value: Any) -> ConfigType:
    """Check which rooms a trigger or a condition is meant for.

    Raises vol.Invalid where nothing is named, or an entity that never is a room.
    """
    target: ConfigType = TARGET_SCHEMA(value)
    if not TargetSelection(target).has_any_target:
        raise vol.Invalid("choose a room: its event entity, device, area or label")
    for entity_id in target.get(ATTR_ENTITY_ID, ()):
        if split_entity_id(entity_id)[0] not in ROOM_DOMAINS:
            raise vol.Invalid(
                f"{entity_id} does not stand for a room: choose its event entity"
            )
    return target


def target_of(hass: HomeAssistant, entity: er.RegistryEntry) -> Target:
    """Return the room that an entity stands for.

    Raises ServiceValidationError where its account is not set up or does not follow it.
    """
    entry = _account(hass, entity)
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        raise invalid("not_loaded", entity=entity.entity_id)
    coordinator = entry.runtime_data
    room_id = _room_id(hass, entity)
    if room_id is None or (state := coordinator.rooms.get(room_id)) is None:
        raise invalid("not_a_room", entity=entity.entity_id)
    return Target(coordinator, state)


def find_target(hass: HomeAssistant, entity: er.RegistryEntry) -> Target | None:
    """Return the room that an entity stands for, None while it is not there."""
    with suppress(ServiceValidationError):
        return target_of(hass, entity)
    return None


def _account(
    hass: HomeAssistant, entity: er.RegistryEntry
) -> ChatRoomsConfigEntry | None:
    return hass.config_entries.async_get_entry(entity.config_entry_id or "")


def _room_id(hass: HomeAssistant, entity: er.RegistryEntry) -> str | None:
    entry = _account(hass, entity)
    device = dr.async_get(hass).async_get(entity.device_id or "")
    return room_of_device(entry, device) if entry and device else None
