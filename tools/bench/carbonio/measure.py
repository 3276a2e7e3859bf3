"""The measurements of speed: single messages, bursts, and what an outage leaves."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
import gc
import random
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry

from tools.bench.arrivals import Arrivals, Mistakes
from tools.bench.measure import Side

from . import bare
from .site import Site

# A connection has settled when everything before it must be in the archive.
SETTLING = 5
# As long as a feed may wait until it tries again.
PATIENCE = 60
# What an outage takes at least, for polling to notice.
OUTAGE = 3


@dataclass(frozen=True, kw_only=True)
class Look:
    """What it takes to ask for all rooms again; `cpu` is in seconds."""

    requests: int
    questions: int
    cpu: float


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What it took to bring what was missed; times in seconds.

    `wall` is from the moment at which sockets were taken again to the last message,
    `questions` is what the chat was asked until nothing can be missing any more.
    """

    rooms: int
    count: int
    wall: float
    questions: int
    cpu: float
    mistakes: Mistakes


async def settle() -> None:
    """Wait until a connection is as it is for most of its time."""
    await asyncio.sleep(SETTLING)


async def look(site: Site, entry: ConfigEntry[Any]) -> Look:
    """Ask for all rooms again, as is done every few minutes."""
    await settle()
    await site.answers()
    gc.collect()
    cpu = time.process_time()
    await entry.runtime_data.async_refresh()
    cpu = time.process_time() - cpu
    return Look(
        requests=await site.short_requests(),
        questions=await site.answers(),
        cpu=cpu,
    )


async def outage(
    site: Site, arrivals: Arrivals, rooms: Sequence[str], count: int
) -> Outage:
    """Write some messages into some rooms while the chat is down."""
    await site.break_off()
    arrivals.begin(count)
    written = await site.write(rooms, count)
    await asyncio.sleep(OUTAGE)
    await site.answers()
    gc.collect()
    cpu, started = time.process_time(), time.time()
    await site.come_back()
    await arrivals.wait(PATIENCE)
    wall = (arrivals.seen[-1].at if arrivals.seen else time.time()) - started
    await settle()
    return Outage(
        rooms=len(rooms),
        count=count,
        wall=wall,
        questions=await site.answers(),
        cpu=time.process_time() - cpu,
        mistakes=arrivals.mistakes(written.ids),
    )


@asynccontextmanager
async def sides(
    site: Site, arrivals: Arrivals, rooms: Sequence[str]
) -> AsyncGenerator[tuple[Side, Side, Side]]:
    """Follow as many rooms of neighbours with bare sockets.

    Of the three the first only receives, the second parses as well, and the last is
    this integration.
    """
    jiro = await site.neighbour("Jiro", len(rooms))
    grandma = await site.neighbour("Grandma", len(rooms))
    async with (
        bare.follow(site, jiro, bare.cut) as received,
        bare.follow(site, grandma, bare.parsed) as read,
    ):
        yield (
            Side(rooms=jiro.rooms, arrivals=received),
            Side(rooms=grandma.rooms, arrivals=read),
            Side(rooms=rooms, arrivals=arrivals),
        )


def choose(site: Site, count: int) -> list[str]:
    """Return some rooms, in none of which the neighbours are."""
    return random.sample(site.rooms[3:], count)
