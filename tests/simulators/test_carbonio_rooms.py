"""The rooms of the simulated Carbonio."""

from typing import Any

import pytest

from .carbonio import CarbonioSimulator
from .carbonio_client import CarbonioClient
from .carbonio_home import Event
from .carbonio_xml import utf16_escapes
from .media import landscape

pytestmark = pytest.mark.usefixtures("socket_enabled")

FAMILY = "Family"
BOOK_CLUB = "Book Club"
NOWHERE = "00000000-0000-4000-8000-000000000000"
OLD = pytest.mark.parametrize("carbonio_generation", ["1.3.1"])


@pytest.fixture
def family(carbonio: CarbonioSimulator) -> str:
    """Return the path of the room that the account owns."""
    return f"/rooms/{carbonio.room_id(FAMILY)}"


@pytest.fixture
def club(carbonio: CarbonioSimulator) -> str:
    """Return the path of a room that somebody else owns."""
    return f"/rooms/{carbonio.room_id(BOOK_CLUB)}"


@pytest.fixture
def events(carbonio: CarbonioSimulator) -> list[Event]:
    """Return what the members are told from now on."""
    told: list[Event] = []
    carbonio.world.on_event.append(told.append)
    return told


def people(carbonio: CarbonioSimulator, *names: str) -> list[str]:
    """Return the ids of people."""
    return [carbonio.world.person(name).id for name in names]


