"""A simulated family at BOCCO."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import aiohttp

from tests.simulators.control import Control, run_in_process

from .home import Account
from .service import Service


class Family(Service):
    """The family's rooms, and the token with which they are read."""

    polls: ClassVar[tuple[str, ...]] = ("subscribe",)

    def __init__(
        self,
        control: Control,
        credentials: Mapping[str, str],
        token: str,
        newest: Mapping[str, int],
    ) -> None:
        """Take what signing in has shown; `newest` has each room's last message."""
        super().__init__(control, credentials["url"], newest)
        self.newest = newest
        self.token = token
        self._credentials = credentials

    def account(self, rooms: Sequence[str]) -> Account:
        """Return an account that follows some of the rooms."""
        keys = ("url", "api_key", "email", "password")
        return Account(
            service="bocco",
            data={key: self._credentials[key] for key in keys},
            rooms=rooms,
            known_rooms=self.rooms,
            entities_of_a_room=6,
        )


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
