"""When the service goes and comes back."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.chat_rooms import coordinator
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import state, until

CONNECTED = "binary_sensor.bocco_taro_connected"
UNREAD = "sensor.happy_family_unread_messages"
OURS = "custom_components.chat_rooms"


def told(caplog: pytest.LogCaptureFixture) -> Iterator[logging.LogRecord]:
    """Yield what our loggers tell a user."""
    for record in caplog.records:
        if record.name.startswith(OURS) and record.levelno >= logging.INFO:
            yield record


def next_poll(hass: HomeAssistant) -> float:
    """Return in how many seconds the account is asked again."""
    return min(
        (
            timer.when() - hass.loop.time()
            for timer in hass.loop._scheduled  # type: ignore[attr-defined]
            if "handle_refresh_interval" in repr(timer) and not timer.cancelled()
        ),
        default=0,
    )


async def go_down(family: BoccoSimulator) -> None:
    """Stop to answer, and hang up on those who wait."""
    await family.break_("*", "drop", times=-1)
    await family.hang_up()


async def test_outage_is_told_once_and_loses_nothing(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Entities go and come back, one line each, and messages come when it is over."""
    await family.wait_for_subscribers(2)
    caplog.clear()
    await go_down(family)
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    assert state(hass, CONNECTED) == "off"
    assert state(hass, "notify.happy_family") != "unavailable"
    assert state(hass, "event.happy_family_message") != "unavailable"
    await ready.runtime_data.async_refresh()
    await ready.runtime_data.async_refresh()
    assert [r.levelno for r in told(caplog)] == [logging.ERROR]

    await family.write(HOME, "Hanako", "Can you hear me?")
    await family.mend()
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: messages and state(hass, CONNECTED) == "on")
    assert state(hass, UNREAD) != "unavailable"
    assert [e.data["missed"] for e in messages] == [False]
    assert [r.levelno for r in told(caplog)] == [logging.ERROR, logging.INFO]
    await family.write(HOME, "Hanako", "Live again")
    await until(hass, lambda: len(messages) == 2)


