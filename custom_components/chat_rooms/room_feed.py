"""One room, live, for one who looks at it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .card_payload import card_message, room_info
from .model import ChangeKind
from .room import Happened, Received
from .targets import Target, target_of

ABOUT_A_MESSAGE = frozenset(
    {
        ChangeKind.EDITED,
        ChangeKind.DELETED,
        ChangeKind.REACTION_ADDED,
        ChangeKind.REACTION_REMOVED,
    }
)


def may_read_room(user: User, entity: er.RegistryEntry, target: Target | None) -> bool:
    """Whether a user may read the entity by which a room is named, and the room."""
    check = user.permissions.check_entity
    if not check(entity.entity_id, POLICY_READ):
        return False
    if target is None:
        return True
    event = target.coordinator.dispatch.event_entity(target.state.room.id)
    return event is not None and check(event.entity_id, POLICY_READ)


class RoomFeed:
    """Tells `send` of a room: what it is like, its messages, and what becomes of them.

    It follows the entity through renaming, and the account through reloads. Where
    the user may not read the room any more, or there is none, it ends.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entity: er.RegistryEntry,
        user: User,
        send: Callable[[dict[str, Any]], None],
    ) -> None:
        """Belong to the user who looks."""
        self._hass = hass
        self._user = user
        self._send = send
        self._entity = entity
        self._target: Target | None = None
        self._told: dict[str, Any] | None = None
        self._is_asked = False
        self._at_the_room: list[CALLBACK_TYPE] = []
        self._everywhere: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Tell of the room, now and from now on."""
        self._everywhere.append(
            self._hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._registry_changed
            )
        )
        entry_id = self._entity.config_entry_id or ""
        if (entry := self._hass.config_entries.async_get_entry(entry_id)) is not None:
            self._everywhere.append(entry.async_on_state_change(self._account_changed))
        self._attach()

    @callback
    def stop(self) -> None:
        """Tell nothing more."""
        self._detach()
        for remove in self._everywhere:
            remove()
        self._everywhere.clear()

    def _attach(self) -> None:
        target = None
        with suppress(ServiceValidationError):
            target = target_of(self._hass, self._entity)
        if target is None:
            self._send({"type": "unavailable"})
            return
        self._target = target
        coordinator, room_id = target.coordinator, target.state.room.id
        dispatch = coordinator.dispatch
        self._at_the_room = [
            dispatch.watch(room_id, self._came),
            dispatch.listen_to_room(room_id, self._look_soon),
            dispatch.listen_to_structure(self._structure_changed),
            coordinator.async_add_listener(self._look_soon),
        ]
        self._look()

    def _detach(self) -> None:
        for remove in self._at_the_room:
            remove()
        self._at_the_room = []
        self._target = self._told = None

    @callback
    def _account_changed(self) -> None:
        entry_id = self._entity.config_entry_id or ""
        entry = self._hass.config_entries.async_get_entry(entry_id)
        is_loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        if is_loaded and self._target is None:
            self._attach()
        elif not is_loaded and self._target is not None:
            self._detach()
            self._send({"type": "unavailable"})

    @callback
    def _structure_changed(self) -> None:
        target = self._target
        if target is None:
            return
        rooms = target.coordinator.rooms
        if rooms.get(target.state.room.id) is not target.state:
            self._detach()
            self._attach()
        else:
            self._look_soon()

    @callback
    def _registry_changed(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        data = event.data
        known_as = data["entity_id"]
        if data["action"] == "update":
            known_as = data.get("old_entity_id", known_as)
        if known_as != self._entity.entity_id:
            return
        registry = er.async_get(self._hass)
        if (entity := registry.async_get(data["entity_id"])) is None:
            self._end()
            return
        self._entity = entity
        self._look_soon()

    @callback
    def _came(self, item: Received | Happened) -> None:
        if (target := self._readable()) is None:
            return
        if isinstance(item, Received):
            message = card_message(target, item)
            self._send({"type": "message", "message": message})
        elif item.change.kind in ABOUT_A_MESSAGE:
            self._send(_change(target, item))

    @callback
    def _look_soon(self) -> None:
        """Look once a turn of the loop, however much has changed."""
        if not self._is_asked:
            self._is_asked = True
            self._hass.loop.call_soon(self._look)

    @callback
    def _look(self) -> None:
        self._is_asked = False
        if (target := self._readable()) is None:
            return
        room = room_info(self._hass, target, self._user)
        if room != self._told:
            self._told = room
            self._send({"type": "room", "room": room})

    def _readable(self) -> Target | None:
        """Return the room if there is one; end where the user may not read it."""
        if self._target is None:
            return None
        if not may_read_room(self._user, self._entity, self._target):
            self._end()
        return self._target

    def _end(self) -> None:
        self.stop()
        self._send({"type": "gone"})


def _change(target: Target, happened: Happened) -> dict[str, Any]:
    change = happened.change
    found = target.state.find(change.message_id)
    if found is None and change.message is not None:
        found = target.state.recognise(change.message)
    if found is not None and (change.message or change.kind is ChangeKind.DELETED):
        return {"type": "changed", "message": card_message(target, found)}
    kind = "deleted" if change.kind is ChangeKind.DELETED else "stale"
    return {"type": kind, "message_id": change.message_id}
