"""The members and users of the simulated Carbonio, and its smaller endpoints."""

from typing import Any

import pytest

from .carbonio import CarbonioSimulator
from .carbonio_client import CarbonioClient
from .carbonio_home import stable_id
from .media import face
from .test_carbonio_rooms import BOOK_CLUB, FAMILY, NOWHERE, OLD, people

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def family(carbonio: CarbonioSimulator) -> str:
    """Return the path of the room that the account owns."""
    return f"/rooms/{carbonio.room_id(FAMILY)}"


def new(user_id: str, **changes: Any) -> dict[str, Any]:
    """Return a member to add."""
    return {"userId": user_id, "owner": False, "historyCleared": False} | changes


async def test_insert_members(
    carbonio: CarbonioSimulator, insider: CarbonioClient, family: str
) -> None:
    """Members come as a list, and the room tells of each."""
    [jiro, hanako] = people(carbonio, "Jiro", "Hanako")
    path = f"{family}/members"
    wrong: list[Any] = [
        new(jiro),
        [],
        [{"userId": jiro, "owner": False}],
        [new(jiro, name="Jiro")],
        [new(hanako)],
        [new(NOWHERE)],
    ]
    for body in wrong:
        assert (await insider.chats("POST", path, json=body)).status == 400
    reply = await insider.chats("POST", path, json=[new(jiro, historyCleared=True)])
    assert reply.status == 201
    [member] = reply.json
    assert (member["userId"], member["owner"], "clearedAt" in member) == (
        jiro,
        False,
        True,
    )
    assert member["userId"] in [m["userId"] for m in (await insider.get(path)).json]
    xml = (await carbonio.messages(FAMILY))[-1]["xml"]
    assert f"<operation>memberAdded</operation><user-id>{jiro}</user-id>" in xml
    club = f"/rooms/{carbonio.room_id(BOOK_CLUB)}/members"
    assert (await insider.chats("POST", club, json=[new(jiro)])).status == 403


@OLD
async def test_old_insert_member(
    carbonio: CarbonioSimulator, insider: CarbonioClient, family: str
) -> None:
    """The first servers take one member at a time, and know no list of owners."""
    [jiro] = people(carbonio, "Jiro")
    path = f"{family}/members"
    assert (await insider.chats("POST", path, json=[new(jiro)])).status == 400
    reply = await insider.chats("POST", path, json=new(jiro))
    assert (reply.status, reply.json) == (201, {"userId": jiro, "owner": False})
    body = [{"userId": jiro, "owner": True}]
    assert (await insider.chats("PUT", f"{path}/owners", json=body)).status == 404
    assert len(carbonio.complaints) == 1


async def test_owners(
    carbonio: CarbonioSimulator, insider: CarbonioClient, family: str
) -> None:
    """Owners make owners, but not themselves."""
    me, hanako, jiro = people(carbonio, "Taro", "Hanako", "Jiro")
    room = carbonio.world.room(FAMILY)
    path = f"{family}/members"
    assert (await insider.chats("PUT", f"{path}/{hanako}/owner")).status == 204
    assert room.is_owner(hanako)
    assert (await insider.chats("DELETE", f"{path}/{hanako}/owner")).status == 204
    assert not room.is_owner(hanako)
    assert (await insider.chats("PUT", f"{path}/{jiro}/owner")).status == 404
    assert (await insider.chats("DELETE", f"{path}/{me}/owner")).status == 403
    body = [{"userId": hanako, "owner": True}]
    reply = await insider.chats("PUT", f"{path}/owners", json=body)
    assert (reply.status, reply.json) == (201, body)
    body = [{"userId": me, "owner": False}]
    assert (await insider.chats("PUT", f"{path}/owners", json=body)).status == 400
    club = f"/rooms/{carbonio.room_id(BOOK_CLUB)}/members/{hanako}/owner"
    assert (await insider.chats("DELETE", club)).status == 403


async def test_remove(
    carbonio: CarbonioSimulator, insider: CarbonioClient, family: str
) -> None:
    """Owners put out others; anybody leaves, but for a last owner."""
    me, hanako, jiro = people(carbonio, "Taro", "Hanako", "Jiro")
    assert (await insider.chats("DELETE", f"{family}/members/{me}")).status == 403
    assert (await insider.chats("DELETE", f"{family}/members/{jiro}")).status == 204
    assert (await insider.chats("DELETE", f"{family}/members/{hanako}")).status == 204
    assert hanako not in carbonio.world.room(FAMILY).members
    notices = [message["xml"] for message in await carbonio.messages(FAMILY)][-2:]
    assert "<operation>memberRemoved</operation>" in notices[0]
    assert "<user affiliation='none'>" in notices[1]
    club = f"/rooms/{carbonio.room_id(BOOK_CLUB)}/members"
    assert (await insider.chats("DELETE", f"{club}/{hanako}")).status == 403
    assert (await insider.chats("DELETE", f"{club}/{me}")).status == 204
    assert (await insider.get(club)).status == 403


