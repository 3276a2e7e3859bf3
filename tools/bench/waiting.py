"""What needs its time, side by side: each in a Home Assistant and process of its own."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
import sys
from typing import Literal

from mashumaro.mixins.orjson import DataClassORJSONMixin

from .arrivals import Mistakes


class WorkerError(Exception):
    """A worker ended without a result."""


@dataclass(frozen=True, kw_only=True)
class Task(DataClassORJSONMixin):
    """What a worker does: `rooms` of a service are followed for so many seconds.

    "idle" lets nothing happen, in "quiet" somebody writes in one room after another.
    """

    what: Literal["idle", "quiet"] = "idle"
    service: Literal["", "bocco", "nextcloud_talk"] = ""
    rooms: int = 0
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Outcome(DataClassORJSONMixin):
    """What a worker found out.

    `cpu` is its CPU time for each second, `rate` how many requests there were in a
    second. `small` are the bytes of the usual request and of its answer, `whole` those
    of the rare one for everything. `delays` of single messages are in seconds.
    """

    cpu: float = 0
    rate: float = 0
    small: Sequence[int] = ()
    whole: Sequence[int] = ()
    delays: Sequence[float] = ()
    mistakes: Mistakes = Mistakes()
    violations: Sequence[str] = ()


async def side_by_side(tasks: Iterable[Task]) -> dict[Task, Outcome]:
    """Let a worker do each of the tasks, all at the same time."""
    tasks = list(tasks)
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(_run(task)) for task in tasks]
    return {task: one.result() for task, one in zip(tasks, running, strict=True)}


async def _run(task: Task) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tools.bench.worker",
        task.to_json(),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    if process.returncode:
        raise WorkerError(f"{asdict(task)} ended with {process.returncode}")
    return Outcome.from_json(output)
