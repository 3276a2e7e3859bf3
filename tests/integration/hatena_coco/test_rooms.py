"""Friends' check-ins, the own ones, and those at a spot."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..conftest import set_up
from ..helpers import act, state, texts, unload, until
from .helpers import CAFE, PARK, STATION, TOTAL, refresh

FRIENDS_EVENT = "event.friends_check_ins_message"
OWN_EVENT = "event.my_check_ins_message"
UNREAD = "sensor.friends_check_ins_unread_messages"
PHOTO = "image.friends_check_ins_latest_photo"


async def test_rooms(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """Only a spot can be written to; all can be marked as read."""
    entities = set(hass.states.async_entity_ids())
    assert {entity for entity in entities if entity.startswith("notify.")} == {
        "notify.ueno_park"
    }
    assert {FRIENDS_EVENT, OWN_EVENT, "event.ueno_park_message"} <= entities
    assert state(hass, UNREAD) == "0"
    assert state(hass, "sensor.ueno_park_unread_messages") == "0"


async def test_a_check_in_of_a_friend(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """It is a message with a place, and with what the service adds."""
    station = coco.world.spot(STATION)
    await coco.check_in(
        "taro",
        STATION,
        "Off we go",
        comments=[{"user": "obaachan", "body": "Take care"}],
        coins=[{"count": 2, "reason": "First time"}],
        rallies=[{"id": 7, "name": "Stations", "target": 10, "stamped": 5}],
    )
    await refresh(hass)
    [event] = messages
    data = event.data
    assert data["kind"] == "location"
    assert (data["text"], data["sender"], data["sender_id"]) == (
        "Off we go",
        "Taro",
        "taro",
    )
    assert data["location"] == {
        "latitude": station.latitude,
        "longitude": station.longitude,
        "name": STATION,
    }
    assert data["detail"]["spot"]["key"] == station.key
    assert data["detail"]["comments"] == 1
    assert data["detail"]["coins"] == 2
    assert data["detail"]["rallies"] == [
        {"name": "Stations", "stamped": 5, "target": 10}
    ]
    assert (data["is_own"], data["missed"], data["entity_id"]) == (
        False,
        False,
        FRIENDS_EVENT,
    )
    assert state(hass, FRIENDS_EVENT) != "unknown"
    assert state(hass, UNREAD) == state(hass, TOTAL) == "1"


async def test_each_once_and_in_order(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Several pages of check-ins come in order, and none comes twice."""
    said = [f"Here {number}" for number in range(130)]
    for text in said:
        await coco.check_in("taro", CAFE, text)
    await refresh(hass)
    await refresh(hass)
    assert texts(messages) == said
    assert state(hass, UNREAD) == "130"


async def test_own_check_ins(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """What was checked in with the app is own, in its room and in that of the spot."""
    await coco.check_in("hana", PARK, "Blossoms")
    await coco.check_in("hana", CAFE, "Cake")
    await refresh(hass)
    assert sorted(
        (event.data["entity_id"], event.data["text"]) for event in messages
    ) == [
        (OWN_EVENT, "Blossoms"),
        (OWN_EVENT, "Cake"),
        ("event.ueno_park_message", "Blossoms"),
    ]
    for event in messages:
        assert event.data["is_own"]
        assert not event.data["sent_by_home_assistant"]
    assert state(hass, TOTAL) == "0"


async def test_own_ones_are_not_a_friends(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A service that lists the own check-ins among those of friends is no trouble."""
    await coco.set_options(own_in_checkins=True)
    await coco.check_in("hana", CAFE, "Cake")
    await refresh(hass)
    assert [event.data["entity_id"] for event in messages] == [OWN_EVENT]
    assert state(hass, UNREAD) == "0"


async def test_mark_as_read(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Home Assistant keeps the mark, also over a restart, and asks nothing for it."""
    for text in ("One", "Two", "Three"):
        await coco.check_in("taro", CAFE, text)
    await refresh(hass)
    asked = len(coco.calls())
    first = messages[0].data["message_id"]
    answer = await act(hass, "mark_as_read", FRIENDS_EVENT, message_id=first)
    assert answer[FRIENDS_EVENT] == {"message_id": first, "unread": 2}
    assert len(coco.calls()) == asked
    await unload(hass, ready)
    await set_up(hass, ready)
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.friends_check_ins_mark_as_read"},
        blocking=True,
    )
    assert state(hass, UNREAD) == state(hass, TOTAL) == "0"
    await refresh(hass)
    assert state(hass, UNREAD) == "0"


async def test_missed(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """What happened while Home Assistant was down comes once, and marked so."""
    await unload(hass, ready)
    await coco.check_in("obaachan", CAFE, "Tea")
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 1)
    assert messages[0].data["missed"]
    await refresh(hass)
    assert texts(messages) == ["Tea"]


async def test_photos(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A check-in brings its photos, and the newest is the room's latest photo."""
    before = hass.states.get(PHOTO)
    assert before
    await coco.check_in("taro", CAFE, "Cake", photos=2)
    await refresh(hass)
    [event] = messages
    assert len(event.data["attachments"]) == 2
    after = hass.states.get(PHOTO)
    assert after
    assert after.state != before.state


async def test_messages_of_a_spot(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """get_messages shows a spot's own check-ins only, newest last."""
    for text, spot in (("One", PARK), ("Two", CAFE), ("Three", PARK)):
        await coco.check_in("hana", spot, text)
    await refresh(hass)
    answer = await act(hass, "get_messages", "notify.ueno_park", limit=2)
    assert [message["text"] for message in answer["messages"]] == ["One", "Three"]
