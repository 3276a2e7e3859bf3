"""Changing an account's sign-in or address."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from tests.simulators.bocco import BoccoSimulator

from .conftest import ACCOUNT
from .flows import (
    answer,
    become_another_account,
    begin,
    fail_unexpectedly,
    refusals,
    show_form,
    sign_in_again,
    suggested,
)


async def test_the_form_knows_the_account(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """What is stored is filled in, except for the secrets."""
    form = await entry.start_reconfigure_flow(hass)
    assert show_form(form, "reconfigure")
    assert suggested(form, "email") == ACCOUNT["email"]
    assert suggested(form, "url") == family.url
    assert suggested(form, "api_key") is suggested(form, "password") is None


@pytest.mark.parametrize(
    "secrets",
    [
        {},
        {"api_key": "", "password": ""},
        {"password": "new"},
        {"api_key": "another key"},
        {"api_key": "another key", "password": "new"},
    ],
    ids=["left_out", "empty", "password", "api_key", "both"],
)
async def test_what_is_typed_is_stored(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
    secrets: dict[str, str],
) -> None:
    """What was typed is stored, what was left empty stays, and the account reloads."""
    before = ready.runtime_data
    typed = {key: value for key, value in secrets.items() if value}
    family.home.api_key = typed.get("api_key", family.home.api_key)
    family.home.password = typed.get("password", family.home.password)
    form = await ready.start_reconfigure_flow(hass)
    result = await sign_in_again(hass, form, **secrets)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {**config, **typed}
    assert ready.options == options
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_another_account_is_refused(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Signing in as somebody else changes nothing."""
    before = ready.runtime_data
    become_another_account(family)
    form = await ready.start_reconfigure_flow(hass)
    result = await sign_in_again(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert ready.data == config
    assert ready.runtime_data is before


@refusals
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the same flow goes on."""
    form = await entry.start_reconfigure_flow(hass)
    await family.break_("login", **fault)
    form = await sign_in_again(hass, form, password="typed")
    assert show_form(form, "reconfigure", {"base": error})
    assert entry.data == config
    await family.mend()
    result = await sign_in_again(hass, form)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == config


async def test_unknown_error(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error that nobody has thought of does not end the flow."""
    form = await entry.start_reconfigure_flow(hass)
    fail_unexpectedly(monkeypatch, BoccoProvider)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reconfigure", {"base": "unknown"})
    assert (await sign_in_again(hass, form))["reason"] == "reconfigure_successful"


async def test_invalid_url(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A nonsense address is told at its field."""
    form = await entry.start_reconfigure_flow(hass)
    form = await sign_in_again(hass, form, url="http://")
    assert show_form(form, "reconfigure", {"url": "invalid_url"})
    result = await sign_in_again(hass, form, url=family.url)
    assert result["reason"] == "reconfigure_successful"


async def test_a_pending_reauthentication_is_no_obstacle(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Whoever is asked to sign in again may reconfigure instead."""
    await ready.start_reauth_flow(hass)
    form = await ready.start_reconfigure_flow(hass)
    result = await sign_in_again(hass, form, password=ACCOUNT["password"])
    assert result["reason"] == "reconfigure_successful"


async def test_the_server_moves(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An account stays itself, with its entities, when its server moves."""
    registry = er.async_get(hass)
    before = {
        entity.entity_id: entity.id
        for entity in er.async_entries_for_config_entry(registry, ready.entry_id)
    }
    async with BoccoSimulator() as moved:
        form = await ready.start_reconfigure_flow(hass)
        result = await sign_in_again(hass, form, url=f"{moved.url}/")
        assert result["reason"] == "reconfigure_successful"
        assert ready.data["url"] == moved.url
        assert ready.state is ConfigEntryState.LOADED
        await moved.wait_for_subscribers(2)
        after = {
            entity.entity_id: entity.id
            for entity in er.async_entries_for_config_entry(registry, ready.entry_id)
        }
        assert after == before
        assert hass.states.is_state("binary_sensor.bocco_taro_connected", "on")
        assert await hass.config_entries.async_unload(ready.entry_id)


async def test_a_moved_account_is_not_added_again(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """At its new address, too, an account can be added only once."""
    async with BoccoSimulator() as moved:
        form = await ready.start_reconfigure_flow(hass)
        result = await sign_in_again(hass, form, url=moved.url)
        assert result["reason"] == "reconfigure_successful"
        result = await answer(hass, await begin(hass), **ACCOUNT, url=moved.url)
        assert await hass.config_entries.async_unload(ready.entry_id)
        assert (result["type"], result.get("reason")) == (
            FlowResultType.ABORT,
            "already_configured",
        )


async def test_two_accounts_do_not_become_one(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An account cannot move to where it has been added already."""
    async with BoccoSimulator() as other:
        form = await answer(hass, await begin(hass), **ACCOUNT, url=other.url)
        second = (await answer(hass, form))["result"]
        form = await ready.start_reconfigure_flow(hass)
        result = await sign_in_again(hass, form, url=other.url)
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "already_configured"
        assert ready.data["url"] == family.url
        assert await hass.config_entries.async_unload(second.entry_id)


@pytest.mark.parametrize(
    "typed",
    [
        {"email": ""},
        {"email": ACCOUNT["email"], "url": ""},
        {"email": ACCOUNT["email"]},
        {},
    ],
    ids=["email", "url", "url_left_out", "all_left_out"],
)
async def test_other_empty_fields_stay_as_they_are(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    typed: dict[str, str],
) -> None:
    """What is left empty stays as it is, as the form says, whichever field it is."""
    if typed.get("email") == "":
        typed = {**typed, "url": family.url}
    result = await answer(hass, await entry.start_reconfigure_flow(hass), **typed)
    assert result.get("reason") == "reconfigure_successful"
    assert entry.data == config
