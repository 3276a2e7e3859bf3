"""The simulated Carbonio held against the description of its API."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import aiohttp
from jsonschema import ValidationError
import pytest

from .carbonio import PARTS, CarbonioSimulator
from .carbonio_client import CarbonioClient, Reply
from .openapi import GENERATIONS, Generation, check, check_event, operations, statuses
from .test_carbonio_rooms import FAMILY

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Ask = Callable[[CarbonioClient, CarbonioSimulator], Awaitable[Reply]]

SIGN_IN = {"soap_auth", "soap_info", "zx_supported", "zx_login", "zx_otp"}
# What of 1.6.2 is about being in a meeting, which no client here can be.
IN_MEETINGS = {
    "createMeeting",
    "getMeeting",
    "deleteMeeting",
    "startMeeting",
    "stopMeeting",
    "joinMeeting",
    "leaveMeeting",
    "updateMediaStream",
    "answerRtcMediaStream",
    "updateSubscriptionsMediaStream",
    "updateAudioStream",
    "offerRtcAudioStream",
    "updateHandStatus",
}
RENAMED = {
    "listRooms": "listRoom",
    "listRoomMembers": "listRoomMember",
    "insertRoomMembers": "insertRoomMember",
    "insertOwner": "updateToOwner",
    "listRoomAttachmentsInfo": "listRoomAttachmentInfo",
    "getToken": "getTokens",
}


def camel(name: str) -> str:
    """Return an endpoint's name as the description spells it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


async def rooms(client: CarbonioClient, _: CarbonioSimulator) -> Reply:
    """Ask for all rooms, with everything."""
    params = [("extraFields", "members"), ("extraFields", "settings")]
    return await client.chats("GET", "/rooms", params=params)


