"""Nothing of anybody is told to strangers: not in diagnostics, not in the log.

What is logged at any level is looked at after every test; here something happens
to be logged.
"""

import json
import logging
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.providers.carbonio.translate import Translator
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY
from tests.simulators.faults import FOREVER

from ..helpers import OURS, act, kinds, send_to, state, until
from .helpers import CONNECTED, EVENT, poll, refresh, secrets_of

WORDS = "The key is under the mat"


@pytest.fixture
async def account(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> MockConfigEntry:
    """Return an account that has been through everything."""
    assert await async_setup_component(hass, "diagnostics", {})
    said = await carbonio.say(FAMILY, "Hanako", WORDS)
    await carbonio.send_picture(FAMILY, "Hanako", "Our new gate")
    await carbonio.add_member(FAMILY, "Jiro")
    await carbonio.rename(BOOK_CLUB, "Poetry Club")
    await carbonio.set_picture(FAMILY)
    await carbonio.start_meeting(FAMILY)
    await until(hass, lambda: len(told) == 7)
    await send_to(hass, "notify.family", message="I have it", title="The key")
    await act(hass, "react", EVENT, message_id=said["id"], reaction="🗝️")
    await act(hass, "mark_as_read", EVENT)
    await act(hass, "get_messages", EVENT)
    await until(hass, lambda: len(told) == 9)
    return live


async def test_diagnostics_hold_no_secret(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    account: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Neither when all is well nor when nothing is."""
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert told["service"] == "carbonio"
    assert told["account"]["connected"] is True
    assert told["account"]["feeds"] == {"all": 2, "down": 0}
    assert told["account"]["seconds_between_lists"] == 300
    assert told["account"]["health"]["status"] == "ok"
    assert len(told["rooms"]) == 3
    text = json.dumps(told)
    await carbonio.break_(
        "*", "status", status=503, body="Grandma is ill", times=FOREVER
    )
    with pytest.raises(HomeAssistantError) as error:
        await refresh(hass)
    told = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert told["account"]["connected"] is False
    assert told["account"]["last_error"] == "UpdateFailed"
    assert told["account"]["health"] is None
    text += json.dumps(told) + str(error.value)
    assert [secret for secret in secrets_of(carbonio) if secret in text] == []


async def test_the_log_holds_no_secret(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever fails, and at whatever level: no token, no name, no word."""
    carbonio.xmpp.send_raw(f"<message><body>{WORDS}</message>")
    carbonio.events.send_raw(f'{{"type": "{WORDS}"')
    await carbonio.break_("get_users", "html")
    await carbonio.break_("list_meeting", "status", status=500, body="Hanako is out")
    await carbonio.break_("get_health_status", "truncated")
    await refresh(hass)
    await carbonio.break_("list_room", "status", status=503, body="Grandma is ill")
    with pytest.raises(HomeAssistantError):
        await refresh(hass)
    await carbonio.expire_token()
    await refresh(hass)
    await carbonio.hold_xmpp()
    await carbonio.cut_xmpp()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await poll(hass)
    await carbonio.hold_xmpp(False)
    await poll(hass)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    lines = [
        record.getMessage()
        for record in caplog.get_records("setup") + caplog.records
        if record.name.startswith(OURS)
    ]
    for expected in (
        "GET /rooms: 200 in ",
        "GET /rooms: 503 in ",
        "401 in ",
        "GET chat: 101 in ",
        "GET chat: 503 in ",
        "GET events: 101 in ",
        "Passed over a frame of ",
        "Passed over an event of ",
    ):
        assert any(expected in line for line in lines), expected


async def test_errors_hold_no_secret(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    account: MockConfigEntry,
) -> None:
    """What an action that fails tells can be shown to anybody."""
    told = []
    message_id = (await carbonio.messages(FAMILY))[0]["id"]
    await carbonio.hold_xmpp()
    await carbonio.cut_xmpp()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    await carbonio.break_("*", "status", status=500, body=WORDS, times=FOREVER)
    for action, data in (
        ("send_message", {"message": WORDS}),
        ("get_messages", {}),
        ("react", {"message_id": message_id, "reaction": "👍"}),
        ("edit_message", {"message_id": message_id, "message": WORDS}),
        ("delete_message", {"message_id": message_id}),
        ("forward_message", {"message_id": message_id, "to": "notify.grandma"}),
    ):
        entity_id = "notify.family" if action == "send_message" else EVENT
        with pytest.raises(HomeAssistantError) as error:
            await act(hass, action, entity_id, **data)
        told.append(f"{error.value!s} {error.value!r} {error.value.__cause__!r}")
    text = "\n".join(told)
    assert [secret for secret in secrets_of(carbonio) if secret in text] == []


async def test_a_fault_of_our_own(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    told: list[Event[Any]],
) -> None:
    """Even a bug that has somebody's words in its text is told without them."""
    to_message = Translator.to_message

    def broken(self: Translator, stanza: Any) -> Any:
        if stanza.body == "Kaboom now":
            monkeypatch.setattr(Translator, "to_message", to_message)
            raise KeyError(stanza.body)
        return to_message(self, stanza)

    monkeypatch.setattr(Translator, "to_message", broken)
    await carbonio.say(FAMILY, "Hanako", "Kaboom now")
    await carbonio.say(FAMILY, "Hanako", "And on it goes")
    await until(hass, lambda: kinds(told)[-1:] == ["And on it goes"])
    errors = [
        record
        for record in caplog.records
        if record.name.startswith(OURS) and record.levelno >= logging.WARNING
    ]
    assert all("Kaboom" not in record.getMessage() for record in errors)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
