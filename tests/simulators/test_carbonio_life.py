"""What happens in the simulated Carbonio, and who hears of it."""

from typing import Any

import aiohttp
import pytest

from .carbonio import PARTS, CarbonioSimulator
from .carbonio_client import CarbonioClient
from .carbonio_family import ACCOUNT_ID
from .carbonio_home import Event, Posted
from .control import ControlError, run_in_process
from .test_carbonio_rooms import BOOK_CLUB, FAMILY

pytestmark = pytest.mark.usefixtures("socket_enabled")

GRANDMA = "Grandma"
EVENTS = "/services/chats/events"
PING = '{"type":"ping"}'


@pytest.fixture
def heard(carbonio: CarbonioSimulator) -> list[Posted]:
    """Return the stanzas from now on."""
    stanzas: list[Posted] = []
    carbonio.world.on_stanza.append(lambda posted, _: stanzas.append(posted))
    return stanzas


@pytest.fixture
def told(carbonio: CarbonioSimulator) -> list[str]:
    """Return the kinds of the events from now on."""
    kinds: list[str] = []

    def note(event: Event) -> None:
        kinds.append(event.kind)

    carbonio.world.on_event.append(note)
    return kinds


async def test_messages(carbonio: CarbonioSimulator, heard: list[Posted]) -> None:
    """People write, reply, react, edit and delete; the ids grow."""
    said = await carbonio.say(FAMILY, "Hanako", "Is <it> ready?", own_id="own-1")
    await carbonio.say(FAMILY, "Taro", "Yes", reply_to_id=said["id"])
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Is it?")
    await carbonio.retract(FAMILY, "Hanako", said["id"])
    assert heard[0].own_id == "own-1"
    assert "<body>Is &lt;it&gt; ready?</body>" in heard[0].children
    hanako = carbonio.world.person("Hanako").id
    to = f"{hanako}@carbonio/{said['room']}@muclight.carbonio"
    reply = f"<reply xmlns='urn:xmpp:reply:0' id=\"{said['id']}\" to='{to}'/>"
    assert reply in heard[1].children
    names = ["reaction", "edit", "retract"]
    assert all(f"<{n} " in p.children for n, p in zip(names, heard[2:], strict=True))
    numbers = [int(posted.stanza_id, 32) for posted in heard]
    assert numbers == sorted(set(numbers))
    tombstone = heard[0].archived_xml()
    assert "<retracted " in tombstone
    assert "ready" not in tombstone
    assert "ready" in heard[0].live_xml("taro@carbonio")
    assert await carbonio.received() == []
    with pytest.raises(ControlError):
        await carbonio.edit(FAMILY, "Hanako", "0", "A")
    with pytest.raises(ControlError):
        await carbonio.say(GRANDMA, "Hanako", "A")


async def test_unread(carbonio: CarbonioSimulator) -> None:
    """The newest message's own id, and no older one, tells that all is read."""
    assert await carbonio.unread(FAMILY) == 1
    said = await carbonio.say(FAMILY, "Hanako", "A")
    newest = await carbonio.react(FAMILY, "Hanako", said["id"], "👍")
    assert await carbonio.unread(FAMILY) == 3
    room = carbonio.room_id(FAMILY)
    assert not carbonio.world.read(room, ACCOUNT_ID, said["own_id"])
    assert not carbonio.world.read(room, ACCOUNT_ID, "another")
    assert await carbonio.unread(FAMILY) == 3
    assert carbonio.world.read(room, ACCOUNT_ID, newest["own_id"])
    assert await carbonio.unread(FAMILY) == 0
    await carbonio.say(FAMILY, "Hanako", "B")
    await carbonio.mark_read(FAMILY)
    assert await carbonio.unread(FAMILY) == 0
    await carbonio.say(FAMILY, "Hanako", "C")
    await carbonio.say(FAMILY, "Taro", "D")
    assert await carbonio.unread(FAMILY) == 0


