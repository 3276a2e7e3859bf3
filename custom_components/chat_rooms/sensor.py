"""Unread counts, last messages and what the rooms' sensors measure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import LIGHT_LUX, PERCENTAGE, EntityCategory, UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.helpers.typing import StateType

from .const import DOMAIN
from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .entity import AccountEntity, RoomEntity, add_room_entities
from .model import Feature, HealthStatus, Member, MessageKind, Reading
from .payload import NAME_LENGTH, fitting
from .room import RoomState

PARALLEL_UPDATES = 0

STATE_LENGTH = 255


@dataclass(frozen=True, kw_only=True)
class RoomSensorDescription(SensorEntityDescription):
    """A sensor that shows something of a room."""

    value: Callable[[HomeAssistant, RoomState], StateType]
    attributes: Callable[[RoomState], dict[str, Any] | None] = lambda state: None


@dataclass(frozen=True, kw_only=True)
class ReadingDescription(SensorEntityDescription):
    """A sensor that shows what a room's own sensor measures."""

    value: Callable[[Reading], float | None]


def _last_text(hass: HomeAssistant, state: RoomState) -> str | None:
    if (last := state.last) is None:
        return None
    text = last.message.text or _name_of(hass, last.message.kind)
    return text if len(text) <= STATE_LENGTH else f"{text[: STATE_LENGTH - 1]}…"


def _name_of(hass: HomeAssistant, kind: MessageKind) -> str:
    """Return what a kind is called in the language of the house."""
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    key = f"event.message.state_attributes.event_type.state.{kind}"
    return texts.get(f"component.{DOMAIN}.entity.{key}", kind.value)


def _last_attributes(state: RoomState) -> dict[str, Any] | None:
    if (last := state.last) is None:
        return None
    message = last.message
    return {
        "sender": message.sender.name[:NAME_LENGTH],
        "sent_at": message.sent_at.isoformat(),
        "kind": message.kind.value,
        "message_id": message.id,
        "text": fitting(message.text),
    }


UNREAD = RoomSensorDescription(
    key="unread_messages",
    translation_key="unread_messages",
    state_class=SensorStateClass.MEASUREMENT,
    value=lambda _, state: state.unread,
)
LAST_MESSAGE = RoomSensorDescription(
    key="last_message",
    translation_key="last_message",
    value=_last_text,
    attributes=_last_attributes,
)
ROOM_SENSORS = (UNREAD, LAST_MESSAGE)

READINGS = (
    ReadingDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=lambda reading: reading.temperature,
    ),
    ReadingDescription(
        key="humidity",
        device_class=SensorDeviceClass.HUMIDITY,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value=lambda reading: reading.humidity,
    ),
    ReadingDescription(
        key="illuminance",
        device_class=SensorDeviceClass.ILLUMINANCE,
        native_unit_of_measurement=LIGHT_LUX,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value=lambda reading: reading.illuminance,
    ),
)

NEW_EVENTS = SensorEntityDescription(
    key="new_events",
    translation_key="new_events",
    state_class=SensorStateClass.MEASUREMENT,
)

HEALTH = SensorEntityDescription(
    key="health",
    translation_key="health",
    device_class=SensorDeviceClass.ENUM,
    options=[status.value for status in HealthStatus],
    entity_category=EntityCategory.DIAGNOSTIC,
)

