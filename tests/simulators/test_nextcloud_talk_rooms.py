"""The rooms of the simulated Talk."""

from typing import Any

import pytest

from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"
GARDEN_CLUB = "Garden Club"
HASH = "X-Nextcloud-Talk-Hash"
MODIFIED = "X-Nextcloud-Talk-Modified-Before"


@pytest.fixture
def own(talk: NextcloudTalkSimulator) -> str:
    """Return the path of the room that the account owns."""
    return f"/{talk.room_id(NEIGHBOURS)}"


@pytest.fixture
def others(talk: NextcloudTalkSimulator) -> str:
    """Return the path of the room in which the account is a mere user."""
    return f"/{talk.room_id(GARDEN_CLUB)}"


@pytest.fixture
def pair(talk: NextcloudTalkSimulator) -> str:
    """Return the path of the room for two."""
    return f"/{talk.room_id(GRANDMA)}"


async def test_list(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """A list has what each room is to the account."""
    rooms = (await me.rooms()).data
    assert [room["displayName"] for room in rooms] == [
        NEIGHBOURS,
        GRANDMA,
        GARDEN_CLUB,
    ]
    assert [room["type"] for room in rooms] == [2, 1, 3]
    assert [room["participantType"] for room in rooms] == [1, 1, 3]
    assert [room["unreadMessages"] for room in rooms] == [1, 0, 0]
    assert rooms[0]["lastMessage"]["message"] == "The recycling comes tomorrow."
    assert (rooms[0]["actorId"], rooms[0]["permissions"]) == ("taro", 254)
    assert rooms[1]["name"] == "grandma"
    assert talk.complaints == []
    await me.room("GET")
    assert talk.complaints[0].endswith("noStatusUpdate=1 is missing")
    await me.rooms(modifiedsince=3)
    assert talk.complaints[1].endswith("unknown parameters ['modifiedsince']")


async def test_changes_only(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """A list of changes has no room that has gone."""
    since = int((await me.rooms()).headers[MODIFIED])

    async def changed() -> list[str]:
        reply = await me.rooms(modifiedSince=since)
        assert int(reply.headers[MODIFIED]) >= since
        return [room["displayName"] for room in reply.data]

    assert await changed() == []
    await talk.write(NEIGHBOURS, "Hanako", "Hello")
    assert await changed() == [NEIGHBOURS]
    await talk.mark_read(GARDEN_CLUB)
    await talk.remove_room(NEIGHBOURS)
    assert await changed() == [GARDEN_CLUB]
    message = (await talk.messages(GRANDMA))[0]["id"]
    await talk.edit(GRANDMA, message, "Something else")
    await talk.react(GRANDMA, message, "Grandma", "👍")
    assert await changed() == [GARDEN_CLUB]
    await talk.leave_room(GARDEN_CLUB)
    assert await changed() == []
    await talk.start_call(GRANDMA, "Grandma")
    talk.cloud.room(GRANDMA).last_activity = 0
    assert await changed() == [GRANDMA]


@pytest.mark.parametrize("generation", ["previous"])
async def test_fewer_changes(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Two years ago a list of changes did not tell what the account itself did."""
    since = int((await me.rooms()).headers[MODIFIED])
    await talk.mark_read(NEIGHBOURS)
    assert (await me.rooms(modifiedSince=since)).data == []
    await talk.write(NEIGHBOURS, "Hanako", "Hello")
    assert len((await me.rooms(modifiedSince=since)).data) == 1


async def test_hash(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """The hash changes with the capabilities, and only with them."""
    first = (await me.rooms()).headers[HASH]
    assert (await me.rooms()).headers[HASH] == first
    await talk.set_feature("reactions", False)
    second = (await me.rooms()).headers[HASH]
    await talk.set_config("chat", "max-length", 100)
    third = (await me.rooms()).headers[HASH]
    assert len({first, second, third}) == 3


async def test_last_message(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """A room in which nobody has said anything has no last message at all."""
    await talk.create_room("Silent", empty=True)
    assert "lastMessage" not in await me.room_named("Silent")
    await talk.create_room("Welcome", ["Grandma"])
    room = await me.room_named("Welcome")
    assert room["lastMessage"]["systemMessage"] == "user_added"
    assert room["lastMessage"]["message"] == "{actor} added {user}"
    assert room["lastMessage"]["messageParameters"]["user"]["id"] == "taro"
    assert room["unreadMessages"] == 0


@pytest.mark.parametrize("generation", ["previous"])
async def test_no_last_message(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Where another server leaves it out, this one has an empty list."""
    await talk.create_room("Silent", empty=True)
    assert (await me.room_named("Silent"))["lastMessage"] == []


async def test_quiet_messages(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """What nobody reads does not become a room's last message."""
    message = await talk.write(NEIGHBOURS, "Hanako", "@taro or @all?")
    await talk.hidden(NEIGHBOURS)
    await talk.react(NEIGHBOURS, message["id"], "Grandma", "👍")
    room = await me.room_named(NEIGHBOURS)
    assert room["lastMessage"]["id"] == message["id"]
    assert room["unreadMessages"] == 2
    assert room["unreadMention"] and room["unreadMentionDirect"]
    await talk.set_read_id(NEIGHBOURS, -1)
    room = await me.room_named(NEIGHBOURS)
    assert (room["lastReadMessage"], room["unreadMessages"]) == (-1, 4)
    await talk.mark_read(NEIGHBOURS)
    await talk.write(NEIGHBOURS, "Hanako", "@all: lunch!")
    room = await me.room_named(NEIGHBOURS)
    assert (room["unreadMention"], room["unreadMentionDirect"]) == (True, False)
    await talk.write(GRANDMA, "Grandma", "Tea?")
    assert (await me.room_named(GRANDMA))["unreadMention"] is True


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"roomType": 2, "roomName": "Choir"}, 201),
        ({"roomType": 3, "roomName": "Open choir"}, 201),
        ({"roomType": 2, "roomName": ""}, 400),
        ({"roomType": 2, "roomName": "x" * 201}, 400),
        ({"roomType": 2, "roomName": "Choir", "invite": "no-group"}, 404),
        ({"roomType": 7, "roomName": "Choir"}, 400),
        ({"roomName": "Choir"}, 400),
        ({"roomType": 1, "invite": "grandma"}, 200),
        ({"roomType": 1, "invite": "hanako"}, 201),
        ({"roomType": 1, "invite": "nobody"}, 404),
        ({"roomType": 1, "invite": "taro"}, 404),
    ],
)
async def test_create(me: TalkClient, form: dict[str, Any], status: int) -> None:
    """A room is made, found again, or refused."""
    before = len((await me.rooms()).data)
    reply = await me.room("POST", **form)
    assert reply.status == status
    assert len((await me.rooms()).data) == before + (status == 201)
    if status < 400:
        assert reply.data["type"] == form["roomType"]
        assert (await me.room("GET", f"/{reply.data['token']}")).data["type"] == (
            form["roomType"]
        )


