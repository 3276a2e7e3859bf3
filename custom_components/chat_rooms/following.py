"""Which rooms an account follows, and what becomes of those that go."""

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Set as AbstractSet,
)
from contextlib import contextmanager
from math import inf
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from .const import CONF_FOLLOW_NEW_ROOMS, CONF_KNOWN_ROOMS, CONF_ROOMS, DOMAIN
from .model import Room, RoomList
from .payload import NAME_LENGTH

# One list without a room can be a server's hiccup.
LISTS_UNTIL_GONE = 2


def account_identifier(entry: ConfigEntry) -> tuple[str, str]:
    """Return the identifier of an account's device."""
    return (DOMAIN, entry.unique_id or entry.entry_id)


def room_identifier(entry: ConfigEntry, room_id: str) -> tuple[str, str]:
    """Return the identifier of a room's device."""
    return (DOMAIN, f"{entry.unique_id}_{room_id}")


def member_identifier(entry: ConfigEntry, member_id: str) -> tuple[str, str]:
    """Return the identifier of the device of somebody who is seen at places."""
    return (DOMAIN, f"{entry.unique_id}|member|{member_id}")


def member_of_device(entry: ConfigEntry, device: dr.BaseDeviceEntry) -> str | None:
    """Return the id of the member that a device stands for."""
    return _own_identifier(device, f"{entry.unique_id}|member|")


def room_of_device(entry: ConfigEntry, device: dr.BaseDeviceEntry) -> str | None:
    """Return the id of the room that a device stands for, None for the account's."""
    return _own_identifier(device, f"{entry.unique_id}_")


def _own_identifier(device: dr.BaseDeviceEntry, prefix: str) -> str | None:
    for domain, identifier in device.identifiers:
        if domain == DOMAIN and identifier.startswith(prefix):
            return identifier.removeprefix(prefix)
    return None


def followed(options: Mapping[str, Any]) -> Callable[[str], bool]:
    """Return whether the user's options mean a room, by its id."""
    chosen = frozenset(options.get(CONF_ROOMS, ()))
    known = frozenset(options.get(CONF_KNOWN_ROOMS, ()))
    new: bool = options.get(CONF_FOLLOW_NEW_ROOMS, True)
    return lambda room_id: room_id in chosen or (new and room_id not in known)


