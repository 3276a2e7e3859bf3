"""Changing where an account's Carbonio is, and how it signs in."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import USERNAME

from ..flows import (
    answer,
    reconfigure,
    show_form,
    sign_in_again,
    suggested,
    told_and_recovered_from,
)
from .flows import asks_code, become_another_account, give_code, refusals, two_factors
from .helpers import DEVICE_ID


@pytest.fixture
async def moved(
    socket_enabled: None, edition: Any, otp: bool
) -> AsyncGenerator[CarbonioSimulator]:
    """Return the same server at another address."""
    async with CarbonioSimulator("1.6.2", edition, otp) as simulator:
        yield simulator
        assert await simulator.violations() == []


async def test_the_form_knows_the_account(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """What is stored is filled in, except for the password."""
    form = await reconfigure(hass, entry)
    assert show_form(form, "reconfigure")
    assert form["data_schema"] is not None
    assert {
        str(field): suggested(form, field) for field in form["data_schema"].schema
    } == {
        "url": carbonio.url,
        "username": USERNAME,
        "password": None,
        "verify_ssl": True,
    }
    assert form["description_placeholders"] == {"service": "Carbonio Chats"}


@pytest.mark.parametrize("verify_ssl", [True, False])
async def test_what_is_typed_is_stored(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
    verify_ssl: bool,
) -> None:
    """What was typed is stored, what was left empty stays, and the account reloads."""
    before = ready.runtime_data
    await carbonio.change_password("new")
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, password="new", verify_ssl=verify_ssl)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {
        **config,
        "password": "new",
        "verify_ssl": verify_ssl,
        "token": carbonio.world.vault.issued[-1],
    }
    assert ready.data["token"] != config["token"]
    assert ready.options == options
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before


async def test_what_is_left_empty_stays(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A form that is sent empty changes nothing but the token."""
    changed = {**config, "verify_ssl": False}
    hass.config_entries.async_update_entry(entry, data=changed)
    form = await reconfigure(hass, entry)
    result = await answer(hass, form, url="", username="", password="")
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {**changed, "token": carbonio.world.vault.issued[-1]}


@pytest.mark.parametrize(
    ("edition", "otp"), [("ce", False), ("advanced", False)], ids=["ce", "advanced"]
)
async def test_the_server_moves(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    moved: CarbonioSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account stays itself at another address, and leaves its token behind."""
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, url=f"{moved.url}/carbonio/")
    assert result["reason"] == "reconfigure_successful"
    (token,) = moved.world.vault.issued
    assert ready.data == {**config, "url": moved.url, "token": token}
    assert not any(call.holds(config["token"]) for call in moved.calls())
    assert ready.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(ready.entry_id)


@two_factors
async def test_a_code_is_asked_for(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    moved: CarbonioSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A server that does not know the device asks for a code here as well."""
    before = ready.runtime_data
    form = await reconfigure(hass, ready)
    form = await sign_in_again(hass, form, url=moved.url)
    assert asks_code(form, moved)
    assert ready.data == config
    result = await give_code(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    (token,) = moved.world.vault.issued
    assert ready.data == {**config, "url": moved.url, "token": token}
    assert ready.runtime_data is not before
    assert moved.trusted_devices == {DEVICE_ID}
    assert await hass.config_entries.async_unload(ready.entry_id)


@two_factors
async def test_back_from_the_code(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    moved: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Where no code helps, the form with which it began tells why."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, url=moved.url, verify_ssl=False)
    await moved.change_password("another")
    form = await give_code(hass, form)
    assert show_form(form, "reconfigure", {"base": "invalid_auth"})
    assert suggested(form, "url") == moved.url
    assert suggested(form, "verify_ssl") is False
    assert entry.data == config
    form = await sign_in_again(hass, form, url=carbonio.url)
    result = await give_code(hass, form)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["url"] == carbonio.url


@two_factors
async def test_giving_up_changes_nothing(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Whoever closes the dialog where the code is asked for keeps what there was."""
    form = await sign_in_again(hass, await reconfigure(hass, entry))
    assert asks_code(form, carbonio)
    hass.config_entries.flow.async_abort(form["flow_id"])
    await hass.async_block_till_done()
    assert entry.data == config


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
    """Whatever goes wrong is told, and nothing changes."""
    assert entry.data == config
    assert await told_and_recovered_from(hass, entry, carbonio, endpoint, fault, error)


async def test_a_wrong_password_is_told(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """What is typed is tried, though the token that is stored would still do."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, password="wrong")
    assert show_form(form, "reconfigure", {"base": "invalid_auth"})
    assert entry.data == config


async def test_a_stranger_is_told_no_secret(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """A mistyped address gets neither the password nor the token."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, url=carbonio.elsewhere_url)
    assert show_form(form, "reconfigure", {"base": "unsupported"})
    assert carbonio.calls("elsewhere")


async def test_invalid_url(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(hass, await reconfigure(hass, entry), url="http://")
    assert show_form(form, "reconfigure", {"url": "invalid_url"})


async def test_another_account_is_refused(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    moved: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A server where the same name is somebody else's is not the account's."""
    become_another_account(moved)
    form = await reconfigure(hass, entry)
    result = await sign_in_again(hass, form, url=moved.url)
    assert result["reason"] == "wrong_account"
    assert entry.data == config


async def test_two_accounts_do_not_become_one(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    moved: CarbonioSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account cannot move to where it has been added already."""
    MockConfigEntry(
        domain="chat_rooms",
        data={**config, "url": moved.url},
        unique_id=f"carbonio|{moved.url}|{carbonio.world.account.id}",
    ).add_to_hass(hass)
    form = await reconfigure(hass, entry)
    result = await sign_in_again(hass, form, url=moved.url)
    assert result["reason"] == "already_configured"
    assert entry.data == config