async def test_rooms(
    carbonio: CarbonioSimulator, heard: list[Posted], told: list[str]
) -> None:
    """Rooms and members come, change and go."""
    await carbonio.add_room("Trip")
    await carbonio.rename("Trip", "Journey", "To the sea")
    await carbonio.add_member("Journey", "Jiro")
    await carbonio.set_owner("Journey", "Grandma")
    await carbonio.set_picture("Journey")
    await carbonio.set_picture("Journey", None)
    await carbonio.remove_member("Journey", "Jiro", by="Hanako")
    await carbonio.remove_member("Journey", "Taro")
    await carbonio.remove_room("Journey")
    assert told == [
        "RoomCreated",
        "RoomUpdated",
        "RoomMemberAdded",
        "RoomOwnerPromoted",
        "RoomPictureChanged",
        "RoomPictureDeleted",
        "RoomMemberRemoved",
        "RoomMemberRemoved",
        "RoomDeleted",
    ]
    notices = [p.children for p in heard if "#configuration" in p.children]
    operations = [n.partition("<operation>")[2].partition("<")[0] for n in notices]
    assert operations == [
        "roomNameChanged",
        "roomDescriptionChanged",
        "memberAdded",
        "roomPictureUpdated",
        "roomPictureDeleted",
        "memberRemoved",
        "memberRemoved",
    ]
    with pytest.raises(ControlError):
        carbonio.room_id("Journey")
    with pytest.raises(ControlError):
        await carbonio.add_member(FAMILY, "Hanako")


async def test_own_changes(carbonio: CarbonioSimulator, told: list[str]) -> None:
    """Another device of the account mutes and clears; people meet."""
    await carbonio.mute(FAMILY)
    await carbonio.mute(FAMILY, on=False)
    await carbonio.clear_history(FAMILY)
    await carbonio.start_meeting(FAMILY)
    await carbonio.meet(FAMILY, "Taro")
    await carbonio.stop_meeting(FAMILY)
    assert told == [
        "RoomMuted",
        "RoomUnmuted",
        "RoomHistoryCleared",
        "MeetingCreated",
        "MeetingStarted",
        "MeetingParticipantJoined",
        "MeetingParticipantJoined",
        "MeetingStopped",
    ]
    with pytest.raises(ControlError):
        await carbonio.stop_meeting(FAMILY)
    with pytest.raises(ControlError):
        await carbonio.meet(FAMILY, "Taro")


async def test_archive_delay(carbonio: CarbonioSimulator) -> None:
    """What was just said may not be in the archive yet."""
    room = carbonio.room_id(FAMILY)
    count = len(carbonio.world.archive(room))
    await carbonio.archive_delay(60)
    await carbonio.say(FAMILY, "Hanako", "A")
    assert len(carbonio.world.archive(room)) == count
    await carbonio.archive_delay(0)
    await carbonio.say(FAMILY, "Hanako", "B")
    assert len(carbonio.world.archive(room)) == count + 1


async def test_events_socket(
    carbonio: CarbonioSimulator, insider: CarbonioClient
) -> None:
    """The socket is open to those with a token; it can be cut and held."""
    session, url = insider.session, f"{carbonio.url}{EVENTS}"
    headers = {"Cookie": f"ZM_AUTH_TOKEN={insider.token}"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(url)
    assert refused.value.status == 401
    async with session.ws_connect(url, headers=headers) as socket:
        assert (await socket.receive_json())["type"] == "websocketConnected"
        assert await carbonio.wait_for_sockets(xmpp=0) == {"xmpp": 0, "events": 1}
        await socket.send_str(PING)
        assert (await socket.receive_json())["type"] == "Pong"
        assert await carbonio.frames("events") == [PING]
        assert await carbonio.frames("xmpp") == []
        await carbonio.rename(FAMILY, "House")
        event = await socket.receive_json()
        assert (event["type"], event["name"]) == ("RoomUpdated", "House")
        await carbonio.cut_events()
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSED
    await carbonio.hold_events()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url, headers=headers)
    await carbonio.hold_events(False)
    await carbonio.break_("events", "status", status=502)
    with pytest.raises(aiohttp.WSServerHandshakeError) as broken:
        await session.ws_connect(url, headers=headers)
    assert broken.value.status == 502
    assert carbonio.complaints == []


