"""Measure the integration: `python -m tools.bench --help` tells how."""

import argparse
import asyncio
import cProfile
import pstats
import sys

from .bare import follow
from .family import run_family
from .home import add_account, run_home
from .measure import Side, burst, bursts, idle, latency
from .report import Results, as_markdown, as_text

SHOWN_FUNCTIONS = 45


def main() -> int:
    """Measure, print what came out and return the exit code."""
    options = _parse_options()
    if options.profile:
        asyncio.run(_profile(options))
        return 0
    results = asyncio.run(_measure(options))
    print(as_markdown(results) if options.markdown else as_text(results))
    if results.mistakes:
        print("Messages were lost, doubled or out of order.", file=sys.stderr)
        return 1
    return int(options.strict and any(row.missed for row in results.rows()))


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure the integration beside a bare loop of long polls.",
    )
    parser.add_argument("--rooms", type=int, default=20)
    parser.add_argument("--messages", type=int, default=600, help="single ones")
    parser.add_argument("--burst", type=int, default=2000, help="messages in a burst")
    parser.add_argument("--rounds", type=int, default=7, help="bursts for each side")
    parser.add_argument(
        "--idle-seconds", type=float, default=120, help="0 leaves this out"
    )
    parser.add_argument("--markdown", action="store_true", help="for documents")
    parser.add_argument(
        "--strict", action="store_true", help="fail when a goal is missed"
    )
    parser.add_argument(
        "--profile", action="store_true", help="show where a burst spends its time"
    )
    return parser.parse_args()


async def _measure(options: argparse.Namespace) -> Results:
    async with run_family(2 * options.rooms) as family, run_home() as hass:
        rooms = list(family.newest)
        ours, others = rooms[: options.rooms], rooms[options.rooms :]
        idle_shares = []
        if options.idle_seconds:
            idle_shares.append(await idle(options.idle_seconds))
        arrivals = await add_account(hass, family, ours)
        if options.idle_seconds:
            idle_shares.append(await idle(options.idle_seconds))
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
                idle=idle_shares,
            )


async def _profile(options: argparse.Namespace) -> None:
    async with run_family(options.rooms) as family, run_home() as hass:
        rooms = list(family.newest)
        side = Side(rooms=rooms, arrivals=await add_account(hass, family, rooms))
        await burst(family, side, options.burst)
        with cProfile.Profile() as profile:
            await burst(family, side, options.burst)
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN_FUNCTIONS)


if __name__ == "__main__":
    sys.exit(main())