async def test_change(
    talk: NextcloudTalkSimulator, me: TalkClient, own: str, others: str, pair: str
) -> None:
    """A moderator may change a room, within limits."""
    for path, form, statuses in (
        ("", {"roomName": "New name"}, (200, 403, 405)),
        ("", {"roomName": "x" * 201}, (400, 403, 405)),
        ("/description", {"description": "All about us"}, (200, 403, 400)),
        ("/description", {"description": "x" * 2_001}, (400, 403, 400)),
        ("/read-only", {"state": 1}, (200, 403, 400)),
        ("/read-only", {"state": 2}, (400, 403, 400)),
        ("/password", {"password": "plum"}, (403, 403, 403)),
    ):
        for room, status in zip((own, others, pair), statuses, strict=True):
            assert (await me.room("PUT", f"{room}{path}", **form)).status == status
    room = await me.room_named("New name")
    assert (room["description"], room["readOnly"]) == ("All about us", 1)
    assert room["lastMessage"]["systemMessage"] == "read_only"
    assert talk.complaints == []


async def test_public(me: TalkClient, own: str, others: str, pair: str) -> None:
    """A group becomes public, gets a password, and becomes a group again."""
    assert (await me.room("POST", f"{others}/public")).status == 403
    assert (await me.room("POST", f"{pair}/public")).status == 400
    assert (await me.room("POST", f"{own}/public")).status == 200
    assert (await me.room("PUT", f"{own}/password", password="plum")).status == 200
    room = (await me.room("GET", own)).data
    assert (room["type"], room["hasPassword"]) == (3, True)
    assert (await me.room("DELETE", f"{own}/public")).status == 200
    room = (await me.room("GET", own)).data
    assert (room["type"], room["hasPassword"]) == (2, False)


