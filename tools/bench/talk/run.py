"""All of Nextcloud Talk's measurements, in their order."""

from collections.abc import Mapping
import cProfile
import pstats
import random

from homeassistant.core import HomeAssistant

from tools.bench.family import run_family
from tools.bench.home import listen, run_home
from tools.bench.set_up import set_up
from tools.bench.table import Table
from tools.bench.waiting import Outcome, Task

from .cloud import run_cloud
from .measure import active, rushes
from .report import Results

IDLE_ROOMS = (10, 100, 300)
ROOMS = 300
# As many as are followed live; the account does not follow these.
BARE_ROOMS = 2
FEW = 3

RUSH_ROOMS = 50
RUSH_ROUNDS = 3
RUSH_MESSAGES = 2000
SINGLE_MESSAGES = 300

SHOWN_FUNCTIONS = 45
HEARTBEATS = 3


def tasks(seconds: float) -> dict[int, Task]:
    """Return what to do idly, by the number of rooms; 0 is no account at all."""
    accounts = {
        rooms: Task(service="nextcloud_talk", rooms=rooms, seconds=seconds)
        for rooms in IDLE_ROOMS
    }
    return {0: Task(seconds=seconds), **accounts}


def quiet_task(seconds: float) -> Task:
    """Return the task in which now and then somebody writes somewhere."""
    return Task(what="quiet", service="nextcloud_talk", rooms=ROOMS, seconds=seconds)


async def measure(idle: Mapping[int, Outcome], quiet: Outcome | None) -> Table:
    """Measure the speeds; what took its time is known already."""
    async with run_cloud(ROOMS + BARE_ROOMS) as cloud, run_home() as hass:
        await _warm_up(hass)
        async with run_family(ROOMS) as family:
            entry, others = await set_up(hass, family, family.account(family.rooms))
            await hass.config_entries.async_remove(entry.entry_id)
        bare, rooms = cloud.rooms[:BARE_ROOMS], cloud.rooms[BARE_ROOMS:]
        _, ours = await set_up(hass, cloud, cloud.account(rooms))
        arrivals = listen(hass)
        chosen = random.sample(rooms, RUSH_ROUNDS * RUSH_ROOMS)
        rounds = [
            chosen[start : start + RUSH_ROOMS]
            for start in range(0, len(chosen), RUSH_ROOMS)
        ]
        return Results(
            set_up=(others, ours),
            rooms=ROOMS,
            rushes=await rushes(cloud, arrivals, rounds, RUSH_MESSAGES),
            active=await active(cloud, arrivals, bare, SINGLE_MESSAGES),
            idle=idle,
            quiet=quiet,
        ).table()


async def profile() -> None:
    """Show where setting up many rooms spends its time, and asking for news."""
    async with run_cloud(ROOMS) as cloud, run_home() as hass:
        await _warm_up(hass)
        with cProfile.Profile() as setting_up:
            entry, _ = await set_up(hass, cloud, cloud.account(cloud.rooms))
        with cProfile.Profile() as asking:
            for _ in range(HEARTBEATS):
                await entry.runtime_data.async_refresh()
    for one in (setting_up, asking):
        pstats.Stats(one).sort_stats("tottime").print_stats(SHOWN_FUNCTIONS)


async def _warm_up(hass: HomeAssistant) -> None:
    """Set up small accounts: the first of everything is slower."""
    async with run_family(FEW) as family, run_cloud(FEW) as cloud:
        for service in (family, cloud):
            entry, _ = await set_up(hass, service, service.account(service.rooms))
            await hass.config_entries.async_remove(entry.entry_id)
