"""Browsing what people have sent to rooms."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carbonio import history
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


async def test_long_time_without_a_message(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stretch of nothing but reactions is not the end."""
    monkeypatch.setattr(history, "MOST_PAGES", 1)
    carbonio.xmpp.page_limit = 2
    picture = await carbonio.send_picture(FAMILY, "Hanako", "A snowman")
    for _ in range(30):
        await carbonio.react(FAMILY, "Grandma", picture["id"], "🎉")
    await start(hass, entry)
    (shown,) = await once_each(hass)
    assert picture["id"] in shown