async def test_own_settings(
    talk: NextcloudTalkSimulator, me: TalkClient, others: str
) -> None:
    """What a room is to the account, the account may say."""
    assert (await me.room("POST", f"{others}/favorite")).data["isFavorite"] is True
    assert (await me.room("DELETE", f"{others}/favorite")).data["isFavorite"] is False
    assert (await me.room("POST", f"{others}/notify", level=3)).status == 200
    assert await talk.notification_level(GARDEN_CLUB) == 3
    assert (await me.room("POST", f"{others}/notify", level=4)).status == 400
    await talk.set_notification_level(GARDEN_CLUB, 1)
    assert (await me.room_named(GARDEN_CLUB))["notificationLevel"] == 1
    await talk.set_feature("favorites", False)
    reply = await me.room("POST", f"{others}/favorite")
    assert (reply.status, reply.code) == (404, 998)


async def test_delete(me: TalkClient, own: str, others: str, pair: str) -> None:
    """A moderator may delete a room; a room for two can only be left."""
    assert (await me.room("DELETE", others)).status == 403
    assert (await me.room("DELETE", pair)).status == 400
    assert (await me.room("DELETE", own)).status == 200
    assert (await me.room("GET", own)).status == 404
    assert len((await me.rooms()).data) == 2


async def test_people_outside(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Rooms come, change and go without the account's doing."""
    await talk.rename_room(GARDEN_CLUB, "Jungle Club")
    assert (await me.room_named("Jungle Club"))["lastMessage"]["message"] == (
        "{actor} renamed it: Garden Club → Jungle Club"
    )
    await talk.set_lobby("Jungle Club")
    await talk.set_permissions("Jungle Club", 126)
    room = await me.room_named("Jungle Club")
    assert (room["lobbyState"], room["permissions"]) == (1, 126)
    await talk.set_lobby("Jungle Club", False)
    await talk.set_role("Jungle Club", 2)
    assert (await me.room_named("Jungle Club"))["participantType"] == 2
    await talk.leave_room("Jungle Club")
    assert len((await me.rooms()).data) == 2
    await talk.return_to_room("Jungle Club")
    assert len((await me.rooms()).data) == 3
    tokens = await talk.many_rooms(300)
    assert len(set(tokens)) == 300
    assert len((await me.rooms()).data) == 303


@pytest.mark.parametrize("generation", ["old", "between"])
async def test_old_rooms(
    talk: NextcloudTalkSimulator, me: TalkClient, own: str, pair: str
) -> None:
    """The first rooms have what the reference has, and nothing of today's."""
    reply = await me.room("GET")
    assert set(reply.data[0]) == {
        "token",
        "type",
        "name",
        "displayName",
        "participantType",
        "participantInCall",
        "count",
        "numGuests",
        "lastPing",
        "sessionId",
        "hasPassword",
        "hasCall",
    }
    assert not {HASH, MODIFIED} & set(reply.headers)
    created = await me.room("POST", roomType=2, roomName="Choir")
    assert (created.status, set(created.data)) == (201, {"token"})
    assert (await me.room("PUT", pair, roomName="x")).status == 405
    favourite = await me.room("POST", f"{own}/favorite")
    assert favourite.status == (404 if talk.name == "old" else 200)
    assert talk.complaints == []
    me.rooms_version = "v4"
    reply = await me.room("GET")
    assert (reply.status, reply.code) == (404, 998)
    assert talk.complaints[0].endswith("this server does not have v4")


async def test_no_old_rooms(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Today's servers have none of the first API."""
    me.rooms_version = "v1"
    assert (await me.room("GET")).code == 998
    assert len(talk.complaints) == 1
