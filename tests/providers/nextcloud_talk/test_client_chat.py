"""The chat of today: receiving, sending, changing, and marks of what was read."""

import asyncio
from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.client import (
    TalkClient,
    chat,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, NEIGHBOURS
from .wire import envelope, wire_message

NEW = ["current", "previous", "between"]
HISTORY = [
    "Good morning, neighbours!",
    "Has anybody seen my ladder?",
    "It is in my garden, dear.",
    "The recycling comes tomorrow.",
]


def _asked(sim: NextcloudTalkSimulator, endpoint: str) -> dict[str, str]:
    return dict(sim.calls(endpoint)[-1].query)


@pytest.mark.parametrize("generation", NEW)
async def test_history(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test looking back, page by page, in ascending order."""
    token = sim.room_id(NEIGHBOURS)
    page = await talk.chat.history(token, limit=3)
    assert [message.message for message in page.messages] == HISTORY[1:]
    assert page.last_given == page.messages[0].id
    assert _asked(sim, "history") == {
        "lookIntoFuture": "0",
        "limit": "3",
        "setReadMarker": "0",
        "markNotificationsAsRead": "0",
        "noStatusUpdate": "1",
    }
    page = await talk.chat.history(token, last_known=page.last_given, limit=3)
    assert [message.message for message in page.messages] == HISTORY[:1]
    assert page.last_given
    page = await talk.chat.history(token, last_known=page.last_given)
    assert (page.messages, page.last_given) == ([], None)
    assert _asked(sim, "history")["limit"] == "200"


@pytest.mark.parametrize("generation", NEW)
async def test_receive(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test going on from a message, without waiting and without reading."""
    token, read = sim.room_id(NEIGHBOURS), await sim.read_id(NEIGHBOURS)
    known = (await talk.chat.history(token)).messages[0].id
    page = await talk.chat.receive(token, last_known=known, limit=2)
    assert [message.message for message in page.messages] == HISTORY[1:3]
    assert page.last_given == page.messages[-1].id
    assert _asked(sim, "receive") == {
        "lookIntoFuture": "1",
        "timeout": "0",
        "limit": "2",
        "lastKnownMessageId": str(known),
        "setReadMarker": "0",
        "markNotificationsAsRead": "0",
        "noStatusUpdate": "1",
    }
    page = await talk.chat.receive(token, last_known=page.last_given)
    assert [message.message for message in page.messages] == HISTORY[3:]
    assert page.last_given
    page = await talk.chat.receive(token, last_known=page.last_given)
    assert (page.messages, page.last_given) == ([], None)
    assert await sim.read_id(NEIGHBOURS) == read


async def test_receive_beyond_what_is_shown(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test an empty page that goes on all the same."""
    token, last = sim.room_id(NEIGHBOURS), sim.cloud.last_id
    hidden = await sim.hidden(NEIGHBOURS, 3)
    page = await talk.chat.receive(token, last_known=last)
    assert (page.messages, page.last_given) == ([], hidden)


@pytest.mark.parametrize("generation", NEW)
async def test_long_poll(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test waiting for the next message, beside any number of short requests."""
    token, last = sim.room_id(NEIGHBOURS), sim.cloud.last_id
    poll = asyncio.create_task(
        talk.chat.receive(token, last_known=last, timeout=30, limit=200)
    )
    await sim.wait_for_subscribers(1, NEIGHBOURS)
    await asyncio.gather(*(talk.rooms.list() for _ in range(6)))
    assert not poll.done()
    await sim.write(NEIGHBOURS, "Hanako", "@taro, are you there?")
    (message,) = (await poll).messages
    assert message.message == "{mention-user1}, are you there?"
    assert message.message_parameters["mention-user1"].name == "Taro"
    assert _asked(sim, "poll")["timeout"] == "30"


async def test_quiet_poll(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test 304, which has neither a body nor headers."""
    sim.poll_timeout = 0.05
    token, last = sim.room_id(NEIGHBOURS), sim.cloud.last_id
    page = await talk.chat.receive(token, last_known=last, timeout=30)
    assert (page.messages, page.last_given) == ([], None)
    assert sim.calls("poll")[0].status == 304


@pytest.mark.parametrize(
    ("timeout", "limit", "sent"),
    [
        (300, 5000, ("30", "200")),
        (-5, 0, ("0", "1")),
        (1, -1, ("1", "1")),
    ],
)
async def test_limits(
    sim: NextcloudTalkSimulator,
    talk: TalkClient,
    timeout: int,
    limit: int,
    sent: tuple[str, str],
) -> None:
    """Test that nothing is asked for that a server refuses."""
    token = sim.room_id(NEIGHBOURS)
    await talk.chat.receive(token, last_known=1, timeout=timeout, limit=limit)
    asked = dict(sim.log[-1].query)
    assert (asked["timeout"], asked["limit"]) == sent
    await talk.chat.history(token, limit=limit)
    assert _asked(sim, "history")["limit"] == sent[1]


async def test_poll_that_is_given_up(
    sim: NextcloudTalkSimulator, talk: TalkClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a poll is waited for a little longer than it takes."""
    token, last = sim.room_id(NEIGHBOURS), sim.cloud.last_id
    monkeypatch.setattr(chat, "POLL_MARGIN", -0.95)
    with pytest.raises(ConnectionError_, match="TimeoutError"):
        await talk.chat.receive(token, last_known=last, timeout=1)


@pytest.mark.parametrize(
    ("header", "last_given"),
    [("61", 61), ("0061", 61), ("", None), ("x", None), ("-1", None), ("6.5", None)],
)
async def test_offsets_of_nonsense(
    sim: NextcloudTalkSimulator,
    talk: TalkClient,
    header: str,
    last_given: int | None,
) -> None:
    """Test that an offset is a number or none, and that messages are put in order."""
    messages: list[Any] = [
        wire_message(id=62),
        None,
        wire_message(id=0),
        wire_message(),
    ]
    for endpoint in ("receive", "history"):
        await sim.break_(
            endpoint,
            "body",
            body=envelope(messages),
            headers={"X-Chat-Last-Given": header},
        )
    token = sim.room_id(NEIGHBOURS)
    for page in (
        await talk.chat.receive(token, last_known=1),
        await talk.chat.history(token),
    ):
        assert [message.id for message in page.messages] == [60, 62]
        assert page.last_given == last_given


@pytest.mark.parametrize("generation", NEW)
async def test_send(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test a text, which comes back whole."""
    token = sim.room_id(NEIGHBOURS)
    sent = await talk.chat.send(token, "Hello @hanako 🌱 {x}", reference_id="r" * 64)
    assert sent
    assert sent.message == "Hello {mention-user1} 🌱 {x}"
    assert sent.actor_id == "taro"
    (received,) = await sim.received(NEIGHBOURS)
    assert received["id"] == sent.id
    assert (received["silent"], received["reply_to"]) == (False, None)
    if generation != "between":
        assert sent.reference_id == received["reference_id"] == "r" * 64


async def test_send_replies_and_silently(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test a reply that wakes nobody."""
    token = sim.room_id(NEIGHBOURS)
    known = (await talk.chat.history(token)).messages[0]
    sent = await talk.chat.send(token, "Good morning", reply_to=known.id, silent=True)
    assert sent
    assert sent.silent
    assert sent.parent
    assert (sent.parent.id, sent.parent.message) == (known.id, known.message)
    (received,) = await sim.received()
    assert (received["silent"], received["reply_to"]) == (True, known.id)


async def test_send_what_is_refused(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test empty and long texts, bad replies, and rooms that are closed."""
    token = sim.room_id(GARDEN_CLUB)
    with pytest.raises(ProtocolError):
        await talk.chat.send(token, " ")
    with pytest.raises(NotFoundError, match="nothing to reply to"):
        await talk.chat.send(token, "x", reply_to=1)
    with pytest.raises(ForbiddenError) as raised:
        await talk.chat.send(token, "x" * 32_001)
    assert raised.value.reason is Reason.TEXT_TOO_LONG
    await sim.set_read_only(GARDEN_CLUB)
    with pytest.raises(ForbiddenError) as raised:
        await talk.chat.send(token, "x")
    assert raised.value.reason is None
    await sim.set_lobby(GARDEN_CLUB)
    with pytest.raises(ForbiddenError) as raised:
        await talk.chat.send(token, "x")
    assert raised.value.reason is Reason.LOBBY
    with pytest.raises(ForbiddenError) as raised:
        await talk.chat.receive(token, last_known=1)
    assert raised.value.reason is Reason.LOBBY


@pytest.mark.parametrize("generation", ["old"])
async def test_send_what_is_not_known(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that a server is not asked for what it does not say that it can do."""
    token = sim.room_id(NEIGHBOURS)
    for call in (
        talk.chat.send(token, "x", reply_to=1),
        talk.chat.send(token, "x", silent=True),
        talk.chat.edit(token, 1, "x"),
        talk.chat.delete(token, 1),
        talk.chat.mark_read(token, 1),
        talk.chat.mark_unread(token),
        talk.reactions.add(token, 1, "👍"),
        talk.reactions.remove(token, 1, "👍"),
        talk.reactions.list(token, 1),
    ):
        with pytest.raises(UnsupportedError, match="has no "):
            await call
    assert not sim.log


async def test_edit_and_delete(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that the notice tells of what became of the message."""
    token = sim.room_id(GARDEN_CLUB)
    sent = await talk.chat.send(token, "Helo")
    assert sent
    notice = await talk.chat.edit(token, sent.id, "Hello")
    assert notice.system_message == "message_edited"
    assert notice.parent
    assert (notice.parent.id, notice.parent.message) == (sent.id, "Hello")
    assert notice.parent.last_edit_timestamp
    assert notice.parent.last_edit_actor_id == "taro"
    notice = await talk.chat.delete(token, sent.id)
    assert notice.system_message == "message_deleted"
    assert notice.parent
    assert notice.parent.id == sent.id
    assert notice.parent.is_tombstone


async def test_edit_and_delete_what_is_not_ours(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test others' messages, notices, and ids that are not there."""
    token = sim.room_id(GARDEN_CLUB)
    written = await sim.write(GARDEN_CLUB, "Hanako", "Mine")
    await sim.edit(GARDEN_CLUB, written["id"], "Mine!")
    for call in (
        talk.chat.edit(token, written["id"], "x"),
        talk.chat.delete(token, written["id"]),
    ):
        with pytest.raises(ForbiddenError):
            await call
    for missing in (talk.chat.edit(token, 1, "x"), talk.chat.delete(token, 1)):
        with pytest.raises(NotFoundError):
            await missing
    room = sim.cloud.room(NEIGHBOURS)
    notice = (await sim.edit(NEIGHBOURS, room.messages[-1].id, "!"))["id"]
    with pytest.raises(ForbiddenError):
        await talk.chat.edit(room.token, notice, "x")
    sent = await talk.chat.send(token, "x")
    assert sent
    with pytest.raises(ForbiddenError) as raised:
        await talk.chat.edit(token, sent.id, "x" * 32_001)
    assert raised.value.reason is Reason.TEXT_TOO_LONG


async def test_marks(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test reading up to a message, everything, and not the last one."""
    token = sim.room_id(NEIGHBOURS)
    messages = (await talk.chat.history(token)).messages
    await talk.chat.mark_read(token, messages[0].id)
    assert await sim.read_id(NEIGHBOURS) == messages[0].id
    await talk.chat.mark_read(token)
    assert await sim.read_id(NEIGHBOURS) == messages[-1].id
    await talk.chat.mark_unread(token)
    assert await sim.read_id(NEIGHBOURS) == messages[-2].id


@pytest.mark.parametrize("generation", ["between"])
async def test_marks_of_older_servers(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that a message has to be named where a server wants it."""
    token, last = sim.room_id(NEIGHBOURS), sim.cloud.room(NEIGHBOURS).messages[-1].id
    with pytest.raises(UnsupportedError, match="chat-read-last"):
        await talk.chat.mark_read(token)
    await talk.chat.mark_read(token, last)
    assert await sim.read_id(NEIGHBOURS) == last


# Reactions


async def test_reactions(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test reacting, twice, and taking it back, twice."""
    token = sim.room_id(NEIGHBOURS)
    message = sim.cloud.room(NEIGHBOURS).messages[0].id
    await sim.react(NEIGHBOURS, message, "Grandma", "🎉")
    for _ in range(2):
        reactions = await talk.reactions.add(token, message, "👍🏽")
        assert {
            key: [who.actor_id for who in found] for key, found in reactions.items()
        } == {
            "🎉": ["grandma"],
            "👍🏽": ["taro"],
        }
    assert reactions["🎉"][0].actor_display_name == "Grandma"
    assert reactions["🎉"][0].timestamp
    assert await talk.reactions.list(token, message) == reactions
    page = await talk.chat.history(token, last_known=message + 1, limit=1)
    assert page.messages[0].reactions == {"🎉": 1, "👍🏽": 1}
    assert page.messages[0].reactions_self == ["👍🏽"]
    assert list(await talk.reactions.remove(token, message, "👍🏽")) == ["🎉"]
    with pytest.raises(NotFoundError):
        await talk.reactions.remove(token, message, "👍🏽")
    with pytest.raises(ForbiddenError):
        await talk.reactions.add(token, message, "no emoji")
    with pytest.raises(NotFoundError):
        await talk.reactions.add(token, 1, "👍🏽")


async def test_reaction_that_is_there(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test servers that say so with a conflict."""
    await sim.break_("react", "status", status=409)
    assert await talk.reactions.add(sim.room_id(NEIGHBOURS), 1, "👍") == {}
