"""A Home Assistant with the rooms of all services, at which tests may look."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp

from tools.demo.account import add_accounts
from tools.demo.client import Client
from tools.demo.configuration import PASSWORD, USER, Configuration, free_port
from tools.demo.homeassistant import HomeAssistant
from tools.demo.services import Simulators
from tools.demo.words import ENGLISH

URL_PATH = "test-card"
SECONDS_BETWEEN_LOOKS = 10
REFRESH = "button.bocco_taro_refresh"
# A room with a past.
ARCHIVE = "Archive"
ARCHIVED = 10_000


@dataclass(slots=True, kw_only=True)
class House:
    """A running Home Assistant, its owner's connection and its services."""

    home: HomeAssistant
    simulators: Simulators
    session: aiohttp.ClientSession
    client: Client
    _stack: AsyncExitStack
    _users: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def built(cls, stack: AsyncExitStack, path: Path) -> Self:
        """Start everything; the end of the stack ends it."""
        simulators = Simulators()
        configuration = Configuration(path)
        home = HomeAssistant(configuration, free_port(0))
        await simulators.start(stack, {})
        family = simulators.control("bocco")
        await family.call("create_room", name=ARCHIVE, members=["Hanako"])
        await family.call("burst", rooms=[ARCHIVE], count=ARCHIVED)
        configuration.write(home.port, ENGLISH)
        await stack.enter_async_context(home.running())
        connected = await stack.enter_async_context(AsyncExitStack())
        client = await connected.enter_async_context(home.signed_in(ENGLISH))
        await add_accounts(client, simulators, seconds=SECONDS_BETWEEN_LOOKS)
        configuration.remember(simulators.ports)
        await client.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title="Card",
            mode="storage",
        )
        session = await stack.enter_async_context(aiohttp.ClientSession(home.url))
        return cls(
            home=home,
            simulators=simulators,
            session=session,
            client=client,
            _stack=connected,
        )

    def control(self, service: str) -> Any:
        """Return what steers a simulated service."""
        return self.simulators.control(service)

    async def go_away(self) -> None:
        """End Home Assistant; browsers stay where they are."""
        await self._stack.aclose()
        await self.home.stop()

    async def come_back(self) -> None:
        """Start Home Assistant anew, with all that it knew."""
        await self.home.start()
        self._stack = AsyncExitStack()
        self.client = await self._stack.enter_async_context(
            self.home.signed_in(ENGLISH)
        )

    async def new_room(self, name: str, *members: str) -> str:
        """Add a room of the family's; return its event entity."""
        family = self.control("bocco")
        await family.call("create_room", name=name, members=list(members))
        entity_id = f"event.{name.lower().replace(' ', '_')}_message"
        await self.client.call("button.press", target={"entity_id": REFRESH})
        await self.client.state(entity_id, lambda state: True)
        return entity_id

    async def say(self, room: str, text: str, member: str = "Hanako") -> dict[str, Any]:
        """Let somebody write in a room of the family's."""
        said = await self.control("bocco").call(
            "write", room=room, member=member, text=text
        )
        return dict(said)

    async def show(self, *cards: Mapping[str, Any], sections: bool = True) -> str:
        """Put cards on the dashboard; return its address."""
        view: dict[str, Any] = {"title": "Card", "cards": list(cards)}
        if sections:
            grid = {"type": "grid", "cards": list(cards)}
            view = {"title": "Card", "type": "sections", "sections": [grid]}
        await self.client.command(
            "lovelace/config/save", url_path=URL_PATH, config={"views": [view]}
        )
        return f"{self.home.url}/{URL_PATH}/0"

    async def tokens(self, user: str = USER) -> dict[str, Any]:
        """Sign a user in, as a browser does."""
        password = self._users.get(user, PASSWORD)
        return await self.home.tokens(self.session, user, password)

    async def add_user(self, name: str, *groups: str, language: str = "en") -> str:
        """Add a user of these groups who reads this language; return the user's name."""
        password = f"{name}'s password"
        made = await self.client.command(
            "config/auth/create", name=name, group_ids=list(groups)
        )
        await self.client.command(
            "config/auth_provider/homeassistant/create",
            user_id=made["user"]["id"],
            username=name,
            password=password,
        )
        self._users[name] = password
        token = (await self.tokens(name))["access_token"]
        async with Client.connect(self.session, token) as client:
            await client.command(
                "frontend/set_user_data", key="language", value={"language": language}
            )
        return name
