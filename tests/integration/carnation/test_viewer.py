"""What a television sees: the albums of its family."""

import logging
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator

from ..conftest import set_up
from ..helpers import act, state, unload, until
from .helpers import HANA, LIVING_ROOM, TARO, lines, refresh as press

REFRESH = "button.carnation_living_room_refresh"
EVENT = "event.hana_message"
UNREAD = "sensor.hana_unread_messages"


@pytest.fixture
async def ready(hass: HomeAssistant, viewer_entry: MockConfigEntry) -> MockConfigEntry:
    """Return the television's entry, set up."""
    await set_up(hass, viewer_entry)
    return viewer_entry


async def refresh(hass: HomeAssistant) -> None:
    """Ask for the whole list, as the account's button does."""
    await press(hass, REFRESH)


async def add(
    carnation: CarnationSimulator, owner: str, title: str, **item: Any
) -> str:
    """Put a picture or a film into an album; return its id."""
    added = await carnation.add_item(owner, title=title, **item)
    await carnation.pass_time(2)
    return str(added["id"])


async def test_albums(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """There is one for each user of the group, and nothing can be sent to it."""
    entities = set(hass.states.async_entity_ids())
    assert {EVENT, "event.taro_message", "image.taro_latest_photo"} <= entities
    assert not hass.states.async_entity_ids("notify")
    assert "sensor.carnation_living_room_new_events" not in entities
    assert state(hass, UNREAD) == "0"


async def test_new_pictures(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """They are messages of those whose album it is, and count as unread."""
    await add(carnation, HANA, "Sports day")
    await add(carnation, TARO, "Fishing")
    await refresh(hass)
    await refresh(hass)
    told = {event.data["title"]: event.data for event in messages}
    assert told.keys() == {"Sports day", "Fishing"}
    assert len(messages) == 2
    assert (told["Fishing"]["sender"], told["Fishing"]["sender_id"]) == (
        "Taro",
        f"user:{carnation.world.user(TARO).id}",
    )
    assert not told["Fishing"]["is_own"]
    assert state(hass, UNREAD) == "1"


async def test_read_marks_are_kept_here(
    hass: HomeAssistant, carnation: CarnationSimulator, ready: MockConfigEntry
) -> None:
    """The service keeps none for viewers, so Home Assistant does, over restarts."""
    await add(carnation, HANA, "One")
    await add(carnation, HANA, "Two")
    await refresh(hass)
    assert state(hass, UNREAD) == "2"
    shown = await act(hass, "get_messages", EVENT, limit=2)
    first = shown["messages"][0]["message_id"]
    await act(hass, "mark_as_read", EVENT, message_id=first)
    assert state(hass, UNREAD) == "1"
    await unload(hass, ready)
    await set_up(hass, ready)
    await until(hass, lambda: state(hass, UNREAD) == "1")
    await add(carnation, HANA, "Three")
    await refresh(hass)
    assert state(hass, UNREAD) == "2"
    await act(hass, "mark_as_read", EVENT)
    assert state(hass, UNREAD) == "0"


@pytest.mark.parametrize("reaction", ["like", "❤️", "👍🏽", "いいね"])
async def test_like(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    ready: MockConfigEntry,
    reaction: str,
) -> None:
    """Whoever watches can like a picture."""
    item_id = await add(carnation, HANA, "One")
    await refresh(hass)
    await act(hass, "react", EVENT, message_id=item_id, reaction=reaction)
    [event] = [e for e in await carnation.events(HANA) if not e["retrieved"]]
    assert event["item_ids"] == [int(item_id)]
    assert event["viewer_name"] == LIVING_ROOM


@pytest.mark.parametrize(
    "data", [{"reaction": "😡"}, {"reaction": "like", "remove": True}]
)
async def test_only_likes(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    ready: MockConfigEntry,
    data: dict[str, Any],
) -> None:
    """Anything but a like is refused, and so is taking one back."""
    item_id = await add(carnation, HANA, "One")
    await refresh(hass)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "react", EVENT, message_id=item_id, **data)
    assert caught.value.translation_key == "only_likes"
    assert await carnation.events(HANA) == [
        event for event in await carnation.events(HANA) if event["retrieved"]
    ]


async def test_albums_come_and_go(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Who joins the group appears, with the newest picture, and who leaves goes."""
    await carnation.create_user("Jiro")
    await add(carnation, "Jiro", "Hello")
    await carnation.add_user_to_group("Jiro")
    await refresh(hass)
    await until(hass, lambda: len(messages) == 1)
    assert (messages[0].data["room"], messages[0].data["title"]) == ("Jiro", "Hello")
    await carnation.remove_user_from_group("Jiro")
    await refresh(hass)
    await refresh(hass)
    assert hass.states.get("event.jiro_message") is None


async def test_deleted(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture that its owner deletes goes from the album."""
    item_id = await add(carnation, HANA, "One")
    await refresh(hass)
    await carnation.delete_item(int(item_id))
    await carnation.pass_time(2)
    await refresh(hass)
    assert [event.event_type for event in told] == [
        "chat_rooms_message",
        "chat_rooms_message_deleted",
    ]
    assert state(hass, UNREAD) == "0"


async def test_not_to_be_seen_yet(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture that is for later comes later."""
    await add(carnation, HANA, "Surprise", valid_after=3600)
    await refresh(hass)
    assert messages == []
    await carnation.pass_time(3601)
    await refresh(hass)
    assert [event.data["title"] for event in messages] == ["Surprise"]


async def test_an_album_in_trouble(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
    ready: MockConfigEntry,
) -> None:
    """It is told once, and what comes meanwhile comes when it is over."""
    await carnation.break_("get_items", "status", room=TARO, status=403, times=-1)
    await add(carnation, TARO, "Fishing")
    await add(carnation, HANA, "Sports day")
    for _ in range(3):
        await refresh(hass)
    assert state(hass, "binary_sensor.carnation_living_room_connected") == "off"
    [warning] = lines(caplog, logging.WARNING)
    assert warning.endswith(
        "a room has to wait: an album: GET /api/v1/user/items: status 403"
    )
    assert [event.data["title"] for event in messages] == ["Sports day"]
    await carnation.mend()
    await refresh(hass)
    assert state(hass, "binary_sensor.carnation_living_room_connected") == "on"
    assert [event.data["title"] for event in messages] == ["Sports day", "Fishing"]
    assert state(hass, "sensor.taro_unread_messages") == "1"