async def test_what_came_in_a_long_outage_counts_as_missed(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An old answer opens no blinds; a new one does."""
    await family.wait_for_subscribers(2)
    await go_down(family)
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    monkeypatch.setattr(coordinator, "LONG_OUTAGE", timedelta(seconds=0))
    await family.write(HOME, "Hanako", "Yes")
    family.home.room(HOME).messages[-1].time -= 3600
    await family.mend()
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: messages)
    await family.write(HOME, "Hanako", "No")
    family.home.room(HOME).messages[-1].time += 2
    await until(hass, lambda: len(messages) == 2)
    assert [e.data["missed"] for e in messages] == [True, False]


async def test_feeds_alone_are_down(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Polling takes over, every half minute, and it is told once."""
    await family.wait_for_subscribers(2)
    assert ready.runtime_data.update_interval == timedelta(minutes=5)
    caplog.clear()
    await family.break_("subscribe", "status", times=-1, status=500)
    await family.hang_up()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    assert ready.runtime_data.update_interval == timedelta(seconds=30)
    assert state(hass, UNREAD) != "unavailable"
    await family.write(HOME, "Hanako", "By mail then")
    await ready.runtime_data.async_refresh()
    assert 20 < next_poll(hass) < 32
    await until(hass, lambda: messages)
    for _ in range(3):
        await ready.runtime_data.async_refresh()
    assert [r.levelno for r in told(caplog)] == [logging.WARNING]

    await family.mend()
    ready.runtime_data.feeds.hurry()
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await ready.runtime_data.async_refresh()
    assert [r.levelno for r in told(caplog)] == [logging.WARNING, logging.INFO]
    assert ready.runtime_data.update_interval == timedelta(minutes=5)


async def test_feed_survives_what_nobody_expected(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault in the program ends one connection, is told, and is tried again."""
    await family.wait_for_subscribers(2)
    inbox = ready.runtime_data.inbox
    right = inbox.receive

    def wrong(*args: Any, **kwargs: Any) -> None:
        monkeypatch.setattr(inbox, "receive", right)
        raise ZeroDivisionError

    monkeypatch.setattr(inbox, "receive", wrong)
    await family.write(HOME, "Hanako", "Still here?")
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    assert len(messages) == 1
    assert [r.levelno for r in told(caplog)] == [logging.ERROR]


@pytest.mark.parametrize("status", [429, 503])
async def test_service_asks_for_a_pause(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    status: int,
) -> None:
    """Retry-After is when the account is asked next."""
    await family.wait_for_subscribers(2)
    await family.break_(
        "joined", "status", status=status, headers={"Retry-After": "123"}
    )
    await ready.runtime_data.async_refresh()
    assert state(hass, UNREAD) == "unavailable"
    assert 100 < next_poll(hass) < 125


async def test_feed_waits_as_long_as_the_service_asks(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A live feed keeps to Retry-After, too."""
    await family.wait_for_subscribers(2)
    waited = asyncio.Event()
    real_sleep = asyncio.sleep

    async def sleep(pause: float) -> None:
        if pause == 77:
            waited.set()
        await real_sleep(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    await family.break_(
        "subscribe", "status", status=429, headers={"Retry-After": "77"}, room=HOME
    )
    await family.write(HOME, "Hanako", "Hm")
    async with asyncio.timeout(5):
        await waited.wait()


async def test_signs_in_once_when_the_token_expires(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An expired token is no outage: one new sign-in for all feeds."""
    await family.wait_for_subscribers(2)
    caplog.clear()
    await family.forget_requests()
    await family.expire_tokens()
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "Hello again")
    await until(hass, lambda: messages)
    assert len(family.calls("login")) == 1
    assert list(told(caplog)) == []


async def test_changed_password_asks_the_user(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """When the stored sign-in fails too, the user is asked and all else stops."""
    await family.wait_for_subscribers(2)
    await family.change_password("another")
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]
    logins = len(family.calls("login"))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=10))
    await hass.async_block_till_done()
    assert len(family.calls("login")) == logins
    assert ready.runtime_data.feeds.counts() == {"all": 0, "down": 0}


@pytest.mark.parametrize(
    ("endpoint", "fault", "expected"),
    [
        ("login", {"kind": "status", "status": 401}, ConfigEntryState.SETUP_ERROR),
        ("login", {"kind": "status", "status": 503}, ConfigEntryState.SETUP_RETRY),
        ("joined", {"kind": "drop", "times": 2}, ConfigEntryState.SETUP_RETRY),
        ("joined", {"kind": "html"}, ConfigEntryState.SETUP_RETRY),
        ("joined", {"kind": "huge"}, ConfigEntryState.SETUP_RETRY),
        ("joined", {"kind": "truncated"}, ConfigEntryState.SETUP_RETRY),
        ("joined", {"kind": "body", "body": {"a": 1}}, ConfigEntryState.SETUP_RETRY),
        ("joined", {"kind": "status", "status": 429}, ConfigEntryState.SETUP_RETRY),
    ],
)
async def test_setup_meets_trouble(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    endpoint: str,
    fault: dict[str, Any],
    expected: ConfigEntryState,
) -> None:
    """Trouble at the start is tried again, or asks for a new sign-in."""
    await family.break_(endpoint, **fault)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is expected
    assert entry.reason is None or "{" not in entry.reason


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html"},
        {"kind": "huge"},
        {"kind": "body", "body": {"code": 1, "message": "no"}},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
    ],
)
async def test_one_room_s_history_is_broken(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    fault: dict[str, Any],
) -> None:
    """A room whose history cannot be had starts at its newest message all the same."""
    await family.break_("messages", room=HOME, times=-1, **fault)
    await set_up(hass, entry)
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "It works")
    await until(hass, lambda: messages)
    assert [e.data["text"] for e in messages] == ["It works"]


async def test_key_may_not_read_messages(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without permission for messages and feeds, the list's newest ones arrive."""
    for endpoint in ("messages", "subscribe"):
        await family.break_(endpoint, "status", status=403, times=-1)
    await set_up(hass, entry)
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await family.write(HOME, "Hanako", "Through the list")
    await entry.runtime_data.async_refresh()
    await until(hass, lambda: messages)
    assert [e.data["text"] for e in messages] == ["Through the list"]


async def test_one_room_has_to_wait(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A room whose messages come broken is told of once, and loses nothing."""
    await family.break_("subscribe", "status", status=500, times=-1)
    await family.break_("messages", "html", room=HOME, times=-1)
    await family.hang_up()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await family.write(HOME, "Hanako", "One")
    await family.write("Grandparents", "Grandma", "Two")
    for _ in range(3):
        await ready.runtime_data.async_refresh()
    await until(hass, lambda: messages)
    assert [e.data["text"] for e in messages] == ["Two"]
    assert len([r for r in told(caplog) if "has to wait" in r.getMessage()]) == 1
    await family.mend("messages")
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: len(messages) == 2)
