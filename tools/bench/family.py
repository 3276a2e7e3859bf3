"""A simulated family at BOCCO, in a process of its own, that writes on demand."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.simulators.control import Control, run_in_process

from .arrivals import Arrival


@dataclass(frozen=True, kw_only=True)
class Written:
    """Messages that were written turn by turn in some rooms; times in seconds."""

    rooms: Sequence[str]
    first_id: int
    count: int
    started: float

    @property
    def ids(self) -> dict[str, list[int]]:
        """The ids written in each room, in order."""
        end, step = self.first_id + self.count, len(self.rooms)
        return {
            room: list(range(self.first_id + turn, end, step))
            for turn, room in enumerate(self.rooms)
        }


class Family:
    """The simulator, and what a client needs to follow it."""

    def __init__(
        self,
        control: Control,
        account: Mapping[str, str],
        token: str,
        newest: Mapping[str, int],
    ) -> None:
        """Take what signing in has shown; `newest` has each room's last message."""
        self.control = control
        self.account = account
        self.token = token
        self.newest = newest

    @property
    def url(self) -> str:
        """The address of the service."""
        return self.account["url"]

    async def write(
        self, rooms: Sequence[str], count: int, pause: float = 0
    ) -> Written:
        """Write messages turn by turn; the pause after each is in seconds."""
        burst = await self.control.call(
            "burst", rooms=list(rooms), count=count, pause=pause
        )
        return Written(
            rooms=rooms,
            first_id=burst["first_id"],
            count=count,
            started=burst["started"],
        )

    async def wait_for_listeners(self, rooms: Sequence[str]) -> None:
        """Wait until a long poll hangs in each room."""
        for room in rooms:
            await self.control.call("wait_for_subscribers", room=room)

    async def delays(self, arrivals: Sequence[Arrival]) -> list[float]:
        """Return how long each message was on its way, in seconds."""
        times: dict[int, float] = {}
        for room in {arrival.room for arrival in arrivals}:
            for message in await self.control.call("messages", room=room):
                times[message["id"]] = message["time"]
        return [arrival.at - times[arrival.id] for arrival in arrivals]

    async def answers(self) -> int:
        """Return how many polls were answered with news since this was last asked."""
        calls = await self.control.call("requests", endpoint="subscribe", status=200)
        await self.control.call("forget_requests")
        return len(calls)


@asynccontextmanager
async def run_family(rooms: int) -> AsyncGenerator[Family]:
    """Run a family with so many rooms."""
    async with run_in_process("bocco", "--rooms", str(rooms)) as (control, info):
        yield await _sign_in(control, info)


async def _sign_in(control: Control, info: Mapping[str, Any]) -> Family:
    headers = {"Accept-Language": "en"}
    fields = {
        "apikey": info["api_key"],
        "email": info["email"],
        "password": info["password"],
    }
    base = f"{info['url']}/alpha"
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        async with session.post(f"{base}/sessions", data=fields) as answer:
            token = (await answer.json())["access_token"]
        query = {"access_token": token}
        async with session.get(f"{base}/rooms/joined", params=query) as answer:
            rooms = await answer.json()
    newest = {room["uuid"]: room["messages"][-1]["id"] for room in rooms}
    return Family(control, info, token, newest)
