"""Accounts with hundreds of rooms."""

from collections import Counter
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation

from ..conftest import set_up
from ..helpers import calls_begun, state, texts, unload, until
from .helpers import CONNECTED, TOTAL, settle, start

ROOMS = 300
# What a start asks for, however many rooms there are.
START = (
    "get_user",
    "get_capabilities",
    "list_room",
    "list_meeting",
    "get_health_status",
    "get_users",
    "ws_xmpp",
    "events",
)


@pytest.fixture
async def carbonio(carbonio: CarbonioSimulator) -> CarbonioSimulator:
    """Return a Carbonio with hundreds of rooms."""
    world = carbonio.world
    hanako, taro = world.person("Hanako").id, world.account.id
    for number in range(len(world.rooms) + 1, ROOMS + 1):
        members = [(hanako, True), (taro, False)]
        room = world.add_room(f"Room {number}", "group", members)
        world.post(room.id, hanako, children=f"<body>This is room {number}.</body>")
        room.settings_of(taro).unread = 0
    return carbonio


async def test_three_hundred_rooms(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A start takes a handful of requests, and a restart not one more."""
    await start(hass, entry)
    assert len(entry.runtime_data.rooms) == ROOMS
    asked = Counter(call.endpoint for call in carbonio.calls())
    assert all(asked[name] >= 1 for name in START)
    assert asked["list_room"] <= 3
    assert sum(asked.values()) <= 14
    assert archives_asked(carbonio) == 0
    assert state(hass, CONNECTED) == "on"
    assert state(hass, "sensor.room_300_last_message") == "This is room 300."
    assert state(hass, TOTAL) == "1"

    await unload(hass, entry)
    await carbonio.forget_requests()
    expected = []
    for number in range(4, 9):
        for word in ("One", "Two"):
            expected.append(f"{word} in {number}")
            await carbonio.say(f"Room {number}", "Hanako", expected[-1])
    carbonio.xmpp.frames.clear()
    await start(hass, entry)
    await until(hass, lambda: len(messages) == 10)
    assert sorted(texts(messages)) == sorted(expected)
    assert len([c for c in await calls_begun(hass, carbonio) if c.endpoint]) <= 14
    # Each of the five rooms with news is asked what is new, and by no more than two.
    assert 5 <= archives_asked(carbonio) <= 10
    assert state(hass, TOTAL) == "11"


async def test_news_in_many_rooms(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was missed in a hundred rooms comes once, in each room's order."""
    await carbonio.hold_xmpp()
    await carbonio.cut_xmpp()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await settle(hass)
    for word in ("One", "Two"):
        for number in range(100, 200):
            await carbonio.say(f"Room {number}", "Hanako", f"{word} in {number}")
    await carbonio.hold_xmpp(False)
    live.runtime_data.feeds.hurry()
    await until(hass, lambda: len(messages) == 200, timeout=15)
    by_room: dict[str, list[str]] = {}
    for event in messages:
        by_room.setdefault(event.data["room"], []).append(event.data["text"])
    assert by_room == {
        f"Room {number}": [f"One in {number}", f"Two in {number}"]
        for number in range(100, 200)
    }
    await until(hass, lambda: state(hass, TOTAL) == "201")


@pytest.mark.parametrize("generation", ["1.3.1"])
async def test_many_old_rooms(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    generation: Generation,
    entry: MockConfigEntry,
) -> None:
    """Without a list of meetings only those rooms are asked that have had one."""
    for number in (10, 11):
        await carbonio.start_meeting(f"Room {number}")
    await set_up(hass, entry)
    assert state(hass, "binary_sensor.room_11_call") == "on"
    assert state(hass, "binary_sensor.room_12_call") == "off"
    per_list = len(carbonio.calls("get_meeting_by_room_id")) / len(
        carbonio.calls("list_room")
    )
    assert per_list <= 2


def archives_asked(carbonio: CarbonioSimulator) -> int:
    """Return how many times an archive was asked."""
    return sum("urn:xmpp:mam:2" in frame for frame in carbonio.xmpp.frames)