async def insert_room(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Make a room."""
    ids = [carbonio.world.person(name).id for name in ("Hanako", "Jiro")]
    members: dict[str, Any] = {"members": [{"userId": id_} for id_ in ids]}
    if carbonio.generation == "1.3.1":
        members = {"membersIds": ids}
    body = {"type": "group", "name": "Trip"} | members
    return await client.chats("POST", "/rooms", json=body)


async def update_room(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Give a room another name."""
    path = f"/rooms/{carbonio.room_id(FAMILY)}"
    return await client.chats("PUT", path, json={"name": "House"})


async def clear(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Clear a room."""
    return await client.chats("PUT", f"/rooms/{carbonio.room_id(FAMILY)}/clear")


async def insert_member(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Add a member, who sees nothing of before."""
    user_id = carbonio.world.person("Jiro").id
    member: Any = {"userId": user_id, "owner": False, "historyCleared": True}
    path = f"/rooms/{carbonio.room_id(FAMILY)}/members"
    body = member if carbonio.generation == "1.3.1" else [member]
    return await client.chats("POST", path, json=body)


async def users(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Ask for all people."""
    params = [("userIds", id_) for id_ in carbonio.world.people]
    return await client.chats("GET", "/users", params=params)


async def insert_file(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Send a file."""
    path = f"/rooms/{carbonio.room_id(FAMILY)}/attachments"
    return await client.upload("POST", path, b"1", area="1x1")


async def list_files(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Ask for the first page of files."""
    for _ in range(2):
        await carbonio.send_picture(FAMILY, "Hanako")
    path = f"/rooms/{carbonio.room_id(FAMILY)}/attachments"
    return await client.get(path, itemsNumber=1)


async def file_info(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
    """Ask for what is known of a file."""
    file = (await carbonio.send_picture(FAMILY, "Hanako"))["attachment"]
    return await client.get(f"/attachments/{file}")


def get(path: str) -> Ask:
    """Return a way to get something of the room or the account."""

    async def ask(client: CarbonioClient, carbonio: CarbonioSimulator) -> Reply:
        await carbonio.start_meeting(FAMILY)
        await carbonio.clear_history(FAMILY)
        await carbonio.set_picture(FAMILY)
        me = carbonio.world.account.id
        return await client.get(path.format(room=carbonio.room_id(FAMILY), me=me))

    return ask


ANSWERS: dict[str, tuple[Ask, int]] = {
    "getHealthStatus": (get("/health"), 200),
    "listRoom": (rooms, 200),
    "insertRoom": (insert_room, 201),
    "getRoom": (get("/rooms/{room}"), 200),
    "updateRoom": (update_room, 200),
    "clearRoomHistory": (clear, 200),
    "listRoomMember": (get("/rooms/{room}/members"), 200),
    "insertRoomMember": (insert_member, 201),
    "getMeetingByRoomId": (get("/rooms/{room}/meeting"), 200),
    "getUsers": (users, 200),
    "getCapabilities": (get("/users/capabilities"), 200),
    "getUser": (get("/users/{me}"), 200),
    "listRoomAttachmentInfo": (list_files, 200),
    "insertAttachment": (insert_file, 201),
    "getAttachmentInfo": (file_info, 200),
    "getTokens": (get("/auth/token"), 200),
}


@pytest.fixture(params=GENERATIONS)
def described(request: pytest.FixtureRequest) -> Generation:
    """Return each generation of which there is a description."""
    generation: Generation = request.param
    return generation


@pytest.fixture
async def server(
    socket_enabled: None, described: Generation
) -> AsyncGenerator[CarbonioSimulator]:
    """Return a Carbonio of each generation."""
    async with CarbonioSimulator(described) as simulator:
        yield simulator


@pytest.fixture
async def caller(server: CarbonioSimulator) -> AsyncGenerator[CarbonioClient]:
    """Return a client of the account."""
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        client = CarbonioClient(session, server.url)
        client.token = await server.make_token()
        yield client


@pytest.mark.parametrize("operation", ANSWERS)
async def test_answers(
    server: CarbonioSimulator,
    caller: CarbonioClient,
    described: Generation,
    operation: str,
) -> None:
    """What is answered is what the description says, in form and status."""
    ask, status = ANSWERS[operation]
    reply = await ask(caller, server)
    assert (reply.status, reply.headers["Content-Type"]) == (status, "application/json")
    assert status in statuses(operation, described)
    check(reply.json, operation, described)
    assert server.complaints == []


def test_every_operation(described: Generation) -> None:
    """There is an endpoint for every operation, and none that is invented."""
    server = CarbonioSimulator(described, "advanced")
    served = {r.endpoint for part in PARTS for r in part(server).routes()} - SIGN_IN
    known = {RENAMED.get(name, name) for name in operations(described)}
    assert set(map(camel, served)) == known - IN_MEETINGS


def test_check_finds_mistakes(described: Generation) -> None:
    """What is not as described is told."""
    user: dict[str, Any] = {
        "id": "5f0c7b9e-0c0c-4a55-9c7e-0e4f0c3f1d11",
        "name": "A",
        "email": "a@example.com",
    }
    check(user, "getUser", described)
    for wrong in ({"name": 5}, {"id": "A"}, {"email": None}):
        with pytest.raises(ValidationError):
            check(user | wrong, "getUser", described)
    with pytest.raises(ValidationError):
        check({"clearedAt": "yesterday"}, "clearRoomHistory", described)
    for unknown in ("fly", "getRoomPicture"):
        with pytest.raises(LookupError):
            check(user, unknown, described)


async def test_events() -> None:
    """Events are what their description says."""
    events: list[dict[str, Any]] = []
    async with CarbonioSimulator() as carbonio, aiohttp.ClientSession() as session:
        headers = {"Cookie": f"ZM_AUTH_TOKEN={await carbonio.make_token()}"}
        url = f"{carbonio.url}/services/chats/events"
        async with session.ws_connect(url, headers=headers) as socket:
            await socket.receive_json()
            await carbonio.add_room("Trip")
            await carbonio.rename("Trip", "Journey")
            await carbonio.add_member("Journey", "Jiro", owner=True)
            await carbonio.set_owner("Journey", "Jiro", owner=False)
            await carbonio.set_owner("Journey", "Jiro")
            await carbonio.set_picture("Journey")
            await carbonio.set_picture("Journey", None)
            await carbonio.mute("Journey")
            await carbonio.mute("Journey", on=False)
            await carbonio.clear_history("Journey")
            await carbonio.start_meeting("Journey")
            await carbonio.meet("Journey", "Jiro")
            await carbonio.meet("Journey", "Jiro", "leave")
            await carbonio.stop_meeting("Journey")
            await carbonio.remove_member("Journey", "Jiro")
            await carbonio.remove_room("Journey")
            while not events or events[-1]["type"] != "RoomDeleted":
                events.append(await socket.receive_json(timeout=5))
    assert len({event["type"] for event in events}) == 17
    for event in events:
        check_event(event)
    with pytest.raises(ValidationError):
        check_event({"type": "RoomUpdated", "sentDate": events[0]["sentDate"]})
