"""What a card is told of rooms that take no words, or no read marks."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.dispatch import Dispatch
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..cards import Card
from .helpers import FRIENDS, STATION, refresh


@pytest.fixture
def friends(ready: MockConfigEntry) -> str:
    """Return the event entity of the friends' check-ins."""
    dispatch: Dispatch = ready.runtime_data.dispatch
    entity = dispatch.event_entity(FRIENDS)
    assert entity
    return entity.entity_id


async def test_read_only_room(card: Card, friends: str) -> None:
    """The card knows that nothing can be sent, and is told so as an action is."""
    await card.subscribe(friends)
    room = (await card.next("room"))["room"]
    assert (room["can_send"], room["can_control"]) == (False, True)
    assert (room["notify_entity_id"], room["can_record"]) == (None, False)
    assert "send" not in room["features"]
    error = await card.error("send", entity_id=friends, message="Hello")
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "read_only"
    assert error["translation_placeholders"] == {"service": "Hatena Coco"}


async def test_unread_without_marks_of_the_service(
    hass: HomeAssistant, coco: HatenaCocoSimulator, card: Card, friends: str
) -> None:
    """Where Home Assistant keeps the read mark, the card shows what is unread."""
    await card.subscribe(friends)
    await card.next("room")
    assert not any(
        message["unread"]
        for message in (await card.result("messages", entity_id=friends))["messages"]
    )
    await coco.check_in("taro", STATION, "On my way", photos=1)
    await refresh(hass)
    message = (await card.next("message"))["message"]
    assert message["unread"]
    (photo,) = message["attachments"]
    assert photo["preview"]
    assert photo["path"].startswith("/api/chat_rooms/attachments/")
    assert (await card.next("room"))["room"]["unread"] == 1
    answer = await card.result("mark_as_read", entity_id=friends)
    assert answer == {"message_id": message["message_id"], "unread": 0}
    assert (await card.next("room"))["room"]["unread"] == 0
