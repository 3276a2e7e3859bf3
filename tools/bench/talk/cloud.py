"""A simulated Nextcloud with a Talk account of many rooms."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode, urlsplit

import aiohttp

from tests.simulators.control import Control, run_in_process
from tools.bench.home import Account
from tools.bench.service import Service

API = "/ocs/v2.php/apps/spreed/api"
HEAD_END = b"\r\n\r\n"
FOREVER = -1


class Weight(NamedTuple):
    """How many bytes a request and its answer are, all headers with them."""

    request: int
    answer: int


class Cloud(Service):
    """The account's rooms, and how to ask for them."""

    polls: ClassVar[tuple[str, ...]] = ("poll",)

    def __init__(
        self,
        control: Control,
        url: str,
        auth: aiohttp.BasicAuth,
        newest: Mapping[str, int],
    ) -> None:
        """Take an app password that is there, and each room's last message."""
        super().__init__(control, url, newest)
        self.newest = newest
        self._auth = auth

    def account(self, rooms: Sequence[str]) -> Account:
        """Return an account that follows some of the rooms."""
        return Account(
            service="nextcloud_talk",
            data={
                "url": self.url,
                "verify_ssl": True,
                "username": self._auth.login,
                "app_password": self._auth.password,
            },
            rooms=rooms,
            known_rooms=self.rooms,
            entities_of_a_room=8,
        )

    def session(self) -> aiohttp.ClientSession:
        """Return a session that asks as Talk wants it."""
        return _session(self._auth)

    def chat(self, room: str) -> str:
        """Return the address of a room's chat."""
        return f"{self.url}{API}/v1/chat/{room}"

    async def requests(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """Return the recorded requests, all or some."""
        calls: list[dict[str, Any]] = await self.control.call(
            "requests", endpoint=endpoint
        )
        return calls

    async def polled_rooms(self, count: int) -> list[str]:
        """Return the rooms in which long polls hang, as soon as there are so many."""
        await self.control.call("wait_for_subscribers", count=count)
        calls = await self.requests("poll")
        return list(dict.fromkeys(c["room"] for c in calls if not c["done"]))

    async def slow_down(self, seconds: float) -> None:
        """Let each page of chat take so long; 0 ends that."""
        if seconds:
            await self.control.call(
                "break", endpoint="receive", kind="slow", times=FOREVER, delay=seconds
            )
        else:
            await self.control.call("mend", endpoint="receive")

    async def violations(self) -> list[str]:
        """Return what a good client would not have done."""
        found: list[str] = await self.control.call("violations")
        return found

    async def weigh(
        self, call: Mapping[str, Any], *, without: str | None = None
    ) -> Weight:
        """Make a recorded request again, perhaps without a parameter, and weigh it."""
        query = urlencode([(k, v) for k, v in call["query"] if k != without])
        head = f"{call['method']} {call['path']}?{query} HTTP/1.1\r\n"
        lines = "".join(f"{name}: {value}\r\n" for name, value in call["headers"])
        request = f"{head}{lines}\r\n".encode()
        address = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            writer.write(request)
            answer = await reader.readuntil(HEAD_END)
            length = next(
                int(line.partition(b":")[2])
                for line in answer.lower().split(b"\r\n")
                if line.startswith(b"content-length:")
            )
            await reader.readexactly(length)
        finally:
            writer.close()
        return Weight(len(request), len(answer) + length)


@asynccontextmanager
async def run_cloud(rooms: int) -> AsyncGenerator[Cloud]:
    """Run a Nextcloud on which nobody has said anything in many rooms for a while."""
    arguments = ("nextcloud_talk", "--rooms", str(rooms))
    async with run_in_process(*arguments) as (control, info):
        password = await control.call("make_app_password")
        auth = aiohttp.BasicAuth(info["username"], password)
        url = f"{info['url']}{API}/v4/room"
        async with (
            _session(auth) as session,
            session.get(url, params={"noStatusUpdate": "1"}) as answer,
        ):
            listed = (await answer.json())["ocs"]["data"]
        newest = {room["token"]: room["lastMessage"]["id"] for room in listed}
        yield Cloud(control, info["url"], auth, newest)


def _session(auth: aiohttp.BasicAuth) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        auth=auth,
        headers={"OCS-APIRequest": "true", "Accept": "application/json"},
        timeout=aiohttp.ClientTimeout(total=None),
        raise_for_status=True,
    )
