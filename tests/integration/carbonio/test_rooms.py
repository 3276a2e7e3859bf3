"""Rooms that come, change and go elsewhere, with and without the events socket."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA
from tests.simulators.media import landscape

from ..conftest import set_up
from ..helpers import act, kinds, state, texts, until
from ..rooms import device_of
from .helpers import (
    CONNECTED,
    EVENT,
    LAST,
    ROOM_PICTURE,
    TOTAL,
    UNREAD,
    held,
    numbers,
    poll,
    refresh,
)

MUTE = "switch.family_mute"

type Look = Callable[[], Awaitable[None]]


@pytest.fixture(params=["events", "poll"])
async def look(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
) -> Look:
    """Return how it is seen what has changed: by itself, or with the next list."""
    if request.param == "poll":
        await without_events(hass, carbonio)

    async def look() -> None:
        if request.param == "poll":
            await poll(hass)

    return look


async def without_events(hass: HomeAssistant, carbonio: CarbonioSimulator) -> None:
    """Let nobody tell what happens but the list of rooms, and the room's messages."""
    await carbonio.hold_events()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await hass.async_block_till_done(wait_background_tasks=False)


async def test_created(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    look: Look,
    messages: list[Event[Any]],
) -> None:
    """A room that somebody makes is followed, and what is said there is told."""
    room_id = await carbonio.add_room("Choir")
    await look()
    await until(hass, lambda: hass.states.get("notify.choir"))
    await carbonio.say(room_id, "Hanako", "Do re mi")
    await look()
    await until(hass, lambda: messages)
    assert texts(messages) == ["Do re mi"]
    assert messages[0].data["room"] == "Choir"
    assert messages[0].data["entity_id"] == "event.choir_message"
    assert not messages[0].data["missed"]
    await until(hass, lambda: state(hass, "sensor.choir_unread_messages") == "1")
    await until(hass, lambda: state(hass, "sensor.choir_last_message") == "Do re mi")


async def test_the_message_that_makes_a_room_appear(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    look: Look,
    messages: list[Event[Any]],
) -> None:
    """What was said before Home Assistant knew of the room is delivered, once."""
    room_id = await carbonio.add_room("", ["Taro"], "one_to_one", owner="Jiro")
    await carbonio.say(room_id, "Jiro", "Hello, I am new here")
    await carbonio.say(room_id, "Jiro", "Are you there?")
    await look()
    await until(hass, lambda: len(messages) == 2)
    await carbonio.say(room_id, "Jiro", "Well?")
    await look()
    await until(hass, lambda: len(messages) == 3)
    await refresh(hass)
    assert texts(messages) == ["Hello, I am new here", "Are you there?", "Well?"]
    assert {event.data["missed"] for event in messages} == {False}
    assert {event.data["room"] for event in messages} == {"Jiro"}
    assert hass.states.get("notify.jiro")


async def test_not_followed(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A user who does not want new rooms gets none, nor their messages."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "follow_new_rooms": False}
    )
    await set_up(hass, entry)
    await carbonio.wait_for_sockets()
    room_id = await carbonio.add_room("Choir")
    await carbonio.say(room_id, "Hanako", "Do re mi")
    await refresh(hass)
    await carbonio.say(FAMILY, "Hanako", "Dinner")
    await until(hass, lambda: messages)
    assert texts(messages) == ["Dinner"]
    assert hass.states.get("notify.choir") is None


