"""All of Carbonio's measurements, in their order."""

from collections.abc import Mapping
import cProfile
import pstats

from homeassistant.core import HomeAssistant

from tools.bench.family import run_family
from tools.bench.home import listen, run_home
from tools.bench.measure import burst, bursts, latency
from tools.bench.set_up import set_up
from tools.bench.table import Table
from tools.bench.waiting import Outcome, Task

from .measure import choose, look, outage, settle, sides
from .report import Results
from .site import run_site

IDLE_ROOMS = (10, 100, 300)
ROOMS = 300
FEW = 4

SPOKEN_ROOMS = 20
SINGLE_MESSAGES = 600
BURST_MESSAGES = 2000
BURST_ROUNDS = 5
MISSED_ROOMS = (3, 30)
MISSED_MESSAGES = 50

SHOWN_FUNCTIONS = 45


def tasks(seconds: float) -> dict[int, Task]:
    """Return what to do idly, by the number of rooms; 0 is no account at all."""
    accounts = {
        rooms: Task(service="carbonio", rooms=rooms, seconds=seconds)
        for rooms in IDLE_ROOMS
    }
    return {0: Task(seconds=seconds), **accounts}


async def measure(idle: Mapping[int, Outcome]) -> Table:
    """Measure the speeds; what took its time is known already."""
    async with run_site(ROOMS) as site, run_home() as hass:
        await _warm_up(hass)
        async with run_family(ROOMS) as family:
            entry, others = await set_up(hass, family, family.account(family.rooms))
            await hass.config_entries.async_remove(entry.entry_id)
        entry, ours = await set_up(hass, site, site.account(site.rooms))
        looked = await look(site, entry)
        arrivals = listen(hass, site.number_of)
        outages = [
            await outage(site, arrivals, choose(site, rooms), MISSED_MESSAGES)
            for rooms in MISSED_ROOMS
        ]
        async with sides(site, arrivals, choose(site, SPOKEN_ROOMS)) as three:
            # The first of everything is slower, on all sides.
            await bursts(site, three, BURST_MESSAGES, 1)
            return Results(
                rooms=ROOMS,
                set_up=(others, ours),
                look=looked,
                outages=outages,
                latency=await latency(site, three, SINGLE_MESSAGES),
                bursts=await bursts(site, three, BURST_MESSAGES, BURST_ROUNDS),
                idle=idle,
                violations=await site.violations(),
            ).table()


async def profile() -> None:
    """Show where a burst spends its time."""
    async with run_site(ROOMS) as site, run_home() as hass:
        await set_up(hass, site, site.account(site.rooms))
        arrivals = listen(hass, site.number_of)
        rooms = choose(site, SPOKEN_ROOMS)
        await settle()
        async with sides(site, arrivals, rooms) as (_, _, ours):
            await burst(site, ours, BURST_MESSAGES)
            with cProfile.Profile() as profiler:
                await burst(site, ours, BURST_MESSAGES)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(SHOWN_FUNCTIONS)


async def _warm_up(hass: HomeAssistant) -> None:
    """Set up small accounts: the first of everything is slower."""
    async with run_family(FEW) as family, run_site(FEW) as site:
        for service in (family, site):
            entry, _ = await set_up(hass, service, service.account(service.rooms))
            await hass.config_entries.async_remove(entry.entry_id)
