"""The people in the rooms of the simulated Talk, and their calls."""

from typing import Any

import pytest

from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import SPREED, TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"
GARDEN_CLUB = "Garden Club"


class People:
    """The participants of a room, by the name of the account's client."""

    def __init__(self, client: TalkClient, token: str) -> None:
        """Look at a room."""
        self.client = client
        self.path = f"/{token}"

    async def ids(self) -> dict[str, int]:
        """Return the attendee ids by user id."""
        reply = await self.client.room("GET", f"{self.path}/participants")
        return {who["actorId"]: who["attendeeId"] for who in reply.data}

    async def types(self) -> dict[str, int]:
        """Return the participant types by user id."""
        reply = await self.client.room("GET", f"{self.path}/participants")
        key = "userId" if self.client.rooms_version == "v1" else "actorId"
        return {who[key]: who["participantType"] for who in reply.data}

    async def call(self, method: str, path: str, **form: Any) -> int:
        """Return the status of a call."""
        return (await self.client.room(method, f"{self.path}/{path}", **form)).status


@pytest.fixture
def own(talk: NextcloudTalkSimulator, me: TalkClient) -> People:
    """Return the people where the account is the owner."""
    return People(me, talk.room_id(NEIGHBOURS))


@pytest.fixture
def others(talk: NextcloudTalkSimulator, me: TalkClient) -> People:
    """Return the people where the account is a mere user."""
    return People(me, talk.room_id(GARDEN_CLUB))


async def test_come_and_go(
    talk: NextcloudTalkSimulator, me: TalkClient, own: People, others: People
) -> None:
    """A moderator adds users and removes all but owners."""
    assert await own.types() == {"taro": 1, "hanako": 2, "grandma": 3}
    add = "participants"
    assert await own.call("POST", add, newParticipant="jiro", source="users") == 200
    assert await own.call("POST", add, newParticipant="nobody") == 404
    assert await others.call("POST", add, newParticipant="jiro") == 403
    ids = await own.ids()
    assert await own.call("DELETE", "attendees", attendeeId=ids["jiro"]) == 200
    assert await own.call("DELETE", "attendees", attendeeId=ids["jiro"]) == 404
    assert await own.call("DELETE", "attendees", attendeeId=ids["taro"]) == 403
    assert await others.call("DELETE", "attendees", attendeeId=ids["taro"]) == 403
    assert await own.call("DELETE", add, participant="grandma") == 404
    assert set(await own.types()) == {"taro", "hanako", "grandma"}
    systems = [m["systemMessage"] for m in await talk.messages(NEIGHBOURS)]
    assert systems[-2:] == ["user_added", "user_removed"]
    pair = People(me, talk.room_id(GRANDMA))
    assert await pair.call("POST", add, newParticipant="jiro") == 400


async def test_leave(
    talk: NextcloudTalkSimulator, me: TalkClient, own: People, others: People
) -> None:
    """Who leaves is out; the last moderator has to stay."""
    assert await others.call("DELETE", "participants/self") == 200
    assert await others.call("DELETE", "participants/self") == 404
    hanako = (await own.ids())["hanako"]
    assert await own.call("DELETE", "moderators", attendeeId=hanako) == 200
    assert await own.call("DELETE", "participants/self") == 400
    token = (await me.room("POST", roomType=2, roomName="Alone")).data["token"]
    alone = People(me, token)
    assert await alone.call("DELETE", "participants/self") == 200
    assert token not in talk.cloud.rooms


async def test_roles(own: People, others: People) -> None:
    """Users become moderators and users again; owners stay what they are."""
    ids = await own.ids()
    for method, who, status in (
        ("POST", "grandma", 200),
        ("POST", "grandma", 412),
        ("POST", "taro", 403),
        ("DELETE", "hanako", 200),
        ("DELETE", "hanako", 412),
        ("DELETE", "taro", 412),
    ):
        assert await own.call(method, "moderators", attendeeId=ids[who]) == status
    assert await own.types() == {"taro": 1, "hanako": 3, "grandma": 2}
    assert await own.call("POST", "moderators", attendeeId=1) == 404
    assert await others.call("POST", "moderators", attendeeId=1) == 403


