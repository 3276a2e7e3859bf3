"""Where the blueprints are, and what their tests look with."""

from pathlib import Path
from typing import Any

from homeassistant.core import (
    Event,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)

from tests.simulators.bocco import BoccoSimulator

from ..helpers import texts, until

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "blueprints/automation/chat_rooms"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

GRANDPARENTS = "Grandparents"
FAMILY_EVENT = "event.happy_family_message"
FAMILY_NOTIFY = "notify.happy_family"
GRANDPARENTS_EVENT = "event.grandparents_message"
GRANDPARENTS_NOTIFY = "notify.grandparents"

# What begins an automation that a test begins itself.
BEGIN = [{"trigger": "event", "event_type": "test_begin"}]
# Minutes that are over at once.
NO_TIME = 0.002


def noting(name: str, **data: str) -> list[dict[str, Any]]:
    """Return an action that can be looked at, to be given as an input."""
    return [{"action": f"test.{name}", "data": data}]


def noted(
    hass: HomeAssistant, name: str, domain: str = "test", **response: str
) -> list[ServiceCall]:
    """Return the list to which the calls of that action go, each with an event."""
    calls: list[ServiceCall] = []

    @callback
    def note(call: ServiceCall) -> ServiceResponse:
        calls.append(call)
        hass.bus.async_fire("test_noted")
        return dict(response) or None

    supports = SupportsResponse.ONLY if response else SupportsResponse.NONE
    hass.services.async_register(domain, name, note, supports_response=supports)
    return calls


async def said(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[dict[str, Any]]],
    room: str,
    *lines: tuple[str, str],
) -> None:
    """Let members of a room say something, and wait until Home Assistant knows it.

    What comes of it may still be under way.
    """
    await family.wait_for_subscribers(len(family.home.rooms))
    for member, text in lines:
        await family.write(room, member, text)
    await until(hass, lambda: {text for _, text in lines} <= {*texts(messages)})


async def taken(family: BoccoSimulator, room: str, count: int) -> list[str | None]:
    """Return the texts that a room has got from here, once there are so many."""
    received = await family.wait_for_received(count, room)
    return [message["text"] for message in received]
