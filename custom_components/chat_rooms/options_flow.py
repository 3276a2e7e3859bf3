"""Which rooms an account follows, and how."""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .const import (
    CONF_CATCH_UP,
    CONF_FOLLOW_NEW_ROOMS,
    CONF_KNOWN_ROOMS,
    CONF_MARK_READ,
    CONF_POLL_INTERVAL,
    CONF_ROOMS,
    CONF_SERVICE,
    CONF_SPOTS,
    POLL_INTERVAL_RANGE,
)
from .coordinator import ChatRoomsConfigEntry
from .errors import form_error_key
from .following import followed
from .model import Room
from .providers import PROVIDERS
from .providers.errors import ProviderError
from .session import config_of, passing_provider
from .spot_steps import SpotSteps


def room_selector(rooms: Iterable[Room]) -> SelectSelector:
    """Return the choice of rooms, by their names."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(value=room.id, label=room.name or room.id)
                for room in rooms
            ],
            multiple=True,
            mode=SelectSelectorMode.LIST,
        )
    )


class ChatRoomsOptionsFlow(SpotSteps):
    """Changes which rooms are followed, and how."""

    _rooms: list[Room] | None = None

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options, or first what shall be changed."""
        if not PROVIDERS[self.config_entry.data[CONF_SERVICE]].has_spots:
            return await self._async_settings("init", user_input)
        steps = ["settings", "find_spot", "add_spot"]
        if self._spots:
            steps.append("remove_spots")
        return self.async_show_menu(step_id="init", menu_options=steps)

    async def async_step_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options beside the spots."""
        return await self._async_settings("settings", user_input)

    async def _async_settings(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        if (rooms := self._rooms) is None:
            try:
                rooms = await _async_list_rooms(self.hass, self.config_entry)
            except ProviderError as err:
                return self.async_abort(reason=form_error_key(err))
            # A room that comes while the user looks at these is new.
            self._rooms = rooms
        if user_input is not None:
            known = {CONF_KNOWN_ROOMS: [room.id for room in rooms]}
            spots = {CONF_SPOTS: self._spots} if self._spots else {}
            return self.async_create_entry(data=user_input | known | spots)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _options_schema(rooms), self._current(rooms)
            ),
        )

    def _current(self, rooms: list[Room]) -> dict[str, Any]:
        options = self.config_entry.options
        follows = followed(options)
        return {
            CONF_CATCH_UP: True,
            CONF_MARK_READ: False,
            **options,
            CONF_ROOMS: [room.id for room in rooms if follows(room.id)],
        }


def _options_schema(rooms: Iterable[Room]) -> vol.Schema:
    low, high = POLL_INTERVAL_RANGE
    return vol.Schema(
        {
            vol.Optional(CONF_ROOMS, default=[]): room_selector(rooms),
            vol.Optional(CONF_FOLLOW_NEW_ROOMS, default=True): BooleanSelector(),
            vol.Optional(CONF_POLL_INTERVAL): NumberSelector(
                NumberSelectorConfig(
                    min=low,
                    max=high,
                    unit_of_measurement="s",
                    mode=NumberSelectorMode.BOX,
                )
            ),
            vol.Optional(CONF_CATCH_UP, default=True): BooleanSelector(),
            vol.Optional(CONF_MARK_READ, default=False): BooleanSelector(),
        }
    )


async def _async_list_rooms(
    hass: HomeAssistant, entry: ChatRoomsConfigEntry
) -> list[Room]:
    """Return all rooms of an account, whether or not it is set up right now.

    Whoever is set up gets news with each list: it must not come here instead.
    """
    async with passing_provider(hass, config_of(entry)) as provider:
        await provider.sign_in()
        return [*(await provider.rooms(complete=True)).rooms]
