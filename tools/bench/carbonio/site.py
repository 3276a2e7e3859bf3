"""A simulated Carbonio with an account of many rooms, and rooms of its neighbours."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4

import aiohttp

from tests.simulators.control import Control, run_in_process
from tools.bench.home import Account
from tools.bench.service import Service

XMPP = "/services/messaging/ws-xmpp"
BASE = 32
COOKIE = "ZM_AUTH_TOKEN"
WRITER = "Hanako"
# What the chat is asked for, and how such a question is known.
QUESTIONS = ("urn:xmpp:mam:2", "erlang-solutions.com:xmpp:inbox:0")


class Neighbour(NamedTuple):
    """Somebody else with rooms that the account is not in."""

    id: str
    token: str
    rooms: Sequence[str]


class Site(Service):
    """The account's rooms, and how to sign in.

    A message's number is its place in the archive.
    """

    polls: ClassVar[tuple[str, ...]] = ("ws_xmpp", "events")

    def __init__(
        self,
        control: Control,
        info: Mapping[str, Any],
        token: str,
        rooms: Sequence[str],
    ) -> None:
        """Take a token that is good."""
        super().__init__(control, info["url"], rooms)
        self._info = info
        self._token = token
        self._told_questions = 0

    def account(self, rooms: Sequence[str]) -> Account:
        """Return an account that follows some of the rooms."""
        keys = ("url", "username", "password")
        return Account(
            service="carbonio",
            data={
                **{key: self._info[key] for key in keys},
                "verify_ssl": True,
                "device_id": str(uuid4()),
                "token": self._token,
            },
            rooms=rooms,
            known_rooms=self.rooms,
            entities_of_a_room=8,
        )

    def ids_of(self, burst: Mapping[str, Any]) -> Sequence[int]:
        """Return the numbers of what the simulator has written, in order."""
        return [self.number_of(stanza_id) for stanza_id in burst["ids"]]

    def number_of(self, message_id: Any) -> int:
        """Return the place that a stanza id stands for."""
        return int(message_id, BASE)

    async def wait_for_listeners(self, rooms: Sequence[str]) -> None:
        """Wait until a socket is open: all rooms come over one."""
        await self.control.call("wait_for_sockets")

    async def answers(self) -> int:
        """Return how many questions the chat was asked since this was last asked."""
        asked = sum(
            frame.startswith("<iq") and any(kind in frame for kind in QUESTIONS)
            for frame in await self._frames("xmpp")
        )
        await self.control.call("forget_requests")
        new, self._told_questions = asked - self._told_questions, asked
        return new

    async def frames(self) -> int:
        """Return how many frames clients have sent over both sockets."""
        return len(await self._frames("xmpp")) + len(await self._frames("events"))

    async def _frames(self, socket: str) -> list[str]:
        frames: list[str] = await self.control.call("frames", socket=socket)
        return frames

    async def violations(self) -> list[str]:
        """Return what a good client would not have done."""
        found: list[str] = await self.control.call("violations")
        return found

    async def break_off(self) -> None:
        """Close all sockets of the chat, and take no new ones."""
        await self.control.call("hold_xmpp")
        await self.control.call("cut_xmpp")

    async def come_back(self) -> None:
        """Take sockets of the chat again."""
        await self.control.call("hold_xmpp", on=False)

    async def neighbour(self, name: str, rooms: int) -> Neighbour:
        """Return somebody with so many new rooms, in which the same one writes."""
        token: str = await self.control.call("make_token", member=name)
        made = [
            await self.control.call(
                "add_room", name=f"{name} {number}", members=[name], owner=WRITER
            )
            for number in range(rooms)
        ]
        members = await self.control.call("members", room=made[0])
        # The owner comes first.
        return Neighbour(members[-1]["userId"], token, made)


@asynccontextmanager
async def run_site(rooms: int) -> AsyncGenerator[Site]:
    """Run a Carbonio on which nobody has said anything today in many rooms."""
    async with run_in_process("carbonio", "--rooms", str(rooms)) as (control, info):
        token = await control.call("make_token")
        async with (
            aiohttp.ClientSession(
                cookies={COOKIE: token},
                cookie_jar=aiohttp.CookieJar(unsafe=True),
                raise_for_status=True,
            ) as session,
            session.get(f"{info['url']}/services/chats/rooms") as answer,
        ):
            rooms_there = [room["id"] for room in await answer.json()]
        yield Site(control, info, token, rooms_there)
