"""Measure the integration: `python -m tools.bench --help` tells how."""

import argparse
import asyncio
import sys

from . import bocco
from .carbonio import run as carbonio
from .table import Table
from .talk import run as talk
from .waiting import Outcome, Task, side_by_side
from .worker import work

BOCCO, TALK, CARBONIO = PARTS = ("bocco", "talk", "carbonio")
# Something happens every 15 seconds.
FEWEST_SECONDS = 40


def main() -> int:
    """Measure, print what came out and return the exit code."""
    options = _parse_options()
    if options.profile:
        asyncio.run(_profile(options))
        return 0
    tables = asyncio.run(_measure(options))
    print(
        "\n\n".join(
            table.as_markdown() if options.markdown else table.as_text()
            for table in tables
        )
    )
    if any(table.mistakes for table in tables):
        print("Messages were lost, doubled or out of order.", file=sys.stderr)
        return 1
    return int(options.strict and any(r.missed for t in tables for r in t.rows))


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure the integration beside the least that any client does.",
    )
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="SERVICE",
        help=f"{' or '.join(PARTS)}, all without it",
    )
    parser.add_argument("--rooms", type=int, default=20, help="BOCCO's")
    parser.add_argument("--messages", type=int, default=600, help="BOCCO's single ones")
    parser.add_argument("--burst", type=int, default=2000, help="BOCCO's in a burst")
    parser.add_argument("--rounds", type=int, default=7, help="BOCCO's bursts")
    parser.add_argument(
        "--idle-seconds",
        type=float,
        default=65,
        help=f"at least {FEWEST_SECONDS}; 0 leaves out what has to wait",
    )
    parser.add_argument("--markdown", action="store_true", help="for documents")
    parser.add_argument(
        "--strict", action="store_true", help="fail when a goal is missed"
    )
    parser.add_argument(
        "--profile", action="store_true", help="show where the time is spent"
    )
    options = parser.parse_args()
    options.parts = options.parts or PARTS
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(unknown)}")
    if 0 < options.idle_seconds < FEWEST_SECONDS:
        parser.error(f"less than {FEWEST_SECONDS} seconds tell nothing")
    return options


async def _measure(options: argparse.Namespace) -> list[Table]:
    waited = await _wait(options)
    tables = []
    if BOCCO in options.parts:
        _say("BOCCO")
        shares = [waited[task].cpu for task in _bocco_tasks(options) if task in waited]
        tables.append(await bocco.measure(options, shares))
    if TALK in options.parts:
        _say("Nextcloud Talk")
        seconds = options.idle_seconds
        idle = {n: waited[t] for n, t in talk.tasks(seconds).items() if t in waited}
        tables.append(await talk.measure(idle, waited.get(talk.quiet_task(seconds))))
    if CARBONIO in options.parts:
        _say("Carbonio Chats")
        seconds = options.idle_seconds
        wanted = carbonio.tasks(seconds).items()
        tables.append(
            await carbonio.measure({n: waited[t] for n, t in wanted if t in waited})
        )
    return tables


async def _wait(options: argparse.Namespace) -> dict[Task, Outcome]:
    """Do what takes its time, for all services at once."""
    seconds = options.idle_seconds
    if not seconds:
        return {}
    # All are held against the same Home Assistant without an account.
    tasks: set[Task] = set()
    if BOCCO in options.parts:
        tasks.update(_bocco_tasks(options))
    if TALK in options.parts:
        tasks.update(talk.tasks(seconds).values(), [talk.quiet_task(seconds)])
    if CARBONIO in options.parts:
        tasks.update(carbonio.tasks(seconds).values())
    _say(f"{len(tasks)} x Home Assistant, side by side, for {seconds:.0f} s and more")
    return await side_by_side(work, tasks)


def _say(what: str) -> None:
    print(f"Measuring: {what}", file=sys.stderr)


def _bocco_tasks(options: argparse.Namespace) -> tuple[Task, Task]:
    seconds = options.idle_seconds
    followed = Task(service="bocco", rooms=options.rooms, seconds=seconds)
    return Task(seconds=seconds), followed


async def _profile(options: argparse.Namespace) -> None:
    if BOCCO in options.parts:
        await bocco.profile(options)
    if TALK in options.parts:
        await talk.profile()
    if CARBONIO in options.parts:
        await carbonio.profile()


if __name__ == "__main__":
    sys.exit(main())
