"""The measurements, each beside the bare loop in the same minute."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
import gc
import random
import time

from .arrivals import Arrivals, Mistakes
from .service import Service

SHORTEST_GAP = 0.005
LONGEST_GAP = 0.02
# A client has to poll again before the next burst, or that would find nobody.
BREATHER = 0.25
# After a start, what Home Assistant puts off until it has time.
SETTLING = 15


@dataclass(frozen=True, kw_only=True)
class Side:
    """A client, and the rooms that it alone follows."""

    rooms: Sequence[str]
    arrivals: Arrivals


@dataclass(frozen=True, kw_only=True)
class Latency:
    """How long single messages were on their way, in seconds.

    `early` are those written while the one before was still on its way.
    """

    delays: list[float]
    early: int
    mistakes: Mistakes


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What a burst of messages took; times in seconds."""

    count: int
    answers: int
    wall: float
    cpu: float
    delays: list[float]
    mistakes: Mistakes

    @property
    def cpu_each(self) -> float:
        """CPU time for each message."""
        return self.cpu / self.count

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.count / self.wall


async def latency(service: Service, sides: Sequence[Side], count: int) -> list[Latency]:
    """Write single messages, a few for the one side, then a few for the other.

    The server itself makes the pauses between them: then nothing else happens in
    this process while a message is on its way.
    """
    results = [Latency(delays=[], early=0, mistakes=Mistakes()) for _ in sides]
    while len(results[-1].delays) < count:
        for number, side in enumerate(sides):
            before, now = results[number], await _singles(service, side)
            results[number] = Latency(
                delays=before.delays + now.delays,
                early=before.early + now.early,
                mistakes=before.mistakes + now.mistakes,
            )
    return results


async def _singles(service: Service, side: Side) -> Latency:
    rooms = random.sample(side.rooms, len(side.rooms))
    await service.wait_for_listeners(rooms)
    side.arrivals.begin(len(rooms))
    written = await service.write(
        rooms, len(rooms), random.uniform(SHORTEST_GAP, LONGEST_GAP)
    )
    await side.arrivals.wait()
    arrived = side.arrivals.seen
    delays = await service.delays(arrived)
    sent = [one.at - delay for one, delay in zip(arrived, delays, strict=True)]
    return Latency(
        delays=delays,
        early=sum(
            later < earlier.at
            for earlier, later in zip(arrived, sent[1:], strict=False)
        ),
        mistakes=side.arrivals.mistakes(written.ids),
    )


async def bursts(
    service: Service, sides: Sequence[Side], count: int, rounds: int
) -> list[list[Burst]]:
    """Write bursts for the one side and the other, turn by turn."""
    results: list[list[Burst]] = [[] for _ in sides]
    for _ in range(rounds):
        for number, side in enumerate(sides):
            results[number].append(await burst(service, side, count))
    return results


async def burst(service: Service, side: Side, count: int) -> Burst:
    """Write one burst and wait until it is worked off."""
    await asyncio.sleep(BREATHER)
    await service.wait_for_listeners(side.rooms)
    await service.answers()
    gc.collect()
    side.arrivals.begin(count)
    cpu = time.process_time()
    written = await service.write(side.rooms, count)
    await side.arrivals.wait()
    await service.wait_for_listeners(side.rooms[-1:])
    cpu = time.process_time() - cpu
    arrived = side.arrivals.seen
    return Burst(
        count=count,
        answers=await service.answers(),
        wall=(arrived[-1].at if arrived else time.time()) - written.started,
        cpu=cpu,
        delays=await service.delays(arrived),
        mistakes=side.arrivals.mistakes(written.ids),
    )


async def idle(seconds: float) -> float:
    """Return the CPU time for each second in which nothing happens."""
    await asyncio.sleep(min(SETTLING, seconds))
    gc.collect()
    cpu, started = time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    return (time.process_time() - cpu) / (time.monotonic() - started)
