"""Rooms in which hardly anything happens: what that costs, and when one is looked at."""

import asyncio
import random
import time

from homeassistant.core import HomeAssistant

from tools.bench.home import add_account, listen
from tools.bench.measure import idle
from tools.bench.waiting import Outcome

from .cloud import Cloud
from .measure import PATIENCE

# Every 15 seconds: with these seconds between messages they fall into all phases.
BETWEEN = 2.5
HEARTBEAT = "rooms"
SINCE = "modifiedSince"


async def followed_idly(hass: HomeAssistant, cloud: Cloud, seconds: float) -> Outcome:
    """Let nothing happen, and look at what was asked meanwhile."""
    await add_account(hass, cloud.account(cloud.rooms))
    share = await idle(seconds)
    begun = time.time() - seconds
    calls = [call for call in await cloud.requests() if call["time"] >= begun]
    listed = [call for call in calls if call["endpoint"] == HEARTBEAT]
    times = [call["time"] for call in calls]
    return Outcome(
        cpu=share,
        rate=(len(times) - 1) / (times[-1] - times[0]),
        small=await cloud.weigh(listed[-1]),
        whole=await cloud.weigh(listed[-1], without=SINCE),
        violations=await cloud.violations(),
    )


async def followed_quietly(
    hass: HomeAssistant, cloud: Cloud, seconds: float
) -> Outcome:
    """Write once in each of some rooms in which nobody has written for long."""
    await add_account(hass, cloud.account(cloud.rooms))
    arrivals = listen(hass)
    rooms = random.sample(cloud.rooms, round(seconds / BETWEEN))
    arrivals.begin(len(rooms))
    written: dict[str, list[int]] = {}
    for room in rooms:
        pause = random.uniform(0, BETWEEN)
        await asyncio.sleep(pause)
        message = await cloud.write([room], 1)
        written |= message.ids
        await asyncio.sleep(BETWEEN - pause)
    await arrivals.wait(PATIENCE)
    return Outcome(
        delays=await cloud.delays(arrivals.seen),
        mistakes=arrivals.mistakes(written),
        violations=await cloud.violations(),
    )
