"""Servers of the first years: the chat of the reference, and rooms that tell little."""

from collections.abc import Iterable
import time
from typing import Any

import pytest

from custom_components.chat_rooms.model import (
    Feature,
    Member,
    MemberKind,
    MessageKind,
    Page,
)
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    NotFoundError,
    ProviderError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk import delivery, old_chat
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name
from tests.simulators.nextcloud_talk_state import User

from .conftest import GRANDMA, NEIGHBOURS, assert_discreet
from .listed import RUNNING
from .outgoing import send
from .wire import envelope

DAY = 86_400.0


@pytest.fixture
def generation() -> Name:
    """Return the first year, unless a test says otherwise."""
    return "old"


def wrote_long_ago(sim: NextcloudTalkSimulator, days: Iterable[float]) -> None:
    """Let Hanako have written to Grandma's room so many days ago, oldest first."""
    room = sim.cloud.room(GRANDMA)
    room.messages.clear()
    for ago in days:
        moment = time.time() - ago * DAY
        sim.cloud.add(room, sim.cloud.person("Hanako"), f"{ago} days", time=moment)


async def texts(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    position: int | None,
    limit: int,
) -> list[str]:
    """Return what was written to Grandma's room before a position."""
    found = await provider.messages_before(sim.room_id(GRANDMA), position, limit)
    return [message.text for message in found]


def asked_since(sim: NextcloudTalkSimulator) -> list[float]:
    """Return how many days back each request looked."""
    since = [
        int(dict(call.query)["notOlderThanTimestamp"]) for call in sim.calls("receive")
    ]
    return [round((time.time() - moment) / DAY, 2) for moment in since]


@pytest.mark.parametrize("generation", ["old", "between"])
async def test_rooms(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, generation: Name
) -> None:
    """Test rooms that know neither what was read nor what came last."""
    for _ in range(3):
        found = await provider.rooms()
        assert found.complete
        assert len(found.rooms) == 3
    assert all(call.query == [] for call in sim.calls("rooms"))
    room = next(room for room in found.rooms if room.name == NEIGHBOURS)
    features = (
        Feature.SEND
        | Feature.MARK_AS_READ
        | Feature.OWN_READ_MARK
        | Feature.PICTURES
        | Feature.CALL
        | Feature.CALL_MESSAGES
    )
    if generation == "between":
        features |= Feature.REPLY
    assert room.features & ~RUNNING == features
    assert room.limits.text_length == (1_000 if generation == "old" else 32_000)
    assert bool(room.limits.content_types) is (generation == "between")
    assert (room.newest, room.read_position, room.unread) == (None, None, None)
    assert (room.muted, room.in_call, room.last_message) == (None, False, None)
    assert not room.has_changes
    await sim.start_call(NEIGHBOURS, "Hanako")
    rooms = (await provider.rooms()).rooms
    assert next(room for room in rooms if room.name == NEIGHBOURS).in_call


