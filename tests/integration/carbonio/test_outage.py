"""When the sockets or the whole service go, and come back."""

from datetime import timedelta
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import coordinator
from custom_components.chat_rooms.providers.carbonio import events, xmpp
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA
from tests.simulators.faults import FOREVER

from ..conftest import set_up
from ..flows import pending
from ..helpers import act, kinds, state, texts, until
from .helpers import CONNECTED, EVENT, LAST, UNREAD, lines, poll, refresh, settle

pytestmark = pytest.mark.usefixtures("short_pauses", "nobody_dies_unseen")


def levels(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Return the levels of what our loggers tell a user."""
    return [record.levelno for record in lines(caplog)]


async def go_down(hass: HomeAssistant, carbonio: CarbonioSimulator) -> None:
    """Let both sockets be cut, and none be opened."""
    await carbonio.hold_xmpp()
    await carbonio.hold_events()
    await carbonio.cut_xmpp()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await settle(hass)


async def come_back(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """Let both sockets be opened again, and do not wait long for that."""
    await carbonio.hold_xmpp(False)
    await carbonio.hold_events(False)
    entry.runtime_data.feeds.hurry()
    await carbonio.wait_for_sockets()
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await settle(hass)


async def test_both_sockets_are_cut(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The account polls; all that was missed comes once, in order, as if heard."""
    interval = live.runtime_data.update_interval
    await go_down(hass, carbonio)
    assert live.runtime_data.update_interval == timedelta(seconds=30)
    assert state(hass, UNREAD) == "1"
    said = await carbonio.say(FAMILY, "Hanako", "One")
    await carbonio.say(GRANDMA, "Grandma", "Here")
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Won")
    await carbonio.send_picture(FAMILY, "Hanako", "Two")
    await carbonio.forget_requests()
    await poll(hass)
    assert len(carbonio.calls("list_room")) >= 1
    assert told == []
    await come_back(hass, carbonio, live)
    await carbonio.say(FAMILY, "Hanako", "Three")
    await until(hass, lambda: len(told) == 6)
    here = [event for event in told if event.data["room"] == FAMILY]
    assert kinds(here) == ["One", "added", "edited", "Two", "Three"]
    assert {event.data["missed"] for event in told} == {False}
    await refresh(hass)
    assert len(told) == 6
    assert live.runtime_data.update_interval == interval
    assert state(hass, LAST) == "Three"


async def test_cut_again_and_again(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Whatever the moment at which a connection ends, nothing is lost or twice."""
    expected = []
    for number in range(8):
        for step in range(3):
            expected.append(f"Word {step} of cut {number}")
            await carbonio.say(FAMILY, "Hanako", expected[-1])
            if step == number % 3:
                await carbonio.cut_xmpp()
        await carbonio.xmpp.joined()
        live.runtime_data.feeds.hurry()
    await until(hass, lambda: len(told) == len(expected))
    assert texts(told) == expected
    await until(hass, lambda: state(hass, CONNECTED) == "on")


async def test_more_than_a_page_is_missed(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The archive is read page by page, whatever the server's pages hold."""
    carbonio.xmpp.page_limit = 7
    await go_down(hass, carbonio)
    for number in range(150):
        await carbonio.say(FAMILY, "Hanako", f"Message {number}")
    await come_back(hass, carbonio, live)
    await until(hass, lambda: len(messages) == 150)
    assert texts(messages) == [f"Message {number}" for number in range(150)]
    assert {event.data["missed"] for event in messages} == {False}


async def test_the_chat_is_away_for_long(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is said once that messages do not come, and once that they do again."""
    await refresh(hass)
    caplog.clear()
    for outage in (1, 2):
        await carbonio.hold_xmpp()
        await carbonio.cut_xmpp()
        await until(hass, lambda: state(hass, CONNECTED) == "off")
        await carbonio.say(FAMILY, "Hanako", f"Outage {outage}")
        for _ in range(3):
            await poll(hass)
        assert levels(caplog) == [logging.WARNING, logging.INFO] * (outage - 1) + [
            logging.WARNING
        ]
        assert state(hass, CONNECTED) == "off"
        assert state(hass, UNREAD) != "unavailable"
        with pytest.raises(HomeAssistantError) as error:
            await act(hass, "get_messages", EVENT)
        assert error.value.translation_key == "chat_down"
        await carbonio.mute(FAMILY, on=outage == 1)
        await until(
            hass,
            lambda: state(hass, "switch.family_mute") == ("on", "off")[outage - 1],  # noqa: B023
        )
        await come_back(hass, carbonio, live)
        await until(hass, lambda: len(messages) == outage)  # noqa: B023
        await refresh(hass)
    assert levels(caplog) == [logging.WARNING, logging.INFO] * 2
    assert texts(messages) == ["Outage 1", "Outage 2"]


@pytest.mark.parametrize("where", ["sockets", "list"])
async def test_the_archive_is_late(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
    where: str,
) -> None:
    """What the archive does not have yet is waited for, in the room's order."""
    await go_down(hass, carbonio)
    await carbonio.archive_delay(0.5)
    for word in ("One", "Two"):
        await carbonio.say(FAMILY, "Hanako", word)
    if where == "list":
        await carbonio.hold_xmpp(False)
        await refresh(hass)
    await come_back(hass, carbonio, live)
    await carbonio.say(FAMILY, "Hanako", "Three")
    await until(hass, lambda: len(told) == 3)
    assert texts(told) == ["One", "Two", "Three"]


async def test_the_service_goes_and_comes_back(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Entities go and come back, one line each, and messages come when it is over."""
    caplog.clear()
    await carbonio.break_("*", "drop", times=FOREVER)
    await carbonio.cut_xmpp()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await poll(hass)
    assert state(hass, UNREAD) == "unavailable"
    for entity_id in ("notify.family", EVENT):
        assert state(hass, entity_id) != "unavailable"
    for _ in range(2):
        await poll(hass)
    assert levels(caplog) == [logging.ERROR]
    await carbonio.say(FAMILY, "Hanako", "Can you hear me?")
    await carbonio.say(BOOK_CLUB, "Hanako", "Are you there?")
    await carbonio.mend()
    await poll(hass)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await until(hass, lambda: len(messages) == 2)
    assert sorted(texts(messages)) == ["Are you there?", "Can you hear me?"]
    assert {event.data["missed"] for event in messages} == {False}
    assert levels(caplog) == [logging.ERROR, logging.INFO]
    await carbonio.say(FAMILY, "Hanako", "Live again")
    await until(hass, lambda: len(messages) == 3)


async def test_what_came_in_a_long_outage_counts_as_missed(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An old answer opens no blinds; a new one does."""
    await carbonio.break_("*", "drop", times=FOREVER)
    await carbonio.cut_xmpp()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await poll(hass)
    assert state(hass, UNREAD) == "unavailable"
    await carbonio.say(FAMILY, "Hanako", "Yes")
    monkeypatch.setattr(coordinator, "LONG_OUTAGE", timedelta(microseconds=1))
    await carbonio.mend()
    await poll(hass)
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await carbonio.say(FAMILY, "Hanako", "No")
    await until(hass, lambda: len(messages) == 2)
    assert [e.data["missed"] for e in messages] == [True, False]


async def test_silent_sockets(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that answers no ping is gone, however open its sockets look."""
    monkeypatch.setattr(xmpp, "PING_AFTER", 0.1)
    monkeypatch.setattr(xmpp, "PONG_WITHIN", 0.1)
    monkeypatch.setattr(events, "PING_EVERY", 0.1)
    monkeypatch.setattr(events, "PONG_WITHIN", 0.1)
    await carbonio.cut_xmpp()
    await carbonio.cut_events()
    await carbonio.wait_for_sockets()
    await carbonio.silence_xmpp()
    await carbonio.silence_events()
    handshakes = carbonio.xmpp.handshakes, carbonio.events.handshakes
    await carbonio.xmpp.wait_for(lambda: carbonio.xmpp.handshakes > handshakes[0])
    await carbonio.events.wait_for(lambda: carbonio.events.handshakes > handshakes[1])
    await carbonio.silence_xmpp(False)
    await carbonio.silence_events(False)
    live.runtime_data.feeds.hurry()
    await carbonio.wait_for_sockets()
    await carbonio.say(FAMILY, "Hanako", "Anybody?")
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, CONNECTED) == "on")


async def test_the_server_says_goodbye(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A server that shuts down is come back to when it is up again."""
    for condition in ("system-shutdown", "conflict", "policy-violation"):
        for stream in carbonio.xmpp.lines:
            stream.fail(condition)
        await carbonio.xmpp.left()
        await carbonio.say(FAMILY, "Hanako", f"After {condition}")
        live.runtime_data.feeds.hurry()
        await carbonio.xmpp.joined()
        await until(hass, lambda: texts(messages)[-1:] == [f"After {condition}"])  # noqa: B023
    assert len(messages) == 3


async def test_the_chat_is_away_at_the_start(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Rooms are there without it, and messages as soon as it is."""
    await carbonio.hold_xmpp()
    await set_up(hass, entry)
    assert state(hass, CONNECTED) == "off"
    assert state(hass, "switch.family_mute") == "off"
    await carbonio.hold_xmpp(False)
    await poll(hass)
    await carbonio.wait_for_sockets()
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await carbonio.say(FAMILY, "Hanako", "At last")
    await until(hass, lambda: messages)
    assert texts(messages) == ["At last"]
    await until(hass, lambda: state(hass, UNREAD) == "2")


@pytest.mark.parametrize(
    ("endpoint", "fault", "expected"),
    [
        ("get_user", {"kind": "drop", "times": 2}, ConfigEntryState.SETUP_RETRY),
        ("get_user", {"kind": "html"}, ConfigEntryState.SETUP_RETRY),
        ("list_room", {"kind": "truncated"}, ConfigEntryState.SETUP_RETRY),
        ("list_room", {"kind": "status", "status": 429}, ConfigEntryState.SETUP_RETRY),
        ("list_room", {"kind": "status", "status": 401}, ConfigEntryState.LOADED),
        (
            "list_room",
            {"kind": "status", "status": 401, "times": 2},
            ConfigEntryState.SETUP_ERROR,
        ),
        (
            "get_capabilities",
            {"kind": "status", "status": 500},
            ConfigEntryState.LOADED,
        ),
        ("list_meeting", {"kind": "html"}, ConfigEntryState.LOADED),
        ("get_users", {"kind": "truncated"}, ConfigEntryState.LOADED),
    ],
)
async def test_setup_meets_trouble(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    endpoint: str,
    fault: dict[str, Any],
    expected: ConfigEntryState,
) -> None:
    """Trouble at the start is tried again, or asks for a new sign-in."""
    await carbonio.break_(endpoint, **fault)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is expected
    assert bool(pending(hass)) is (expected is ConfigEntryState.SETUP_ERROR)
    if expected is ConfigEntryState.SETUP_RETRY:
        # Nothing stays behind of what failed.
        await carbonio.xmpp.left()
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
