"""What needs its time, side by side: each in a Home Assistant and process of its own."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
import multiprocessing
from typing import Literal

from .arrivals import Mistakes


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a worker does: `rooms` of a service are followed for so many seconds.

    "idle" lets nothing happen, in "quiet" somebody writes in one room after another.
    """

    what: Literal["idle", "quiet"] = "idle"
    service: Literal["", "bocco", "nextcloud_talk", "carbonio"] = ""
    rooms: int = 0
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a worker found out.

    `cpu` is its CPU time for each second, `rate` how many requests there were in a
    second, and `frames` how many frames it sent over its sockets. `small` are the bytes of the usual request and of its answer, `whole` those
    of the rare one for everything. `delays` of single messages are in seconds.
    """

    cpu: float = 0
    rate: float = 0
    frames: float = 0
    small: Sequence[int] = ()
    whole: Sequence[int] = ()
    delays: Sequence[float] = ()
    mistakes: Mistakes = Mistakes()
    violations: Sequence[str] = ()


async def side_by_side(
    work: Callable[[Task], Outcome], tasks: Iterable[Task]
) -> dict[Task, Outcome]:
    """Let a worker do each of the tasks, all at the same time."""
    tasks = list(tasks)
    # Home Assistant takes long to import; so that is done once, for all of them.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(len(tasks), mp_context=context) as workers:
        outcomes = await asyncio.gather(
            *(loop.run_in_executor(workers, work, task) for task in tasks)
        )
    return dict(zip(tasks, outcomes, strict=True))
