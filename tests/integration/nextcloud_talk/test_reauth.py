"""Signing in at Nextcloud again, in the browser or with a password."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME

from ..flows import answer, pending, reauth, show_form, suggested
from ..helpers import until
from .flows import (
    BROWSER,
    FORM,
    MENU,
    TYPED,
    app_passwords,
    become_another_account,
    choose,
    go_on,
    open_browser,
    show_menu,
    step_of,
)

pytestmark = pytest.mark.usefixtures("quick_polls")


async def test_refused_while_running(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """An app password that was revoked asks for a new sign-in, after one try."""
    await talk.revoke_app_passwords()
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: pending(hass))
    (flow,) = pending(hass)
    assert flow["step_id"] == MENU
    assert flow["context"]["entry_id"] == ready.entry_id
    assert await talk.wrong_tries() == 1

    before = ready.runtime_data
    menu = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert show_menu(menu, talk.address)
    flow = await open_browser(hass, menu, talk)
    await talk.grant_login()
    result = await go_on(hass, flow)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    (app,) = talk.vault.apps
    assert ready.data["app_password"] == app.secret
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert pending(hass) == []
    assert await talk.wrong_tries() == 1


async def test_refused_at_set_up(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """With a password, too, the account runs again, and nothing else changes."""
    await talk.revoke_app_passwords()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    menu = await hass.config_entries.flow.async_configure(flow["flow_id"])
    form = await choose(hass, menu, FORM)
    assert show_form(form, FORM)
    assert suggested(form, "username") == LOGIN_NAME
    assert suggested(form, "password") is None
    result = await answer(hass, form, **TYPED)
    assert result["reason"] == "reauth_successful"
    (app,) = talk.vault.apps
    assert entry.data == {**config, "app_password": app.secret}
    assert entry.state is ConfigEntryState.LOADED
    assert await talk.wrong_tries() == 1


async def test_what_was_stored_is_not_tried_again(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """A password that is wrong is told, and the one that is stored left alone."""
    await talk.revoke_app_passwords()
    menu = await reauth(hass, entry)
    assert show_menu(menu, talk.address)
    form = await choose(hass, menu, FORM)
    form = await answer(hass, form, username="somebody", password="wrong")
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert suggested(form, "username") == "somebody"
    assert await talk.wrong_tries() == 1
    result = await answer(hass, form, **TYPED)
    assert result["reason"] == "reauth_successful"
    assert await talk.wrong_tries() == 1


async def test_another_account_is_refused(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Signing in as somebody else changes nothing, and leaves nothing behind."""
    before = list(talk.vault.apps)
    form = await choose(hass, await reauth(hass, entry), FORM)
    become_another_account(talk)
    result = await answer(hass, form, **TYPED)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert entry.data == config
    assert talk.vault.apps == before


async def test_another_account_is_refused_in_the_browser(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """The browser may have been signed in as somebody else."""
    before = list(talk.vault.apps)
    flow = await open_browser(hass, await reauth(hass, entry), talk)
    become_another_account(talk)
    await talk.grant_login()
    result = await go_on(hass, flow)
    assert result["reason"] == "wrong_account"
    assert entry.data == config
    assert talk.vault.apps == before


async def test_a_dialog_that_was_closed_can_be_opened_again(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """The frontend keeps such a sign-in when its dialog is closed: it goes on waiting."""
    await talk.revoke_app_passwords()
    flow = await open_browser(hass, await reauth(hass, entry), talk)
    await talk.wait_for_requests("login_poll", 2)
    assert step_of(hass, flow) == BROWSER
    await talk.grant_login()
    result = await go_on(hass, flow)
    assert result["reason"] == "reauth_successful"
    assert app_passwords(talk) == ["Home Assistant"]


async def test_the_account_is_removed_meanwhile(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """Nobody waits for the sign-in of an account that is gone."""
    flow = await open_browser(hass, await reauth(hass, entry), talk)
    await talk.wait_for_requests("login_poll", 2)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert pending(hass) == []
    asked = len(talk.calls("login_poll"))
    assert flow["flow_id"] not in str(hass.config_entries.flow.async_progress())
    await talk.grant_login()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(talk.calls("login_poll")) == asked
