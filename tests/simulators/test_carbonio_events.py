"""The events socket of the simulated Carbonio."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import time
from typing import Any

import aiohttp
import orjson
import pytest

from .carbonio_family import Generation
from .carbonio_site import Site, open_site

pytestmark = pytest.mark.usefixtures("socket_enabled")

PATIENCE = 5
PING = '{"type":"ping"}'


class Listener:
    """A client of the events socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take over a socket."""
        self.socket = socket

    async def receive(self) -> Any:
        """Return the next event."""
        return orjson.loads(await self.socket.receive_str(timeout=PATIENCE))

    async def ping(self) -> Any:
        """Send a ping and return what comes next."""
        await self.socket.send_str(PING)
        return (await self.receive())["type"]

    async def end(self) -> aiohttp.WSMsgType:
        """Return how the socket ends."""
        return (await self.socket.receive(timeout=PATIENCE)).type


@asynccontextmanager
async def listening(site: Site, token: str | None = None) -> AsyncGenerator[Listener]:
    """Open a socket; the first event has not been read."""
    cookies = {"ZM_AUTH_TOKEN": site.token if token is None else token}
    async with (
        aiohttp.ClientSession(cookies=cookies) as session,
        session.ws_connect(f"{site.url}/events") as socket,
    ):
        yield Listener(socket)


@pytest.fixture
def generation() -> Generation:
    """Return what the server speaks; a test about the other one says so."""
    return "1.6.2"


@pytest.fixture
async def site(socket_enabled: None, generation: Generation) -> AsyncGenerator[Site]:
    """Return the sockets of a family."""
    async with open_site(generation) as running:
        yield running


async def test_connected(site: Site) -> None:
    """The first event tells of the connection; a token may be a second one."""
    async with listening(site) as first, listening(site) as second:
        told = [await listener.receive() for listener in (first, second)]
    assert [event["type"] for event in told] == ["websocketConnected"] * 2
    assert told[0].keys() == {"type", "queueId", "sentDate"}
    assert told[0]["queueId"] != told[1]["queueId"]
    assert site.events.complaints == []


@pytest.mark.parametrize("token", ["", "0_nonsense_00"])
async def test_bad_token(site: Site, token: str) -> None:
    """Without a good cookie there is no socket."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with listening(site, token):
            pass
    assert refused.value.status == 401
    assert site.events.lines == []


async def test_expired_token(site: Site) -> None:
    """A token is looked at when the socket opens."""
    site.world.vault.expire()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with listening(site):
            pass


@pytest.mark.parametrize(
    ("generation", "pong", "created", "joined"),
    [
        ("1.6.2", "Pong", "RoomCreated", "MeetingParticipantJoined"),
        ("1.3.1", "pong", "ROOM_CREATED", "MEETING_PARTICIPANT_JOINED"),
    ],
)
async def test_spelling(site: Site, pong: str, created: str, joined: str) -> None:
    """What changes is told in the spelling of the generation, in order."""
    async with listening(site) as listener:
        await listener.receive()
        assert await listener.ping() == pong
        told = site.world.event("RoomCreated", [site.me], roomId="1")
        site.world.event("MeetingParticipantJoined", [site.me], meetingId="2")
        event = await listener.receive()
        assert event.pop("sentDate") == told.sent_at.isoformat().replace("+00:00", "Z")
        assert event == {"type": created, "roomId": "1"}
        event = await listener.receive()
        assert (event["type"], event["meetingId"]) == (joined, "2")
    assert site.events.complaints == []


async def test_concern(site: Site) -> None:
    """Events go to those whom they concern."""
    async with (
        listening(site) as listener,
        listening(site, site.token_of("Hanako")) as other,
    ):
        await site.events.joined(2)
        hanako = site.world.person("Hanako").id
        site.world.event("RoomMuted", [hanako], roomId="1")
        for one in (listener, other):
            await one.receive()
        assert (await other.receive())["type"] == "RoomMuted"
        assert await listener.ping() == "Pong"


@pytest.mark.parametrize(
    "said", ["ping", '{"type":"Ping"}', '{"type":"ping","id":1}', "{", "[]"]
)
async def test_other_words(site: Site, said: str) -> None:
    """A client says ping and nothing else."""
    async with listening(site) as listener:
        await listener.receive()
        await listener.socket.send_str(said)
        assert await listener.ping() == "Pong"
    assert site.events.complaints == ["a client said something else than ping"]
    assert [*site.events.frames] == [said, PING]


async def test_binary_frame(site: Site) -> None:
    """A frame is text."""
    async with listening(site) as listener:
        await listener.receive()
        await listener.socket.send_bytes(PING.encode())
        assert await listener.end() is aiohttp.WSMsgType.CLOSE
    assert site.events.complaints == ["a frame is no text"]


async def test_no_ping(site: Site) -> None:
    """A client that does not ping is noticed."""
    site.events.longest_silence = 0.02
    async with listening(site):
        await site.events.wait_for(lambda: len(site.events.complaints) >= 2)
    assert {*site.events.complaints} == {"a client sent no ping for too long"}


async def test_pings_in_time(site: Site) -> None:
    """Each ping gives a client time for the next."""
    site.events.longest_silence = 0.5
    async with listening(site) as listener:
        await listener.receive()
        end = time.monotonic() + 1
        while time.monotonic() < end:
            assert await listener.ping() == "Pong"
    assert site.events.complaints == []


async def test_silence(site: Site) -> None:
    """A server that has gone silent answers no ping."""
    async with listening(site) as listener:
        await listener.receive()
        site.events.silence()
        await listener.socket.send_str(PING)
        await site.events.wait_for(lambda: PING in site.events.frames)
        site.world.event("RoomDeleted", [site.me], roomId="1")
        assert (await listener.receive())["type"] == "RoomDeleted"
        site.events.silence(False)
        assert await listener.ping() == "Pong"


async def test_cut_and_hold(site: Site) -> None:
    """A connection can break, and nobody come back for a while."""
    async with listening(site) as listener:
        await site.events.joined()
        await listener.receive()
        site.events.hold()
        site.events.cut()
        assert site.events.lines == []
        assert await listener.end() in (
            aiohttp.WSMsgType.CLOSED,
            aiohttp.WSMsgType.ERROR,
        )
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with listening(site):
            pass
    assert refused.value.status == 503
    site.events.hold(False)
    async with listening(site):
        await site.events.joined()
    assert site.events.handshakes == 3


async def test_left(site: Site) -> None:
    """Who closes the socket is gone."""
    async with listening(site):
        await site.events.joined()
    await site.events.left()


async def test_send_raw(site: Site) -> None:
    """Nonsense is sent as it is."""
    async with listening(site) as listener:
        await site.events.joined()
        await listener.receive()
        site.events.send_raw("{nonsense")
        assert await listener.socket.receive_str(timeout=PATIENCE) == "{nonsense"
