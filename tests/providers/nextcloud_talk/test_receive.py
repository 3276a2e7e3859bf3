"""Messages and what happens beside them, as they come from a server."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import ChangeKind, MemberKind, MessageKind, Page
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, NEIGHBOURS, assert_discreet
from .wire import envelope

pytestmark = pytest.mark.parametrize("generation", ["current", "previous", "between"])


def newest(sim: NextcloudTalkSimulator, room: str = NEIGHBOURS) -> int:
    """Return the id of the newest thing in a room."""
    return sim.cloud.room(room).messages[-1].id


async def after(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    position: int,
    limit: int = 200,
) -> Page:
    """Return what came after a position."""
    return await provider.messages_after(sim.room_id(NEIGHBOURS), position, limit)


async def test_nothing(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that nothing new is nothing, and does not wait for anything."""
    page = await after(sim, provider, newest(sim))
    assert page == Page()
    assert len(sim.calls("receive")) == 1


async def test_messages(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that what people write comes in order, as they see it."""
    start = newest(sim)
    first = await sim.write(NEIGHBOURS, "Hanako", "Hello @taro & {all}")
    await sim.write(NEIGHBOURS, "Grandma", "@all ready?", reply_to=first["id"])
    await sim.write(NEIGHBOURS, "Taro", "I am")
    page = await after(sim, provider, start)
    assert [message.text for message in page.messages] == [
        "Hello @Taro & {all}",
        f"@{NEIGHBOURS} ready?",
        "I am",
    ]
    hello, ready, own = page.messages
    assert hello.mentions_me
    assert ready.mentions_me
    assert not own.mentions_me
    assert ready.reply_to == hello.id
    assert ready.detail["parent"]["text"] == "Hello @Taro & {all}"
    assert own.sender.id == provider.account.member_id
    assert hello.sender.kind is MemberKind.PERSON
    assert page.end == page.position == newest(sim)
    assert page.changes == ()


async def test_files(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test pictures, sounds, places and polls."""
    start = newest(sim)
    await sim.send_image(NEIGHBOURS, "Hanako")
    await sim.send_image(NEIGHBOURS, "Hanako", "Our cat")
    await sim.send_voice(NEIGHBOURS, "Grandma")
    await sim.send_file(NEIGHBOURS, "Grandma", "list.txt")
    await sim.share_location(NEIGHBOURS, "Grandma", "The mill")
    await sim.start_poll(NEIGHBOURS, "Grandma", "Tea?")
    page = await after(sim, provider, start)
    assert [(message.kind, message.text) for message in page.messages] == [
        (MessageKind.IMAGE, ""),
        (MessageKind.IMAGE, "Our cat"),
        (MessageKind.AUDIO, ""),
        (MessageKind.FILE, ""),
        (MessageKind.LOCATION, "The mill"),
        (MessageKind.TEXT, "Tea?"),
    ]
    assert page.messages[3].attachments[0].name == "list.txt"
    assert page.messages[3].attachments[0].content_type == "text/plain"


async def test_changes(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that edits, reactions and deletions are changes and no messages."""
    first = (await sim.write(NEIGHBOURS, "Hanako", "Hello"))["id"]
    second = (await sim.write(NEIGHBOURS, "Hanako", "Bye"))["id"]
    start = newest(sim)
    await sim.edit(NEIGHBOURS, first, "Good day")
    await sim.react(NEIGHBOURS, first, "Grandma", "👍")
    await sim.unreact(NEIGHBOURS, first, "Grandma", "👍")
    await sim.react(NEIGHBOURS, first, "Taro", "🎉")
    await sim.delete(NEIGHBOURS, second)
    poll = (await sim.start_poll(NEIGHBOURS, "Grandma", "Tea?"))["id"]
    await sim.vote(NEIGHBOURS, "Hanako", poll)
    page = await after(sim, provider, start)
    assert [message.text for message in page.messages] == ["Tea?"]
    kinds = [(change.kind, change.message_id) for change in page.changes]
    # Nobody has seen the reaction that was taken back before anybody looked.
    assert [kind for kind in kinds if kind[0] is not ChangeKind.REACTION_REMOVED] == [
        (ChangeKind.EDITED, str(first)),
        (ChangeKind.REACTION_ADDED, str(first)),
        (ChangeKind.DELETED, str(second)),
    ]
    edited = page.changes[0]
    assert edited.message is not None
    assert edited.message.text == "Good day"
    assert edited.message.detail["edited_at"]
    (added,) = (c for c in page.changes if c.kind is ChangeKind.REACTION_ADDED)
    assert (added.reaction, added.actor.id) == ("🎉", "taro")
    assert page.end == newest(sim)


async def test_people(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that whoever comes, goes and calls is told twice: to read, and to use."""
    start = newest(sim)
    await sim.add_member(NEIGHBOURS, "jiro")
    await sim.remove_member(NEIGHBOURS, "jiro")
    await sim.start_call(NEIGHBOURS, "Grandma")
    await sim.end_call(NEIGHBOURS)
    await sim.rename_room(NEIGHBOURS, "Street")
    page = await provider.messages_after(sim.room_id("Street"), start, 200)
    assert len(page.messages) == 5
    for message in page.messages:
        assert message.kind is MessageKind.SYSTEM
        assert not message.counts
    assert [(c.kind, c.member and c.member.id) for c in page.changes] == [
        (ChangeKind.JOINED, "jiro"),
        (ChangeKind.LEFT, "jiro"),
        (ChangeKind.CALL_STARTED, None),
        (ChangeKind.CALL_ENDED, None),
    ]
    assert page.changes[2].actor.id == "grandma"
    assert [c.position for c in page.changes] == [
        message.position for message in page.messages[:4]
    ]


async def test_hidden(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the position moves beyond what nobody is shown."""
    start = newest(sim)
    await sim.write(NEIGHBOURS, "Hanako", "Shown")
    last = await sim.hidden(NEIGHBOURS, 3)
    page = await after(sim, provider, start)
    assert [message.text for message in page.messages] == ["Shown"]
    assert page.end == last
    assert await after(sim, provider, page.end) == Page()
    last = await sim.hidden(NEIGHBOURS)
    page = await after(sim, provider, page.end)
    assert (page.messages, page.end) == ((), last)


async def test_paging(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that many messages come page by page, all of them once."""
    position = newest(sim)
    await sim.burst([NEIGHBOURS], 450)
    texts: list[str] = []
    while (page := await after(sim, provider, position, 1000)).end > position:
        texts += [message.text for message in page.messages]
        position = page.end
    assert texts == [f"Message {number} of 450" for number in range(1, 451)]
    assert len(sim.calls("receive")) == 4


async def test_history(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the newest come first, as many as are asked for."""
    room_id = sim.room_id(NEIGHBOURS)
    await sim.burst([NEIGHBOURS], 300)
    found = await provider.messages_before(room_id, None, 250)
    assert [m.text for m in found] == [f"Message {n} of 300" for n in range(51, 301)]
    found = await provider.messages_before(room_id, found[0].position, 1000)
    assert [m.text for m in found[-50:]] == [
        f"Message {number} of 300" for number in range(1, 51)
    ]
    assert found[0].text == "Good morning, neighbours!"
    assert await provider.messages_before(room_id, found[0].position, 10) == []


async def test_history_of_changes(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that changes are no part of the history, but what is left of messages is."""
    first = (await sim.write(NEIGHBOURS, "Hanako", "First"))["id"]
    gone = (await sim.write(NEIGHBOURS, "Hanako", "Gone"))["id"]
    for emoji in "🎉👍🌱🐈🚲" * 10:
        await sim.react(NEIGHBOURS, first, "Grandma", emoji)
        await sim.unreact(NEIGHBOURS, first, "Grandma", emoji)
    await sim.hidden(NEIGHBOURS, 50)
    await sim.delete(NEIGHBOURS, gone)
    room_id = sim.room_id(NEIGHBOURS)
    before, left, deleted = await provider.messages_before(room_id, None, 3)
    assert (before.text, left.text) == ("The recycling comes tomorrow.", "First")
    assert (deleted.id, deleted.deleted, deleted.text) == (str(gone), True, "")
    assert len(sim.calls("history")) <= 10


def test_position(provider: NextcloudTalkProvider) -> None:
    """Test that an id is its place."""
    assert provider.position_of("42") == 42
    with pytest.raises(NotFoundError):
        provider.position_of("4x")


async def test_gone(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test a room that the account is not in any more."""
    room_id = sim.room_id(NEIGHBOURS)
    await sim.leave_room(NEIGHBOURS)
    for ask in (
        provider.messages_after(room_id, 0, 10),
        provider.messages_before(room_id, None, 10),
        provider.message(room_id, "1"),
    ):
        with pytest.raises(NotFoundError) as raised:
            await ask
        assert_discreet(repr(raised.value), sim)


async def test_lobby(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a lobby is told as what it is."""
    await sim.set_lobby(GARDEN_CLUB)
    with pytest.raises(ForbiddenError) as raised:
        await provider.messages_before(sim.room_id(GARDEN_CLUB), None, 10)
    assert raised.value.reason is Reason.LOBBY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "drop", "times": 2}, ConnectionError_),
        ({"kind": "status", "status": 500}, ConnectionError_),
        ({"kind": "truncated"}, ConnectionError_),
        ({"kind": "status", "status": 401}, AuthError),
        ({"kind": "status", "status": 403}, ForbiddenError),
        ({"kind": "status", "status": 429}, RateLimitedError),
        ({"kind": "html"}, UnsupportedError),
        ({"kind": "body", "body": envelope({"a": 1})}, ProtocolError),
        ({"kind": "huge", "size": 9_000_000, "times": 4}, ProtocolError),
    ],
)
async def test_errors(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that what goes wrong is one of the few errors."""
    await sim.break_("receive", **fault)
    with pytest.raises(ProviderError) as raised:
        await after(sim, provider, 0)
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)


async def test_page_that_is_too_long(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a room of long messages is read in smaller pieces."""
    position = newest(sim, NEIGHBOURS)
    for number in range(3):
        await sim.write(NEIGHBOURS, "Hanako", str(number))
    await sim.break_("receive", "huge", size=9_000_000)
    page = await after(sim, provider, position)
    assert [message.text for message in page.messages] == ["0", "1", "2"]
    limits = [dict(call.query)["limit"] for call in sim.calls("receive")]
    assert limits == ["200", "25"]


@pytest.mark.parametrize(
    "body", [None, [], ["x", None, {"id": 0}, {"id": "y"}, {"message": "no id"}]]
)
async def test_unreadable(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, body: object
) -> None:
    """Test that what cannot be read is left out."""
    headers = {"X-Chat-Last-Given": "99999999999999"}
    await sim.break_("receive", "body", body=envelope(body))
    await sim.break_("receive", "status", status=200, body=envelope(body))
    await sim.break_(
        "receive", "status", status=200, body=envelope(body), headers=headers
    )
    for position in (None, None, 99999999999999):
        page = await after(sim, provider, 5)
        assert (page.messages, page.changes) == ((), ())
        assert page.position == position
