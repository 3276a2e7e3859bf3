"""Conditions: a room has messages that nobody has read."""

from typing import Unpack, cast, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import (
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .targets import find_target, room_target, rooms_meant

ABOVE = "above"

SCHEMA = vol.Schema(
    {
        vol.Required(CONF_TARGET): room_target,
        vol.Required(CONF_OPTIONS, default=dict): {
            vol.Optional(ABOVE, default=0): vol.All(vol.Coerce(int), vol.Range(min=0))
        },
    }
)


class HasUnreadCondition(Condition):
    """One of the rooms has more than so many messages that nobody has read.

    A room of which nobody knows, because its service does not answer, has none.
    """

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Check target and options; raises vol.Invalid."""
        return cast("ConfigType", SCHEMA(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take the target and the options."""
        super().__init__(hass, config)
        self._rooms = TargetSelection(config.target or {})
        self._above: int = (config.options or {})[ABOVE]

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        meant = async_extract_referenced_entity_ids(
            self._hass, self._rooms, expand_group=False
        )
        found = rooms_meant(
            self._hass, self._rooms, meant.referenced | meant.indirectly_referenced
        )
        return any(self._unread(entity_id) > self._above for entity_id in found)

    def _unread(self, entity_id: str) -> int:
        entity = er.async_get(self._hass).async_get(entity_id)
        target = entity and find_target(self._hass, entity)
        if not target or not target.coordinator.last_update_success:
            return 0
        return target.state.unread or 0


CONDITIONS: dict[str, type[Condition]] = {"has_unread": HasUnreadCondition}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
