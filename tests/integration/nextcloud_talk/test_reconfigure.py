"""Changing where an account's Nextcloud is."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME

from ..flows import (
    answer,
    reconfigure,
    show_form,
    sign_in_again,
    suggested,
    told_and_recovered_from,
)
from .flows import (
    FORM,
    TYPED,
    app_passwords,
    become_another_account,
    cancel,
    choose,
    go_on,
    open_browser,
    show_menu,
)

pytestmark = pytest.mark.usefixtures("quick_polls")


@pytest.fixture
async def moved(talk: NextcloudTalkSimulator) -> AsyncGenerator[NextcloudTalkSimulator]:
    """Return the same server at another address; it knows the same passwords."""
    async with NextcloudTalkSimulator() as simulator:
        simulator.vault.apps = talk.vault.apps
        yield simulator
        assert await simulator.violations() == []


@pytest.fixture
async def other(socket_enabled: None) -> AsyncGenerator[NextcloudTalkSimulator]:
    """Return a new server, to which no old app password is known."""
    async with NextcloudTalkSimulator() as simulator:
        yield simulator
        assert await simulator.violations() == []


async def test_the_form_knows_the_account(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """It asks for the address; passwords have their own place."""
    form = await reconfigure(hass, entry)
    assert show_form(form, "reconfigure")
    assert form["data_schema"] is not None
    assert [*map(str, form["data_schema"].schema)] == ["url", "verify_ssl"]
    assert suggested(form, "url") == talk.address
    assert suggested(form, "verify_ssl") is True
    assert form["description_placeholders"] == {"service": "Nextcloud Talk"}


@pytest.mark.parametrize("verify_ssl", [True, False])
async def test_the_stored_app_password_is_enough(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
    verify_ssl: bool,
) -> None:
    """Nobody has to sign in again as long as the server knows the app password."""
    before, apps = ready.runtime_data, list(talk.vault.apps)
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, verify_ssl=verify_ssl)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {**config, "verify_ssl": verify_ssl}
    assert ready.options == options
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert talk.vault.apps == apps
    assert talk.calls("get_app_password") == []


async def test_what_is_left_empty_stays(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A form that is sent empty changes nothing."""
    hass.config_entries.async_update_entry(entry, data={**config, "verify_ssl": False})
    result = await answer(hass, await reconfigure(hass, entry), url="")
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {**config, "verify_ssl": False}


async def test_the_server_moves(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    moved: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account stays itself, and keeps its app password, at another address."""
    form = await reconfigure(hass, ready)
    result = await sign_in_again(
        hass, form, url=f"{moved.address}/index.php/apps/spreed"
    )
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {**config, "url": moved.address}
    assert ready.state is ConfigEntryState.LOADED
    assert len(talk.vault.apps) == 1
    assert moved.calls("rooms")
    assert await hass.config_entries.async_unload(ready.entry_id)


async def test_a_server_that_does_not_know_the_app_password(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    other: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """There the user signs in anew; the old app password is tried once."""
    menu = await sign_in_again(
        hass, await reconfigure(hass, ready), url=other.address, verify_ssl=False
    )
    assert show_menu(menu, other.address)
    assert await other.wrong_tries() == 1
    assert ready.data == config
    form = await choose(hass, menu, FORM)
    assert suggested(form, "username") == LOGIN_NAME
    result = await answer(hass, form, **TYPED)
    assert result["reason"] == "reconfigure_successful"
    (app,) = other.vault.apps
    assert ready.data == {
        **config,
        "url": other.address,
        "verify_ssl": False,
        "app_password": app.secret,
    }
    assert ready.state is ConfigEntryState.LOADED
    assert await other.wrong_tries() == 1
    assert await hass.config_entries.async_unload(ready.entry_id)


async def test_in_the_browser(
    hass: HomeAssistant,
    other: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """That goes in the browser as well."""
    form = await reconfigure(hass, ready)
    menu = await sign_in_again(hass, form, url=other.address)
    flow = await open_browser(hass, menu, other)
    await other.grant_login()
    result = await go_on(hass, flow)
    assert result["reason"] == "reconfigure_successful"
    (app,) = other.vault.apps
    assert ready.data == {**config, "url": other.address, "app_password": app.secret}
    assert await hass.config_entries.async_unload(ready.entry_id)


async def test_giving_up_changes_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    other: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Whoever closes the dialog keeps what there was, the app password included."""
    form = await reconfigure(hass, entry)
    await cancel(hass, await sign_in_again(hass, form, url=other.address))
    assert entry.data == config
    assert app_passwords(talk) == ["Home Assistant"]
    assert other.vault.apps == []


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        ("status", {"kind": "html"}, "unsupported"),
        ("status", {"kind": "drop", "times": 2}, "cannot_connect"),
        ("capabilities", {"kind": "status", "status": 429}, "too_many_attempts"),
        ("user", {"kind": "status", "status": 403}, "forbidden"),
        ("rooms", {"kind": "status", "status": 500}, "cannot_connect"),
    ],
)
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the app password that is stored stays."""
    assert entry.data == config
    assert await told_and_recovered_from(hass, entry, talk, endpoint, fault, error)
    assert entry.data == config
    assert app_passwords(talk) == ["Home Assistant"]


async def test_a_stranger_is_told_no_secret(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """A mistyped address does not get the app password: first it must be a Nextcloud."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, url=talk.elsewhere_url)
    assert show_form(form, "reconfigure", {"base": "unsupported"})
    assert talk.calls("elsewhere")


async def test_invalid_url(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(hass, await reconfigure(hass, entry), url="http://")
    assert show_form(form, "reconfigure", {"url": "invalid_url"})


async def test_another_account_is_refused(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    moved: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A server where somebody else has that app password is not the account's."""
    become_another_account(moved)
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, url=moved.address)
    assert result["reason"] == "wrong_account"
    assert ready.data == config
    assert app_passwords(talk) == ["Home Assistant"]


async def test_two_accounts_do_not_become_one(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    moved: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account cannot move to where it has been added already."""
    MockConfigEntry(
        domain="chat_rooms",
        data={**config, "url": moved.address},
        unique_id=f"nextcloud_talk|{moved.address}|taro",
    ).add_to_hass(hass)
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, url=moved.address)
    assert result["reason"] == "already_configured"
    assert ready.data == config
    assert app_passwords(talk) == ["Home Assistant"]
