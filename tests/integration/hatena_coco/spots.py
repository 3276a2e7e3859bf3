"""Going through the options of Hatena Coco as a user does."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.hatena_coco import HatenaCocoSimulator


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, step: str
) -> ConfigFlowResult:
    """Open the options and choose from their menu."""
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    return await hass.config_entries.options.async_configure(
        menu["flow_id"], {"next_step_id": step}
    )


async def send(
    hass: HomeAssistant, form: ConfigFlowResult, **what: Any
) -> ConfigFlowResult:
    """Fill in a form and send it."""
    result = await hass.config_entries.options.async_configure(form["flow_id"], what)
    await hass.async_block_till_done()
    return result


def offered(form: ConfigFlowResult, field: str = "spots") -> dict[str, str]:
    """Return what can be chosen: the names by their keys."""
    assert form["data_schema"] is not None
    choice = form["data_schema"].schema[field].config["options"]
    return {option["value"]: option["label"] for option in choice}


def stored(coco: HatenaCocoSimulator, name: str) -> dict[str, Any]:
    """Return a spot as the options have it."""
    spot = coco.world.spot(name)
    return {
        "key": spot.key,
        "name": spot.name,
        "latitude": spot.latitude,
        "longitude": spot.longitude,
    }


def device_names(hass: HomeAssistant, entry: MockConfigEntry) -> set[str | None]:
    """Return the names of an account's devices."""
    registry = dr.async_get(hass)
    return {
        device.name
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
    }
