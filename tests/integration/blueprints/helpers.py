"""Where the blueprints are, and what their tests look with."""

import asyncio
from math import ceil
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
from homeassistant.helpers import script
from homeassistant.util.async_ import get_scheduled_timer_handles

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
TALK_EVENT = "event.neighbours_message"

# What begins an automation that a test begins itself.
BEGIN = [{"trigger": "event", "event_type": "test_begin"}]
# Minutes that are over at once.
NO_TIME = 0.002
# Seconds.
PATIENCE = 30


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


async def wait_begun(hass: HomeAssistant, seconds: int | None = None) -> int:
    """Return for how many seconds an automation waits at most, once it does.

    With `seconds`, a wait for so long is meant, and another one is let pass.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            for wait in _waits(hass):
                found = ceil(wait.when() - hass.loop.time())
                if seconds in (None, found):
                    return found
            await asyncio.sleep(0)


async def wait_over(hass: HomeAssistant) -> int:
    """Let an automation's wait be over as soon as it begins; return its seconds."""
    seconds = await wait_begun(hass)
    for wait in _waits(hass):
        wait._run()
        wait.cancel()
    return seconds


def _waits(hass: HomeAssistant) -> list[asyncio.TimerHandle]:
    return [
        handle
        for handle in get_scheduled_timer_handles(hass.loop)
        if not handle.cancelled()
        and getattr(handle, "_callback", None) is script._set_result_unless_done
    ]
