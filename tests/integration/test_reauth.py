"""Signing in again when the service no longer knows the account."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import Event, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from tests.simulators.bocco import BoccoSimulator

from .conftest import ACCOUNT, HOME
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
from .helpers import calls_begun, pass_time, until


def pending(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return the sign-ins that wait for the user."""
    return [
        flow
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]


async def shown(hass: HomeAssistant, flow: ConfigFlowResult) -> ConfigFlowResult:
    """Open the form of a sign-in that waits."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def test_refused_at_set_up(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
) -> None:
    """A refusal at set-up asks for a new sign-in, and the service is left alone."""
    await family.change_password("new")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state.value == "setup_error"
    (flow,) = pending(hass)
    assert flow["step_id"] == "reauth_confirm"
    assert flow["context"]["entry_id"] == entry.entry_id

    await family.forget_requests()
    await pass_time(hass, 3600)
    assert await calls_begun(hass, family) == []

    result = await sign_in_again(hass, await shown(hass, flow), password="new")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED


async def test_refused_while_running(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A refusal while running stops polling and feeds until the user signs in again."""
    await family.wait_for_subscribers(2)
    await family.change_password("new")
    await until(hass, lambda: pending(hass))
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    assert hass.states.is_state("binary_sensor.bocco_taro_connected", "off")
    coordinator = ready.runtime_data
    assert coordinator.feeds.counts() == {"all": 0, "down": 0}

    # Whoever still asked would be answered from now on, and be seen.
    await pass_time(hass, 3600)
    await calls_begun(hass, family)
    family.home.password = ACCOUNT["password"]
    await coordinator.provider.sign_in()
    await family.forget_requests()
    await pass_time(hass, 3600)
    assert await calls_begun(hass, family) == []
    assert coordinator.feeds.counts() == {"all": 0, "down": 0}
    await family.change_password("new")

    await family.write(HOME, "Hanako", "Has anybody read this?")
    result = await sign_in_again(hass, await shown(hass, flow), password="new")
    assert result["reason"] == "reauth_successful"
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not coordinator
    assert hass.states.is_state("binary_sensor.bocco_taro_connected", "on")
    assert [event.data["text"] for event in messages] == ["Has anybody read this?"]
    await family.wait_for_subscribers(2)


