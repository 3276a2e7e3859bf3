"""Signing in at Carbonio again."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import PASSWORD, USERNAME

from ..flows import (
    fail_unexpectedly,
    pending,
    reauth,
    show_form,
    sign_in_again,
    suggested,
)
from ..helpers import refresh, until
from .flows import (
    asks_code,
    become_another_account,
    give_code,
    refusals,
    states,
    two_factors,
)
from .helpers import DEVICE_ID, REFRESH


def newest_token(carbonio: CarbonioSimulator) -> str:
    """Return the token of the last sign-in."""
    return carbonio.world.vault.issued[-1]


async def test_the_form_knows_the_account(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """The form shows what is stored, but no secret."""
    form = await reauth(hass, entry)
    assert show_form(form, "reauth_confirm")
    assert form["data_schema"] is not None
    assert {
        str(field): suggested(form, field) for field in form["data_schema"].schema
    } == {
        "url": carbonio.url,
        "username": USERNAME,
        "password": None,
        "verify_ssl": True,
    }
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["service"] == "Carbonio Chats"


async def test_refused_while_running(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A changed password is asked for once the token has ended, after one try."""
    await carbonio.change_password("new")
    await refresh(hass, REFRESH)
    assert pending(hass) == []
    await carbonio.expire_token()
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: pending(hass))
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    assert flow["step_id"] == "reauth_confirm"
    assert flow["context"]["entry_id"] == ready.entry_id
    assert await carbonio.password_tries() == 1

    before = ready.runtime_data
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    result = await sign_in_again(hass, form, password="new")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert ready.data == {
        **config,
        "password": "new",
        "token": newest_token(carbonio),
    }
    assert ready.data["token"] != config["token"]
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert pending(hass) == []
    assert await carbonio.password_tries() == 2


async def test_refused_at_set_up(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """A refusal at set-up asks for a new sign-in as well."""
    await carbonio.expire_token()
    await carbonio.change_password("new")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    result = await sign_in_again(hass, form, password="new")
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED


async def test_what_is_left_empty_stays(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """The password that is stored serves where nobody types another one."""
    result = await sign_in_again(hass, await reauth(hass, entry), password="")
    assert result["reason"] == "reauth_successful"
    assert entry.data == {**config, "token": newest_token(carbonio)}
    assert await carbonio.password_tries() == 1


async def test_a_token_does_not_hide_a_wrong_password(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """What is typed is tried, though the token that is stored would still do."""
    form = await sign_in_again(hass, await reauth(hass, entry), password="wrong")
    assert show_form(form, "reauth_confirm", {"base": "invalid_auth"})
    assert suggested(form, "password") is None
    assert entry.data == config
    result = await sign_in_again(hass, form, password=PASSWORD)
    assert result["reason"] == "reauth_successful"
    assert await carbonio.password_tries() == 2


@two_factors
async def test_the_device_is_forgotten(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A code, and nothing else, is what the account asks for then."""
    await carbonio.expire_token()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    form = await sign_in_again(hass, form)
    assert asks_code(form, carbonio)
    form = await give_code(hass, form, "000000")
    assert asks_code(form, carbonio, "otp_wrong")
    assert entry.data == config
    result = await give_code(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.data == {**config, "token": newest_token(carbonio)}
    assert entry.state is ConfigEntryState.LOADED
    assert carbonio.trusted_devices == {DEVICE_ID}
    assert pending(hass) == []


@two_factors
async def test_a_new_password_and_a_code(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """What was typed before the code is stored after it, and the account reloads."""
    await carbonio.change_password("new")
    before = ready.runtime_data
    form = await sign_in_again(hass, await reauth(hass, ready), password="new")
    result = await give_code(hass, form)
    assert result["reason"] == "reauth_successful"
    assert ready.data == {
        **config,
        "password": "new",
        "token": newest_token(carbonio),
    }
    assert ready.runtime_data is not before


@two_factors
async def test_back_from_the_code(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Where no code helps, the form with which it began tells why."""
    form = await sign_in_again(hass, await reauth(hass, entry), verify_ssl=False)
    await carbonio.set_account_state("locked")
    form = await give_code(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "account_locked"})
    assert suggested(form, "verify_ssl") is False
    assert entry.data == config
    await carbonio.set_account_state("active")
    form = await sign_in_again(hass, form)
    result = await give_code(hass, form)
    assert result["reason"] == "reauth_successful"
    assert entry.data == {
        **config,
        "verify_ssl": False,
        "token": newest_token(carbonio),
    }


async def test_another_account_is_refused(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Signing in as somebody else changes nothing."""
    become_another_account(carbonio)
    result = await sign_in_again(hass, await reauth(hass, entry))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert entry.data == config


@two_factors
async def test_another_account_is_refused_after_the_code(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """With two factors as well."""
    become_another_account(carbonio)
    form = await sign_in_again(hass, await reauth(hass, entry))
    result = await give_code(hass, form)
    assert result["reason"] == "wrong_account"
    assert entry.data == config


@states
async def test_what_is_wrong_with_the_account(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    state: Any,
    error: str,
) -> None:
    """An account that is closed is told apart, and so is a password that has ended."""
    await carbonio.set_account_state(state)
    form = await sign_in_again(hass, await reauth(hass, entry))
    assert show_form(form, "reauth_confirm", {"base": error})
    assert entry.data == config
    await carbonio.set_account_state("active")
    result = await sign_in_again(hass, form)
    assert result["reason"] == "reauth_successful"


@refusals
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the same flow goes on."""
    form = await reauth(hass, entry)
    await carbonio.break_(endpoint, **fault)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": error})
    assert entry.data == config
    await carbonio.mend()
    result = await sign_in_again(hass, form)
    assert result["reason"] == "reauth_successful"


async def test_invalid_url(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(hass, await reauth(hass, entry), url="ftp://carbonio")
    assert show_form(form, "reauth_confirm", {"url": "invalid_url"})
    assert suggested(form, "url") == "ftp://carbonio"


async def test_unknown_error(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error that nobody has thought of does not end the flow."""
    form = await reauth(hass, entry)
    fail_unexpectedly(monkeypatch, CarbonioProvider)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "unknown"})
    assert (await sign_in_again(hass, form))["reason"] == "reauth_successful"
