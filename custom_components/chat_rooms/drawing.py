"""The one turn of all work on pictures, which takes much memory."""

import asyncio
from collections.abc import Callable

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

AT_ONCE = 1

DRAWING: HassKey[asyncio.Semaphore] = HassKey(f"{DOMAIN}_drawing")


async def async_draw[Result](hass: HomeAssistant, work: Callable[[], Result]) -> Result:
    """Do blocking work on a picture in the executor, when it is its turn.

    Raises what the work raises. Whoever goes away before it is done leaves it to its
    end, for it cannot be stopped: only then it is the turn of the next.
    """
    turn = hass.data.setdefault(DRAWING, asyncio.Semaphore(AT_ONCE))
    await turn.acquire()
    working = hass.async_add_executor_job(work)
    working.add_done_callback(lambda _: turn.release())
    return await asyncio.shield(working)
