"""Agents of language models and albums, which take no text alone."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator

from ..agents import GET, SEND, Agent, expose
from .helpers import HANA, refresh


async def test_album(
    hass: HomeAssistant, carnation: CarnationSimulator, ready: MockConfigEntry
) -> None:
    """It can be read only; its pictures come in words."""
    expose(hass, "notify.hana", "event.hana_message")
    agent = Agent(hass)
    assert (await agent.tools()).keys() == {GET}
    assert (await agent.rooms(GET), await agent.rooms(SEND)) == ([HANA], [])
    await carnation.add_item(HANA, scene="sea")
    await refresh(hass)
    message = (await agent.messages(room=HANA, limit=1))[0]
    assert message["kind"] == "image"
    [words] = message["attachments"]
    assert words.startswith("a picture (")
