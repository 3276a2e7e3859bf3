"""The chat of the reference: offset, notOlderThanTimestamp and timeout."""

import asyncio

import pytest

from custom_components.chat_rooms.providers.errors import NotFoundError
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, NEIGHBOURS
from .test_client_chat import HISTORY


@pytest.fixture
def generation() -> str:
    """Return the year of the reference."""
    return "old"


async def test_receive(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that messages are put in order, and tell what they told then."""
    token = sim.room_id(NEIGHBOURS)
    page = await talk.chat.receive_v1(token)
    assert [message.message for message in page.messages] == HISTORY
    assert page.last_given is None
    first = page.messages[0]
    assert (first.actor_type, first.actor_id) == ("users", "hanako")
    assert first.actor_display_name == "Hanako"
    assert (first.message_type, first.message_parameters) == ("", {})
    (call,) = sim.log
    assert call.query == [("offset", "0"), ("timeout", "0")]
    since = page.messages[2].timestamp
    page = await talk.chat.receive_v1(token, not_older_than=since)
    assert [message.message for message in page.messages] == HISTORY[2:]
    page = await talk.chat.receive_v1(token, offset=1, not_older_than=since)
    assert len(page.messages) == 1


async def test_wait(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test waiting where there is nothing yet, at most half a minute."""
    token = sim.room_id(GARDEN_CLUB)
    sim.cloud.room(GARDEN_CLUB).messages.clear()
    poll = asyncio.create_task(talk.chat.receive_v1(token, timeout=300))
    await sim.wait_for_subscribers(1, GARDEN_CLUB)
    assert ("timeout", "30") in sim.log[-1].query
    await sim.write(GARDEN_CLUB, "Hanako", "First!")
    assert [message.message for message in (await poll).messages] == ["First!"]


async def test_send(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that the server takes a message without telling its id."""
    token = sim.room_id(NEIGHBOURS)
    assert await talk.chat.send(token, "Hello 🌱") is None
    (received,) = await sim.received()
    assert received["text"] == "Hello 🌱"
    page = await talk.chat.receive_v1(token)
    assert page.messages[-1].id == received["id"]
    with pytest.raises(NotFoundError):
        await talk.chat.send("nowhere", "Hello")
