"""Changing where an account's carnation is, and how it signs in."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator

from ..flows import (
    answer,
    reconfigure,
    show_form,
    sign_in_again,
    suggested,
    told_and_recovered_from,
)
from .flows import refusals
from .helpers import HANA


@pytest.fixture
async def moved(socket_enabled: None) -> AsyncGenerator[CarnationSimulator]:
    """Return the same server at another address."""
    async with CarnationSimulator() as simulator:
        yield simulator
        assert await simulator.violations() == []


async def test_the_form_knows_the_account(
    hass: HomeAssistant, entry: MockConfigEntry, as_user: dict[str, Any]
) -> None:
    """What is stored is filled in, except for secrets."""
    form = await reconfigure(hass, entry)
    assert show_form(form, "reconfigure")
    assert form["data_schema"] is not None
    assert {
        str(field): suggested(form, field) for field in form["data_schema"].schema
    } == {**as_user, "app_secret": None, "password": None, "verify_ssl": True}
    assert form["description_placeholders"] == {"service": "carnation"}


@pytest.mark.parametrize("verify_ssl", [True, False])
async def test_what_is_typed_is_stored(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
    verify_ssl: bool,
) -> None:
    """What was typed is stored, what was left empty stays, and the account reloads."""
    before = ready.runtime_data
    await carnation.set_password(HANA, "new")
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, password="new", verify_ssl=verify_ssl)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {**config, "password": "new", "verify_ssl": verify_ssl}
    assert ready.options == options
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before


async def test_what_is_left_empty_stays(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    config: dict[str, Any],
    as_user: dict[str, Any],
) -> None:
    """A form that is sent empty changes nothing."""
    hass.config_entries.async_update_entry(entry, data={**config, "verify_ssl": False})
    form = await reconfigure(hass, entry)
    result = await answer(hass, form, **dict.fromkeys(as_user, ""))
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {**config, "verify_ssl": False}


async def test_a_viewer_stays_one(
    hass: HomeAssistant, viewer_entry: MockConfigEntry, as_user: dict[str, Any]
) -> None:
    """Empty fields make no email and no password of a viewer's."""
    before = dict(viewer_entry.data)
    form = await reconfigure(hass, viewer_entry)
    result = await answer(hass, form, **dict.fromkeys(as_user, ""))
    assert result["reason"] == "reconfigure_successful"
    assert viewer_entry.data == before


async def test_the_server_moves(
    hass: HomeAssistant,
    moved: CarnationSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account stays itself at another address."""
    unique_id = ready.unique_id
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, url=f"{moved.url}/")
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {**config, "url": moved.url}
    assert ready.unique_id == unique_id
    assert ready.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(ready.entry_id)


@pytest.mark.parametrize("field", ["app_id", "app_secret", "email", "password"])
async def test_a_wrong_sign_in_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, config: dict[str, Any], field: str
) -> None:
    """What is typed is tried before it is stored."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, **{field: "wrong"})
    assert show_form(form, "reconfigure", {"base": "invalid_auth"})
    assert entry.data == config


@refusals
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and nothing changes."""
    assert entry.data == config
    assert await told_and_recovered_from(hass, entry, carnation, endpoint, fault, error)


async def test_a_stranger_is_told_no_secret(
    hass: HomeAssistant, carnation: CarnationSimulator, entry: MockConfigEntry
) -> None:
    """A mistyped address gets neither password nor secret."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, url=carnation.elsewhere_url)
    assert show_form(form, "reconfigure", {"base": "unsupported"})
    assert carnation.calls("elsewhere")


async def test_invalid_url(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(hass, await reconfigure(hass, entry), url="http://")
    assert show_form(form, "reconfigure", {"url": "invalid_url"})


async def test_another_account_is_refused(
    hass: HomeAssistant,
    moved: CarnationSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A server where the same sign-in is somebody else's is not the account's."""
    moved.world.user(HANA).id = 99
    form = await reconfigure(hass, entry)
    result = await sign_in_again(hass, form, url=moved.url)
    assert result["reason"] == "wrong_account"
    assert entry.data == config


async def test_two_accounts_do_not_become_one(
    hass: HomeAssistant,
    moved: CarnationSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account cannot move to where it has been added already."""
    number = moved.world.user(HANA).id
    MockConfigEntry(
        domain="chat_rooms",
        data={**config, "url": moved.url},
        unique_id=f"carnation|{moved.url}|user:{number}",
    ).add_to_hass(hass)
    form = await reconfigure(hass, entry)
    result = await sign_in_again(hass, form, url=moved.url)
    assert result["reason"] == "already_configured"
    assert entry.data == config
