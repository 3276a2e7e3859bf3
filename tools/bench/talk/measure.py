"""The measurements of speed: single messages, and many rooms at once."""

from collections.abc import Sequence
from dataclasses import dataclass
import gc
import time

from tools.bench.arrivals import Arrivals, Mistakes
from tools.bench.measure import Latency, Side, latency

from . import bare
from .cloud import Cloud

# A room is looked at when the list of rooms, every 15 seconds, tells that it should be.
PATIENCE = 40
# What a real server takes for a page of chat, about.
SERVERS_TIME = 0.1


@dataclass(frozen=True, kw_only=True)
class Rush:
    """What a burst in many rooms took; times in seconds.

    `fetching` is from the first request for a room's messages to the last message,
    `violations` is what the simulator did not like.
    """

    at_once: int
    requests: int
    wall: float
    fetching: float
    cpu: float
    mistakes: Mistakes
    violations: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What it took to fetch and read messages; times in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, kw_only=True)
class RushResult:
    """Some bursts, and what the bare loop took for the same messages."""

    rooms: int
    count: int
    ours: Sequence[Rush]
    bare: Sequence[Fetched]


async def rushes(
    cloud: Cloud, arrivals: Arrivals, rooms: Sequence[Sequence[str]], count: int
) -> RushResult:
    """Write bursts, each into other rooms that have long been quiet."""
    await cloud.slow_down(SERVERS_TIME)
    ours, others = [], []
    for some in rooms:
        ours.append(await _rush(cloud, arrivals, some, count))
        others.append(await _fetch(cloud, some, count))
    await cloud.slow_down(0)
    return RushResult(rooms=len(rooms[0]), count=count, ours=ours, bare=others)


async def _rush(
    cloud: Cloud, arrivals: Arrivals, rooms: Sequence[str], count: int
) -> Rush:
    known_violations = len(await cloud.violations())
    gc.collect()
    arrivals.begin(count)
    cpu = time.process_time()
    written = await cloud.write(rooms, count)
    await arrivals.wait(PATIENCE)
    cpu = time.process_time() - cpu
    ended = arrivals.seen[-1].at if arrivals.seen else time.time()
    calls = await cloud.requests("receive")
    times = [call["time"] for call in calls if call["time"] >= written.started]
    return Rush(
        at_once=_most_at_once(times),
        requests=len(times),
        wall=ended - written.started,
        fetching=ended - times[0] if times else 0,
        cpu=cpu,
        mistakes=arrivals.mistakes(written.ids),
        violations=(await cloud.violations())[known_violations:],
    )


def _most_at_once(times: Sequence[float]) -> int:
    """Return how many requests there were at once: each takes the server's time."""
    return max(
        (
            sum(begun <= other < begun + SERVERS_TIME for other in times)
            for begun in times
        ),
        default=0,
    )


async def _fetch(cloud: Cloud, rooms: Sequence[str], count: int) -> Fetched:
    positions = {room: cloud.newest[room] for room in rooms}
    arrivals = Arrivals()
    arrivals.begin(count)
    cpu, started = time.process_time(), time.time()
    await bare.fetch(cloud, positions, arrivals)
    return Fetched(wall=arrivals.seen[-1].at - started, cpu=time.process_time() - cpu)


async def active(
    cloud: Cloud, arrivals: Arrivals, others: Sequence[str], count: int
) -> list[Latency]:
    """Write single messages into the rooms that are followed live.

    The bare loop follows the `others`, as many as the integration does.
    """
    live = await _live_rooms(cloud, arrivals, len(others))
    async with bare.follow(cloud, others) as bare_arrivals:
        sides = (
            Side(rooms=others, arrivals=bare_arrivals),
            Side(rooms=live, arrivals=arrivals),
        )
        return await latency(cloud, sides, count)


async def _live_rooms(cloud: Cloud, arrivals: Arrivals, count: int) -> list[str]:
    """Return the rooms that have long polls, and keep them while somebody writes."""
    while True:
        live = await cloud.polled_rooms(count)
        arrivals.begin(count)
        await cloud.write(live, count)
        await arrivals.wait(PATIENCE)
        # Perhaps others had got the polls just then.
        if set(live) == set(await cloud.polled_rooms(count)):
            return live
