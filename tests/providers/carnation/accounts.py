"""Accounts at the simulated carnation, and what they remember."""

from copy import deepcopy
from typing import Any, override

from aiohttp import ClientSession

from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.carnation.client import CarnationClient
from custom_components.chat_rooms.providers.carnation.tokens import Tokens
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carnation import CarnationSimulator

HANA, TARO = 4, 5
LIVING_ROOM, KITCHEN = 1, 2


class KeptMemory(Memory):
    """A memory whose last safely written state survives a crash."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        """Begin with what was written before."""
        super().__init__(data)
        self.written = deepcopy(self.data)

    @override
    async def store(self) -> None:
        self.written = deepcopy(self.data)


class Account:
    """A client with its tokens; `memory` is what it knows of earlier runs."""

    def __init__(
        self,
        session: ClientSession,
        config: dict[str, str],
        memory: Memory | None = None,
    ) -> None:
        """Prepare an account that has not signed in."""
        self.memory = KeptMemory() if memory is None else memory
        self.http = HttpClient(session, config["url"])
        self.tokens = Tokens(self.http, config, self.memory)
        self.client = CarnationClient(self.http, self.tokens, self.memory)


def next_run(
    session: ClientSession, account: Account, config: dict[str, str]
) -> Account:
    """Return an account in the next run, after a crash."""
    assert isinstance(account.memory, KeptMemory)
    return Account(session, config, KeptMemory(account.memory.written))


def user_config(sim: CarnationSimulator) -> dict[str, str]:
    """Return what Hana would enter."""
    wanted = ("app_id", "app_secret", "email", "password")
    return {"url": sim.url, **{name: sim.credentials[name] for name in wanted}}


def viewer_config(sim: CarnationSimulator) -> dict[str, str]:
    """Return what would be entered for the television in the living room."""
    return {
        "url": sim.url,
        "app_id": sim.credentials["viewer_app_id"],
        "app_secret": sim.credentials["viewer_app_secret"],
    }


def asked(sim: CarnationSimulator) -> list[tuple[str, str, int | None]]:
    """Return method, grant and status of every request for a token."""
    return [
        (call.method, dict(call.fields)["grant_type"], call.status)
        for call in sim.log
        if call.path == "/token"
    ]
