"""A simulated service in a process of its own that writes on demand."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.simulators.control import Control

from .arrivals import Arrival
from .home import Account


@dataclass(frozen=True, kw_only=True)
class Written:
    """Messages that were written since a time of day in seconds.

    `ids` are those written in each room, in order.
    """

    started: float
    ids: dict[str, list[int]]


class Service(ABC):
    """The simulator, and what a client needs to follow it.

    `polls` is what the simulator calls the requests in which a client waits for news.
    """

    polls: ClassVar[tuple[str, ...]]

    def __init__(self, control: Control, url: str, rooms: Iterable[str]) -> None:
        """Take where the service is, and all rooms."""
        self.control = control
        self.url = url
        self.rooms = list(rooms)

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
        ids = self.ids_of(burst)
        return Written(
            started=burst["started"],
            ids={
                room: list(ids[turn :: len(rooms)]) for turn, room in enumerate(rooms)
            },
        )

    def ids_of(self, burst: Mapping[str, Any]) -> Sequence[int]:
        """Return the ids of what the simulator has written, in order."""
        return range(burst["first_id"], burst["last_id"] + 1)

    def number_of(self, message_id: Any) -> int:
        """Return the number that a message's id stands for."""
        return int(message_id)

    async def wait_for_listeners(self, rooms: Sequence[str]) -> None:
        """Wait until a long poll hangs in each room."""
        for room in rooms:
            await self.control.call("wait_for_subscribers", room=room)

    async def delays(self, arrivals: Sequence[Arrival]) -> list[float]:
        """Return how long each message was on its way, in seconds."""
        times: dict[int, float] = {}
        for room in {arrival.room for arrival in arrivals}:
            for message in await self.control.call("messages", room=room):
                times[self.number_of(message["id"])] = message["time"]
        return [arrival.at - times[arrival.id] for arrival in arrivals]

    async def answers(self) -> int:
        """Return how many polls were answered with news since this was last asked."""
        calls = await self.control.call("requests", status=200)
        await self.control.call("forget_requests")
        return sum(call["endpoint"] in self.polls for call in calls)

    async def short_requests(self) -> int:
        """Return how many requests there were since, but for the polls."""
        calls = await self.control.call("requests")
        return sum(call["endpoint"] not in self.polls for call in calls)
