"""The two sockets of the simulated Carbonio alone, for their own tests."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from .base import HOST
from .carbonio_events import EventsServer
from .carbonio_family import Generation, build_world
from .carbonio_home import Posted, Room
from .carbonio_world import World
from .carbonio_xmpp import XmppServer
from .xmpp_client import XmppClient


@dataclass(slots=True)
class Site:
    """A world with its sockets at an address; the account has a token."""

    world: World
    xmpp: XmppServer
    events: EventsServer
    url: str
    token: str

    @property
    def me(self) -> str:
        """Return the id of the account."""
        return self.world.account.id

    def room(self, name: str = "Family") -> Room:
        """Return a room."""
        return self.world.room(name)

    def say(self, text: str, who: str = "Hanako", room: str = "Family") -> Posted:
        """Let somebody say something."""
        return self.world.post(
            self.room(room).id,
            self.world.person(who).id,
            children=f"<body>{text}</body>",
        )

    def token_of(self, who: str) -> str:
        """Return a new token of somebody."""
        return self.world.vault.issue(self.world.person(who).id)

    @asynccontextmanager
    async def socket(self, who: str = "Taro") -> AsyncGenerator[XmppClient]:
        """Open a socket for messages, and nothing more."""
        user_id = self.world.person(who).id
        async with XmppClient.connect(f"{self.url}/ws-xmpp", user_id) as client:
            yield client

    @asynccontextmanager
    async def joined(self, who: str = "Taro") -> AsyncGenerator[XmppClient]:
        """Let somebody come in and be told what is said."""
        async with self.socket(who) as client:
            await client.join(self.token_of(who))
            yield client


@asynccontextmanager
async def open_site(generation: Generation = "1.6.2") -> AsyncGenerator[Site]:
    """Serve a world's sockets on this machine."""
    world = build_world(generation)
    xmpp, events = XmppServer(world), EventsServer(world, generation)
    app = web.Application()
    app.router.add_get("/ws-xmpp", xmpp.handle)
    app.router.add_get("/events", events.handle)
    runner = web.AppRunner(app, shutdown_timeout=1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0).start()
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        token = world.vault.issue(world.account.id)
        yield Site(world, xmpp, events, url, token)
    finally:
        xmpp.cut()
        events.cut()
        await runner.cleanup()
