"""Ctrl-C, which ends the demo and not its parts one by one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import signal

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def out_of_reach() -> Iterator[None]:
    """Start processes here that the terminal's Ctrl-C does not reach.

    A blocked signal stays blocked in a new process; here it waits until the end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Cancel the running task at the first signal; the others are too late."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task

    def end() -> None:
        for number in ENDINGS:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in ENDINGS:
        loop.add_signal_handler(number, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    try:
        yield
    finally:
        for number in ENDINGS:
            loop.add_signal_handler(number, lambda: None)
