"""Sentences about rooms, for those who speak to Home Assistant.

They follow what is exposed to Assist and what it is called.
"""

from collections.abc import Iterable
from functools import partial

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    HomeAssistant,
    callback,
    split_entity_id,
)
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.event import async_call_later
from homeassistant.setup import async_when_setup

from .const import DOMAIN
from .local_agent import CONVERSATION, Heard, LocalAgent
from .targets import ROOM_DOMAINS
from .voice import async_answer
from .voice_rooms import VoiceRoom, area_names, room_devices, voice_room

# Many changes come at once; all sentences are read anew after each registration.
PAUSE = 0.5


@callback
def async_setup_sentences(hass: HomeAssistant) -> None:
    """Listen to sentences about rooms as soon as there is an agent that hears them."""

    async def start(hass: HomeAssistant, _: str) -> None:
        Sentences(hass).start()

    async_when_setup(hass, CONVERSATION, start)


class Sentences:
    """Keeps the local agent's sentences up to date, and answers them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know of no room yet."""
        self._hass = hass
        self._agent = LocalAgent(hass, self._answer)
        self._rooms: dict[str, VoiceRoom] = {}
        self._devices: dict[str, str] = {}
        self._changed: set[str] = set()
        self._called: dict[str, list[VoiceRoom]] = {}
        self._by_user: set[str] = set()
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def start(self) -> None:
        """Look for rooms, now and whenever they may have changed."""
        bus = self._hass.bus
        # What is exposed stands in the registry of entities as well.
        bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._entity_changed)
        bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed)
        bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, self._area_changed)
        bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)
        self._look_soon(room_devices(self._hass))

    @callback
    def _stop(self, _: Event) -> None:
        if self._cancel is not None:
            self._cancel()

    @callback
    def _entity_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        entity_id = event.data["entity_id"]
        if split_entity_id(entity_id)[0] not in ROOM_DOMAINS:
            return
        entity = er.async_get(self._hass).async_get(entity_id)
        if entity is not None and entity.platform == DOMAIN and entity.device_id:
            self._look_soon([entity.device_id])
        elif entity is None and (device_id := self._devices.get(entity_id)):
            self._look_soon([device_id])

    @callback
    def _device_changed(self, event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        if (device_id := event.data["device_id"]) in self._rooms:
            self._look_soon([device_id])

    @callback
    def _area_changed(self, _: Event[ar.EventAreaRegistryUpdatedData]) -> None:
        self._look_soon([])

    @callback
    def _look_soon(self, device_ids: Iterable[str]) -> None:
        self._changed.update(device_ids)
        if self._cancel is None:
            self._cancel = async_call_later(self._hass, PAUSE, self._look)

    @callback
    def _look(self, _: object) -> None:
        """Look at the rooms that may have changed."""
        self._cancel = None
        changed, self._changed = self._changed, set()
        self._agent.guarded(partial(self._take, changed))

    @callback
    def _take(self, changed: Iterable[str]) -> None:
        """Take the rooms as they are now, and teach the agent their names."""
        for device_id in changed:
            self._rooms.pop(device_id, None)
            if (room := voice_room(self._hass, device_id)) is not None:
                self._rooms[device_id] = room
        self._devices = {
            entity_id: device_id
            for device_id, room in self._rooms.items()
            for entity_id in room.entity_ids
        }
        self._agent.teach(self._call_rooms())

    def _call_rooms(self) -> Iterable[str]:
        """Note which rooms each name means; return the names as they are said.

        An area means the rooms in it unless the user has called a room so. Whoever
        renames a room at the service must not get what is said to an area.
        """
        called: dict[str, dict[VoiceRoom, None]] = {}
        by_area: dict[str, dict[VoiceRoom, None]] = {}
        given: set[str] = set()
        said: dict[str, str] = {}
        for room in self._rooms.values():
            in_areas = {
                name
                for area_id in room.areas
                for name in area_names(self._hass, area_id)
            }
            own = room.given | room.named
            for names, rooms in ((own, called), (in_areas, by_area)):
                for name in names:
                    rooms.setdefault(name.casefold(), {})[room] = None
                    said[name.casefold()] = name
            given.update(map(str.casefold, room.given))
        for name, in_area in by_area.items():
            if name not in given:
                called.setdefault(name, {}).update(in_area)
        self._called = {name: [*those] for name, those in called.items()}
        self._by_user = given | by_area.keys()
        return said.values()

    async def _answer(self, heard: Heard) -> str:
        rooms = self._meant(heard) if heard.name else self._rooms.values()
        return await async_answer(self._hass, heard, [*rooms])

    def _meant(self, heard: Heard) -> Iterable[VoiceRoom]:
        """Return the rooms that may be meant; where they are several, one is asked.

        The longest name decides, unless only others call a room so: "Grandma that" must
        not get what is said to a room that the user has called Grandma.
        """
        name, *others = map(str.casefold, (heard.name, *heard.others))
        names = [name]
        if name not in self._by_user:
            names += [other for other in others if other in self._by_user]
        return dict.fromkeys(
            room for name in names for room in self._called.get(name, ())
        )
