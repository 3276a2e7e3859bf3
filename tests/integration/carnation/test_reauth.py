"""Signing in at carnation again."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carnation.provider import CarnationProvider
from tests.simulators.carnation import CarnationSimulator

from ..flows import (
    fail_unexpectedly,
    pending,
    reauth,
    show_form,
    sign_in_again,
    suggested,
)
from ..helpers import until
from .flows import refusals
from .helpers import HANA, KITCHEN, LIVING_ROOM


async def test_the_form_knows_the_account(
    hass: HomeAssistant, entry: MockConfigEntry, as_user: dict[str, Any]
) -> None:
    """The form shows what is stored, but no secret."""
    form = await reauth(hass, entry)
    assert show_form(form, "reauth_confirm")
    assert form["data_schema"] is not None
    assert {
        str(field): suggested(form, field) for field in form["data_schema"].schema
    } == {**as_user, "app_secret": None, "password": None, "verify_ssl": True}
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["service"] == "carnation"


async def test_refused_while_running(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A changed password is asked for once the tokens have ended."""
    before = ready.runtime_data
    await carnation.set_password(HANA, "new")
    await carnation.forget_tokens()
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: pending(hass))
    (flow,) = pending(hass)
    assert flow["step_id"] == "reauth_confirm"
    assert flow["context"]["entry_id"] == ready.entry_id

    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    result = await sign_in_again(hass, form, password="new")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert ready.data == {**config, "password": "new"}
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert pending(hass) == []


async def test_refused_at_set_up(
    hass: HomeAssistant, carnation: CarnationSimulator, entry: MockConfigEntry
) -> None:
    """A refusal at set-up asks for a new sign-in as well."""
    await carnation.set_password(HANA, "new")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "invalid_auth"})
    result = await sign_in_again(hass, form, password="new")
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED


async def test_what_is_left_empty_stays(
    hass: HomeAssistant, entry: MockConfigEntry, config: dict[str, Any]
) -> None:
    """What is stored serves where nobody types anything else."""
    form = await reauth(hass, entry)
    result = await sign_in_again(
        hass, form, app_id="", app_secret="", email="", password="", url=""
    )
    assert result["reason"] == "reauth_successful"
    assert entry.data == config


async def test_a_viewer(
    hass: HomeAssistant, carnation: CarnationSimulator, viewer_entry: MockConfigEntry
) -> None:
    """A viewer that got another secret signs in with that."""
    before = dict(viewer_entry.data)
    client = carnation.world.viewer(LIVING_ROOM).client
    client.secret = "another secret"
    form = await sign_in_again(hass, await reauth(hass, viewer_entry))
    assert show_form(form, "reauth_confirm", {"base": "invalid_auth"})
    assert suggested(form, "email") is None
    result = await sign_in_again(
        hass, form, app_secret="another secret", email="", password=""
    )
    assert result["reason"] == "reauth_successful"
    assert viewer_entry.data == {**before, "app_secret": "another secret"}


@pytest.mark.parametrize(
    "typed", [{"email": "hana@example.com"}, {"password": "carnation-password"}]
)
async def test_only_one_of_both(
    hass: HomeAssistant, viewer_entry: MockConfigEntry, typed: dict[str, str]
) -> None:
    """A viewer has neither email nor password, and needs both to be a user."""
    before = dict(viewer_entry.data)
    form = await sign_in_again(hass, await reauth(hass, viewer_entry), **typed)
    assert show_form(form, "reauth_confirm", {"base": "sign_in_incomplete"})
    assert viewer_entry.data == before


async def test_a_viewer_is_no_user(
    hass: HomeAssistant, viewer_entry: MockConfigEntry, as_user: dict[str, Any]
) -> None:
    """A viewer's account does not become a user's."""
    before = dict(viewer_entry.data)
    result = await sign_in_again(hass, await reauth(hass, viewer_entry), **as_user)
    assert result["reason"] == "wrong_account"
    assert viewer_entry.data == before


async def test_another_viewer_is_refused(
    hass: HomeAssistant, carnation: CarnationSimulator, viewer_entry: MockConfigEntry
) -> None:
    """One viewer is not the other."""
    before = dict(viewer_entry.data)
    other = carnation.world.viewer(KITCHEN).client
    form = await reauth(hass, viewer_entry)
    result = await sign_in_again(
        hass, form, app_id=other.appid, app_secret=other.secret
    )
    assert result["reason"] == "wrong_account"
    assert viewer_entry.data == before


async def test_another_account_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, config: dict[str, Any]
) -> None:
    """Signing in as somebody else changes nothing."""
    taro = {"email": "taro@example.com", "password": "taro-password"}
    result = await sign_in_again(hass, await reauth(hass, entry), **taro)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
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
    """Whatever goes wrong is told, and the same flow goes on."""
    form = await reauth(hass, entry)
    await carnation.break_(endpoint, **fault)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": error})
    assert entry.data == config
    await carnation.mend()
    result = await sign_in_again(hass, form)
    assert result["reason"] == "reauth_successful"


async def test_invalid_url(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(hass, await reauth(hass, entry), url="ftp://carnation")
    assert show_form(form, "reauth_confirm", {"url": "invalid_url"})
    assert suggested(form, "url") == "ftp://carnation"


async def test_unknown_error(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody has thought of does not end the flow."""
    form = await reauth(hass, entry)
    fail_unexpectedly(monkeypatch, CarnationProvider)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "unknown"})
    assert (await sign_in_again(hass, form))["reason"] == "reauth_successful"