async def test_name_without_end(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """A name as long as a book is cut: every entity bears it."""
    await carbonio.rename(FAMILY, "x" * 20_000)

    def name() -> str:
        found = hass.states.get("notify.family")
        return found.name if found else ""

    await until(hass, lambda: name().startswith("xxx"))
    assert all(len(found.name) < 300 for found in hass.states.async_all())


async def test_renamed(
    hass: HomeAssistant, carbonio: CarbonioSimulator, look: Look, live: MockConfigEntry
) -> None:
    """The device takes the room's new name; its entities keep their ids."""
    room_id = carbonio.room_id(BOOK_CLUB)
    await carbonio.rename(BOOK_CLUB, "Poetry Club 🌹")
    await look()

    def name() -> str | None:
        device = device_of(hass, live, room_id)
        return device.name if device else None

    await until(hass, lambda: name() == "Poetry Club 🌹")
    assert hass.states.get("notify.book_club")
    await refresh(hass)
    assert name() == "Poetry Club 🌹"


GONE: dict[str, Callable[[CarbonioSimulator], Awaitable[None]]] = {
    "left": lambda carbonio: carbonio.remove_member(BOOK_CLUB, "Taro"),
    "taken_out": lambda carbonio: carbonio.remove_member(BOOK_CLUB, "Taro", "Hanako"),
    "deleted": lambda carbonio: carbonio.remove_room(BOOK_CLUB),
}


@pytest.mark.parametrize("go", GONE.values(), ids=GONE.keys())
async def test_gone(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    look: Look,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    go: Callable[[CarbonioSimulator], Awaitable[None]],
) -> None:
    """Its device goes, the user is told, and all else goes on."""
    room_id = carbonio.room_id(BOOK_CLUB)
    await go(carbonio)
    for _ in range(2):
        await look()
    await until(hass, lambda: device_of(hass, live, room_id) is None)
    await hass.async_block_till_done()
    assert hass.states.get("notify.book_club") is None
    issues = ir.async_get(hass).issues
    assert (DOMAIN, f"room_gone_{live.entry_id}_{room_id}") in issues
    await carbonio.say(FAMILY, "Hanako", "Still here")
    await until(hass, lambda: "Still here" in texts(messages))
    assert len(live.runtime_data.rooms) == 2


async def test_gone_while_a_list_is_under_way(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """A list that has the room still does not keep it for minutes."""
    room_id = carbonio.room_id(BOOK_CLUB)
    async with held(carbonio, "list_room") as waiting:
        await carbonio.rename(FAMILY, None, "Us")
        await carbonio.wait_for(lambda: waiting)
        await carbonio.remove_room(BOOK_CLUB)
        # Events come in order: this one shows that the other has been heard.
        await carbonio.mute(FAMILY)
        await until(hass, lambda: state(hass, MUTE) == "on")
    await until(hass, lambda: device_of(hass, live, room_id) is None)


async def test_gone_and_back(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Who is taken into a room again gets what is said there from then on."""
    room_id = carbonio.room_id(BOOK_CLUB)
    await carbonio.remove_member(BOOK_CLUB, "Taro", "Hanako")
    await until(hass, lambda: device_of(hass, live, room_id) is None)
    await carbonio.say(BOOK_CLUB, "Hanako", "He does not read")
    await carbonio.add_member(BOOK_CLUB, "Taro")
    await until(hass, lambda: device_of(hass, live, room_id))
    await carbonio.say(BOOK_CLUB, "Hanako", "Welcome back")
    await until(hass, lambda: "Welcome back" in texts(messages))
    assert len([t for t in texts(messages) if t == "Welcome back"]) == 1
    assert (
        DOMAIN,
        f"room_gone_{live.entry_id}_{room_id}",
    ) not in ir.async_get(hass).issues


async def test_a_room_missing_from_one_list(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list that forgets a room is no reason to take it away."""
    rooms_of, room_id = carbonio.world.rooms_of, carbonio.room_id(BOOK_CLUB)
    monkeypatch.setattr(
        carbonio.world,
        "rooms_of",
        lambda user_id: [room for room in rooms_of(user_id) if room.id != room_id],
    )
    await refresh(hass)
    monkeypatch.undo()
    for _ in range(2):
        await refresh(hass)
        assert hass.states.get("notify.book_club")


async def test_one_to_one_rooms_bear_the_other_s_name(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """People are asked for once, however often the rooms are listed."""
    device = device_of(hass, live, carbonio.room_id(GRANDMA))
    assert device and device.name == "Grandma"
    asked = len(carbonio.calls("get_users"))
    for _ in range(2):
        await carbonio.mute(GRANDMA)
        await carbonio.rename(FAMILY, None, "Us")
    await until(hass, lambda: state(hass, "switch.grandma_mute") == "on")
    await hass.async_block_till_done()
    assert len(carbonio.calls("get_users")) == asked


async def test_names_cannot_be_had(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """Then a room of two is there with what is known, until the name is."""
    await carbonio.break_("get_users", "status", status=500, times=9)
    await set_up(hass, entry)
    room_id = carbonio.room_id(GRANDMA)
    device = device_of(hass, entry, room_id)
    assert device and device.name == carbonio.world.person("Grandma").id[:8]
    assert state(hass, CONNECTED) == "on"


async def test_muted_elsewhere(
    hass: HomeAssistant, carbonio: CarbonioSimulator, look: Look
) -> None:
    """The switch follows."""
    for on, shown in ((True, "on"), (False, "off")):
        await carbonio.mute(FAMILY, on)
        await look()
        await until(hass, lambda: state(hass, MUTE) == shown)  # noqa: B023


async def test_history_cleared_elsewhere(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    look: Look,
    messages: list[Event[Any]],
) -> None:
    """What the account has cleared is neither unread nor given out any more."""
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]
    await carbonio.clear_history(FAMILY)
    await look()
    await until(hass, lambda: state(hass, UNREAD) == "0")
    await until(hass, lambda: state(hass, LAST) == "unknown")
    assert (await act(hass, "get_messages", EVENT))["messages"] == []
    await carbonio.say(FAMILY, "Hanako", "A new page")
    await look()
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, LAST) == "A new page")
    assert state(hass, UNREAD) != "0"
    found = await act(hass, "get_messages", EVENT)
    assert [message["text"] for message in found["messages"]] == ["A new page"]


async def test_picture_of_a_room(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    look: Look,
    messages: list[Event[Any]],
) -> None:
    """Its image appears with the first picture, changes, and is empty at the end."""
    assert hass.states.get(ROOM_PICTURE) is None
    await carbonio.set_picture(FAMILY, 5)
    await look()
    await until(hass, lambda: hass.states.get(ROOM_PICTURE))
    await hass.async_block_till_done()
    image = await async_get_image(hass, ROOM_PICTURE)
    assert (image.content_type, image.content) == ("image/png", landscape(5))
    shown = state(hass, ROOM_PICTURE)
    await carbonio.set_picture(FAMILY, 6)
    await look()
    await until(hass, lambda: state(hass, ROOM_PICTURE) != shown)
    assert (await async_get_image(hass, ROOM_PICTURE)).content == landscape(6)
    await carbonio.set_picture(FAMILY, None)
    await look()
    await until(hass, lambda: state(hass, ROOM_PICTURE) == "unknown")
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, ROOM_PICTURE)
    assert kinds(messages) == [
        "Taro changed the picture of the room",
        "Taro changed the picture of the room",
        "Taro removed the picture of the room",
    ]
    assert len(carbonio.calls("get_room_picture")) == 2


@pytest.mark.parametrize("generation", ["1.3.1"])
async def test_a_workspace_has_nothing_to_wait_for(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """It has no archive; the account is connected without it."""
    assert state(hass, CONNECTED) == "on"
    assert state(hass, "sensor.office_unread_messages") == "0"
    assert state(hass, "sensor.office_last_message") == "unknown"
    assert live.runtime_data.update_interval == timedelta(minutes=5)
    found = await act(hass, "get_messages", "event.office_message")
    assert found == {"messages": []}
    await refresh(hass)
    assert state(hass, CONNECTED) == "on"


@pytest.mark.parametrize("generation", ["1.3.1"])
async def test_workspaces_and_channels(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    look: Look,
    messages: list[Event[Any]],
) -> None:
    """A workspace can only be looked at; its channels are rooms like others."""
    assert hass.states.get("event.office_message")
    assert hass.states.get("notify.office") is None
    assert state(hass, "sensor.office_news_last_message") == "The lift works again."
    await carbonio.say("News", "Hanako", "It is broken again")
    await until(hass, lambda: messages)
    assert messages[0].data["room"] == "Office: News"
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.office_news", "message": "I take the stairs"},
        blocking=True,
    )
    (received,) = await carbonio.received("News")
    assert received["text"] == "I take the stairs"
    await carbonio.add_room("Lunch", ["Taro"], "channel", parent="Office")
    await look()
    await until(hass, lambda: hass.states.get("notify.office_lunch"))
    await carbonio.remove_room("Office")
    for _ in range(2):
        await look()
    await until(hass, lambda: hass.states.get("notify.office_lunch") is None)
    await until(hass, lambda: hass.states.get("event.office_message") is None)
    assert hass.states.get("notify.family")
