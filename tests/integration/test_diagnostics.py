"""What a user can send along with a problem tells nothing of anybody."""

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

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.faults import FOREVER

from .conftest import set_up
from .helpers import refresh, until

MARK = "sesame"
BUTTON = f"button.bocco_{MARK}_taro_refresh"


@pytest.fixture
def config(family: BoccoSimulator) -> dict[str, Any]:
    """Mark everything that a service, a person or a user has written."""
    home = family.home
    home.api_key = f"{MARK}-key"
    home.email = f"{MARK}@example.com"
    home.password = f"{MARK}-password"
    for room in home.rooms.values():
        room.name = f"{MARK} room {room.name}"
        for message in room.messages:
            message.text = f"{MARK} text"
    for user in home.users():
        user.nickname = f"{MARK} {user.nickname}"
    return {
        "service": "bocco",
        "url": family.url,
        "api_key": home.api_key,
        "email": home.email,
        "password": home.password,
    }


@pytest.fixture
async def account(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> MockConfigEntry:
    """Return a marked account that has been through everything."""
    logging.getLogger("custom_components.chat_rooms").setLevel(logging.DEBUG)
    hass.config_entries.async_update_entry(entry, title=f"BOCCO {MARK} Taro")
    await set_up(hass, entry)
    room = next(iter(family.home.rooms.values()))
    await family.wait_for_subscribers(2)
    await family.write(room.uuid, f"{MARK} Hanako", f"{MARK} dinner")
    await family.send_image(room.uuid, f"{MARK} Hanako")
    await family.join(room.uuid, f"{MARK} cousin")
    await hass.services.async_call(
        "notify",
        "send_message",
        {
            "entity_id": f"notify.{MARK}_room_happy_family",
            "message": f"{MARK} answer",
            "title": f"{MARK} title",
        },
        blocking=True,
    )
    await until(hass, lambda: len(messages) == 4)
    return entry


def secrets_of(family: BoccoSimulator) -> set[str]:
    """Return what nobody may read: marked texts, tokens, and who is who."""
    return {
        MARK,
        MARK.capitalize(),
        "Happy Family",
        "Hanako",
        *family.home.issued_tokens,
        *family.home.rooms,
        *(user.uuid for user in family.home.users()),
    }


async def test_diagnostics_tell_how_an_account_is_doing(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """The numbers that help to find a fault are all there."""
    assert await async_setup_component(hass, "diagnostics", {})
    await family.wait_for_subscribers(2)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, ready)
    assert told["service"] == "bocco"
    assert told["options"] == {
        "follow_new_rooms": True,
        "chosen_rooms": 2,
        "known_rooms": 2,
    }
    assert told["account"] == {
        "connected": True,
        "last_update_success": True,
        "last_error": None,
        "member_known": True,
        "feeds": {"all": 2, "down": 0},
        "seconds_between_lists": 300,
        "health": None,
    }
    room = family.home.room(next(iter(family.home.rooms)))
    first = told["rooms"][0]
    assert len(told["rooms"]) == 2
    assert set(first["features"]) == {
        "SEND",
        "MARK_AS_READ",
        "PICTURES",
        "READINGS",
        "LIST_MEMBERS",
    }
    newest = room.messages[-1].id
    assert {key: value for key, value in first.items() if key != "features"} == {
        "members": 6,
        "sensors": 1,
        "position": newest,
        "received": newest,
        "read_position": room.messages[-2].id,
        "unread": 1,
        "held": 4,
    }


async def test_diagnostics_hold_no_secret(
    hass: HomeAssistant,
    family: BoccoSimulator,
    account: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Nothing that is secret or that anybody wrote is in the diagnostics."""
    assert await async_setup_component(hass, "diagnostics", {})
    told = await get_diagnostics_for_config_entry(hass, hass_client, account)
    text = json.dumps(told)
    assert '"unread": ' in text
    assert [secret for secret in secrets_of(family) if secret in text] == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 503, "body": f"{MARK} is down"}, "UpdateFailed"),
        ({"kind": "body", "body": {"error": f"{MARK} is wrong"}}, "UpdateFailed"),
        ({"kind": "status", "status": 401}, "ConfigEntryAuthFailed"),
    ],
    ids=["down", "another_service", "unauthorized"],
)
async def test_errors_tell_no_secret(
    hass: HomeAssistant,
    family: BoccoSimulator,
    account: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Nor is it there after an error, or in what the user is told of the error."""
    assert await async_setup_component(hass, "diagnostics", {})
    await family.break_("*", times=FOREVER, **fault)
    with pytest.raises(HomeAssistantError) as failure:
        await refresh(hass, BUTTON)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert told["account"]["last_error"] == error
    assert told["account"]["connected"] is False
    text = json.dumps(told) + str(failure.value)
    assert [secret for secret in secrets_of(family) if secret in text] == []


async def test_the_log_holds_no_secret(
    hass: HomeAssistant,
    family: BoccoSimulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What this integration's own loggers write holds none either, at any level."""
    await family.break_("*", "status", status=503, body=f"{MARK} is down", times=3)
    await family.hang_up()
    await family.expire_tokens()
    with pytest.raises(HomeAssistantError):
        await refresh(hass, BUTTON)
    await family.mend()
    await refresh(hass, BUTTON)
    await family.wait_for_subscribers(2)
    lines = [
        f"{record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if record.name.startswith("custom_components.chat_rooms")
    ]
    assert any(": 503 in " in line for line in lines)
    assert any("/alpha/sessions" in line for line in lines)
    shown = {MARK, "Hanako", "Happy Family", *family.home.issued_tokens}
    assert [line for line in lines for secret in shown if secret in line] == []
