"""When Nextcloud goes and comes back, and when it turns us away."""

from collections.abc import Iterator
from datetime import timedelta
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.chat_rooms import coordinator
from tests.simulators.faults import FOREVER
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import OURS, calls_begun, pass_time, state, texts, until
from ..test_outage import next_poll
from .helpers import (
    CONNECTED,
    GRANDMA,
    NEIGHBOURS,
    UNREAD,
    heartbeat,
    held,
    newest,
    refresh,
)


def lines(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Return the levels of what our loggers tell a user."""
    return [record.levelno for record in told(caplog)]


def told(caplog: pytest.LogCaptureFixture) -> Iterator[logging.LogRecord]:
    """Yield what our loggers tell a user."""
    for record in caplog.records:
        if record.name.startswith(OURS) and record.levelno >= logging.INFO:
            yield record


async def refresh_fails(hass: HomeAssistant) -> str | None:
    """Press the button while it does not help; return why not."""
    with pytest.raises(HomeAssistantError) as error:
        await refresh(hass)
    return error.value.translation_key


@pytest.fixture
async def live(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> MockConfigEntry:
    """Return an account that holds two long polls."""
    await talk.write(NEIGHBOURS, "Hanako", "Hello")
    await talk.write(GRANDMA, "Grandma", "Hello")
    await heartbeat(hass)
    await talk.wait_for_subscribers(2)
    return ready


async def test_an_outage_is_told_once_and_loses_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    messages: list[Event[Any]],
    live: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Entities go and come back, one line each, and messages come when it is over."""
    caplog.clear()
    await talk.break_("*", "drop", times=FOREVER)
    await talk.hang_up()
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    await hass.async_block_till_done()
    assert state(hass, CONNECTED) == "off"
    for entity_id in ("notify.neighbours", "event.neighbours_message"):
        assert state(hass, entity_id) != "unavailable"
    for _ in range(2):
        await heartbeat(hass)
    assert lines(caplog) == [logging.ERROR]

    await talk.write(NEIGHBOURS, "Hanako", "Can you hear me?")
    one = await talk.write(GRANDMA, "Grandma", "Are you there?")
    await talk.react(GRANDMA, one["id"], "Grandma", "👍")
    await talk.mend()
    await heartbeat(hass)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await until(hass, lambda: len(messages) == 4)
    assert sorted(texts(messages)[2:]) == ["Are you there?", "Can you hear me?"]
    assert {event.data["missed"] for event in messages} == {False}
    assert lines(caplog) == [logging.ERROR, logging.INFO]
    await talk.wait_for_subscribers(2)
    await talk.write(NEIGHBOURS, "Hanako", "Live again")
    await until(hass, lambda: len(messages) == 5)


async def test_what_came_in_a_long_outage_counts_as_missed(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    messages: list[Event[Any]],
    live: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An old answer opens no blinds; a new one does. Nor does an old change."""
    changes = async_capture_events(hass, "chat_rooms_member")
    await talk.break_("*", "drop", times=FOREVER)
    await talk.hang_up()
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    monkeypatch.setattr(coordinator, "LONG_OUTAGE", timedelta(seconds=0))
    await talk.write(NEIGHBOURS, "Hanako", "Yes")
    await talk.add_member(NEIGHBOURS, "jiro")
    for message in talk.cloud.room(NEIGHBOURS).messages[-2:]:
        message.time -= 200
    await talk.mend()
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 4)
    await talk.write(NEIGHBOURS, "Hanako", "No")
    newest(talk, NEIGHBOURS).time += 2
    await until(hass, lambda: len(messages) == 5)
    await hass.async_block_till_done()
    assert texts(messages)[2:] == ["Yes", "Hanako added Jiro", "No"]
    assert [e.data["missed"] for e in messages[2:]] == [True, True, False]
    assert [e.data["missed"] for e in changes] == [True]


async def test_a_revoked_app_password_is_tried_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: MockConfigEntry,
) -> None:
    """After the first refusal nothing is asked any more, and the user is asked."""
    await talk.revoke_app_passwords()
    await talk.forget_requests()
    await heartbeat(hass)
    assert [(c.endpoint, c.status) for c in await calls_begun(hass, talk)] == [
        ("rooms", 401)
    ]
    assert await talk.wrong_tries() == 1
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    assert state(hass, UNREAD) == "unavailable"
    assert state(hass, CONNECTED) == "off"
    assert live.runtime_data.feeds.counts() == {"all": 0, "down": 0}

    await pass_time(hass, 1200)
    assert await refresh_fails(hass) == "invalid_auth"
    for action, data in (
        ("send_message", {"entity_id": "notify.neighbours", "message": "Hello"}),
        ("get_messages", {"entity_id": "event.neighbours_message"}),
    ):
        with pytest.raises(HomeAssistantError) as error:
            await hass.services.async_call(
                "chat_rooms",
                action,
                data,
                blocking=True,
                return_response=action == "get_messages",
            )
        assert error.value.translation_key == "invalid_auth"
    assert len(await calls_begun(hass, talk)) == 1
    assert await talk.wrong_tries() == 1
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_what_is_under_way_when_the_password_goes(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: MockConfigEntry,
) -> None:
    """At most two polls and a list are refused, and none is begun after them."""
    await talk.forget_requests()
    async with held(talk, "poll", "rooms", before=True) as waiting:
        for room, who in ((NEIGHBOURS, "Hanako"), (GRANDMA, "Grandma")):
            await talk.write(room, who, "Wake up")
        listing = hass.async_create_background_task(
            live.runtime_data.async_refresh(), "list"
        )
        # Two polls that were admitted have been answered; these are their successors.
        await talk.wait_for(lambda: len(waiting) == 3)
        await talk.revoke_app_passwords()
    await listing
    refused = [c for c in await calls_begun(hass, talk) if c.status == 401]
    assert sorted(call.endpoint for call in refused) == ["poll", "poll", "rooms"]
    await pass_time(hass, 1200)
    assert len(await calls_begun(hass, talk)) == 3
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_a_poll_is_refused_first(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: MockConfigEntry,
) -> None:
    """Whoever meets the refusal, the user is asked at once, and nothing else is."""
    await talk.forget_requests()
    await talk.revoke_app_passwords()
    await talk.write(NEIGHBOURS, "Hanako", "Anybody there?")
    await talk.wait_for_requests("poll", 1, status=401)
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    await hass.async_block_till_done()
    assert len(hass.config_entries.flow.async_progress()) == 1
    assert await talk.wrong_tries() == 1
    assert talk.calls("rooms") == []


async def test_maintenance(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    messages: list[Event[Any]],
    live: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is told as what it is, and ends by itself."""
    caplog.clear()
    await talk.maintenance()
    await talk.hang_up()
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    assert await refresh_fails(hass) == "maintenance"
    assert lines(caplog) == [logging.ERROR]
    assert "being maintained" in next(told(caplog)).getMessage()
    await talk.write(NEIGHBOURS, "Hanako", "Is it over?")
    await talk.maintenance(False)
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 3)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    assert hass.config_entries.flow.async_progress() == []


async def test_maintenance_at_the_start(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """The account waits for the end of it."""
    await talk.maintenance()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "maintenance"
    await talk.maintenance(False)
    await pass_time(hass, 120)
    await until(hass, lambda: hass.states.is_state(CONNECTED, "on"))


async def test_talk_is_switched_off_for_a_while(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    messages: list[Event[Any]],
    live: MockConfigEntry,
) -> None:
    """The user is told what to ask the administrator; no room is gone for it."""
    await talk.talk_off()
    await talk.hang_up()
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    for _ in range(3):
        assert await refresh_fails(hass) == "app_disabled"
    await talk.write(NEIGHBOURS, "Hanako", "It is on again")
    await talk.talk_off(False)
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 3)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    assert state(hass, UNREAD) == "3"


@pytest.mark.parametrize("status", [429, 503])
async def test_the_server_asks_for_a_pause(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: MockConfigEntry,
    status: int,
) -> None:
    """Retry-After is when the account is asked next."""
    await talk.break_("rooms", "status", status=status, headers={"Retry-After": "77"})
    await heartbeat(hass)
    assert state(hass, UNREAD) == "unavailable"
    assert 60 < next_poll(hass) < 79
    await heartbeat(hass, 79)
    assert state(hass, UNREAD) == "2"


async def test_locked_out(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: MockConfigEntry,
) -> None:
    """A server that turns the whole address away is no reason to sign in again."""
    await talk.lock_out()
    await heartbeat(hass)
    assert await refresh_fails(hass) == "rate_limited"
    assert hass.config_entries.flow.async_progress() == []
    await talk.forgive()
    await heartbeat(hass)
    assert state(hass, UNREAD) == "2"


async def test_what_the_server_can_do_changes(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: MockConfigEntry,
) -> None:
    """When its hash changes the server is asked once what it can do now."""
    await talk.forget_requests()
    await talk.set_feature("reactions", False)
    await heartbeat(hass)
    await heartbeat(hass)
    assert len(talk.calls("capabilities")) == 1
    with pytest.raises(HomeAssistantError) as error:
        await hass.services.async_call(
            "chat_rooms",
            "react",
            {
                "entity_id": "notify.neighbours",
                "message_id": str(newest(talk, NEIGHBOURS).id),
                "reaction": "👍",
            },
            blocking=True,
        )
    assert error.value.translation_key == "react_not_supported"


@pytest.mark.parametrize(
    ("endpoint", "fault", "expected"),
    [
        ("capabilities", {"kind": "drop", "times": 2}, ConfigEntryState.SETUP_RETRY),
        ("capabilities", {"kind": "html"}, ConfigEntryState.SETUP_RETRY),
        ("user", {"kind": "body", "body": {"ocs": 1}}, ConfigEntryState.SETUP_RETRY),
        ("user", {"kind": "status", "status": 401}, ConfigEntryState.SETUP_ERROR),
        ("rooms", {"kind": "truncated"}, ConfigEntryState.SETUP_RETRY),
        ("rooms", {"kind": "status", "status": 429}, ConfigEntryState.SETUP_RETRY),
    ],
)
async def test_setup_meets_trouble(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    endpoint: str,
    fault: dict[str, Any],
    expected: ConfigEntryState,
) -> None:
    """Trouble at the start is tried again, or asks for a new sign-in."""
    await talk.break_(endpoint, **fault)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is expected
    if expected is ConfigEntryState.SETUP_RETRY:
        await set_up_again(hass, entry)


async def set_up_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Try again, as Home Assistant does by itself."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_one_conversation_in_trouble(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    messages: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A conversation that the server cannot show keeps none of the others waiting."""
    await talk.break_("receive", "status", room=NEIGHBOURS, status=500, times=FOREVER)
    await talk.write(NEIGHBOURS, "Hanako", "Late")
    await talk.write(GRANDMA, "Grandma", "Hello")
    for _ in range(4):
        await heartbeat(hass)
    assert texts(messages) == ["Hello"]
    assert state(hass, CONNECTED) == "off"
    assert state(hass, UNREAD) != "unavailable"
    assert len([line for line in told(caplog) if "has to wait" in line.message]) == 1
    # It is asked less and less often.
    asked = len(talk.calls("receive", NEIGHBOURS))
    await heartbeat(hass)
    assert len(talk.calls("receive", NEIGHBOURS)) == asked
    await talk.mend("receive")
    await refresh(hass)
    await until(hass, lambda: texts(messages) == ["Hello", "Late"])
    assert state(hass, CONNECTED) == "on"


async def test_message_that_is_dated_back(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    messages: list[Event[Any]],
) -> None:
    """What only the list shows, because the chat is past it, arrives once."""
    await talk.write(NEIGHBOURS, "Hanako", "Dated back")
    await talk.break_("receive", "status", status=304)
    await heartbeat(hass)
    await heartbeat(hass)
    assert texts(messages) == ["Dated back"]