@pytest.mark.parametrize("generation", ["old"])
async def test_old_people(
    talk: NextcloudTalkSimulator, own: People, others: People
) -> None:
    """The first servers know users by name, and guests by session."""
    assert await own.types() == {"taro": 1, "hanako": 2, "grandma": 3}
    add = "participants"
    for room, method, path, form, status in (
        (own, "POST", add, {"newParticipant": "jiro"}, 200),
        (own, "POST", add, {"newParticipant": "nobody"}, 404),
        (own, "DELETE", add, {"participant": "jiro"}, 200),
        (own, "DELETE", add, {"participant": "jiro"}, 404),
        (own, "DELETE", add, {"participant": "taro"}, 403),
        (others, "DELETE", add, {"participant": "taro"}, 403),
        (own, "POST", "moderators", {"participant": "grandma"}, 200),
        (own, "POST", "moderators", {"participant": "grandma"}, 412),
        (own, "POST", "moderators", {"participant": "nobody"}, 404),
        (own, "DELETE", "moderators", {"participant": "grandma"}, 200),
        (own, "DELETE", "attendees", {"attendeeId": 1}, 404),
        (others, "DELETE", f"{add}/self", {}, 200),
    ):
        assert await room.call(method, path, **form) == status
    guest = await talk.add_guest(NEIGHBOURS, "Visitor")
    guests = f"{add}/guests"
    assert (await own.types())[""] == 4
    assert await own.call("DELETE", guests, participant="0") == 404
    assert await own.call("DELETE", guests, participant=guest) == 200
    assert await own.call("DELETE", guests, participant=guest) == 404
    await own.call("POST", f"{add}/active")
    session = talk.cloud.room(NEIGHBOURS).attendee("taro").session
    assert await own.call("DELETE", guests, participant=session) == 403
    pair = People(own.client, talk.room_id(GRANDMA))
    reply = await pair.client.room(
        "POST", f"{pair.path}/{add}", newParticipant="hanako"
    )
    assert reply.data == {"type": "2"}


@pytest.mark.parametrize("generation", ["old", "current"])
async def test_calls(talk: NextcloudTalkSimulator, me: TalkClient, own: People) -> None:
    """A call begins with the first who joins, and ends with the last who leaves."""
    path = f"{SPREED}/{me.rooms_version}/call{own.path}"
    if me.rooms_version == "v4":
        assert (await me.call("POST", path)).status == 404
    joined = await me.room("POST", f"{own.path}/participants/active")
    assert len(joined.data["sessionId"]) == 512
    assert (await me.call("GET", path)).data == []
    assert (await me.call("POST", path)).status == 200
    assert [who["sessionId"] for who in (await me.call("GET", path)).data] == [
        joined.data["sessionId"]
    ]
    assert (await me.room("GET", own.path)).data["hasCall"] is True
    ping = await me.call("POST", f"{path}/ping")
    assert ping.status == (200 if me.rooms_version == "v1" else 404)
    assert (await me.call("DELETE", path)).status == 200
    assert (await me.room("GET", own.path)).data["hasCall"] is False
    left = await me.room("DELETE", f"{own.path}/participants/active")
    assert left.status == 200
    systems = [m["systemMessage"] for m in await talk.messages(NEIGHBOURS)]
    assert systems[-2:] == ["call_started", "call_ended"]
    assert talk.complaints == []


async def test_others_call(
    talk: NextcloudTalkSimulator, me: TalkClient, own: People
) -> None:
    """Others call, too, and the account may come late."""
    started = await talk.start_call(NEIGHBOURS, "Hanako")
    assert started["message"] == "{actor} started a call"
    room = await me.room_named(NEIGHBOURS)
    assert room["hasCall"] and room["callFlag"] and room["callStartTime"]
    path = f"{SPREED}/v4/call{own.path}"
    await me.room("POST", f"{own.path}/participants/active")
    await me.call("POST", path)
    assert len((await me.call("GET", path)).data) == 2
    await me.room("DELETE", f"{own.path}/participants/active")
    ended = await talk.end_call(NEIGHBOURS)
    assert ended["message"] == "Call with {user2} ended"
    assert (await me.room_named(NEIGHBOURS))["hasCall"] is False
    systems = [m["systemMessage"] for m in await talk.messages(NEIGHBOURS)]
    assert systems[-4:] == ["call_started", "call_joined", "call_left", "call_ended"]


@pytest.mark.parametrize("generation", ["old"])
async def test_password_of_guests(
    talk: NextcloudTalkSimulator, me: TalkClient, others: People
) -> None:
    """Who came by a link has to know the password."""
    await talk.set_role(GARDEN_CLUB, 5)
    talk.cloud.room(GARDEN_CLUB).password = "plum"
    active = "participants/active"
    assert await others.call("POST", active) == 403
    assert await others.call("POST", active, password="plum") == 200
