"""The least that any client does: long polls, and their JSON parsed."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

import aiohttp
import orjson

from .arrivals import Arrivals
from .family import Family

NEWS = 200


@asynccontextmanager
async def follow(family: Family, rooms: Iterable[str]) -> AsyncGenerator[Arrivals]:
    """Follow rooms with a bare loop each."""
    arrivals = Arrivals()
    async with (
        aiohttp.ClientSession(
            headers={"Accept-Language": "en"},
            timeout=aiohttp.ClientTimeout(total=None),
        ) as session,
        asyncio.TaskGroup() as group,
    ):
        tasks = [
            group.create_task(_poll(session, family, room, arrivals)) for room in rooms
        ]
        yield arrivals
        for task in tasks:
            task.cancel()


async def _poll(
    session: aiohttp.ClientSession, family: Family, room: str, arrivals: Arrivals
) -> None:
    url = f"{family.url}/alpha/rooms/{room}/subscribe"
    newest = family.newest[room]
    while True:
        query = {
            "newer_than": str(newest),
            "read": "0",
            "access_token": family.token,
        }
        async with session.get(url, params=query) as answer:
            body = await answer.read()
        if answer.status == NEWS:
            for event in orjson.loads(body):
                newest = event["body"]["id"]
                arrivals.came(room, newest)