async def test_mark_as_read(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that nothing is asked of a server that keeps no marks and levels."""
    with pytest.raises(UnsupportedError):
        await provider.mark_as_read(sim.room_id(NEIGHBOURS), "5")
    with pytest.raises(NotFoundError):
        await provider.mark_as_read(sim.room_id(NEIGHBOURS), "x")
    with pytest.raises(UnsupportedError):
        await provider.set_muted(sim.room_id(NEIGHBOURS), True)
    assert [call.endpoint for call in sim.calls()] == ["room"]


async def test_messages(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that new messages come in order, each once."""
    room_id = sim.room_id(NEIGHBOURS)
    position = sim.cloud.room(NEIGHBOURS).messages[-1].id
    assert await provider.messages_after(room_id, position, 200) == Page()
    first = await sim.write(NEIGHBOURS, "Hanako", "One {x} @taro")
    await sim.write(NEIGHBOURS, "Grandma", "Two")
    page = await provider.messages_after(room_id, position, 200)
    assert [message.text for message in page.messages] == ["One {x} @taro", "Two"]
    assert page.messages[0].id == str(first["id"])
    assert page.messages[0].sender == Member(id="hanako", name="Hanako")
    assert page.messages[0].kind is MessageKind.TEXT
    assert (page.changes, page.position) == ((), None)
    page = await provider.messages_after(room_id, page.end, 200)
    assert page == Page()
    for call in sim.calls("receive"):
        query = dict(call.query)
        assert query.keys() == {"offset", "notOlderThanTimestamp", "timeout"}
        assert (query["offset"], query["timeout"]) == ("0", "0")


async def test_guest(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a guest is one, though he may call himself like a user."""
    room = sim.cloud.room(NEIGHBOURS)
    position = room.messages[-1].id
    sim.cloud.add(room, User("taro", "", "guests"), "It's me")
    page = await provider.messages_after(room.token, position, 200)
    guest = Member(id="guests/taro", name="", kind=MemberKind.GUEST)
    assert page.messages[0].sender == guest


async def test_how_far_back(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that no more is asked for than what may be new."""
    wrote_long_ago(sim, [3, 2, 0.5, 0.25])
    room_id = sim.room_id(GRANDMA)
    messages = sim.cloud.room(GRANDMA).messages
    # After a restart nothing is known: a day and a little is looked at.
    page = await provider.messages_after(room_id, messages[1].id, 200)
    assert [message.text for message in page.messages] == ["0.5 days", "0.25 days"]
    assert asked_since(sim) == [1.04]
    sim.log.clear()
    await provider.messages_after(room_id, messages[-1].id, 200)
    assert asked_since(sim) == [0.25]
    sim.log.clear()
    # Whoever asks for what came before that has to be told all of it.
    page = await provider.messages_after(room_id, messages[2].id, 200)
    assert [message.text for message in page.messages] == ["0.25 days"]
    assert asked_since(sim) == [1.04]


async def test_same_second(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that messages of one second are not lost."""
    room = sim.cloud.room(NEIGHBOURS)
    moment = float(int(time.time()))
    hanako = sim.cloud.person("Hanako")
    first = sim.cloud.add(room, hanako, "One", time=moment)
    page = await provider.messages_after(room.token, first.id - 1, 200)
    assert [message.text for message in page.messages] == ["One"]
    sim.cloud.add(room, hanako, "Two", time=moment)
    page = await provider.messages_after(room.token, page.end, 200)
    assert [message.text for message in page.messages] == ["Two"]


async def test_history(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that windows grow until there is enough, or no more."""
    wrote_long_ago(sim, [800, 300, 20, 5, 0.5])
    assert await texts(sim, provider, None, 1) == ["0.5 days"]
    assert asked_since(sim) == [1]
    sim.log.clear()
    assert await texts(sim, provider, None, 3) == ["20 days", "5 days", "0.5 days"]
    assert asked_since(sim) == [1, 7, 30]
    sim.log.clear()
    everything = ["800 days", "300 days", "20 days", "5 days", "0.5 days"]
    assert await texts(sim, provider, None, 50) == everything
    assert len(sim.calls("receive")) == 5
    position = sim.cloud.room(GRANDMA).messages[3].id
    assert await texts(sim, provider, position, 2) == ["300 days", "20 days"]
    assert await texts(sim, provider, 1, 2) == []


async def test_history_tells_where_the_room_stands(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that after a first look only what is newer is asked for."""
    wrote_long_ago(sim, [0.5])
    await texts(sim, provider, None, 1)
    sim.log.clear()
    newest = sim.cloud.room(GRANDMA).messages[-1].id
    await provider.messages_after(sim.room_id(GRANDMA), newest, 200)
    assert asked_since(sim) == [0.5]


async def test_one(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test one message, however old it is."""
    wrote_long_ago(sim, [800, 300, 0.5])
    room = sim.cloud.room(GRANDMA)
    for message in room.messages:
        found = await provider.message(room.token, str(message.id))
        assert found.text == message.text
    for message_id in ("1", str(room.messages[-1].id + 1), "x"):
        with pytest.raises(NotFoundError):
            await provider.message(room.token, message_id)


async def test_send(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the id of a message is found, though the answer does not have it."""
    await sim.write(NEIGHBOURS, "Taro", "Hello")
    await sim.write(NEIGHBOURS, "Hanako", "Hello")
    for _ in range(2):
        (sent,) = await send(sim, provider, text=" Hello ")
        received = await sim.received()
        assert sent.message_id == str(received[-1]["id"])
        assert abs(sent.sent_at.timestamp() - received[-1]["time"]) < 1.5
    assert len(await sim.received()) == 2


@pytest.mark.parametrize("content", [{"reply_to": "5"}, {"silent": True}])
async def test_not_known_yet(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    content: dict[str, Any],
) -> None:
    """Test what such a server cannot do: nothing is sent instead."""
    with pytest.raises(UnsupportedError):
        await send(sim, provider, text="Hello", **content)
    assert await sim.received() == []


async def test_sent_and_never_seen(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a message without an answer is looked for until it comes."""
    monkeypatch.setattr(old_chat, "LOOK_AGAIN", 0.0)
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 5.0)
    empty = envelope([])
    # Once before it is sent, then twice in vain.
    await sim.break_("receive", "body", body=empty, times=3)
    (sent,) = await send(sim, provider, text="Hello")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("receive")) == 4


async def test_nothing_to_compare_with(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that nothing is sent that could not be known again."""
    await sim.break_("receive", "status", status=500, times=-1)
    with pytest.raises(ConnectionError_):
        await send(sim, provider, text="Hello")
    assert await sim.received() == []


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
        with pytest.raises(ProviderError) as raised:
            await ask
        assert type(raised.value) is NotFoundError
        assert_discreet(repr(raised.value), sim)


async def test_new_generation(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a server that grows up is used as what it is by then."""
    await send(sim, provider, text="Hello")
    for feature in ("chat-v2", "conversation-v4", "chat-reference-id"):
        await sim.set_feature(feature, True)
    await provider.sign_in()
    assert (await provider.rooms()).rooms[0].unread is not None
    (sent,) = await send(sim, provider, text="Hello again")
    message = await provider.message(sim.room_id(NEIGHBOURS), sent.message_id)
    assert message.client_id == "ID-1"