async def test_users(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """At most ten users are told at once; strangers are left out."""
    ids = people(carbonio, "Hanako", "Grandma")
    params = [("userIds", id_) for id_ in (*ids, NOWHERE)]
    reply = await insider.chats("GET", "/users", params=params)
    assert [user["name"] for user in reply.json] == ["Hanako", "Grandma"]
    assert set(reply.json[0]) == {"id", "email", "name"}
    many = [("userIds", stable_id(number)) for number in range(11)]
    assert (await insider.chats("GET", "/users", params=many[:10])).json == []
    for wrong in (many, [], [("userIds", ",".join(ids))], [("userId", ids[0])]):
        assert (await insider.chats("GET", "/users", params=wrong)).status == 400
    assert len(carbonio.complaints) == 4
    assert (await insider.get(f"/users/{ids[0]}")).json["name"] == "Hanako"
    assert (await insider.get(f"/users/{NOWHERE}")).status == 404
    assert (await insider.get(f"/users/{ids[0]}/picture")).status == 404


@OLD
async def test_old_users(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """The first servers know types and pictures of users; everybody has their own."""
    me, hanako = people(carbonio, "Taro", "Hanako")
    path, data = f"/users/{me}/picture", face(1)
    assert (await insider.get(path)).status == 404
    assert (await insider.upload("PUT", path, data)).status == 204
    assert (await insider.get(path)).body == data
    user = (await insider.get(f"/users/{me}")).json
    assert (user["type"], "pictureUpdatedAt" in user) == ("internal", True)
    other = f"/users/{hanako}/picture"
    assert (await insider.upload("PUT", other, data)).status == 403
    assert (await insider.chats("DELETE", other)).status == 403
    assert (await insider.chats("DELETE", path)).status == 204
    assert (await insider.chats("DELETE", path)).status == 404
    large = bytes(512 * 1024 + 1)
    assert (await insider.upload("PUT", path, large)).status == 400


async def test_capabilities(
    carbonio: CarbonioSimulator, insider: CarbonioClient
) -> None:
    """What the account may do is told, and can change."""
    await carbonio.set_capability("canVideoCall", False)
    reply = await insider.get("/users/capabilities")
    assert (len(reply.json), reply.json["canVideoCall"]) == (10, False)


async def test_meetings(
    carbonio: CarbonioSimulator, insider: CarbonioClient, family: str
) -> None:
    """A meeting is told once there was one."""
    assert (await insider.get(f"{family}/meeting")).status == 404
    assert "meetingId" not in (await insider.get(family)).json
    meeting_id = await carbonio.start_meeting(FAMILY)
    await carbonio.meet(FAMILY, "Grandma")
    meeting = (await insider.get(f"{family}/meeting")).json
    assert (meeting["id"], meeting["active"]) == (meeting_id, True)
    assert len(meeting["participants"]) == 2
    assert (await insider.get(family)).json["meetingId"] == meeting_id
    await carbonio.meet(FAMILY, "Hanako", "leave")
    assert (await insider.get("/meetings")).json[0]["active"] is True
    await carbonio.meet(FAMILY, "Grandma", "leave")
    [meeting] = (await insider.get("/meetings")).json
    assert (meeting["active"], meeting["participants"]) == (False, [])
    assert await carbonio.start_meeting(FAMILY) == meeting_id
    await carbonio.stop_meeting(FAMILY)


@OLD
async def test_old_meetings(
    carbonio: CarbonioSimulator, insider: CarbonioClient
) -> None:
    """The first chats have no list of meetings."""
    assert (await insider.get("/meetings")).status == 404
    assert carbonio.complaints == []


@pytest.mark.parametrize(
    ("carbonio_generation", "status", "ready"),
    [
        ("1.6.2", "ok", 204),
        ("1.6.2", "warn", 424),
        ("1.6.2", "error", 424),
        ("1.3.1", "warn", 429),
        ("1.3.1", "error", 500),
    ],
)
async def test_health(
    carbonio: CarbonioSimulator, outsider: CarbonioClient, status: Any, ready: int
) -> None:
    """Health is told to anybody, in three ways."""
    await carbonio.set_health(status, ["xmpp_server"], is_live=status != "error")
    health = (await outsider.get("/health")).json
    assert (health["status"], health["isLive"]) == (status, status != "error")
    broken = [d["name"] for d in health["dependencies"] if not d["isHealthy"]]
    assert (broken, len(health["dependencies"])) == (["xmpp_server"], 8)
    assert (await outsider.get("/health/ready")).status == ready
    live = 500 if status == "error" else 204
    assert (await outsider.get("/health/live")).status == live
