"""Rooms in which nothing happens: what that costs."""

import asyncio
import time

from homeassistant.core import HomeAssistant

from tools.bench.home import add_account
from tools.bench.measure import SETTLING, idle
from tools.bench.waiting import Outcome

from .site import Site


async def followed_idly(hass: HomeAssistant, site: Site, seconds: float) -> Outcome:
    """Let nothing happen, and look at what was asked and said meanwhile."""
    await add_account(hass, site.account(site.rooms))
    await site.control.call("wait_for_sockets")
    await asyncio.sleep(SETTLING)
    before = await site.frames()
    await site.answers()
    started = time.monotonic()
    share = await idle(seconds)
    watched = time.monotonic() - started
    return Outcome(
        cpu=share,
        rate=await site.short_requests() / watched,
        frames=(await site.frames() - before) / watched,
        violations=await site.violations(),
    )
