"""The rooms that an agent may know of, and by which names."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
import unicodedata

from homeassistant.auth.models import User
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.llm import LLMContext

from .card_payload import may_control, notify_entity
from .const import DOMAIN
from .model import Feature
from .room_feed import may_read_room
from .targets import Target

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AgentRoom:
    """A room that an agent may know of, by a name that no other such room has.

    `notify_id` is the entity to send by, None where the agent cannot send there.
    """

    target: Target
    name: str
    aliases: tuple[str, ...]
    may_be_read: bool
    notify_id: str | None


@dataclass(frozen=True, slots=True, repr=False)
class AgentRooms:
    """All rooms that an agent may know of, in the order of their names."""

    rooms: tuple[AgentRoom, ...] = ()

    @property
    def readable(self) -> list[AgentRoom]:
        """The rooms whose messages the agent may get."""
        return [room for room in self.rooms if room.may_be_read]

    @property
    def writable(self) -> list[AgentRoom]:
        """The rooms to which the agent can send a text."""
        return [room for room in self.rooms if room.notify_id is not None]


def names_of(rooms: Iterable[AgentRoom]) -> list[str]:
    """Return what the rooms may be called by: names first, then aliases."""
    rooms = list(rooms)
    names = [room.name for room in rooms]
    return names + [alias for room in rooms for alias in room.aliases]


def find_room(rooms: Iterable[AgentRoom], wanted: str) -> AgentRoom | None:
    """Return the room of a name or alias, without regard to case; None if none has."""
    for room in rooms:
        if _folded(wanted) in map(_folded, (room.name, *room.aliases)):
            return room
    return None


async def async_agent_rooms(hass: HomeAssistant, llm_context: LLMContext) -> AgentRooms:
    """Return the rooms that are exposed and that whoever asks may read or control.

    It never waits in fact: Home Assistant holds its users in memory.
    """
    if not llm_context.assistant:
        return AgentRooms()
    user: User | None = None
    if llm_context.context is not None and (user_id := llm_context.context.user_id):
        user = await hass.auth.async_get_user(user_id)
        if user is None:
            return AgentRooms()
    found = [
        candidate
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        for state in entry.runtime_data.rooms.values()
        if (
            candidate := _candidate(
                hass, llm_context.assistant, user, Target(entry.runtime_data, state)
            )
        )
    ]
    return AgentRooms(tuple(_named(found)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A room without a name yet: `names` are those it may get, the best first."""

    target: Target
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    may_be_read: bool
    notify_id: str | None


def _candidate(
    hass: HomeAssistant, assistant: str, user: User | None, target: Target
) -> _Candidate | None:
    exposed = [
        entity
        for entity in _entities(hass, target)
        if async_should_expose(hass, assistant, entity.entity_id)
    ]
    may_be_read = any(
        user is None or may_read_room(user, entity, target) for entity in exposed
    )
    notify_id = next(
        (entity.entity_id for entity in exposed if entity.domain == "notify"), None
    )
    if notify_id is not None and not (
        _takes_texts(target)
        and (user is None or may_control(user, notify_id, notify_id))
    ):
        notify_id = None
    if not may_be_read and notify_id is None:
        return None
    return _Candidate(
        target=target,
        names=_names(hass, target, exposed[0]),
        aliases=tuple(_aliases(exposed)),
        may_be_read=may_be_read,
        notify_id=notify_id,
    )


def _entities(hass: HomeAssistant, target: Target) -> list[er.RegistryEntry]:
    """Return the entities that stand for a room and are not disabled."""
    event = target.coordinator.dispatch.event_entity(target.state.room.id)
    notify = er.async_get(hass).async_get(notify_entity(hass, target) or "")
    return [one for one in (event, notify) if one is not None and not one.disabled]


def _takes_texts(target: Target) -> bool:
    room = target.state.room
    return Feature.SEND in room.features and not room.limits.needs_file


def _names(
    hass: HomeAssistant, target: Target, entity: er.RegistryEntry
) -> tuple[str, ...]:
    """Return the room's name, and the same with what can tell it from others."""
    device = dr.async_get(hass).async_get(entity.device_id or "")
    area_id = entity.area_id or (device and device.area_id) or ""
    area = ar.async_get(hass).async_get_area(area_id)
    told = device and (device.name_by_user or device.name)
    name = _tidy(told or target.state.room.name)
    others = (
        target.coordinator.config_entry.title,
        area and area.name,
        entity.entity_id,
    )
    return (name, *(f"{name} ({_tidy(other)})" for other in others if other))


def _aliases(exposed: Iterable[er.RegistryEntry]) -> Iterable[str]:
    """Yield what a user calls the entities besides."""
    for entity in exposed:
        for alias in (entity.name, *entity.aliases):
            if isinstance(alias, str) and (tidy := _tidy(alias)):
                yield tidy


def _named(found: list[_Candidate]) -> list[AgentRoom]:
    """Give each room the first name, and the aliases, that mean no other room."""
    counts = Counter(
        name
        for one in found
        for name in {_folded(name) for name in (*one.names, *one.aliases)}
    )

    def is_clear(name: str) -> bool:
        return counts[_folded(name)] == 1

    rooms = [
        AgentRoom(
            target=one.target,
            name=next(filter(is_clear, one.names), one.names[-1]),
            aliases=_distinct(one, is_clear),
            may_be_read=one.may_be_read,
            notify_id=one.notify_id,
        )
        for one in found
    ]
    return sorted(rooms, key=lambda room: _folded(room.name))


def _distinct(one: _Candidate, is_clear: Callable[[str], bool]) -> tuple[str, ...]:
    own = {_folded(name) for name in one.names}
    clear = {_folded(alias): alias for alias in one.aliases if is_clear(alias)}
    return tuple(alias for folded, alias in clear.items() if folded not in own)


def _tidy(name: str) -> str:
    """Return a name in one line: others choose it, and an agent reads it."""
    shown = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(shown.split())[:LONGEST_NAME]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", _tidy(name)).casefold()
