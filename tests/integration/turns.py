"""Waiting for those who wait for their turn."""

import asyncio

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

PATIENCE = 5


async def waiting_for(
    hass: HomeAssistant, turns: HassKey[asyncio.Semaphore], count: int
) -> None:
    """Return once so many wait for a turn."""
    async with asyncio.timeout(PATIENCE):
        while len(hass.data[turns]._waiters or ()) < count:
            await asyncio.sleep(0)
