"""Browsing an album."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator

from ..browsing import browse, once_each, opened, titles
from ..conftest import set_up
from .helpers import HANA, refresh


async def test_browse(
    hass: HomeAssistant, carnation: CarnationSimulator, entry: MockConfigEntry
) -> None:
    """What was there before and what came since is shown as one."""
    there = len(await carnation.items(HANA))
    for number in range(6):
        await carnation.add_item(HANA, title=f"Early {number}")
        await carnation.pass_time(2)
    await set_up(hass, entry)
    for number in range(6):
        await carnation.add_item(HANA, title=f"Late {number}")
        await carnation.pass_time(2)
    await refresh(hass)
    assert len(await once_each(hass)) == there + 12
    path = (entry.entry_id, str(carnation.world.user(HANA).id))
    assert titles(await browse(hass, *path)) == ["Pictures", "Films"]
    pictures = await browse(hass, *path, "~pictures")
    month = await opened(hass, (pictures.children or ())[0])
    expected = [f"{when} {n}" for when in ("Late", "Early") for n in range(5, -1, -1)]
    assert titles(month)[:12] == expected
