"""Agents of language models in rooms that change what they take."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..agents import GET, SEND, Agent, answer_of, expose
from ..helpers import kinds, until
from .helpers import GARDEN_CLUB, NEIGHBOURS, heartbeat

CLUB_NOTIFY = "notify.garden_club"
NEIGHBOURS_NOTIFY = "notify.neighbours"


@pytest.fixture
def agent(hass: HomeAssistant, ready: MockConfigEntry) -> Agent:
    """Return an agent that may know of two rooms."""
    expose(hass, CLUB_NOTIFY, NEIGHBOURS_NOTIFY)
    return Agent(hass)


async def test_reply(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    agent: Agent,
    live: dict[str, Any],
) -> None:
    """What the agent got it can answer, and it sees that this was an answer."""
    assert "reply_to" in (await agent.schema(SEND))["properties"]
    [*_, question] = await agent.messages(room=NEIGHBOURS, unread_only=True)
    assert question["text"] == "Tea at four?"
    sent = await agent.call(
        SEND, room=NEIGHBOURS, message="Yes!", reply_to=question["message_id"]
    )
    [received] = await talk.received(NEIGHBOURS)
    assert (received["text"], received["reply_to"]) == ("Yes!", live["id"])
    [answer] = await agent.messages(room=NEIGHBOURS, limit=1)
    assert answer["message_id"] == sent.data["message_id"]
    assert answer["is_own"] is True
    assert answer["reply_to"] == question["message_id"]


async def test_room_that_is_locked(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, agent: Agent
) -> None:
    """It is read on, and offered again for sending when it is unlocked."""
    assert await agent.rooms(SEND) == [GARDEN_CLUB, NEIGHBOURS]
    before = await agent.api()
    await talk.set_read_only(GARDEN_CLUB)
    await heartbeat(hass)
    assert await agent.rooms(SEND) == [NEIGHBOURS]
    assert await agent.rooms(GET) == [GARDEN_CLUB, NEIGHBOURS]
    answer = await answer_of(before, SEND, room=GARDEN_CLUB, message="Hello")
    assert answer.error
    assert answer.data["rooms"] == [NEIGHBOURS]
    assert await talk.received(GARDEN_CLUB) == []
    await talk.set_read_only(GARDEN_CLUB, False)
    await heartbeat(hass)
    assert await agent.rooms(SEND) == [GARDEN_CLUB, NEIGHBOURS]


async def test_locked_before_anybody_has_told(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, agent: Agent
) -> None:
    """The server's refusal says why."""
    await talk.set_read_only(GARDEN_CLUB)
    with pytest.raises(HomeAssistantError) as error:
        await agent.call(SEND, room=GARDEN_CLUB, message="Hello")
    assert error.value.translation_key == "read_only"


async def test_place_in_words(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, agent: Agent
) -> None:
    """A place is told by its name."""
    await talk.share_location(NEIGHBOURS, "Hanako", "The old mill")
    await heartbeat(hass)
    [message] = await agent.messages(room=NEIGHBOURS, limit=1)
    assert (message["kind"], message["place"]) == ("location", "The old mill")


async def test_deleted_message(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    agent: Agent,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Of what somebody has taken back the agent hears nothing."""
    assert (await agent.texts(room=NEIGHBOURS))[-1] == "Tea at four?"
    await talk.delete(NEIGHBOURS, live["id"])
    await until(hass, lambda: "deleted" in kinds(told))
    found = await agent.messages(room=NEIGHBOURS)
    assert str(live["id"]) not in [message["message_id"] for message in found]
    assert "Tea at four?" not in await agent.texts(room=NEIGHBOURS)
