"""What is known of the server after a restart, so that nobody is asked for it."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..conftest import set_up
from ..flows import pending
from ..helpers import state, unload, until
from .helpers import CONNECTED, refresh, start


@pytest.mark.parametrize(
    ("edition", "otp"), [("ce", False), ("advanced", False), ("advanced", True)]
)
async def test_no_new_sign_in(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """A restart goes on with the token, so that nobody needs a one-time password."""
    for _ in range(2):
        await unload(hass, live)
        await set_up(hass, live)
        await carbonio.wait_for_sockets()
    assert state(hass, CONNECTED) == "on"
    assert await carbonio.password_tries() == 0
    assert pending(hass) == []


async def test_a_newer_token_is_remembered(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """The token of a sign-in by itself is as good at the next start."""
    await carbonio.expire_token()
    await refresh(hass)
    assert await carbonio.password_tries() == 1
    await unload(hass, live)
    await carbonio.forget_requests()
    await set_up(hass, live)
    await carbonio.wait_for_sockets()
    assert await carbonio.password_tries() == 1
    assert carbonio.calls(status=401) == []


async def test_the_token_expires_while_nobody_listens(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Then there is one sign-in at the start."""
    await unload(hass, live)
    await carbonio.expire_token()
    await carbonio.say(FAMILY, "Hanako", "Good morning")
    await set_up(hass, live)
    await carbonio.wait_for_sockets()
    await until(hass, lambda: messages)
    assert await carbonio.password_tries() == 1


@pytest.mark.parametrize("generation", ["1.3.1"])
async def test_the_generation_is_remembered(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """What the server has shown itself to be is stored beside the token."""
    await unload(hass, live)
    stored = hass_storage[f"chat_rooms.{live.entry_id}"]["data"]
    assert stored["memory"]["generation"] == "1.3.1"
    await start(hass, live)
    assert live.runtime_data.inbox.memory["generation"] == "1.3.1"
