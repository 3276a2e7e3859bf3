"""The simulated BOCCO, through a socket."""

import asyncio
import hashlib

import aiohttp
import pytest

from .bocco import BoccoSimulator
from .conftest import HOME, Client
from .media import chime, landscape, voice_note

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_sign_in(family: BoccoSimulator, stranger: Client) -> None:
    """Only the right credentials in the right form are accepted."""
    assert await stranger.sign_in(password="wrong") == (
        401,
        {"code": 401001, "message": "Unauthorized"},
    )
    status, answer = await stranger.sign_in(apikey="wrong")
    assert (status, answer["message"]) == (401, "Invalid apikey")
    assert family.complaints == []
    status, _ = await stranger.post("/alpha/sessions", json={"apikey": "x"})
    assert status == 400
    assert len(family.complaints) == 1
    status, answer = await stranger.sign_in()
    assert (status, set(answer)) == (200, {"access_token", "uuid"})
    await family.set_options(session_uuid=False)
    assert set((await stranger.sign_in())[1]) == {"access_token"}


async def test_joined_rooms(family: BoccoSimulator, client: Client) -> None:
    """A room comes with its people, its sensors and its newest message."""
    status, rooms = await client.get("/alpha/rooms/joined")
    assert status == 200
    assert [room["name"] for room in rooms] == [HOME, "Grandparents"]
    home = rooms[0]
    assert [m["user"]["nickname"] for m in home["members"]] == [
        "Taro",
        "Hanako",
        "Grandma",
        "BOCCO",
    ]
    assert [s["user_type"] for s in home["sensors"]] == ["sensor_room", "sensor_door"]
    assert [m["text"] for m in home["messages"]] == ["The cake was great!"]
    assert home["messages"][0]["date"].endswith("+09:00")
    assert family.complaints == []


async def test_variants(family: BoccoSimulator, client: Client) -> None:
    """The answers vary as they do at the real service."""
    await family.set_options(
        date_form="Z",
        null_lists=["sensors"],
        numbers_as_strings=True,
        extra_fields=True,
    )
    _, rooms = await client.get("/alpha/rooms/joined")
    message = rooms[0]["messages"][0]
    assert rooms[0]["sensors"] is None
    assert message["date"].endswith("Z")
    assert message["id"].isdecimal()
    assert message["dictated"] is False
    assert message["user"]["official"] is False


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"read": "true"}, 400),
        ({"newer_than": "x"}, 400),
        ({"access_token": "x"}, 401),
        ({"read": "0"}, 200),
    ],
)
async def test_strict_query(
    client: Client, room: str, query: dict[str, str], status: int
) -> None:
    """A wrong parameter is refused."""
    assert (await client.get(f"/alpha/rooms/{room}/messages", **query))[0] == status


async def test_strict_client(family: BoccoSimulator, client: Client, room: str) -> None:
    """What a client must not do is refused or at least noted."""
    path = f"/alpha/rooms/{room}/messages"
    token = client.token
    url = f"{family.url}{path}?access_token={token}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 400
    async with client.session.get(
        url, headers={"Authorization": f"Bearer {token}"}
    ) as response:
        assert response.status == 400
    assert (await client.post(f"{path}?access_token={token}", data={}))[0] == 400
    assert (await client.get(f"/alpha/rooms/{room}/subscribe"))[0] == 400
    status, answer = await client.get("/alpha/rooms/nobody/messages")
    assert (status, answer["code"]) == (404, 404001)
    assert len(family.complaints) == 4
    assert (await client.get(path, limit=5))[0] == 200
    assert family.complaints[-1].endswith("unknown parameters ['limit']")
    await client.get(f"/alpha/rooms/{room}/subscribe", newer_than=0)
    assert len(family.complaints) == 6


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "x" * 10_000},
        {"text": ""},
        {"unique_id": ""},
        {"media": "image"},
        {"media": "stamp"},
    ],
)
async def test_strict_text(client: Client, room: str, fields: dict[str, str]) -> None:
    """A post must be complete and consistent."""
    assert (await client.write(room, **fields))[0] == 400


async def test_write_once(family: BoccoSimulator, client: Client, room: str) -> None:
    """A message posted again is not saved again."""
    status, first = await client.write(room)
    assert (status, first["text"], first["sender"]) == (
        201,
        "Hello",
        family.home.account.uuid,
    )
    status, again = await client.write(room)
    assert status == 200
    assert again == {key: first[key] for key in again}
    assert set(again) == {"date", "id", "media", "message_type", "unique_id"}
    assert [m["text"] for m in await family.received(HOME)] == ["Hello"]
    assert family.complaints == []
    assert (await client.write(room, text="Something else"))[0] == 200
    assert len(family.complaints) == 1


