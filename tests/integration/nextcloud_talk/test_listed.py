"""What a list of rooms tells less of its last messages than the chat does."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..cards import connected
from ..conftest import set_up
from .helpers import NEIGHBOURS

EVENT = "event.neighbours_message"


async def test_card_shows_all_of_it(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A card shows what it is an answer to, and which reaction is the account's."""
    first = talk.cloud.room(NEIGHBOURS).messages[0].id
    answer = await talk.write(NEIGHBOURS, "Hanako", "Good day", reply_to=first)
    await talk.react(NEIGHBOURS, answer["id"], "Taro", "👍")
    await set_up(hass, entry)
    card = await connected(hass, hass_ws_client)
    found = await card.result("messages", entity_id=EVENT, limit=1)
    (message,) = found["messages"]
    assert message["reply_to"] == str(first)
    assert message["reactions"] == [{"text": "👍", "count": 1, "is_own": True}]
