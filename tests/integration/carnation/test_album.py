"""The own album of a user: what arrives in it, and what is told of that."""

from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator

from ..conftest import set_up
from ..helpers import act, state, texts, unload, until
from .helpers import (
    CONNECTED,
    HANA,
    KITCHEN,
    LIVING_ROOM,
    NEW_EVENTS,
    TOTAL,
    poll,
    refresh,
)

EVENT = "event.hana_message"
UNREAD = "sensor.hana_unread_messages"


async def add(carnation: CarnationSimulator, title: str, **item: Any) -> str:
    """Put a picture or a film into Hana's album; return its id."""
    added = await carnation.add_item(HANA, title=title, **item)
    await carnation.pass_time(2)
    return str(added["id"])


async def test_entities(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """An album has what it can do, and the account its count of new events."""
    entities = set(hass.states.async_entity_ids())
    assert {
        "notify.hana",
        EVENT,
        UNREAD,
        "sensor.hana_last_message",
        "image.hana_latest_photo",
        "button.hana_mark_as_read",
        NEW_EVENTS,
    } <= entities
    assert state(hass, NEW_EVENTS) == state(hass, UNREAD) == "0"
    assert state(hass, CONNECTED) == "on"


async def test_a_new_picture(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture from elsewhere is an own message with its original."""
    item_id = await add(carnation, "Sports day", description="First!")
    await refresh(hass)
    [event] = messages
    data = event.data
    assert data["message_id"] == item_id
    assert (data["kind"], data["title"], data["text"]) == (
        "image",
        "Sports day",
        "First!",
    )
    assert (data["sender"], data["is_own"], data["sent_by_home_assistant"]) == (
        "Hana",
        True,
        False,
    )
    [attachment] = data["attachments"]
    assert attachment["content_type"] == "image/jpeg"
    assert data["detail"]["status"] == "active"
    assert state(hass, UNREAD) == "0"


async def test_a_film(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A film tells how long it is."""
    await add(carnation, "Swimming", kind="film")
    await refresh(hass)
    [event] = messages
    assert event.data["kind"] == "video"
    assert event.data["duration"] == 2
    assert event.data["attachments"][0]["content_type"] == "video/mp4"


async def test_what_appears_late(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture whose upload began first and ended last is not lost."""
    first = await carnation.add_item(HANA, title="Slow", status="initiated")
    await add(carnation, "Quick")
    await refresh(hass)
    assert [event.data["title"] for event in messages] == ["Quick"]
    await carnation.derive(first["id"])
    await carnation.pass_time(2)
    await refresh(hass)
    await refresh(hass)
    assert [event.data["title"] for event in messages] == ["Quick", "Slow"]


async def test_likes(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Each liked picture is a message of the viewer, also where likes merge."""
    first, second = await add(carnation, "One"), await add(carnation, "Two")
    await refresh(hass)
    messages.clear()
    await carnation.break_("mark_events_retrieved", "status", status=503, times=9)
    await carnation.like(LIVING_ROOM, int(first))
    await refresh(hass)
    event = messages[0].data
    assert (event["kind"], event["sender"], event["sender_id"]) == (
        "like",
        LIVING_ROOM,
        "viewer:1",
    )
    assert (event["reply_to"], event["is_own"], event["text"]) == (first, False, "")
    assert event["detail"]["item_id"] == int(first)
    assert state(hass, UNREAD) == state(hass, TOTAL) == "1"
    assert state(hass, "sensor.hana_last_message") == "Like"
    # It is the same event at the service, which has been seen already.
    await carnation.like(LIVING_ROOM, int(second))
    await carnation.like(LIVING_ROOM, int(second))
    await refresh(hass)
    await carnation.like(KITCHEN, int(first))
    await refresh(hass)
    assert [(e.data["sender"], e.data["reply_to"]) for e in messages] == [
        (LIVING_ROOM, first),
        (LIVING_ROOM, second),
        (KITCHEN, first),
    ]
    assert state(hass, UNREAD) == "3"
    await carnation.mend()


async def test_retrieved(
    hass: HomeAssistant, carnation: CarnationSimulator, ready: MockConfigEntry
) -> None:
    """What has been delivered is reported, and is new at the service no more."""
    item_id = int(await add(carnation, "One"))
    event = await carnation.like(LIVING_ROOM, item_id)
    await refresh(hass)
    assert state(hass, NEW_EVENTS) == "1"
    await carnation.wait_for_retrieved(event["id"])
    await refresh(hass)
    assert state(hass, NEW_EVENTS) == "0"
    assert state(hass, UNREAD) == "1"


async def test_retrieved_is_tried_again(
    hass: HomeAssistant, carnation: CarnationSimulator, ready: MockConfigEntry
) -> None:
    """A report that failed is made up for with the next list."""
    item_id = int(await add(carnation, "One"))
    event = await carnation.like(LIVING_ROOM, item_id)
    await carnation.break_("mark_events_retrieved", "status", status=503)
    await refresh(hass)
    await poll(hass, 61)
    await carnation.wait_for_retrieved(event["id"])


async def test_mark_as_read(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Marking goes to the service, and what is marked there is read here."""
    first, second = await add(carnation, "One"), await add(carnation, "Two")
    await carnation.like(LIVING_ROOM, int(first))
    await refresh(hass)
    await until(hass, lambda: any(e.data["kind"] == "like" for e in messages))
    await carnation.like(KITCHEN, int(second))
    await refresh(hass)
    likes = [e.data["message_id"] for e in messages if e.data["kind"] == "like"]
    answer = await act(hass, "mark_as_read", EVENT, message_id=likes[0])
    assert answer[EVENT] == {"message_id": likes[0], "unread": 1}
    events = (await carnation.events(HANA))[-2:]
    assert [event["read"] for event in events] == [True, False]
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.hana_mark_as_read"}, blocking=True
    )
    assert all(event["read"] for event in await carnation.events(HANA))
    assert state(hass, UNREAD) == "0"


async def test_deleted_and_brought_back(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture that is deleted elsewhere goes, and one that is brought back comes."""
    item_id = await add(carnation, "One")
    await refresh(hass)
    await carnation.delete_item(int(item_id))
    await carnation.pass_time(2)
    await refresh(hass)
    assert told[-1].event_type == "chat_rooms_message_deleted"
    assert told[-1].data["message_id"] == item_id
    await carnation.undelete_item(int(item_id))
    await carnation.pass_time(2)
    await refresh(hass)
    assert told[-1].event_type == "chat_rooms_message_edited"
    assert (told[-1].data["message_id"], told[-1].data["title"]) == (item_id, "One")
    assert len(told) == 3


async def test_delete_message(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture can be deleted from here."""
    item_id = await add(carnation, "One")
    await refresh(hass)
    await carnation.pass_time(2)
    answer = await act(hass, "delete_message", EVENT, message_id=item_id)
    assert answer == {EVENT: {"message_id": item_id}}
    await until(
        hass, lambda: told[-1].event_type == "chat_rooms_message_deleted", timeout=5
    )
    assert (await carnation.item(int(item_id)))["status"] == 2
    shown = await act(hass, "get_messages", EVENT)
    assert item_id not in [message["message_id"] for message in shown["messages"]]


@pytest.mark.parametrize(
    ("message_id", "key"), [("like-7-4", "only_items"), ("abc", "not_found")]
)
async def test_delete_what_is_no_picture(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    ready: MockConfigEntry,
    message_id: str,
    key: str,
) -> None:
    """Only pictures and films can be deleted, and only those that are there."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "delete_message", EVENT, message_id=message_id)
    assert caught.value.translation_key == key


async def test_after_a_restart(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """What came while Home Assistant was down comes once, and marked so."""
    await add(carnation, "Before")
    await refresh(hass)
    await unload(hass, ready)
    item_id = int(await add(carnation, "Meanwhile"))
    await carnation.like(LIVING_ROOM, item_id)
    await set_up(hass, ready)
    await until(hass, lambda: len(messages) == 3)
    await refresh(hass)
    assert [event.data["title"] for event in messages] == ["Before", "Meanwhile", ""]
    assert [event.data["missed"] for event in messages] == [False, True, True]


async def test_outage(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """After an outage nothing is missing."""
    await carnation.break_("*", "status", status=503, times=50)
    await poll(hass, 61)
    assert state(hass, CONNECTED) == "off"
    assert state(hass, UNREAD) == STATE_UNAVAILABLE
    assert state(hass, "notify.hana") != STATE_UNAVAILABLE
    item_id = int(await add(carnation, "Meanwhile"))
    await carnation.like(LIVING_ROOM, item_id)
    await carnation.mend()
    await poll(hass, 130)
    await until(hass, lambda: len(messages) == 2)
    assert state(hass, CONNECTED) == "on"
    assert texts(messages) == ["", ""]


async def test_a_new_name(
    hass: HomeAssistant, carnation: CarnationSimulator, ready: MockConfigEntry
) -> None:
    """An album is called as its owner is."""
    await carnation.rename_user(HANA, "Hanako")
    await refresh(hass)
    found = hass.states.get(EVENT)
    assert found
    assert found.attributes["friendly_name"].startswith("Hanako")