async def test_list(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """A list holds what was asked for, and no name for one-to-one rooms."""
    rooms = (await insider.get("/rooms")).json
    assert [room.get("name") for room in rooms] == [FAMILY, None, BOOK_CLUB]
    assert not any({"members", "userSettings", "rank"} & set(room) for room in rooms)
    params = [("extraFields", "members"), ("extraFields", "settings")]
    rooms = (await insider.chats("GET", "/rooms", params=params)).json
    assert rooms[1]["userSettings"] == {"muted": False}
    assert len(rooms[1]["members"]) == 2
    for query in ({"extraFields": "members,settings"}, {"extra": "members"}):
        assert (await insider.chats("GET", "/rooms", params=query)).status == 400
    assert len(carbonio.complaints) == 2


@OLD
async def test_old_list(insider: CarbonioClient) -> None:
    """Channels stand in their workspaces, and both have ranks."""
    office = (await insider.get("/rooms")).json[-1]
    assert (office["type"], office["rank"]) == ("workspace", 1)
    [news] = office["children"]
    assert (news["type"], news["parentId"]) == ("channel", office["id"])


async def test_whose_room(
    carbonio: CarbonioSimulator, insider: CarbonioClient, family: str
) -> None:
    """Rooms of others are forbidden, rooms that are none are not found."""
    assert (await insider.get(f"/rooms/{NOWHERE}")).status == 404
    room = (await insider.get(family)).json
    assert {"members", "userSettings"} <= set(room)
    insider.token = await carbonio.make_token("Jiro")
    assert (await insider.get(family)).status == 403
    assert (await insider.get("/rooms")).json == []
    assert carbonio.complaints == []


async def test_insert(
    carbonio: CarbonioSimulator, insider: CarbonioClient, events: list[Event]
) -> None:
    """A room is made of members; the caller owns it and is not listed."""
    me, hanako, grandma, jiro = people(carbonio, "Taro", "Hanako", "Grandma", "Jiro")
    members = [{"userId": hanako, "owner": True}, {"userId": jiro}]
    body = {"type": "group", "name": "Trip", "description": "To the sea"}
    reply = await insider.chats("POST", "/rooms", json=body | {"members": members})
    assert reply.status == 201
    room = reply.json
    assert {m["userId"]: m["owner"] for m in room["members"]} == {
        me: True,
        hanako: True,
        jiro: False,
    }
    assert [(event.kind, len(event.user_ids)) for event in events] == [
        ("RoomCreated", 3)
    ]
    one = {"type": "one_to_one", "members": [{"userId": jiro}]}
    assert (await insider.chats("POST", "/rooms", json=one)).status == 201
    assert (await insider.chats("POST", "/rooms", json=one)).status == 409
    assert carbonio.complaints == []
    wrong: list[dict[str, Any]] = [
        body | {"membersIds": [hanako, jiro]},
        body | {"members": members[:1]},
        body | {"members": [*members, {"userId": me}]},
        body | {"members": [*members, {"userId": hanako}]},
        body | {"members": [hanako, jiro]},
        body | {"members": [*members, {"userId": NOWHERE}]},
        body | {"members": members, "name": "x" * 129},
        body | {"members": members, "type": "workspace"},
        {"type": "group", "members": members},
        {"type": "one_to_one", "members": members},
        {"name": "Trip", "members": members},
    ]
    for entry in wrong:
        reply = await insider.chats("POST", "/rooms", json=entry)
        assert (reply.status, reply.body) == (400, b""), entry
    assert (await insider.chats("POST", "/rooms", data=b"{}")).status == 415
    assert len(carbonio.complaints) == len(wrong) + 1
    assert grandma not in str(room)


@OLD
async def test_old_insert(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """The first servers take a list of ids, and make workspaces and channels."""
    ids = people(carbonio, "Hanako", "Jiro")
    body: dict[str, Any] = {"type": "workspace", "name": "Attic", "membersIds": ids}
    attic = (await insider.chats("POST", "/rooms", json=body)).json
    assert (attic["rank"], attic["children"]) == (2, [])
    channel = {"type": "channel", "name": "Mice", "parentId": attic["id"]}
    mice = (await insider.chats("POST", "/rooms", json=channel)).json
    assert (mice["parentId"], len(mice["members"])) == (attic["id"], 3)
    members = [{"userId": id_, "owner": False} for id_ in ids]
    new = {"type": "group", "name": "Trip", "members": members}
    for wrong in (new, {"type": "channel", "name": "Mice"}, body | {"parentId": "a"}):
        assert (await insider.chats("POST", "/rooms", json=wrong)).status == 400
    office = carbonio.room_id("Office")
    ranks = [{"roomId": office, "rank": 2}, {"roomId": attic["id"], "rank": 1}]
    path = "/rooms/workspaces"
    reply = await insider.chats("PUT", f"{path}/rank", json=ranks)
    assert (reply.status, reply.body) == (204, b"")
    rooms = {room["id"]: room for room in (await insider.get("/rooms")).json}
    assert (rooms[office]["rank"], rooms[attic["id"]]["rank"]) == (2, 1)
    path = f"{path}/{attic['id']}/channels/rank"
    ranks = [{"roomId": mice["id"], "rank": 1}]
    assert (await insider.chats("PUT", path, json=ranks)).status == 204
    assert (await insider.chats("PUT", path, json=[])).status == 400
    assert (await insider.chats("DELETE", f"/rooms/{attic['id']}")).status == 204
    assert mice["id"] not in carbonio.world.rooms


async def test_update(
    carbonio: CarbonioSimulator,
    insider: CarbonioClient,
    family: str,
    club: str,
    events: list[Event],
) -> None:
    """Owners give groups other names; the room says so, escaped."""
    reply = await insider.chats("PUT", family, json={"name": "Fämily 🎉"})
    assert reply.json["name"] == "Fämily 🎉"
    xml = (await carbonio.messages("Fämily 🎉"))[-1]["xml"]
    assert "<operation>roomNameChanged</operation>" in xml
    value = utf16_escapes("Fämily 🎉")
    assert f"<value encoded='UTF-8'>{value}</value>" in xml
    assert r"\ud83c\udf89" in value
    assert [event.kind for event in events] == ["RoomUpdated"]
    assert events[0].fields["name"] == "Fämily 🎉"
    assert (await insider.chats("PUT", club, json={"name": "A"})).status == 403
    grandma = f"/rooms/{carbonio.room_id('Grandma')}"
    for path, body in (
        (grandma, {"name": "A"}),
        (family, {"name": ""}),
        (family, {"description": "x" * 257}),
        (family, {"topic": "A"}),
        (family, {"name": 5}),
        (family, ["name"]),
    ):
        assert (await insider.chats("PUT", path, json=body)).status == 400
    assert len(carbonio.complaints) == 6


async def test_delete(
    carbonio: CarbonioSimulator,
    insider: CarbonioClient,
    family: str,
    club: str,
    events: list[Event],
) -> None:
    """Owners delete rooms; what never was is gone as well."""
    assert (await insider.chats("DELETE", club)).status == 403
    assert (await insider.chats("DELETE", f"/rooms/{NOWHERE}")).status == 204
    assert (await insider.chats("DELETE", family)).status == 204
    assert (await insider.get(family)).status == 404
    assert [(e.kind, len(e.user_ids)) for e in events] == [("RoomDeleted", 3)]


async def test_picture(
    carbonio: CarbonioSimulator,
    insider: CarbonioClient,
    family: str,
    club: str,
    events: list[Event],
) -> None:
    """Owners give groups pictures that are small enough."""
    path, data = f"{family}/picture", landscape(1)
    assert (await insider.get(path)).status == 404
    assert (await insider.upload("PUT", path, data)).status == 204
    reply = await insider.get(path)
    assert (reply.body, reply.headers["Content-Type"]) == (
        data,
        "application/octet-stream",
    )
    assert "pictureUpdatedAt" in (await insider.get(family)).json
    picture = await carbonio.room_picture(FAMILY)
    assert picture
    assert (picture["name"], picture["size"]) == ("hills.png", len(data))
    assert (await insider.upload("PUT", f"{club}/picture", data)).status == 403
    assert carbonio.complaints == []
    grandma = f"/rooms/{carbonio.room_id('Grandma')}/picture"
    large = bytes(512 * 1024 + 1)
    for reply in (
        await insider.upload("PUT", grandma, data),
        await insider.upload("PUT", path, large),
        await insider.upload("PUT", path, data, mimeType="text/plain"),
        await insider.upload("PUT", path, data, mimeType=None),
        await insider.upload("PUT", path, data, fileName="hills.png"),
        await insider.upload("PUT", path, data, fileName=r"\ud83c"),
    ):
        assert reply.status == 400
    assert len(carbonio.complaints) == 6
    assert (await insider.chats("DELETE", path)).status == 204
    assert (await insider.chats("DELETE", path)).status == 404
    assert [e.kind for e in events] == ["RoomPictureChanged", "RoomPictureDeleted"]
    operations = [message["xml"] for message in await carbonio.messages(FAMILY)][-2:]
    assert "roomPictureUpdated" in operations[0]
    assert "roomPictureDeleted" in operations[1]


async def test_own_settings(
    carbonio: CarbonioSimulator,
    insider: CarbonioClient,
    family: str,
    events: list[Event],
) -> None:
    """What is muted and cleared concerns nobody but the account."""
    assert (await insider.chats("PUT", f"{family}/mute")).status == 204
    assert await carbonio.is_muted(FAMILY)
    assert (await insider.chats("DELETE", f"{family}/mute")).status == 204
    cleared = (await insider.chats("PUT", f"{family}/clear")).json
    settings = (await insider.get(family)).json["userSettings"]
    assert settings == {"muted": False} | cleared
    [me] = people(carbonio, "Taro")
    assert [(event.kind, event.user_ids) for event in events] == [
        ("RoomMuted", (me,)),
        ("RoomUnmuted", (me,)),
        ("RoomHistoryCleared", (me,)),
    ]
