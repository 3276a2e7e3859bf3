"""Nothing of anybody is told to strangers: not in diagnostics, not in the log.

What is logged at any level is looked at after every test; here something happens
to be logged.
"""

import json
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

from tests.simulators.faults import FOREVER
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import OURS, state, until
from .helpers import (
    CONNECTED,
    GARDEN_CLUB,
    NEIGHBOURS,
    heartbeat,
    newest,
    refresh,
    secrets_of,
)


@pytest.fixture
async def account(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> MockConfigEntry:
    """Return an account that has been through everything."""
    assert await async_setup_component(hass, "diagnostics", {})
    written = await talk.write(NEIGHBOURS, "Hanako", "The key is under the mat")
    await heartbeat(hass)
    await talk.wait_for_subscribers(1)
    await talk.send_image(NEIGHBOURS, "Hanako", "Our new gate")
    await talk.add_member(NEIGHBOURS, "jiro")
    await until(hass, lambda: len(messages) == 3)
    for action, data in (
        ("send_message", {"message": "I have it", "title": "The key"}),
        ("react", {"message_id": str(written["id"]), "reaction": "🗝️"}),
        ("mark_as_read", {}),
    ):
        await hass.services.async_call(
            "chat_rooms",
            action,
            {"entity_id": "notify.neighbours", **data},
            blocking=True,
        )
    await until(hass, lambda: len(messages) == 4)
    return ready


async def test_diagnostics_hold_no_secret(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    account: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Neither when all is well nor when nothing is."""
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert told["service"] == "nextcloud_talk"
    assert told["account"]["connected"] is True
    assert told["account"]["feeds"] == {"all": 1, "down": 0}
    assert told["account"]["seconds_between_lists"] == 15
    assert len(told["rooms"]) == 3
    text = json.dumps(told)
    await talk.break_("*", "status", status=503, body="Grandma is ill", times=FOREVER)
    with pytest.raises(HomeAssistantError) as error:
        await refresh(hass)
    told = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert told["account"]["connected"] is False
    assert told["account"]["last_error"] == "UpdateFailed"
    text += json.dumps(told) + str(error.value)
    assert [secret for secret in secrets_of(talk) if secret in text] == []


async def test_the_log_holds_no_secret(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever fails, and at whatever level: no token, no name, no word."""
    await talk.break_("poll", "status", status=500, body="Hanako has no time")
    await talk.break_("receive", "html", room=GARDEN_CLUB, times=2)
    await talk.hang_up()
    for _ in range(3):
        await talk.write(GARDEN_CLUB, "Hanako", "The gate's code is 2580")
        await heartbeat(hass)
    await talk.edit(GARDEN_CLUB, newest(talk, GARDEN_CLUB).id, "It is 0852 now")
    await talk.break_("rooms", "status", status=503, body="Grandma is ill")
    await heartbeat(hass)
    await refresh(hass)
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await talk.revoke_app_passwords()
    await heartbeat(hass)
    lines = [
        record.getMessage()
        for record in caplog.get_records("setup") + caplog.records
        if record.name.startswith(OURS)
    ]
    for expected in (
        "GET /v4/room: 503 in ",
        "GET /v4/room: 401 in ",
        "GET /v1/chat/{token}: 500 in ",
        "POST /v1/chat/{token}: 201 in ",
        "POST /v1/reaction/{token}/{messageId}: 201 in ",
        "a room has to wait",
    ):
        assert any(expected in line for line in lines), expected
