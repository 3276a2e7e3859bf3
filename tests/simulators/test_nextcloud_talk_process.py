"""The simulated Talk when it is broken, and in a process of its own."""

from pathlib import Path

import aiohttp
import pytest

from tests.providers.server import certificate

from .control import ControlError, run_in_process
from .nextcloud_talk import NextcloudTalkSimulator
from .nextcloud_talk_account import AccountPart
from .nextcloud_talk_chat import ChatPart
from .nextcloud_talk_files import FilesPart
from .nextcloud_talk_participants import ParticipantsPart
from .nextcloud_talk_reactions import ReactionsPart
from .nextcloud_talk_rooms import RoomsPart
from .talk_client import TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"


async def test_faults(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """The three ways to receive can be broken apart, in one room or all."""
    token = talk.room_id(NEIGHBOURS)
    await talk.break_("history", "status", status=502, room=NEIGHBOURS)
    await talk.break_("poll", "body", body={"ocs": {}})
    assert (await me.receive(token, 0)).status == 200
    assert (await me.history(talk.room_id("Grandma"))).status == 200
    assert (await me.history(token)).status == 502
    assert (await me.receive(token, 0, timeout=30)).json == {"ocs": {}}
    await talk.break_("send", "drop", when="after")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await me.send(token, "Hello", referenceId="ref-1")
    assert (await talk.received())[0]["reference_id"] == "ref-1"
    endpoints = [call.endpoint for call in talk.log]
    assert endpoints == ["receive", "history", "history", "poll", "send"]
    assert set(endpoints) <= set(talk.endpoints)


async def test_endpoints(talk: NextcloudTalkSimulator) -> None:
    """Every endpoint that there is can be broken."""
    parts = (AccountPart, RoomsPart, ParticipantsPart, ChatPart, ReactionsPart)
    served = {
        route.endpoint for part in (*parts, FilesPart) for route in part(talk).routes()
    }
    assert set(talk.endpoints) == served | {"poll", "history"}
    assert len(set(talk.endpoints)) == len(talk.endpoints)


async def test_prefix() -> None:
    """A server may lie below a path, its controls with it."""
    async with (
        NextcloudTalkSimulator(prefix="/cloud") as talk,
        aiohttp.ClientSession() as session,
    ):
        assert talk.credentials["url"] == talk.address == f"{talk.url}/cloud"
        client = TalkClient(session, talk.address)
        client.sign_in(talk.vault.make("Test").secret)
        assert len((await client.rooms()).data) == 3
        flow = (await client.call("POST", "/index.php/login/v2")).json
        assert flow["poll"]["endpoint"].startswith(f"{talk.address}/")
        assert (await client.call("POST", "/control/clock")).status == 200
        client.url = talk.url
        assert (await client.rooms()).status == 404


async def test_restart() -> None:
    """A server still knows its app passwords after a restart, until it revokes them."""
    async with aiohttp.ClientSession() as session:
        async with NextcloudTalkSimulator() as talk:
            client = TalkClient(session, talk.url)
            kept = [talk.vault.make("Test").secret for _ in range(2)]
            first = (await client.call("GET", "/status.php")).status
            ids = [m["id"] for m in await talk.messages(NEIGHBOURS)]
            sent = await talk.write(NEIGHBOURS, "Hanako", "Hello")
        port = int(talk.url.rpartition(":")[2])
        async with NextcloudTalkSimulator(port=port) as talk:
            client.sign_in(kept[0])
            assert [first, (await client.rooms()).status] == [200, 200]
            assert [m["id"] for m in await talk.messages(NEIGHBOURS)] == ids
            await client.server("DELETE", "/core/apppassword")
            assert (await client.rooms()).status == 401
            client.sign_in(kept[1][:-1])
            assert (await client.rooms()).status == 401
            await talk.revoke_app_passwords()
            client.sign_in(kept[1])
            assert (await client.rooms()).status == 401
            again = await talk.write(NEIGHBOURS, "Hanako", "Hello")
            assert again["id"] >= sent["id"]
        async with NextcloudTalkSimulator() as talk:
            client.url = talk.url
            assert (await client.rooms()).status == 401


async def test_tls(tmp_path: Path) -> None:
    """A server may speak HTTPS, with a certificate of its own making."""
    async with (
        NextcloudTalkSimulator(tls=certificate(tmp_path)) as talk,
        aiohttp.ClientSession() as strict,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as lenient,
    ):
        assert talk.url.startswith("https://")
        client = TalkClient(lenient, talk.url)
        assert (await client.call("GET", "/status.php")).status == 200
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await TalkClient(strict, talk.url).call("GET", "/status.php")


async def test_chatter() -> None:
    """The neighbours talk by themselves when they are told to."""
    async with NextcloudTalkSimulator(chatter=0.01) as talk:
        room = talk.cloud.room("Garden Club")
        await talk.wait_for(lambda: "beans" in room.messages[-1].text)


async def test_process() -> None:
    """A simulator of its own process is steered by the same controls."""
    async with run_in_process(
        "nextcloud_talk", "--generation", "previous", "--rooms", "5"
    ) as (control, info):
        assert set(info) == {"url", "username", "password"}
        message = await control.call("write", room="Room 5", member="Hanako", text="A")
        messages = await control.call("messages", room="Room 5")
        assert messages[-1] == message
        await control.call("break", endpoint="rooms", kind="status", status=503)
        for name, arguments in (
            ("write", {"room": "Nowhere", "member": "Hanako", "text": "A"}),
            ("write", {"room": "Room 5", "member": "Nobody", "text": "A"}),
            ("edit", {"room": "Room 5", "message": 5, "text": "A"}),
            ("add_member", {"room": "Room 5", "member": "Nobody"}),
            ("end_call", {"room": "Room 5"}),
            ("grant_login", {}),
        ):
            with pytest.raises(ControlError):
                await control.call(name, **arguments)
        async with aiohttp.ClientSession() as session:
            client = TalkClient(session, info["url"])
            client.sign_in(info["password"], info["username"])
            reply = await client.server("GET", "/core/getapppassword")
            client.sign_in(reply.data["apppassword"])
            statuses = [(await client.rooms()).status for _ in range(2)]
        assert statuses == [503, 200]
        assert await control.call("violations") == []
