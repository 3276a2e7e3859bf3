"""From an account to all who listen: entities, the bus, subscribers."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .changes import change_event, told
from .const import CONF_SERVICE, DOMAIN, EVENT_CALL, EVENT_MEMBER, EVENT_MESSAGE
from .model import Member, Room
from .payload import NAME_LENGTH, limited, message_payload
from .room import Happened, Received, RoomState

type Subscriber = Callable[[Received, dict[str, Any], Context], None]
type Watcher = Callable[[Received | Happened], None]
type RenewalListener = Callable[[Received], None]


class Dispatch:
    """Who listens to which room of an account."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin without listeners."""
        self._hass = hass
        self._entry = entry
        self._registry = er.async_get(hass)
        self._subscribers: dict[str, list[Subscriber]] = {}
        self._watchers: dict[str, list[Watcher]] = {}
        self._renewal_listeners: dict[str, list[RenewalListener]] = {}
        self._room_listeners: dict[str, list[CALLBACK_TYPE]] = {}
        self._any_room_listeners: list[Callable[[str], None]] = []
        self._account_listeners: list[CALLBACK_TYPE] = []
        self._structure_listeners: list[CALLBACK_TYPE] = []

    def unique_id(self, *parts: str) -> str:
        """Return the unique id of an entity of this account."""
        return "_".join((self._entry.unique_id or "", *parts))

    def event_entity(self, room_id: str) -> er.RegistryEntry | None:
        """Return the event entity that stands for a room."""
        entity_id = self._registry.async_get_entity_id(
            "event", DOMAIN, self.unique_id(room_id, "message")
        )
        return self._registry.async_get(entity_id) if entity_id else None

    def place(self, room: Room) -> dict[str, Any]:
        """Return what every event of a room says of where it comes from."""
        entity = self.event_entity(room.id)
        return {
            "service": self._entry.data[CONF_SERVICE],
            "account": self._entry.title,
            "config_entry_id": self._entry.entry_id,
            "device_id": entity and entity.device_id,
            "entity_id": entity and entity.entity_id,
            "room_id": room.id,
            "room": room.name[:NAME_LENGTH],
        }

    @callback
    def teller(self, state: RoomState) -> Callable[[Received | Happened], None]:
        """Return what tells all who listen of one thing of a batch after another.

        The bus comes first: whoever waits for a message there has it soonest. The
        states that follow bear the same context.
        """
        place = self.place(state.room)
        subscribers = tuple(self._subscribers.get(state.room.id, ()))
        watchers = tuple(self._watchers.get(state.room.id, ()))
        fire = self._hass.bus.async_fire

        @callback
        def tell(received: Received | Happened) -> None:
            if isinstance(received, Happened):
                fire(*change_event(received, state, place))
                for watcher in watchers:
                    watcher(received)
                return
            payload = limited(message_payload(received, place))
            context = Context()
            fire(EVENT_MESSAGE, payload, context=context)
            for subscriber in subscribers:
                subscriber(received, payload, context)
            for watcher in watchers:
                watcher(received)

        return tell

    @callback
    def member(self, room: Room, member: Member, change: str) -> None:
        """Tell the bus that a member has joined or left."""
        self._hass.bus.async_fire(
            EVENT_MEMBER,
            self.place(room) | {"is_own": False} | told(member, change, missed=False),
        )

    @callback
    def call(self, room: Room, caller: Member, change: str, *, is_own: bool) -> None:
        """Tell the bus that a call has started or ended."""
        self._hass.bus.async_fire(
            EVENT_CALL,
            self.place(room) | {"is_own": is_own} | told(caller, change, missed=False),
        )

    @callback
    def room(self, room_id: str) -> None:
        """Tell the entities of a room, and those of all rooms, to look again."""
        for listener in list(self._room_listeners.get(room_id, ())):
            listener()
        for any_listener in list(self._any_room_listeners):
            any_listener(room_id)

    @callback
    def renewed(self, received: Received) -> None:
        """Tell those who show a message what it is like now, by the service's answer."""
        for listener in list(self._renewal_listeners.get(received.message.room_id, ())):
            listener(received)

    @callback
    def account(self) -> None:
        """Tell the account's own entities to look again."""
        for listener in list(self._account_listeners):
            listener()

    @callback
    def structure(self) -> None:
        """Tell the platforms that rooms or their features have come or gone."""
        for listener in list(self._structure_listeners):
            listener()

    @callback
    def subscribe(self, room_id: str, subscriber: Subscriber) -> CALLBACK_TYPE:
        """Call a subscriber with each message of a room."""
        return _append(self._subscribers.setdefault(room_id, []), subscriber)

    @callback
    def watch(self, room_id: str, watcher: Watcher) -> CALLBACK_TYPE:
        """Call a watcher with each message of a room and each change there."""
        return _append(self._watchers.setdefault(room_id, []), watcher)

    @callback
    def listen_to_renewals(
        self, room_id: str, listener: RenewalListener
    ) -> CALLBACK_TYPE:
        """Call a listener with each message of a room that was asked for again."""
        return _append(self._renewal_listeners.setdefault(room_id, []), listener)

    @callback
    def listen_to_room(self, room_id: str, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when a room's state changes."""
        return _append(self._room_listeners.setdefault(room_id, []), listener)

    @callback
    def listen_to_rooms(self, listener: Callable[[str], None]) -> CALLBACK_TYPE:
        """Call a listener with a room's id when any room's state changes."""
        return _append(self._any_room_listeners, listener)

    @callback
    def listen_to_account(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when what the account's own entities show may change."""
        return _append(self._account_listeners, listener)

    @callback
    def listen_to_structure(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when rooms or their features come or go."""
        return _append(self._structure_listeners, listener)


def _append[T](items: list[T], item: T) -> CALLBACK_TYPE:
    items.append(item)

    @callback
    def remove() -> None:
        items.remove(item)

    return remove