class Following:
    """The user's choice of rooms, held against the lists that come in."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Read the choice."""
        self._hass = hass
        self._entry = entry
        self._options: Mapping[str, Any] | None = None
        self._absent: dict[str, int] = {}
        self._leaving: set[str] = set()
        self._given_up: dict[str, float] = {}
        self.names: dict[str, str] = {}

    @callback
    def take(self, answer: RoomList, present: Collection[str]) -> set[str]:
        """Hold a list against what is there; return the ids of rooms gone.

        `present` are the rooms that have been followed up to now.
        """
        listed = set()
        for room in answer.rooms:
            listed.add(room.id)
            self._tell_name(room)
        for room_id in self._absent.keys() & listed:
            self._forget_absence(room_id)
        if not answer.complete:
            return set()
        chosen = self._chosen
        missed = (chosen | set(present) | self._given_up.keys()) - listed
        for room_id in missed:
            self._absent[room_id] = self._absent.get(room_id, 0) + 1
        gone = {
            room_id for room_id in missed if self._absent[room_id] == LISTS_UNTIL_GONE
        }
        for room_id in gone & chosen - self._leaving:
            self._raise_issue(room_id)
        return gone

    @callback
    def current(self, rooms: Iterable[Room], asked_at: float) -> tuple[Room, ...]:
        """Return the listed rooms without those that were given up meanwhile.

        `asked_at` is on the loop's clock.
        """
        there = []
        for room in rooms:
            if asked_at <= self._given_up.get(room.id, -inf):
                continue
            self._given_up.pop(room.id, None)
            there.append(room)
        return tuple(there)

    def is_given_up(self, room_id: str) -> bool:
        """Tell whether the user has given a room up."""
        return room_id in self._given_up

    @callback
    def keep(self, room_id: str) -> None:
        """Follow a room from now on, whatever the user has chosen before."""
        self._given_up.pop(room_id, None)
        if not self.follows(room_id):
            self._choose(rooms={*self._chosen, room_id}, known={*self._known, room_id})

    @contextmanager
    def leaving(self, room_id: str) -> Iterator[None]:
        """Alarm nobody while the user gives a room up: it may go before that is told."""
        self._leaving.add(room_id)
        try:
            yield
        finally:
            self._leaving.discard(room_id)

    @callback
    def let_go(self, room_id: str) -> None:
        """Note that the user has given a room up: one list without it is enough.

        Should the account get it back, it is a new one.
        """
        self._choose(rooms=self._chosen - {room_id}, known=self._known - {room_id})
        self._given_up[room_id] = self._hass.loop.time()
        self.doubt(room_id)

    @property
    def _chosen(self) -> AbstractSet[str]:
        return frozenset(self._entry.options.get(CONF_ROOMS, ()))

    @property
    def _known(self) -> AbstractSet[str]:
        return frozenset(self._entry.options.get(CONF_KNOWN_ROOMS, ()))

    def follows(self, room_id: str) -> bool:
        """Tell whether the user's choice of now means a room."""
        if self._options is not self._entry.options:
            self._options = self._entry.options
            self._follows = followed(self._options)
        return self._follows(room_id)

    def _choose(self, *, rooms: AbstractSet[str], known: AbstractSet[str]) -> None:
        self._hass.config_entries.async_update_entry(
            self._entry,
            options={
                **self._entry.options,
                CONF_ROOMS: sorted(rooms),
                CONF_KNOWN_ROOMS: sorted(known),
            },
        )

    def _forget_absence(self, room_id: str) -> None:
        self._absent.pop(room_id, None)
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id(room_id))

    @callback
    def doubt(self, room_id: str) -> None:
        """Note that a room is gone: one list that says so too is enough."""
        self._forget_absence(room_id)
        self._absent[room_id] = LISTS_UNTIL_GONE - 1

    @callback
    def clear_issues(self) -> None:
        """Take back what was said of absent rooms."""
        for room_id in self._absent:
            ir.async_delete_issue(self._hass, DOMAIN, self._issue_id(room_id))

    @callback
    def remove_stale_devices(
        self, present: Collection[str], members: Collection[str]
    ) -> None:
        """Remove the devices of rooms that are neither followed nor briefly away.

        So are those of people who are not among the `members` that are seen.
        """
        registry = dr.async_get(self._hass)
        for device in dr.async_entries_for_config_entry(registry, self._entry.entry_id):
            member_id = member_of_device(self._entry, device)
            if member_id is not None and member_id not in members:
                registry.async_remove_device(device.id)
            room_id = room_of_device(self._entry, device)
            if room_id is None or room_id in present:
                continue
            absent = self._absent.get(room_id, 0)
            if absent >= LISTS_UNTIL_GONE or not self.follows(room_id):
                registry.async_remove_device(device.id)

    def _tell_name(self, room: Room) -> None:
        if self.names.get(room.id) == room.name:
            return
        self.names[room.id] = room.name
        registry = dr.async_get(self._hass)
        device = registry.async_get_device_by_identifier(
            room_identifier(self._entry, room.id), self._entry.entry_id
        )
        name = room.name[:NAME_LENGTH]
        if device is not None and device.name != name:
            registry.async_update_device(device.id, name=name)

    def _issue_id(self, room_id: str) -> str:
        return f"room_gone_{self._entry.entry_id}_{room_id}"

    def _raise_issue(self, room_id: str) -> None:
        device = dr.async_get(self._hass).async_get_device_by_identifier(
            room_identifier(self._entry, room_id), self._entry.entry_id
        )
        name = device.name_by_user if device else None
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue_id(room_id),
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="room_gone",
            translation_placeholders={
                "room": name or self.names.get(room_id, room_id),
                "account": self._entry.title,
            },
        )