@pytest.mark.parametrize("generation", ["1.6.2", "1.3.1"])
async def test_endpoints(generation: Any) -> None:
    """Every endpoint that there is can be broken."""
    carbonio = CarbonioSimulator(generation, "advanced")
    served = {r.endpoint for part in PARTS for r in part(carbonio).routes()}
    assert served <= set(carbonio.endpoints)
    missing = set(carbonio.endpoints) - served - {"ws_xmpp", "events"}
    new = {"update_room_owners", "insert_attachment_multipart", "list_meeting"}
    assert missing == (new if generation == "1.3.1" else {
        "update_workspaces_rank",
        "update_channels_rank",
        "get_user_picture",
        "update_user_picture",
        "delete_user_picture",
    })  # fmt: skip


async def test_unknown(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """What no generation has is held against the client."""
    assert (await insider.get("/meetings")).status == 200
    assert (await insider.call("GET", "/services/files")).status == 404
    assert len(carbonio.complaints) == 1


async def test_faults(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """An endpoint can be broken for one room."""
    await carbonio.break_("get_room", "status", status=502, room=FAMILY)
    club, family = (carbonio.room_id(name) for name in (BOOK_CLUB, FAMILY))
    statuses = [(await insider.get(f"/rooms/{r}")).status for r in (club, family, club)]
    assert statuses == [200, 502, 200]
    assert [call.endpoint for call in carbonio.calls("get_room", FAMILY)] == [
        "get_room"
    ]


async def test_restart(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """A server knows its tokens, rooms and yesterday again after a restart."""
    ids = [message["id"] for message in await carbonio.messages(FAMILY)]
    async with CarbonioSimulator() as again:
        insider.url = again.url
        assert (await insider.get(f"/rooms/{carbonio.room_id(FAMILY)}")).status == 200
        assert [m["id"] for m in await again.messages(FAMILY)] == ids


async def test_chatter() -> None:
    """The family talks by itself when it is told to."""
    async with CarbonioSimulator(chatter=0.005) as carbonio:
        room = carbonio.world.room(GRANDMA)
        await carbonio.wait_for(lambda: "Sleep well" in room.archive[-1].children)
        assert carbonio.complaints == []


async def test_bursts(carbonio: CarbonioSimulator, heard: list[Posted]) -> None:
    """Somebody else than the account writes many texts, turn by turn in some rooms."""
    rooms = [FAMILY, BOOK_CLUB, GRANDMA]
    burst = await carbonio.burst(rooms, 7)
    assert burst["ids"] == [posted.stanza_id for posted in heard]
    ids = [carbonio.room_id(room) for room in rooms]
    assert [posted.room_id for posted in heard] == [ids[n % 3] for n in range(7)]
    assert ACCOUNT_ID not in {posted.sender_id for posted in heard}
    assert "<body>Message 7 of 7</body>" in heard[-1].children
    assert burst["started"] <= burst["ended"]
    assert len((await carbonio.burst(count=4))["ids"]) == 4
    alone = await carbonio.add_room("Alone", ["Taro"], owner="Taro")
    with pytest.raises(ControlError, match="Nobody else"):
        await carbonio.burst([alone])


async def test_process() -> None:
    """A simulator of its own process is steered by the same controls."""
    options = ("--generation", "1.3.1", "--edition", "advanced", "--rooms", "5")
    async with run_in_process("carbonio", *options) as (control, info):
        assert set(info) == {"url", "username", "password"}
        said = await control.call("say", room="Room 5", member="Hanako", text="A")
        assert (await control.call("messages", room="Room 5"))[-1] == said
        for name, arguments in (
            ("say", {"room": "Nowhere", "member": "Hanako", "text": "A"}),
            ("set_health", {"status": "ok", "broken": ["cellar"]}),
            ("set_account_state", {"state": "sleepy"}),
            ("set_capability", {"name": "canFly", "value": True}),
            ("break", {"endpoint": "fly", "kind": "drop"}),
        ):
            with pytest.raises(ControlError):
                await control.call(name, **arguments)
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            client = CarbonioClient(session, info["url"])
            client.token = (await client.login(info["password"])).cookie
            rooms = (await client.get("/rooms")).json
        assert [room["type"] for room in rooms][-1] == "workspace"
        assert len(rooms) == 6
        assert await control.call("violations") == []
