"""The least that any client does: requests, and their JSON parsed."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager

import aiohttp
import orjson

from tools.bench.arrivals import Arrivals

from .cloud import Cloud

NEWS = 200
AT_A_TIME = 4
LONGEST_WAIT = 30


@asynccontextmanager
async def follow(cloud: Cloud, rooms: Iterable[str]) -> AsyncGenerator[Arrivals]:
    """Follow rooms with a bare loop of long polls each."""
    arrivals = Arrivals()
    async with cloud.session() as session, asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_poll(session, cloud, room, arrivals)) for room in rooms
        ]
        yield arrivals
        for task in tasks:
            task.cancel()


async def fetch(cloud: Cloud, positions: Mapping[str, int], arrivals: Arrivals) -> None:
    """Fetch what is new in some rooms, as many at a time as the integration may."""
    waiting = list(positions)

    async def work() -> None:
        while waiting:
            room = waiting.pop()
            await _receive(session, cloud, room, positions[room], arrivals, wait=0)

    async with cloud.session() as session:
        await asyncio.gather(*(work() for _ in range(AT_A_TIME)))


async def _poll(
    session: aiohttp.ClientSession, cloud: Cloud, room: str, arrivals: Arrivals
) -> None:
    newest = cloud.newest[room]
    while True:
        newest = await _receive(
            session, cloud, room, newest, arrivals, wait=LONGEST_WAIT
        )


async def _receive(
    session: aiohttp.ClientSession,
    cloud: Cloud,
    room: str,
    newest: int,
    arrivals: Arrivals,
    *,
    wait: int,
) -> int:
    query = {
        "lookIntoFuture": "1",
        "lastKnownMessageId": str(newest),
        "timeout": str(wait),
        "limit": "200",
        "setReadMarker": "0",
        "markNotificationsAsRead": "0",
        "noStatusUpdate": "1",
    }
    async with session.get(cloud.chat(room), params=query) as answer:
        body = await answer.read()
    if answer.status != NEWS:
        return newest
    for message in orjson.loads(body)["ocs"]["data"]:
        arrivals.came(room, message["id"])
    return int(answer.headers["X-Chat-Last-Given"])
