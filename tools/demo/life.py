"""The demo from its start to its end."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

import aiohttp

from tests.simulators.control import ControlError

from .account import add_accounts
from .check import check
from .client import ApiError
from .configuration import FIRST_PORT, PASSWORD, USER, Configuration, free_port
from .dashboard import make_dashboard
from .homeassistant import HomeAssistant, StartError
from .services import Simulators
from .signals import ended_by_signals
from .words import LANGUAGES

# Seconds: nobody who looks at the demo waits for minutes.
LOOK_EVERY = 15


def run() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="do the main job once, say how it went, and exit with 0 or 1",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="keep everything in this directory, and go on from there the next time",
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="what the demo speaks"
    )
    parser.add_argument(
        "--port", type=int, default=FIRST_PORT, help="or the next free one"
    )
    parser.add_argument("--set-up-took", type=float, help=argparse.SUPPRESS)
    return asyncio.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> int:
    with ended_by_signals():
        try:
            if options.check:
                return await check(options.set_up_took)
            await _show(options)
        except asyncio.CancelledError:
            return 1 if options.check else 0
        except (
            aiohttp.ClientError,
            ApiError,
            ControlError,
            OSError,
            StartError,
        ) as error:
            print(f"demo: {error}", file=sys.stderr)
            return 1
    return 0


async def _show(options: argparse.Namespace) -> None:
    async with AsyncExitStack() as stack:
        path = options.keep or Path(
            stack.enter_context(TemporaryDirectory(prefix="chat-rooms-demo-"))
        )
        configuration = Configuration(path.absolute())
        try:
            await _live(stack, configuration, options)
        except (ApiError, StartError) as error:
            raise StartError(f"{error}\n{configuration.log_tail()}") from error


async def _live(
    stack: AsyncExitStack, configuration: Configuration, options: argparse.Namespace
) -> None:
    words = LANGUAGES[options.language]
    simulators = Simulators()
    home = HomeAssistant(configuration, free_port(options.port))
    print("demo: starting (Ctrl-C ends it)", flush=True)
    await simulators.start(stack, configuration.simulator_ports)
    configuration.write(home.port, words)
    stack.callback(print, "\ndemo: ending", flush=True)
    await stack.enter_async_context(home.running())
    async with home.signed_in(words) as client:
        await add_accounts(client, simulators, seconds=LOOK_EVERY)
        await make_dashboard(client, words)
    configuration.remember(simulators.ports)
    _introduce(home, options.keep)
    async with asyncio.TaskGroup() as tasks:
        living = tasks.create_task(simulators.live())
        await home.serve()
        living.cancel()
    raise StartError("Home Assistant has ended")


def _introduce(home: HomeAssistant, kept: Path | None) -> None:
    changes = f"stays in {kept}" if kept else "is gone at the end"
    print(
        f"""
    address   {home.url}
    user      {USER}
    password  {PASSWORD}

Family, friends and neighbours write now and then. This is for looking only: everybody
knows the password, so it listens on this machine alone. What you change {changes}.
Ctrl-C ends it.""",
        flush=True,
    )