@pytest.mark.parametrize(
    ("media", "data", "name", "content_type", "status"),
    [
        ("image", landscape(1), "a.png", "image/png", 201),
        ("audio", chime(), "a.wav", "audio/wav", 201),
        ("audio", voice_note(), "a.m4a", "audio/mp4", 201),
        ("audio", voice_note(), "a.wav", "audio/wav", 400),
        ("image", landscape(1), "a.png", "image/jpeg", 400),
        ("image", landscape(1), "a", "image/png", 400),
        ("audio", landscape(1), "a.png", "image/png", 400),
    ],
    ids=["png", "wav", "m4a", "no_wav", "no_jpeg", "no_name", "no_audio"],
)
async def test_upload(
    family: BoccoSimulator,
    client: Client,
    room: str,
    media: str,
    data: bytes,
    name: str,
    content_type: str,
    status: int,
) -> None:
    """A file must be what its name and its type say."""
    answer = await client.upload(room, media, data, name, content_type)
    assert answer[0] == status
    received = await family.received()
    if status != 201:
        assert received == []
        return
    assert received[0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert (received[0]["filename"], received[0]["size"]) == (name, len(data))
    address = answer[1][media].replace(".ogg", f".{name[-3:]}")
    query = {"access_token": client.token}
    async with client.session.get(address, params=query) as response:
        assert await response.read() == data
    assert family.complaints == []


async def test_pages(family: BoccoSimulator, client: Client, room: str) -> None:
    """History comes in pages of 100, in the order of its ids."""
    burst = await family.burst([HOME], 150)
    path = f"/alpha/rooms/{room}/messages"
    _, newest = await client.get(path)
    _, oldest = await client.get(path, newer_than=burst["first_id"] - 1)
    _, before = await client.get(path, older_than=burst["first_id"])
    assert [len(page) for page in (newest, oldest, before)] == [100, 100, 4]
    assert newest[-1]["text"] == "Message 150 of 150"
    assert oldest[0]["text"] == "Message 1 of 150"
    assert newest == sorted(newest, key=lambda message: int(message["id"]))
    assert family.complaints == []


async def test_long_poll(family: BoccoSimulator, client: Client, room: str) -> None:
    """A poll waits for what is new, and answers at once when it comes."""
    await family.set_options(poll_timeout=30)
    newest = family.home.rooms[room].messages[-1].id
    path = f"/alpha/rooms/{room}/subscribe"
    poll = asyncio.create_task(client.get(path, newer_than=newest, read=1))
    await family.wait_for_subscribers()
    message = await family.write(HOME, "Hanako", "Are you there?")
    status, events = await poll
    assert status == 200
    assert [event["event"] for event in events] == ["message"]
    assert events[0]["body"] == {k: v for k, v in message.items() if k != "time"}
    assert await family.read_id(HOME) == message["id"]
    await client.post(
        f"/alpha/rooms/{room}/messages/{newest}/read",
        params={"access_token": client.token},
    )
    assert await family.read_id(HOME) == message["id"]
    assert family.complaints == []


async def test_poll_timeout(family: BoccoSimulator, client: Client, room: str) -> None:
    """A poll without news ends with 408."""
    newest = family.home.rooms[room].messages[-1].id
    path = f"/alpha/rooms/{room}/subscribe"
    assert await client.get(path, newer_than=newest) == (
        408,
        {"code": 408001, "message": "Request Timeout"},
    )


async def test_join(family: BoccoSimulator, client: Client, room: str) -> None:
    """Somebody new is announced once, as a member and in a message."""
    newest = family.home.rooms[room].messages[-1].id
    path = f"/alpha/rooms/{room}/subscribe"
    message = await family.join(HOME, "Jiro")
    _, events = await client.get(path, newer_than=newest)
    assert [event["event"] for event in events] == ["member", "message"]
    assert events[0]["body"]["user"]["nickname"] == "Jiro"
    assert events[1]["body"]["message_type"] == "system.human_joined"
    assert events[1]["body"]["detail"]["joined_user"]["nickname"] == "Jiro"
    assert (await client.get(path, newer_than=message["id"]))[0] == 408


async def test_single_events(family: BoccoSimulator, client: Client, room: str) -> None:
    """The documented form has one event in an answer."""
    await family.set_options(subscribe_form="object")
    newest = family.home.rooms[room].messages[-1].id
    await family.join(HOME, "Jiro")
    await family.write(HOME, "Jiro", "Hi!")
    path = f"/alpha/rooms/{room}/subscribe"
    found = []
    for _ in range(3):
        _, event = await client.get(path, newer_than=newest)
        found.append(event["body"].get("text", event["event"]))
        newest = event["body"].get("id", newest)
    assert found == ["member", "Jiro joined our room. Welcome, Jiro!", "Hi!"]


async def test_two_polls(family: BoccoSimulator, client: Client, room: str) -> None:
    """Two polls at once are noted; one after another are not."""
    await family.set_options(poll_timeout=30)
    newest = family.home.rooms[room].messages[-1].id
    path = f"/alpha/rooms/{room}/subscribe"
    first = asyncio.create_task(client.get(path, newer_than=newest))
    await family.wait_for_subscribers()
    first.cancel()
    second = asyncio.create_task(client.get(path, newer_than=newest))
    await family.wait_for(lambda: len(family.calls("subscribe")) == 2)
    await family.wait_for_subscribers()
    assert family.complaints == []
    third = asyncio.create_task(client.get(path, newer_than=newest))
    await family.wait_for_subscribers(2)
    assert family.complaints[0].endswith("two polls at once in one room")
    await family.write(HOME, "Grandma", "Good night.")
    assert [(await poll)[0] for poll in (second, third)] == [200, 200]


async def test_leaving(family: BoccoSimulator, client: Client, room: str) -> None:
    """Rooms come and go, and a poll notices."""
    await family.set_options(poll_timeout=30)
    newest = family.home.rooms[room].messages[-1].id
    poll = asyncio.create_task(
        client.get(f"/alpha/rooms/{room}/subscribe", newer_than=newest)
    )
    await family.wait_for_subscribers()
    await family.leave_room(HOME)
    assert (await poll)[0] == 404
    uuid = await family.create_room("Cousins", ["Hanako"])
    await family.rename_room("Grandparents", "Farm")
    _, rooms = await client.get("/alpha/rooms/joined")
    assert [room["name"] for room in rooms] == ["Farm", "Cousins"]
    assert (rooms[1]["uuid"], rooms[1]["messages"]) == (uuid, [])
    await family.return_to_room(HOME)
    assert len((await client.get("/alpha/rooms/joined"))[1]) == 3


async def test_expiry(family: BoccoSimulator, client: Client, room: str) -> None:
    """An expired token ends a poll, too."""
    await family.set_options(poll_timeout=30)
    newest = family.home.rooms[room].messages[-1].id
    poll = asyncio.create_task(
        client.get(f"/alpha/rooms/{room}/subscribe", newer_than=newest)
    )
    await family.wait_for_subscribers()
    await family.change_password("new")
    assert (await poll)[0] == 401
    assert (await client.sign_in())[0] == 401
    assert (await client.sign_in(password="new"))[0] == 200


async def test_sensors(family: BoccoSimulator, client: Client, room: str) -> None:
    """Readings come newest first, an alarm is a message."""
    await family.measure(HOME, "Living room", 25.5, 60, 100)
    alarm = await family.ring(HOME, "Front door", "The door moved.")
    assert alarm["user"]["user_type"] == "sensor_door"
    sensor = family.home.rooms[room].user("Living room").uuid
    path = f"/alpha/rooms/{room}/sensor_environments"
    _, readings = await client.get(f"{path}/{sensor}")
    assert [reading["temperature"] for reading in readings] == [25.5, 21.5]
    assert (await client.get(f"{path}/nothing"))[0] == 404


async def test_media(family: BoccoSimulator, client: Client) -> None:
    """Files need the token here, and it must not be told elsewhere."""
    message = await family.send_image(HOME, "Hanako")
    query = {"access_token": client.token}
    for address, start in (
        (message["image"], b"\x89PNG"),
        (message["user"]["icon"], b"\x89PNG"),
        (message["audio"], b"OggS"),
        (message["audio"].replace(".ogg", ".wav"), b"RIFF"),
    ):
        async with client.session.get(address) as response:
            assert response.status == 401
        async with client.session.get(address, params=query) as response:
            assert (await response.read()).startswith(start)
    await family.set_options(media_elsewhere=True)
    address = (await family.messages(HOME))[-1]["image"]
    assert address.startswith(family.elsewhere_url)
    async with client.session.get(address) as response:
        assert response.status == 200
    assert family.complaints == []
    async with client.session.get(address, params=query):
        assert family.complaints[0].endswith("a secret was told to another host")