async def test_refused_while_sending(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A refusal of something sent asks for a new sign-in, too, and fails loudly."""
    await family.wait_for_subscribers(2)
    # Nobody is woken: the long polls go on waiting.
    family.home.password = "new"
    family.home.sessions.clear()
    with pytest.raises(HomeAssistantError) as error:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": "notify.happy_family", "message": "Hello"},
            blocking=True,
        )
    assert error.value.translation_key == "invalid_auth"
    assert "BOCCO" in str(error.value)
    await hass.async_block_till_done()
    assert len(pending(hass)) == 1


async def test_a_lost_session_is_not_a_refusal(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A token that has run out is renewed, and nobody hears of it."""
    await family.wait_for_subscribers(2)
    await family.forget_requests()
    await family.expire_tokens()
    await family.wait_for_subscribers(2)
    await family.write(HOME, "Hanako", "Still there?")
    await until(hass, lambda: messages)
    assert pending(hass) == []
    assert len(family.calls("login")) == 1
    assert hass.states.is_state("binary_sensor.bocco_taro_connected", "on")


async def test_only_secrets_are_asked_anew(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """The form knows the account, shows no secret and needs none to be typed."""
    form = await entry.start_reauth_flow(hass)
    assert show_form(form, "reauth_confirm")
    assert suggested(form, "email") == ACCOUNT["email"]
    assert suggested(form, "url") == family.url
    assert suggested(form, "api_key") is suggested(form, "password") is None
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["service"] == "BOCCO"


@pytest.mark.parametrize(
    "typed",
    [{}, {"api_key": "", "password": ""}, {"password": ACCOUNT["password"]}],
    ids=["left_out", "empty", "one_of_two"],
)
async def test_empty_secrets_stay_as_they_are(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    typed: dict[str, str],
) -> None:
    """A secret that is left empty is the one that is stored."""
    before = ready.runtime_data
    form = await ready.start_reauth_flow(hass)
    result = await sign_in_again(hass, form, **typed)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert ready.data == config
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before


async def test_new_secrets_are_stored(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """What was typed replaces what was stored, and nothing else changes."""
    family.home.api_key = "another key"
    await family.change_password("new")
    form = await ready.start_reauth_flow(hass)
    what = {"api_key": "another key", "password": "new"}
    result = await sign_in_again(hass, form, **what)
    assert result["reason"] == "reauth_successful"
    assert ready.data == {**config, **what}
    assert ready.options == options
    assert ready.title == "BOCCO Taro"
    assert len(hass.config_entries.async_entries("chat_rooms")) == 1
    assert pending(hass) == []


async def test_another_account_is_refused(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Signing in as somebody else changes nothing."""
    form = await ready.start_reauth_flow(hass)
    become_another_account(family)
    result = await sign_in_again(hass, form, password=ACCOUNT["password"])
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert ready.data == config


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
    form = await entry.start_reauth_flow(hass)
    await family.break_("login", **fault)
    form = await sign_in_again(hass, form, password="typed", api_key=ACCOUNT["api_key"])
    assert show_form(form, "reauth_confirm", {"base": error})
    assert suggested(form, "password") is None
    assert entry.data == config
    await family.mend()
    result = await sign_in_again(hass, form)
    assert result["reason"] == "reauth_successful"
    assert entry.data == config


async def test_invalid_url(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A nonsense address is told at its field."""
    form = await entry.start_reauth_flow(hass)
    form = await sign_in_again(hass, form, url="ftp://bocco")
    assert show_form(form, "reauth_confirm", {"url": "invalid_url"})
    assert suggested(form, "url") == "ftp://bocco"
    result = await sign_in_again(hass, form, url=f"{family.url}/")
    assert result["reason"] == "reauth_successful"
    assert entry.data["url"] == family.url


async def test_unknown_error(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error that nobody has thought of does not end the flow."""
    form = await entry.start_reauth_flow(hass)
    fail_unexpectedly(monkeypatch, BoccoProvider)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "unknown"})
    assert (await sign_in_again(hass, form))["reason"] == "reauth_successful"


async def test_without_uuid(
    hass: HomeAssistant, family: BoccoSimulator, config: dict[str, Any]
) -> None:
    """An account that is known by its e-mail stays itself with another password."""
    await family.set_options(session_uuid=False)
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.url)
    added = (await answer(hass, form))["result"]
    await family.change_password("new")
    await until(hass, lambda: pending(hass))
    result = await sign_in_again(
        hass, await shown(hass, pending(hass)[0]), password="new"
    )
    assert result["reason"] == "reauth_successful"
    assert added.data == {**config, "password": "new"}
    assert added.state is ConfigEntryState.LOADED


async def test_uuid_that_comes_later(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """An account that was added by its e-mail stays itself when BOCCO tells its id."""
    await family.set_options(session_uuid=False)
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.url)
    added = (await answer(hass, form))["result"]
    await family.set_options(session_uuid=True)
    await family.change_password("new")
    await until(hass, lambda: pending(hass))
    result = await sign_in_again(
        hass, await shown(hass, pending(hass)[0]), password="new"
    )
    assert result["reason"] == "reauth_successful"
    assert added.state is ConfigEntryState.LOADED
    again = await answer(
        hass, await begin(hass), **{**ACCOUNT, "password": "new"}, url=family.url
    )
    assert again["reason"] == "already_configured"


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
    result = await answer(hass, await entry.start_reauth_flow(hass), **typed)
    assert result.get("reason") == "reauth_successful"
    assert entry.data == config
