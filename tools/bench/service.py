"""A simulated service in a process of its own that writes on demand."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tests.simulators.control import Control

from .arrivals import Arrival
from .home import Account


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


class Service(ABC):
    """The simulator, and what a client needs to follow it.

    `polls` is what the simulator calls its long polls.
    """

    polls: ClassVar[str]

    def __init__(self, control: Control, url: str, newest: Mapping[str, int]) -> None:
        """Take where the service is; `newest` has each room's last message."""
        self.control = control
        self.url = url
        self.newest = newest

    @property
    def rooms(self) -> list[str]:
        """All rooms."""
        return list(self.newest)

    @abstractmethod
    def account(self, rooms: Sequence[str]) -> Account:
        """Return an account that follows some of the rooms."""

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
        calls = await self.control.call("requests", endpoint=self.polls, status=200)
        await self.control.call("forget_requests")
        return len(calls)
