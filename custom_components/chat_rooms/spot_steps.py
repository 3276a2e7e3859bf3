"""Which spots an account has rooms for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import CONF_LATITUDE, CONF_LOCATION, CONF_LONGITUDE, CONF_NAME
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    LocationSelector,
    LocationSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .const import (
    CONF_KEY,
    CONF_KNOWN_ROOMS,
    CONF_MORE,
    CONF_ROOMS,
    CONF_SERVICE,
    CONF_SPOTS,
)
from .coordinator import ChatRoomsConfigEntry
from .errors import form_error_key
from .model import Location, Spot
from .providers import PROVIDERS
from .providers.errors import ProviderError
from .session import config_of, passing_provider

type StoredSpot = dict[str, Any]

FIND_FORM = vol.Schema(
    {vol.Required(CONF_LOCATION): LocationSelector(LocationSelectorConfig())}
)
ADD_FORM = vol.Schema(
    {vol.Required(CONF_KEY): TextSelector(), vol.Optional(CONF_NAME): TextSelector()}
)


class SpotSteps(OptionsFlowWithReload):
    """Finds, adds and removes spots; each becomes a room that is followed at once."""

    config_entry: ChatRoomsConfigEntry
    _near: Location
    _pages: int
    _found: dict[str, StoredSpot]

    @property
    def _spots(self) -> list[StoredSpot]:
        """The spots that the account has now."""
        return list(self.config_entry.options.get(CONF_SPOTS, ()))

    async def async_step_find_spot(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where to look for spots."""
        if user_input is None:
            home = self.hass.config
            place = {CONF_LATITUDE: home.latitude, CONF_LONGITUDE: home.longitude}
            return self._show_find({CONF_LOCATION: place}, {})
        place = user_input[CONF_LOCATION]
        self._near = Location(
            latitude=place[CONF_LATITUDE], longitude=place[CONF_LONGITUDE]
        )
        self._pages, self._found = 0, {}
        errors = await self._async_find()
        if not (errors or self._found):
            errors = {"base": "no_spots"}
        if errors:
            return self._show_find(user_input, errors)
        return self._show_found((), {})

    async def async_step_choose_spots(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of the spots that were found."""
        if user_input is None:
            return self._show_found((), {})
        chosen = user_input[CONF_SPOTS]
        if not user_input[CONF_MORE]:
            return self._add([self._found[key] for key in chosen])
        before = len(self._found)
        errors = await self._async_find()
        if not errors and len(self._found) == before:
            errors = {"base": "no_more_spots"}
        return self._show_found(chosen, errors)

    async def async_step_add_spot(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a spot's key."""
        errors = {}
        if user_input is not None:
            key = user_input[CONF_KEY].strip()
            name = user_input.get(CONF_NAME, "").strip()
            if not key:
                errors[CONF_KEY] = "spot_key_needed"
            elif key in self._by_key(self._spots):
                errors[CONF_KEY] = "spot_known"
            else:
                return self._add([{CONF_KEY: key, CONF_NAME: name or key}])
        return self.async_show_form(
            step_id="add_spot",
            data_schema=self.add_suggested_values_to_schema(ADD_FORM, user_input),
            errors=errors,
        )

    async def async_step_remove_spots(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which spots shall go."""
        if user_input is not None:
            return self._remove(user_input[CONF_SPOTS])
        return self.async_show_form(
            step_id="remove_spots",
            data_schema=vol.Schema(
                {vol.Required(CONF_SPOTS, default=[]): _spot_selector(self._spots)}
            ),
        )

    def _show_find(
        self, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="find_spot",
            data_schema=self.add_suggested_values_to_schema(FIND_FORM, shown),
            errors=errors,
        )

    def _show_found(
        self, chosen: Iterable[str], errors: dict[str, str]
    ) -> ConfigFlowResult:
        schema = vol.Schema(
            {
                vol.Required(CONF_SPOTS, default=[]): (
                    _spot_selector(self._found.values())
                ),
                vol.Required(CONF_MORE, default=False): BooleanSelector(),
            }
        )
        return self.async_show_form(
            step_id="choose_spots",
            data_schema=self.add_suggested_values_to_schema(
                schema, {CONF_SPOTS: [*chosen]}
            ),
            errors=errors,
        )

    async def _async_find(self) -> dict[str, str]:
        """Look at the next page for spots that are not there yet.

        Returns the form's errors.
        """
        config = config_of(self.config_entry)
        try:
            async with passing_provider(self.hass, config) as provider:
                page = await provider.spots(self._near, self._pages)
        except ProviderError as err:
            return {"base": form_error_key(err)}
        self._pages += 1
        known = self._by_key(self._spots)
        for spot in page:
            if spot.key not in known:
                self._found.setdefault(spot.key, _stored(spot))
        return {}

    @callback
    def _add(self, new: list[StoredSpot]) -> ConfigFlowResult:
        options = self.config_entry.options
        rooms = self._room_ids(self._by_key(new))
        # In another window, the user may have added one of them meanwhile.
        known = self._by_key(self._spots)
        added = [spot for spot in new if spot[CONF_KEY] not in known]
        # Whoever adds a spot wants its room, and has not to be asked again.
        return self.async_create_entry(
            data={
                **options,
                CONF_SPOTS: [*self._spots, *added],
                CONF_ROOMS: _with(options.get(CONF_ROOMS, ()), rooms),
                CONF_KNOWN_ROOMS: _with(options.get(CONF_KNOWN_ROOMS, ()), rooms),
            }
        )

    @callback
    def _remove(self, keys: Collection[str]) -> ConfigFlowResult:
        options = self.config_entry.options
        rooms = self._room_ids(keys)
        left = [spot for spot in self._spots if spot[CONF_KEY] not in keys]
        # Known and not chosen: so its device goes, whether new rooms are followed.
        return self.async_create_entry(
            data={
                **options,
                CONF_SPOTS: left,
                CONF_ROOMS: [
                    room for room in options.get(CONF_ROOMS, ()) if room not in rooms
                ],
                CONF_KNOWN_ROOMS: _with(options.get(CONF_KNOWN_ROOMS, ()), rooms),
            }
        )

    def _room_ids(self, keys: Iterable[str]) -> list[str]:
        provider = PROVIDERS[self.config_entry.data[CONF_SERVICE]]
        return [provider.spot_room_id(key) for key in keys]

    @staticmethod
    def _by_key(spots: Iterable[StoredSpot]) -> dict[str, StoredSpot]:
        return {spot[CONF_KEY]: spot for spot in spots}


def _stored(spot: Spot) -> StoredSpot:
    stored: StoredSpot = {CONF_KEY: spot.key, CONF_NAME: spot.name or spot.key}
    if (place := spot.location) is not None:
        stored[CONF_LATITUDE] = place.latitude
        stored[CONF_LONGITUDE] = place.longitude
    return stored


def _spot_selector(spots: Collection[StoredSpot]) -> SelectSelector:
    """Return the choice of spots, by their names and, where several have it, keys."""
    names = Counter(spot[CONF_NAME] for spot in spots)

    def label(spot: StoredSpot) -> str:
        name = spot[CONF_NAME]
        return name if names[name] == 1 else f"{name} ({spot[CONF_KEY]})"

    return SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(value=spot[CONF_KEY], label=label(spot))
                for spot in spots
            ],
            multiple=True,
            mode=SelectSelectorMode.LIST,
        )
    )


def _with(rooms: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*rooms, *more)))
