"""The rooms that can be spoken of, and by which names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from .const import DOMAIN
from .local_agent import is_exposed
from .targets import ROOM_DOMAINS, room_entity
from .voice_phrases import spoken


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VoiceRoom:
    """A room that is exposed to Assist.

    `entity_ids` are those of its entities that are, `given` the names that the user
    gave to it, `named` those that it has at the service, where others can change them,
    and `areas` the ids of the areas in which it is.
    """

    title: str
    account: str
    entity_ids: tuple[str, ...]
    given: frozenset[str]
    named: frozenset[str]
    areas: frozenset[str]


def voice_room(hass: HomeAssistant, device_id: str) -> VoiceRoom | None:
    """Return the room of a device, None where nobody may speak of it."""
    device = dr.async_get(hass).async_get(device_id, include_child_devices=False)
    entities = [
        entity
        for entity in er.async_entries_for_device(er.async_get(hass), device_id)
        if room_entity(hass, entity.entity_id) is not None
        and is_exposed(hass, entity.entity_id)
    ]
    if device is None or not entities:
        return None
    given = [name for each in entities for name in _names(each)]
    entry = hass.config_entries.async_get_entry(entities[0].config_entry_id or "")
    return VoiceRoom(
        title=device.name_by_user or device.name or "",
        account=entry.title if entry else "",
        entity_ids=tuple(sorted(entity.entity_id for entity in entities)),
        given=_forms([*given, device.name_by_user or ""]),
        named=_forms([] if device.name_by_user else [device.name or ""]),
        areas=frozenset(
            area_id
            for entity in entities
            if (area_id := entity.area_id or device.area_id)
        ),
    )


def room_devices(hass: HomeAssistant) -> set[str]:
    """Return the devices of all rooms, exposed or not."""
    registry = er.async_get(hass)
    return {
        entity.device_id
        for entry in hass.config_entries.async_entries(DOMAIN)
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.domain in ROOM_DOMAINS and entity.device_id
    }


def area_names(hass: HomeAssistant, area_id: str) -> frozenset[str]:
    """Return how an area can be said."""
    area = ar.async_get(hass).async_get_area(area_id)
    return _forms({area.name, *area.aliases}) if area else frozenset()


def told_apart(hass: HomeAssistant, rooms: Iterable[VoiceRoom]) -> list[str]:
    """Return the names of rooms, with what tells those apart that are called alike."""

    def named(room: VoiceRoom) -> Iterable[str]:
        yield room.title
        others = [room.account]
        for area_id in sorted(room.areas):
            area = ar.async_get(hass).async_get_area(area_id)
            others += [area.name] if area else []
        for other in (*others, *room.entity_ids):
            yield f"{room.title} ({other})"

    names = [[*named(room)] for room in rooms]
    counts = Counter(name for each in names for name in each)
    return sorted(
        next((name for name in each if counts[name] == 1), each[0]) for each in names
    )


def _names(entity: er.RegistryEntry) -> Iterable[str]:
    """Yield the names that the user gave to an entity."""
    if entity.name:
        yield entity.name
    # One of them may stand for the name that it has anyway.
    yield from (alias for alias in entity.aliases if isinstance(alias, str))


def _forms(names: Iterable[str]) -> frozenset[str]:
    return frozenset(form for name in names for form in spoken(name))
