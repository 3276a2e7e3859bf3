"""One room, live, for one who looks at it."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth import EVENT_USER_UPDATED
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .card_payload import card_message, room_info
from .coordinator import ChatRoomsConfigEntry
from .model import ChangeKind
from .room import Happened, Received
from .targets import Target, find_target

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
    the user may not read the room any more, or the entity is removed, it ends.
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
        self._known_to = self._cleared_to = 0
        self._is_away = self._is_asked = self._is_over = False
        self._at_the_account: list[CALLBACK_TYPE] = []
        self._everywhere: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Tell of the room, now and from now on."""
        listen = self._hass.bus.async_listen
        self._everywhere = [
            listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._entity_changed),
            listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed),
            listen(EVENT_USER_UPDATED, self._user_changed),
        ]
        if (entry := self._entry) is not None:
            self._everywhere.append(entry.async_on_state_change(self._find_room))
        self._find_room()

    @callback
    def stop(self) -> None:
        """Tell nothing more."""
        self._is_over = True
        self._let_go()
        for remove in self._everywhere:
            remove()
        self._everywhere.clear()

    @property
    def _entry(self) -> ChatRoomsConfigEntry | None:
        return self._hass.config_entries.async_get_entry(
            self._entity.config_entry_id or ""
        )

    @callback
    def _find_room(self) -> None:
        """Listen where the room is now, or until it is there."""
        if self._is_over:
            return
        target = find_target(self._hass, self._entity)
        if target is not None and target == self._target:
            self._look_soon()
            return
        self._let_go()
        self._target = target
        entry = self._entry
        if entry is not None and entry.state is ConfigEntryState.LOADED:
            dispatch = entry.runtime_data.dispatch
            self._at_the_account = [dispatch.listen_to_structure(self._find_room)]
        if target is None:
            if not self._is_away:
                self._is_away = True
                self._send({"type": "unavailable"})
            return
        self._is_away = False
        self._known_to = target.state.received or 0
        self._cleared_to = target.state.room.cleared_to
        coordinator, room_id = target.coordinator, target.state.room.id
        self._at_the_account += [
            coordinator.dispatch.watch(room_id, self._came),
            coordinator.dispatch.listen_to_renewals(room_id, self._renewed),
            coordinator.dispatch.listen_to_room(room_id, self._look_soon),
            coordinator.async_add_listener(self._look_soon),
        ]
        self._look()

    def _let_go(self) -> None:
        for remove in self._at_the_account:
            remove()
        self._at_the_account = []
        self._target = self._told = None

    @callback
    def _entity_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        registry = er.async_get(self._hass)
        # Its own id stays, whatever it is called.
        if (entity := registry.async_get(self._entity.id)) is None:
            self._end()
            return
        self._entity = entity
        changed = registry.async_get(event.data["entity_id"])
        if changed is None or changed.device_id == entity.device_id:
            self._look_soon()

    @callback
    def _device_changed(self, event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        if event.data["device_id"] == self._entity.device_id:
            self._look_soon()

    @callback
    def _user_changed(self, event: Event[dict[str, Any]]) -> None:
        if event.data["user_id"] == self._user.id:
            self._look_soon()

    @callback
    def _came(self, item: Received | Happened) -> None:
        if (target := self._readable()) is None:
            return
        if isinstance(item, Happened):
            if item.change.kind in ABOUT_A_MESSAGE:
                self._send(_change(target, item))
        elif item.position > self._known_to:
            # What had come in before the room was told is loaded with the others.
            message = card_message(target, item)
            self._send({"type": "message", "message": message})

    @callback
    def _renewed(self, received: Received) -> None:
        if (target := self._readable()) is not None:
            self._send({"type": "changed", "message": card_message(target, received)})

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
        room = room_info(self._hass, target, self._user, self._entity.entity_id)
        if (cleared_to := target.state.room.cleared_to) > self._cleared_to:
            # What has been loaded is not to be shown any more.
            self._cleared_to, self._told = cleared_to, None
            self._send({"type": "unavailable"})
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
        if self._is_over:
            return
        self._is_over = True
        self._let_go()
        self._send({"type": "gone"})
        # Whoever calls may be in the middle of all who listen to the same.
        self._hass.loop.call_soon(self.stop)


def _change(target: Target, happened: Happened) -> dict[str, Any]:
    change = happened.change
    message, is_deleted = change.message, change.kind is ChangeKind.DELETED
    found = target.state.find(change.message_id)
    # Who tells what has happened to an answer may not tell that it is one. Where it is
    # not held here, only the room itself knows.
    if found is None and message is not None and (is_deleted or message.reply_to):
        found = target.state.recognise(message)
    if found is not None and (message is not None or is_deleted):
        return {"type": "changed", "message": card_message(target, found)}
    kind = "deleted" if is_deleted else "stale"
    return {"type": kind, "message_id": change.message_id}
