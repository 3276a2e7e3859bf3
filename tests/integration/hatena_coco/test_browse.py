"""Browsing the photos of check-ins."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..browsing import browse, once_each, opened, titles
from ..conftest import set_up
from .helpers import FRIENDS, STATION, refresh


async def test_browse(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """Photos are in one folder, with what was written about them."""
    await set_up(hass, entry)
    there = len(await once_each(hass))
    for number in range(9):
        await coco.check_in("taro", STATION, f"Train {number}", photos=1)
    await refresh(hass)
    assert len(await once_each(hass)) == there + 9
    path = (entry.entry_id, FRIENDS)
    assert titles(await browse(hass, *path)) == ["Pictures"]
    pictures = await browse(hass, *path, "~pictures")
    month = await opened(hass, (pictures.children or ())[0])
    assert titles(month)[0] == "Train 8"
