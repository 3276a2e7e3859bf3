"""The simulated Talk of the first years."""

import asyncio

import pytest

from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import QUIETLY, TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"


@pytest.fixture
def token(talk: NextcloudTalkSimulator) -> str:
    """Return the token of the room that the account owns."""
    return talk.room_id(NEIGHBOURS)


@pytest.mark.parametrize("generation", ["old"])
async def test_old_chat(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Messages come newest first, as the reference has them."""
    await talk.add_member(NEIGHBOURS, "Jiro")
    reply = await me.chat("GET", token, timeout=0)
    assert [m["message"] for m in reply.data] == [
        "The recycling comes tomorrow.",
        "It is in my garden, dear.",
        "Has anybody seen my ladder?",
        "Good morning, neighbours!",
    ]
    assert set(reply.data[0]) == {
        "id",
        "actorType",
        "actorId",
        "actorDisplayName",
        "timestamp",
        "message",
    }
    older = await me.chat("GET", token, timeout=0, offset=3)
    assert older.data == reply.data[3:]
    since = reply.data[1]["timestamp"]
    newer = await me.chat("GET", token, timeout=0, notOlderThanTimestamp=since)
    assert newer.data == reply.data[:2]
    assert talk.complaints == []
    await me.chat("GET", token, timeout=0, lookIntoFuture=1)
    assert len(talk.complaints) == 1


@pytest.mark.parametrize("generation", ["old"])
async def test_old_wait(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """The first chat waits only while it has nothing at all to answer."""
    talk.poll_timeout = 30
    assert len((await me.chat("GET", token)).data) == 4
    poll = asyncio.create_task(me.chat("GET", token, offset=4))
    await talk.wait_for_subscribers()
    await talk.write(NEIGHBOURS, "Hanako", "Hello")
    assert len((await poll).data) == 1
    pair = talk.room_id(GRANDMA)
    poll = asyncio.create_task(me.chat("GET", pair, offset=9, timeout=60))
    await talk.wait_for_subscribers()
    await talk.remove_room(GRANDMA)
    assert (await poll).status == 404
    talk.poll_timeout = 0.01
    reply = await me.chat("GET", token, offset=9)
    assert (reply.status, reply.data) == (200, [])


@pytest.mark.parametrize("generation", ["old"])
async def test_old_send(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """The first chat says nothing about what was sent."""
    reply = await me.send(token, "Hello @hanako")
    assert (reply.status, reply.data) == (201, [])
    [received] = await talk.wait_for_received()
    assert (received["text"], received["reference_id"]) == ("Hello @hanako", "")
    assert (await me.send(token, " ")).status == 400
    assert (await me.chat("POST", f"{token}/read", lastReadMessage=1)).code == 998
    assert (await me.share("/x.png", token)).status == 400
    assert talk.complaints == []


@pytest.mark.parametrize("generation", ["between"])
async def test_between(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """There were years with the new chat and the old rooms."""
    sent = await me.send(token, "Hello", referenceId="ref")
    assert (sent.status, sent.data["message"]) == (201, "Hello")
    assert not {"referenceId", "reactions", "markdown"} & set(sent.data)
    query = {"lookIntoFuture": 1, "timeout": 0, "setReadMarker": 0}
    reply = await me.chat("GET", token, lastKnownMessageId=sent.data["id"] - 1, **query)
    assert reply.data == [sent.data]
    assert reply.headers["X-Chat-Last-Given"] == str(sent.data["id"])
    assert talk.complaints == []
    assert (await me.chat("GET", token, timeout=0, **QUIETLY)).status == 500
    assert (await me.chat("PUT", f"{token}/1", message="x")).code == 998
