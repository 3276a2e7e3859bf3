"""Triggers: a message has come into a room, a call has started there."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast, override
import unicodedata

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import TargetEntityChangeTracker, TargetSelection
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .const import EVENT_CALL, EVENT_MESSAGE
from .model import MessageKind
from .targets import room_target, rooms_meant

KINDS = "kinds"
FROM = "from"
CONTAINS = "contains"
MENTIONS_ME = "mentions_me"
INCLUDE_OWN = "include_own"
INCLUDE_SENT = "include_sent"
INCLUDE_MISSED = "include_missed"


def _without_empty(texts: list[str]) -> list[str]:
    return [text for text in texts if text]


# A row of a form that was left empty means nothing.
TEXTS = vol.All(cv.ensure_list, [vol.All(cv.string, vol.Strip)], _without_empty)
MESSAGE_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_TARGET): room_target,
        vol.Required(CONF_OPTIONS, default=dict): {
            vol.Optional(KINDS, default=list): vol.All(
                cv.ensure_list, [vol.Coerce(MessageKind)]
            ),
            vol.Optional(FROM, default=list): TEXTS,
            vol.Optional(CONTAINS, default=list): TEXTS,
            vol.Optional(MENTIONS_ME, default=False): cv.boolean,
            vol.Optional(INCLUDE_OWN, default=False): cv.boolean,
            vol.Optional(INCLUDE_SENT, default=False): cv.boolean,
            vol.Optional(INCLUDE_MISSED, default=False): cv.boolean,
        },
    }
)
CALL_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_TARGET): room_target,
        vol.Required(CONF_OPTIONS, default=dict): {
            vol.Optional(INCLUDE_MISSED, default=False): cv.boolean
        },
    }
)


class _Rooms(TargetEntityChangeTracker):
    """The event entities of the rooms that a target means, whatever it comes to mean."""

    def __init__(self, hass: HomeAssistant, target: ConfigType) -> None:
        selection = TargetSelection(target)
        super().__init__(
            hass, selection, lambda found: rooms_meant(hass, selection, found)
        )
        self.entity_ids: set[str] = set()

    @override
    @callback
    def _handle_entities_update(self, tracked_entities: set[str]) -> None:
        self.entity_ids = tracked_entities


class _RoomTrigger(Trigger):
    """Fires for events on the bus that come from the rooms of its target.

    `_payload_key` is by what templates find the event's data in `trigger`.
    """

    _schema: ClassVar[vol.Schema]
    _event_type: ClassVar[str]
    _payload_key: ClassVar[str]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target and the options."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._options = config.options or {}

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Check target and options; raises vol.Invalid."""
        return cast("ConfigType", cls._schema(config))

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action for each event that is meant."""
        rooms = _Rooms(self._hass, self._target)
        stop_following = await rooms.async_setup()

        @callback
        def is_meant(data: Mapping[str, Any]) -> bool:
            return data["entity_id"] in rooms.entity_ids and self._is_wanted(data)

        @callback
        def run(event: Event[dict[str, Any]]) -> None:
            entity_id = event.data["entity_id"]
            # The bus comes before the states, and conditions shall find these new.
            self._hass.loop.call_soon(
                run_action,
                {"entity_id": entity_id, self._payload_key: event.data},
                f"{self._payload_key} in {entity_id}",
                event.context,
            )

        stop_listening = self._hass.bus.async_listen(
            self._event_type, run, event_filter=is_meant
        )

        @callback
        def detach() -> None:
            stop_listening()
            stop_following()

        return detach

    @abstractmethod
    def _is_wanted(self, data: Mapping[str, Any]) -> bool:
        """Tell whether the options let an event of one of the rooms through."""


class MessageReceivedTrigger(_RoomTrigger):
    """A message has come into a room.

    What this account wrote elsewhere, what Home Assistant sent and what came while it
    was down do not count unless the options say so: an automation that answers must
    not hear itself, and an old "yes" must not open a door.
    """

    _schema = MESSAGE_SCHEMA
    _event_type = EVENT_MESSAGE
    _payload_key = "message"

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Prepare what each message is held against."""
        super().__init__(hass, config)
        self._kinds: list[MessageKind] = self._options[KINDS]
        self._senders = {*map(_plain, self._options[FROM])}
        self._words = [*map(_plain, self._options[CONTAINS])]

    @override
    def _is_wanted(self, data: Mapping[str, Any]) -> bool:
        options = self._options
        if data["sent_by_home_assistant"]:
            may = options[INCLUDE_SENT]
        else:
            may = not data["is_own"] or options[INCLUDE_OWN]
        return bool(
            may
            and (not data["missed"] or options[INCLUDE_MISSED])
            and (not options[MENTIONS_ME] or data["mentions_me"])
            and (not self._kinds or data["kind"] in self._kinds)
            and self._is_from(data["sender"], data["sender_id"])
            and self._says(data["title"], data["text"])
        )

    def _is_from(self, *names: str) -> bool:
        return not self._senders or not self._senders.isdisjoint(map(_plain, names))

    def _says(self, *texts: str) -> bool:
        return not self._words or _any_in(self._words, map(_plain, texts))


class CallStartedTrigger(_RoomTrigger):
    """A call has started in a room; calls of the past count only if wanted."""

    _schema = CALL_SCHEMA
    _event_type = EVENT_CALL
    _payload_key = "call"

    @override
    def _is_wanted(self, data: Mapping[str, Any]) -> bool:
        is_late = data["missed"] and not self._options[INCLUDE_MISSED]
        return data["change"] == "started" and not is_late


TRIGGERS: dict[str, type[Trigger]] = {
    "message_received": MessageReceivedTrigger,
    "call_started": CallStartedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS


def _plain(text: str) -> str:
    """Return a text without what differs only in how it was typed."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _any_in(words: Iterable[str], texts: Iterable[str]) -> bool:
    whole = [*texts]
    return any(word in text for word in words for text in whole)
