"""A speaker, and the blueprint that lets it read messages aloud."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, callback

from .helpers import FAMILY_EVENT, wait_begun, wait_over

HALL, KITCHEN = "media_player.hall", "media_player.kitchen"
ALWAYS = {"quiet_from": "00:00:00", "quiet_until": "00:00:00"}


class Speaker:
    """A speaker that plays until a test says so, and is not to be interrupted."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have nothing to say yet."""
        self.calls: list[ServiceCall] = []
        self.at_first = "playing"
        self.at_rest = "idle"
        self._hass = hass
        self.be("idle")

    @callback
    def speak(self, call: ServiceCall) -> None:
        """Say something."""
        assert self._hass.states.is_state(HALL, self.at_rest)
        self.calls.append(call)
        self.be(self.at_first)

    async def finish(self, count: int = 1) -> None:
        """Say so many things to the end, each within the time that it takes."""
        for _ in range(count):
            await wait_begun(self._hass)
            self.be(self.at_rest)
            await wait_over(self._hass)
        await self._hass.async_block_till_done()

    def be(self, state: str) -> None:
        """Show what it does."""
        self._hass.states.async_set(HALL, state)

    @property
    def words(self) -> list[str]:
        """Return what it has said."""
        return [call.data["message"] for call in self.calls]


async def read(use: Callable[..., Awaitable[None]], **inputs: Any) -> None:
    """Have new messages of the family read aloud."""
    given = {
        "rooms": {"entity_id": FAMILY_EVENT},
        "voice": "tts.robot",
        "speakers": [HALL, KITCHEN],
    }
    await use("read_aloud", **given | inputs)
