"""The chat of the simulated Talk: receive, look back, send."""

import asyncio
from typing import Any

import pytest

from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import QUIETLY, Reply, TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"
GARDEN_CLUB = "Garden Club"
GIVEN = "X-Chat-Last-Given"


@pytest.fixture
def token(talk: NextcloudTalkSimulator) -> str:
    """Return the token of the room that the account owns."""
    return talk.room_id(NEIGHBOURS)


def ids(reply: Reply) -> list[int]:
    """Return the ids of the messages in an answer."""
    return [message["id"] for message in reply.data]


async def test_receive(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """What is newer comes in order and in pages; nothing comes with no header."""
    burst = await talk.burst([NEIGHBOURS], 5)
    expected = list(range(burst["first_id"], burst["last_id"] + 1))
    known = burst["first_id"] - 1
    reply = await me.receive(token, known, limit=3)
    assert (ids(reply), reply.headers[GIVEN]) == (expected[:3], str(expected[2]))
    reply = await me.receive(token, expected[2], limit=3)
    assert ids(reply) == expected[3:]
    reply = await me.receive(token, expected[4])
    assert (reply.status, reply.body) == (304, b"")
    assert GIVEN not in reply.headers
    assert (
        ids(await me.receive(token, expected[4], includeLastKnown=1)) == (expected[4:])
    )
    assert talk.complaints == []


async def test_common_read(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """What all have read comes alone, without a place to go on from, if asked for."""
    known = talk.cloud.last_id
    read = min(who.read_id for who in talk.cloud.room(NEIGHBOURS).attendees)
    reply = await me.receive(token, known, lastCommonReadId=read)
    assert reply.status == 304
    reply = await me.receive(token, known, lastCommonReadId=read - 1)
    assert (reply.status, reply.data) == (200, [])
    assert reply.headers["X-Chat-Last-Common-Read"] == str(read)
    assert GIVEN not in reply.headers


async def test_history(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """History comes backwards."""
    burst = await talk.burst([NEIGHBOURS], 5)
    reply = await me.history(token, limit=2)
    assert ids(reply) == [burst["last_id"], burst["last_id"] - 1]
    reply = await me.history(token, limit=2, lastKnownMessageId=reply.headers[GIVEN])
    assert ids(reply) == [burst["last_id"] - 2, burst["last_id"] - 3]
    older = await me.history(token, lastKnownMessageId=burst["first_id"], limit=200)
    first = int(older.headers[GIVEN])
    assert len(older.data) == 4
    assert (await me.history(token, lastKnownMessageId=first)).status == 304
    reply = await me.history(token, lastKnownMessageId=first, includeLastKnown=1)
    assert ids(reply) == [first]


@pytest.mark.parametrize("generation", ["current", "previous"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": 31},
        {"limit": 0},
        {"limit": 201},
        {"lookIntoFuture": "yes"},
        {"limit": "x"},
    ],
)
async def test_limits(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str, wrong: dict[str, Any]
) -> None:
    """Today's server refuses what that of two years ago cut down."""
    talk.poll_timeout = 0
    reply = await me.receive(token, 0, **wrong)
    clamped = talk.name == "previous" and all(
        isinstance(value, int) for value in wrong.values()
    )
    assert reply.status == (200 if clamped else 400)
    assert len(talk.complaints) == (0 if clamped else 1)


@pytest.mark.parametrize(
    ("generation", "status"), [("current", 400), ("previous", 500)]
)
async def test_direction_is_required(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str, status: int
) -> None:
    """Without a direction there is no answer."""
    assert (await me.chat("GET", token, timeout=0, **QUIETLY)).status == status
    assert len(talk.complaints) == 1


async def test_cut_limit(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Without a limit it is 100; 200 is the most."""
    await talk.burst([NEIGHBOURS], 250)
    assert len((await me.receive(token, 0)).data) == 100
    assert len((await me.receive(token, 0, limit=200)).data) == 200


@pytest.mark.parametrize("missing", QUIETLY)
async def test_tact(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str, missing: str
) -> None:
    """Looking marks as read, and tells others, unless it is said that it does not."""
    before = await talk.read_id(NEIGHBOURS)
    query = {key: value for key, value in QUIETLY.items() if key != missing}
    query |= {"lookIntoFuture": 1, "timeout": 0, "lastKnownMessageId": before}
    assert (await me.chat("GET", token, **query)).status == 200
    assert missing in talk.complaints[0]
    assert (await talk.read_id(NEIGHBOURS) > before) == (missing == "setReadMarker")
    assert await talk.unread(NEIGHBOURS) == int(missing != "setReadMarker")


@pytest.mark.parametrize("generation", ["previous"])
async def test_unknown_tact(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """What a server does not know nobody has to say."""
    query = {"lookIntoFuture": 1, "timeout": 0, "setReadMarker": 0, "noStatusUpdate": 1}
    assert (await me.chat("GET", token, **query)).status == 200
    assert talk.complaints == []


async def test_long_poll(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """A poll waits for news, and wakes when it comes."""
    talk.poll_timeout = 30
    known = (await talk.messages(NEIGHBOURS))[-1]["id"]
    poll = asyncio.create_task(me.receive(token, known, timeout=30))
    await talk.wait_for_subscribers(room=NEIGHBOURS)
    message = await talk.write(NEIGHBOURS, "Hanako", "Are you there?")
    assert ids(await poll) == [message["id"]]
    assert (await talk.requests("poll"))[0]["status"] == 200
    talk.poll_timeout = 0.05
    reply = await me.receive(token, message["id"], timeout=30)
    assert (reply.status, GIVEN in reply.headers) == (304, False)


async def test_poll_ends(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """A poll ends with its room, and after the account was put out."""
    talk.poll_timeout = 30
    known = (await talk.messages(NEIGHBOURS))[-1]["id"]
    poll = asyncio.create_task(me.receive(token, known, timeout=30))
    await talk.wait_for_subscribers()
    await talk.leave_room(NEIGHBOURS)
    reply = await poll
    assert reply.data[0]["systemMessage"] == "user_removed"
    assert (await me.receive(token, known)).status == 404
    pair = talk.room_id(GRANDMA)
    known = (await talk.messages(GRANDMA))[-1]["id"]
    poll = asyncio.create_task(me.receive(pair, known, timeout=30))
    await talk.wait_for_subscribers()
    await talk.remove_room(GRANDMA)
    assert (await poll).status == 404


async def test_too_many_polls(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Two polls at once are enough; one that was given up does not count."""
    talk.poll_timeout = 30
    tokens = [room["token"] for room in (await me.rooms()).data]
    newest = talk.cloud.last_id
    polls = [
        asyncio.create_task(me.receive(token, newest, timeout=30)) for token in tokens
    ]
    await talk.wait_for_requests("poll", 3)
    assert [c.partition(": ")[2] for c in await talk.violations()] == [
        "more than 2 long polls at once"
    ]
    for poll in polls:
        poll.cancel()
    talk.complaints.clear()
    await talk.wait_for(lambda: all(call.done for call in talk.calls("poll")))
    again = [
        asyncio.create_task(me.receive(token, newest, timeout=30))
        for token in tokens[:2]
    ]
    await talk.wait_for_subscribers(2)
    third = asyncio.create_task(me.receive(tokens[2], newest, timeout=30))
    await talk.wait_for_requests("poll", 6)
    again[0].cancel()
    assert await talk.violations() == []
    await talk.burst(count=3)
    assert [(await poll).status for poll in (again[1], third)] == [200, 200]


async def test_too_many_requests(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Four short requests at once are enough; polls and files count apart."""
    await talk.break_("history", "slow", when="before", times=4, delay=30)
    slow = [asyncio.create_task(me.history(token)) for _ in range(4)]
    await talk.wait_for_requests("history", 4)
    await me.dav("GET", "a.txt")
    talk.poll_timeout = 0.01
    await me.receive(token, talk.cloud.last_id, timeout=30)
    assert talk.complaints == []
    await me.rooms()
    assert talk.complaints[0].endswith("more than 4 requests at once")
    for request in slow:
        request.cancel()


async def test_hidden(talk: NextcloudTalkSimulator, me: TalkClient, token: str) -> None:
    """What nobody is shown still counts for where to go on."""
    known = talk.cloud.last_id
    last = await talk.hidden(NEIGHBOURS, 3)
    reply = await me.receive(token, known)
    assert (reply.status, reply.data, reply.headers[GIVEN]) == (200, [], str(last))
    message = await talk.write(NEIGHBOURS, "Hanako", "Hello")
    last = await talk.hidden(NEIGHBOURS)
    reply = await me.receive(token, known)
    assert (ids(reply), reply.headers[GIVEN]) == ([message["id"]], str(last))
    reply = await me.history(token, limit=1)
    assert (reply.data, reply.headers[GIVEN]) == ([], str(last))


async def test_closed_doors(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """A lobby keeps users out, and a room that is not the account's is none."""
    club = talk.room_id(GARDEN_CLUB)
    await talk.set_lobby(GARDEN_CLUB)
    assert (await me.receive(club, 0)).status == 412
    assert (await me.send(club, "Hello")).status == 412
    await talk.set_role(GARDEN_CLUB, 2)
    assert (await me.receive(club, 0)).status == 200
    await talk.leave_room(GARDEN_CLUB)
    assert (await me.receive(club, 0)).status == 404
    assert (await me.send(club, "Hello")).status == 404
    assert (await me.room("GET", f"/{club}")).status == 404


async def test_send(talk: NextcloudTalkSimulator, me: TalkClient, token: str) -> None:
    """What was sent comes back whole; the same reference makes two messages."""
    reference = "r" * 70
    first = await me.send(token, " Hello **you** ", referenceId=reference)
    second = await me.send(
        token, "Hello", referenceId=reference, silent="true", replyTo=first.data["id"]
    )
    assert (first.status, second.status) == (201, 201)
    assert first.data["message"] == "Hello **you**"
    assert first.data["markdown"] is True
    assert (first.data["reactions"], first.data["messageParameters"]) == ([], [])
    assert second.data["parent"]["id"] == first.data["id"]
    assert second.data["silent"] is True
    assert first.data["referenceId"] == second.data["referenceId"] == "r" * 64
    received = await talk.wait_for_received(2, NEIGHBOURS)
    assert [(m["text"], m["silent"], m["reply_to"]) for m in received] == [
        ("Hello **you**", False, None),
        ("Hello", True, first.data["id"]),
    ]
    assert await talk.read_id(NEIGHBOURS) == second.data["id"]
    assert await talk.unread(NEIGHBOURS) == 0
    assert "parent" not in (await me.room_named(NEIGHBOURS))["lastMessage"]
    await talk.write(NEIGHBOURS, "Taro", "From my phone")
    assert len(await talk.received()) == 2
    assert talk.complaints == []


async def test_send_json(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Parameters may come as JSON as well."""
    path = f"/ocs/v2.php/apps/spreed/api/v1/chat/{token}"
    reply = await me.call("POST", path, json={"message": "Hi", "silent": True})
    assert reply.data["silent"] is True
    headers = {"Content-Type": "application/json"}
    reply = await me.call("POST", path, data=b"{", headers=headers)
    assert reply.status == 400
    assert talk.complaints[0].endswith("the body is not JSON")


async def test_refused(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """What cannot be sent is not sent."""
    token = talk.room_id(GARDEN_CLUB)
    await talk.set_config("chat", "max-length", 100)
    added = await talk.add_member(GARDEN_CLUB, "Jiro")
    for text, form, status in (
        ("", {}, 400),
        ("  \n", {}, 400),
        ("Hello", {"replyTo": 5}, 400),
        ("Hello", {"replyTo": added["id"]}, 400),
        ("x" * 101, {}, 413),
        ("ü" * 100, {}, 201),
    ):
        assert (await me.send(token, text, **form)).status == status
    await talk.set_permissions(GARDEN_CLUB, 126)
    assert (await me.send(token, "Hello")).status == 403
    await talk.set_permissions(GARDEN_CLUB, 254)
    await talk.set_read_only(GARDEN_CLUB)
    assert (await me.send(token, "Hello")).status == 403
    await talk.set_read_only(GARDEN_CLUB, False)
    assert (await me.send(token, "Hello")).status == 201
    assert len(await talk.received()) == 2
    assert (await me.send(token, "Hello", replyto=5)).status == 201
    assert len(talk.complaints) == 1


async def test_mentions(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Names and everybody become parameters; other words and braces stay."""
    text = '@"hanako" and @all: ask @hanako, not @nobody, a@b.example or {actor}'
    reply = await me.send(token, text)
    assert reply.data["message"] == (
        "{mention-user1} and {mention-call1}: ask {mention-user1},"
        " not @nobody, a@b.example or {actor}"
    )
    assert reply.data["messageParameters"] == {
        "mention-user1": {
            "type": "user",
            "id": "hanako",
            "name": "Hanako",
            "mention-id": "hanako",
        },
        "mention-call1": {
            "type": "call",
            "id": token,
            "name": NEIGHBOURS,
            "call-type": "group",
        },
    }


async def test_marks(talk: NextcloudTalkSimulator, me: TalkClient, token: str) -> None:
    """The read mark goes where it is put."""
    last = (await talk.messages(NEIGHBOURS))[-1]["id"]
    assert (await me.chat("POST", f"{token}/read", lastReadMessage=last)).status == 200
    assert await talk.unread(NEIGHBOURS) == 0
    assert (await me.chat("DELETE", f"{token}/read")).status == 200
    assert await talk.unread(NEIGHBOURS) == 1
    assert (await me.chat("POST", f"{token}/read")).status == 200
    assert await talk.read_id(NEIGHBOURS) == last
    await talk.set_feature("chat-read-last", False)
    assert (await me.chat("POST", f"{token}/read")).status == 400
    club = talk.room_id(GARDEN_CLUB)
    await me.chat("DELETE", f"{club}/read")
    assert await talk.read_id(GARDEN_CLUB) == -2