TOTAL_UNREAD = SensorEntityDescription(
    key="unread_messages",
    translation_key="unread_messages",
    state_class=SensorStateClass.MEASUREMENT,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChatRoomsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the account and of all rooms."""
    coordinator = entry.runtime_data
    async_add_entities([TotalUnreadSensor(coordinator, TOTAL_UNREAD)])
    features = coordinator.provider.account.features
    if Feature.HEALTH in features:
        async_add_entities([HealthSensor(coordinator, HEALTH)])
    if Feature.NEW_EVENTS in features:
        async_add_entities([NewEventsSensor(coordinator, NEW_EVENTS)])

    def make(state: RoomState) -> Iterable[RoomEntity]:
        for description in ROOM_SENSORS:
            yield RoomSensor(coordinator, description, state)
        for sensor in state.room.sensors:
            for reading in READINGS:
                yield ReadingSensor(coordinator, reading, state, sensor)

    add_room_entities(coordinator, async_add_entities, make)


class TotalUnreadSensor(AccountEntity, SensorEntity):
    """Unread messages of all rooms of an account."""

    def __init__(
        self, coordinator: ChatRoomsCoordinator, description: SensorEntityDescription
    ) -> None:
        """Know no room yet."""
        super().__init__(coordinator, description)
        self._counts: dict[str, int] = {}
        self._total = 0
        self._count_all()

    @override
    async def async_added_to_hass(self) -> None:
        """Follow every room."""
        await super().async_added_to_hass()
        dispatch = self.coordinator.dispatch
        self.async_on_remove(dispatch.listen_to_rooms(self._room_changed))
        self.async_on_remove(dispatch.listen_to_structure(self._count_all))

    @property
    @override
    def native_value(self) -> int | None:
        """The sum of the rooms' known counts, None where there are only unknown ones."""
        return self._total if self._counts or not self.coordinator.rooms else None

    @callback
    def _count_all(self) -> None:
        self._counts.clear()
        self._total = 0
        for room_id in self.coordinator.rooms:
            self._count(room_id)

    @callback
    def _room_changed(self, room_id: str) -> None:
        before = self.native_value
        self._count(room_id)
        if self.native_value != before:
            self._handle_coordinator_update()

    def _count(self, room_id: str) -> None:
        self._total -= self._counts.pop(room_id, 0)
        state = self.coordinator.rooms.get(room_id)
        if state is not None and (unread := state.unread) is not None:
            self._counts[room_id] = unread
            self._total += unread


class NewEventsSensor(AccountEntity, SensorEntity):
    """How many events the service has that nobody has fetched."""

    @property
    @override
    def native_value(self) -> int | None:
        """What the newest list tells."""
        return self.coordinator.extras.new_events


class HealthSensor(AccountEntity, SensorEntity):
    """How the service feels, with an attribute for each thing that it needs."""

    @property
    @override
    def available(self) -> bool:
        """Whether it tells, which it may do though little else works."""
        return self.coordinator.extras.health is not None

    @property
    @override
    def native_value(self) -> str | None:
        """How it feels as a whole."""
        health = self.coordinator.extras.health
        return health.status.value if health else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """What it needs, and whether that is well."""
        health = self.coordinator.extras.health
        return dict(health.parts) if health else None


class RoomSensor(RoomEntity, SensorEntity):
    """Something of a room."""

    entity_description: RoomSensorDescription
    _unrecorded_attributes = frozenset({"text"})

    @property
    @override
    def native_value(self) -> StateType:
        """What the description takes from the room."""
        return self.entity_description.value(self.hass, self.room_state)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """What the description adds."""
        return self.entity_description.attributes(self.room_state)


class ReadingSensor(RoomEntity, SensorEntity):
    """What one of a room's sensors measures."""

    entity_description: ReadingDescription
    _shows_state = False

    def __init__(
        self,
        coordinator: ChatRoomsCoordinator,
        description: ReadingDescription,
        state: RoomState,
        sensor: Member,
    ) -> None:
        """Belong to the room, and bear the sensor's name where there are several."""
        super().__init__(coordinator, description, state, sensor.id)
        self._sensor_id = sensor.id
        if len(state.room.sensors) > 1:
            self._attr_translation_key = f"named_{description.key}"
            self._attr_translation_placeholders = {"sensor": sensor.name}

    @override
    async def async_added_to_hass(self) -> None:
        """Look again whenever the account's sensors have been read."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.dispatch.listen_to_account(self._handle_coordinator_update)
        )

    @property
    @override
    def native_value(self) -> float | None:
        """The newest reading."""
        reading = self.coordinator.extras.readings.get((self.room_id, self._sensor_id))
        return self.entity_description.value(reading) if reading else None
