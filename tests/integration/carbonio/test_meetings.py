"""Meetings: who began one, and that one runs, told once."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, Generation

from ..conftest import set_up
from ..helpers import kinds, state, until
from ..nextcloud_talk.helpers import CHANGE_KEYS
from .helpers import CALL, CONNECTED, EVENT, LAST, UNREAD, numbers, poll, refresh

generations = pytest.mark.parametrize("generation", ["1.6.2", "1.3.1"])


async def without_events(hass: HomeAssistant, carbonio: CarbonioSimulator) -> None:
    """Let only the list of rooms tell what happens."""
    await carbonio.hold_events()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")


@generations
async def test_a_meeting(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
    generation: Generation,
) -> None:
    """The sensor is on while it runs; the events tell who began it, and its end."""
    assert state(hass, CALL) == "off"
    before = state(hass, LAST)
    await carbonio.start_meeting(FAMILY, "Hanako")
    await carbonio.meet(FAMILY, "Grandma")
    await until(hass, lambda: state(hass, CALL) == "on")
    await until(hass, lambda: told)
    assert told[0].event_type == "chat_rooms_call"
    data = told[0].data
    assert data.keys() == CHANGE_KEYS
    assert (data["change"], data["member"], data["is_own"]) == (
        "started",
        "Hanako",
        False,
    )
    assert data["member_id"] == carbonio.world.person("Hanako").id
    assert (data["room"], data["entity_id"], data["missed"]) == (FAMILY, EVENT, False)
    await refresh(hass)
    assert state(hass, CALL) == "on"
    assert state(hass, "binary_sensor.book_club_call") == "off"
    await carbonio.stop_meeting(FAMILY)
    await until(hass, lambda: state(hass, CALL) == "off")
    await refresh(hass)
    assert kinds(told) == ["started", "ended"]
    assert (state(hass, LAST), numbers(hass, UNREAD)) == (before, [1])


async def test_a_meeting_of_one_s_own(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Whoever began it on another device is known as the account."""
    await carbonio.start_meeting(FAMILY, "Taro")
    await until(hass, lambda: told)
    assert (told[0].data["member"], told[0].data["is_own"]) == ("Taro", True)
    await carbonio.meet(FAMILY, "Taro", "leave")
    await until(hass, lambda: len(told) == 2)
    assert told[1].data["change"] == "ended"


async def test_one_meeting_after_another(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """A room has one meeting that starts again and again; each start is told."""
    for who in ("Hanako", "Grandma", "Hanako"):
        await carbonio.start_meeting(FAMILY, who)
        await carbonio.stop_meeting(FAMILY)
    await until(hass, lambda: len(told) == 6)
    assert kinds(told) == ["started", "ended"] * 3
    assert [e.data["member"] for e in told[::2]] == ["Hanako", "Grandma", "Hanako"]


@generations
async def test_without_the_events_socket(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
    generation: Generation,
) -> None:
    """A list tells that there is a meeting, though not who began it; and only once."""
    await without_events(hass, carbonio)
    await carbonio.start_meeting(FAMILY)
    await poll(hass)
    await until(hass, lambda: state(hass, CALL) == "on")
    assert kinds(told) == ["started"]
    assert (told[0].data["member"], told[0].data["member_kind"]) == ("", "system")
    assert not told[0].data["is_own"]
    await carbonio.hold_events(False)
    await poll(hass)
    await carbonio.events.joined()
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await refresh(hass)
    assert kinds(told) == ["started"]
    await carbonio.stop_meeting(FAMILY)
    await until(hass, lambda: len(told) == 2)
    await refresh(hass)
    assert kinds(told) == ["started", "ended"]


async def test_a_meeting_while_nobody_listened(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """One that began and ended between two lists is not told; the next one is."""
    await without_events(hass, carbonio)
    await carbonio.start_meeting(FAMILY)
    await carbonio.stop_meeting(FAMILY)
    await poll(hass)
    await refresh(hass)
    assert (kinds(told), state(hass, CALL)) == ([], "off")
    await carbonio.start_meeting(FAMILY)
    await refresh(hass)
    assert (kinds(told), state(hass, CALL)) == (["started"], "on")


@generations
async def test_a_meeting_that_runs_at_the_start(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    told: list[Event[Any]],
    generation: Generation,
) -> None:
    """It shows, but is no news; its end is, though only the meeting's id is told."""
    await carbonio.start_meeting(FAMILY)
    await set_up(hass, entry)
    await carbonio.wait_for_sockets()
    assert state(hass, CALL) == "on"
    await refresh(hass)
    assert told == []
    await carbonio.stop_meeting(FAMILY)
    await until(hass, lambda: state(hass, CALL) == "off")
    assert kinds(told) == ["ended"]


async def test_a_meeting_in_a_new_room(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The room appears with its sensor on."""
    room_id = await carbonio.add_room("Choir")
    await carbonio.start_meeting(room_id)
    await until(hass, lambda: hass.states.is_state("binary_sensor.choir_call", "on"))
    await carbonio.stop_meeting(room_id)
    await until(hass, lambda: state(hass, "binary_sensor.choir_call") == "off")


async def test_meetings_cannot_be_listed(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """While the server does not tell, what the events told stays true."""
    await carbonio.start_meeting(FAMILY)
    await until(hass, lambda: state(hass, CALL) == "on")
    await carbonio.break_("list_meeting", "status", status=500)
    await refresh(hass)
    await refresh(hass)
    assert kinds(told) == ["started"]
    assert state(hass, CALL) == "on"
    assert state(hass, CONNECTED) == "on"


async def test_who_may_not_call(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """Without the right to video calls there is no sensor."""
    await carbonio.set_capability("canVideoCall", False)
    await set_up(hass, entry)
    await carbonio.wait_for_sockets()
    assert hass.states.get(CALL) is None
    await carbonio.start_meeting(BOOK_CLUB)
    await refresh(hass)
    assert hass.states.get(CALL) is None
    assert state(hass, CONNECTED) == "on"
