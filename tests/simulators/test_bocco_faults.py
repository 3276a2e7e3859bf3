"""The simulated BOCCO when it is broken, and in a process of its own."""

import asyncio
import sys

import aiohttp
import pytest

from .bocco import BoccoSimulator
from .conftest import HOME, Client
from .control import REPOSITORY, ControlError, run_in_process

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_status_faults(family: BoccoSimulator, client: Client) -> None:
    """A fault happens as often as ordered, where it was ordered."""
    headers = {"Retry-After": "7"}
    await family.break_("joined", "status", times=2, status=429, headers=headers)
    await family.break_("joined", "body", body={"code": 1})
    url, query = f"{family.url}/alpha/rooms/joined", {"access_token": client.token}
    for _ in range(2):
        async with client.session.get(url, params=query) as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "7")
    assert await client.get("/alpha/rooms/joined") == (200, {"code": 1})
    assert (await client.get("/alpha/rooms/joined"))[0] == 200
    await family.break_("*", "html", times=-1)
    async with client.session.get(url, params=query) as response:
        assert response.content_type == "text/html"
    await family.mend()
    assert (await client.get("/alpha/rooms/joined"))[0] == 200
    await family.break_("joined", "redirect", url=f"{family.elsewhere_url}/x")
    async with client.session.get(url, params=query, allow_redirects=False) as response:
        assert response.headers["Location"] == f"{family.elsewhere_url}/x"
    statuses = [call["status"] for call in await family.requests("joined")]
    assert statuses == [429, 429, 200, 200, 200, 200, 302]


async def test_broken_answers(family: BoccoSimulator, client: Client) -> None:
    """Answers can be cut off, endless or missing."""
    await family.break_("joined", "truncated")
    with pytest.raises(aiohttp.ClientPayloadError):
        await client.get("/alpha/rooms/joined")
    await family.break_("joined", "drop", times=2)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.get("/alpha/rooms/joined")
    await family.break_("joined", "huge", size=3_000_000)
    url, query = f"{family.url}/alpha/rooms/joined", {"access_token": client.token}
    async with client.session.get(url, params=query) as response:
        assert len(await response.read()) > 3_000_000
    statuses = [call.status for call in family.calls("joined")]
    assert statuses == [200, None, None, 200]


async def test_lost_answer(family: BoccoSimulator, client: Client, room: str) -> None:
    """The work can be done though its answer is lost or late."""
    await family.break_("post", "drop", when="after", room=HOME)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.write(room)
    assert (await client.write(room))[0] == 200
    await family.break_("post", "slow", delay=30)
    late = asyncio.create_task(client.write(room, unique_id="ID-2"))
    await family.wait_for_received(2)
    late.cancel()
    await family.wait_for(lambda: family.log[-1].done)
    assert (await client.write(room, unique_id="ID-2"))[0] == 200
    assert len(await family.received()) == 2


async def test_hang_up(family: BoccoSimulator, client: Client, room: str) -> None:
    """A hanging poll can lose its connection."""
    await family.set_options(poll_timeout=30)
    newest = family.home.rooms[room].messages[-1].id
    poll = asyncio.create_task(
        client.get(f"/alpha/rooms/{room}/subscribe", newer_than=newest)
    )
    await family.wait_for_subscribers()
    await family.break_("subscribe", "drop")
    await family.hang_up()
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await poll
    await family.wait_for(lambda: not family.home.rooms[room].waiting)


async def test_log(family: BoccoSimulator, client: Client, room: str) -> None:
    """The log has what was sent, exactly."""
    url = f"{family.url}/alpha/rooms/{room}/messages?a=1&a=2&b=&access_token="
    async with client.session.get(f"{url}{client.token}"):
        call = (await family.requests("messages"))[0]
    assert call["query"][:3] == [("a", "1"), ("a", "2"), ("b", "")]
    assert (call["status"], call["room"]) == (400, room)
    with pytest.raises(TimeoutError, match="joined did not happen"):
        await family.wait_for_requests("joined", timeout=0)


async def test_everything_that_chatters(family: BoccoSimulator) -> None:
    """The family's day is complete and starts again."""
    for _ in range(30):
        await family.chat()
    media = {message["media"] for message in await family.messages(HOME)}
    assert media == {"text", "image", "audio", "stamp"}


async def test_end_while_polled() -> None:
    """A family can leave though somebody still waits for news."""
    headers = {"Accept-Language": "en"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with BoccoSimulator() as family:
            client = Client(session, family.url)
            await client.sign_in()
            room = family.home.room(HOME)
            path = f"/alpha/rooms/{room.uuid}/subscribe"
            newest = room.messages[-1].id
            poll = asyncio.create_task(client.get(path, newer_than=newest))
            await family.wait_for_subscribers()
        with pytest.raises(aiohttp.ClientError):
            await poll


async def test_chatter() -> None:
    """The family talks by itself when it is told to."""
    async with BoccoSimulator(chatter=0.01) as family:
        room = family.home.room(HOME)
        await family.wait_for(lambda: room.messages[-1].text == "Welcome home, Hanako!")


async def test_end_with_parent() -> None:
    """A process ends when its parent does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.simulators.bocco",
        "--with-parent",
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    await process.stdout.readline()
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_process() -> None:
    """A simulator of its own process is steered by the same controls."""
    async with run_in_process("bocco", "--rooms", "3") as (control, info):
        assert set(info) == {"url", "api_key", "email", "password"}
        message = await control.call("write", room="Room 3", member="Hanako", text="A")
        messages = await control.call("messages", room="Room 3")
        assert messages[-1] == message
        await control.call("break", endpoint="login", kind="status", status=503)
        for name, arguments in (
            ("write", {"room": "Nowhere", "member": "Hanako", "text": "A"}),
            ("write", {"room": "Room 3"}),
            ("burst", {"rooms": "Room 3"}),
            ("break", {"endpoint": "login", "kind": "explode"}),
            ("explode", {}),
            ("wait_for_received", {"timeout": 0}),
        ):
            with pytest.raises(ControlError):
                await control.call(name, **arguments)
        headers = {"Accept-Language": "en"}
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.post(f"{info['url']}/alpha/sessions") as response:
                assert response.status == 503
            client = Client(session, info["url"])
            assert (await client.sign_in())[0] == 200
        requests = await control.call("requests", endpoint="login")
        assert [request["status"] for request in requests] == [503, 200]
