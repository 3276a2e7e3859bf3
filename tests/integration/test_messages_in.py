"""From a family member's words to the bus, the event entity and the sensors."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME


async def test_text_arrives(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A member's text is an event with every key that there is."""
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "Dinner is ready")
    import asyncio
    for _ in range(40):
        await asyncio.sleep(0.05)
        if messages: break
    print(messages[0].data)
    for s in hass.states.async_all(): print(s.entity_id, s.state, dict(s.attributes))
    assert 0
