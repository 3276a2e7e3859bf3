"""Browsing what people have sent to rooms."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..browsing import browse, once_each, opened, titles
from .helpers import start


async def test_browse(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """Everything is in one folder, whatever was said in between."""
    for number in range(9):
        await carbonio.send_picture(FAMILY, "Hanako", f"Picture no {number}")
        await carbonio.say(FAMILY, "Hanako", "Look!")
    await carbonio.send_file(FAMILY, "Hanako")
    await start(hass, entry)
    assert len(await once_each(hass)) == 10
    path = (entry.entry_id, carbonio.world.room(FAMILY).id)
    pictures = await browse(hass, *path, "~pictures")
    month = await opened(hass, (pictures.children or ())[0])
    assert titles(month) == [f"Picture no {number}" for number in range(8, -1, -1)]
