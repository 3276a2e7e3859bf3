"""All of BOCCO's measurements, in their order."""

import argparse
from collections.abc import Sequence
import cProfile
import pstats

from .bare import follow
from .family import run_family
from .home import add_account, listen, run_home
from .measure import Side, burst, bursts, latency
from .report import Results
from .table import Table

SHOWN_FUNCTIONS = 45


async def measure(options: argparse.Namespace, idle: Sequence[float]) -> Table:
    """Measure the speeds; what idling costs is known already."""
    async with run_family(2 * options.rooms) as family, run_home() as hass:
        ours, others = family.rooms[: options.rooms], family.rooms[options.rooms :]
        await add_account(hass, family.account(ours))
        arrivals = listen(hass)
        async with follow(family, others) as bare_arrivals:
            sides = (
                Side(rooms=others, arrivals=bare_arrivals),
                Side(rooms=ours, arrivals=arrivals),
            )
            # The first of everything is slower, on both sides.
            await bursts(family, sides, options.burst, 1)
            return Results(
                latency=await latency(family, sides, options.messages),
                bursts=await bursts(family, sides, options.burst, options.rounds),
                idle=idle,
            ).table()


async def profile(options: argparse.Namespace) -> None:
    """Show where a burst spends its time."""
    async with run_family(options.rooms) as family, run_home() as hass:
        await add_account(hass, family.account(family.rooms))
        side = Side(rooms=family.rooms, arrivals=listen(hass))
        await burst(family, side, options.burst)
        with cProfile.Profile() as profiler:
            await burst(family, side, options.burst)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(SHOWN_FUNCTIONS)
