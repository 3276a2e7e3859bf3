"""Granting an account access to Hatena Coco again."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.base import Provider
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..flows import (
    fail_unexpectedly,
    pending,
    reauth,
    show_form,
    sign_in_again,
    suggested,
)
from ..helpers import until
from .flows import REFUSALS, WITHOUT_LINK, asks_code, give_code, link
from .helpers import refresh


def newest_token(coco: HatenaCocoSimulator) -> dict[str, str]:
    """Return what is stored of the last sign-in."""
    token = list(coco.oauth.tokens.accesses.values())[-1]
    return {"oauth_token": token.token, "oauth_token_secret": token.secret}


async def test_the_form_knows_the_account(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, str]
) -> None:
    """The form shows what is stored, but no secret."""
    form = await reauth(hass, entry)
    assert show_form(form, "reauth_confirm")
    assert form["data_schema"] is not None
    assert {
        str(field): suggested(form, field) for field in form["data_schema"].schema
    } == {**typed, "consumer_secret": None}
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["service"] == "Hatena Coco"


async def test_refused_while_running(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Whoever took access back grants it again, and the account goes on."""
    before = ready.runtime_data
    await coco.revoke_token()
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: pending(hass))
    (flow,) = pending(hass)
    assert flow["step_id"] == "reauth_confirm"
    assert flow["context"]["entry_id"] == ready.entry_id

    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    form = await sign_in_again(hass, form)
    assert asks_code(form)
    assert link(form).startswith(config["authorize_url"])
    assert ready.data == config
    result = await give_code(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert ready.data == {**config, **newest_token(coco)}
    assert ready.data["oauth_token"] != config["oauth_token"]
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert pending(hass) == []
    await refresh(hass)


@pytest.mark.parametrize(
    "problem", ["token_rejected", "token_expired", "token_revoked"]
)
async def test_refused_at_set_up(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    problem: Any,
    waiting: list[Provider],
) -> None:
    """A refusal at set-up asks for access as well, however it is put."""
    await coco.revoke_token(problem)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    form = await sign_in_again(hass, form)
    assert len(waiting) == 1
    result = await give_code(hass, form)
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert waiting == []


async def test_a_token_that_is_good_again(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Where the service takes the token after all, nobody has to grant anything."""
    result = await sign_in_again(hass, await reauth(hass, entry))
    assert result["reason"] == "reauth_successful"
    assert entry.data == config
    assert coco.calls("initiate") == []


async def test_a_token_that_was_lost(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Without any token, access is asked for at once."""
    kept = {k: v for k, v in config.items() if not k.startswith("oauth_token")}
    hass.config_entries.async_update_entry(entry, data=kept)
    form = await sign_in_again(hass, await reauth(hass, entry))
    assert asks_code(form)
    assert coco.calls("checkins") == []
    assert (await give_code(hass, form))["reason"] == "reauth_successful"
    assert entry.data == {**config, **newest_token(coco)}


async def test_an_account_without_a_display_name(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """What is stored may be empty; only what is typed may not."""
    stored = {**config, "display_name": ""}
    hass.config_entries.async_update_entry(entry, data=stored)
    result = await sign_in_again(hass, await reauth(hass, entry))
    assert result["reason"] == "reauth_successful"
    assert entry.data == stored


async def test_another_secret(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """What is typed takes the place of what was stored; a wrong one is told."""
    await coco.set_consumer_secret("new")
    form = await sign_in_again(hass, await reauth(hass, entry))
    assert show_form(form, "reauth_confirm", {"base": "invalid_auth"})
    await coco.revoke_token()
    form = await sign_in_again(hass, form, consumer_secret="new")
    result = await give_code(hass, form)
    assert result["reason"] == "reauth_successful"
    assert entry.data == {
        **config,
        "consumer_secret": "new",
        **newest_token(coco),
    }


async def test_another_account_is_refused(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Signing in as somebody else changes nothing."""
    await coco.revoke_token()
    await coco.switch_user("taro")
    form = await sign_in_again(hass, await reauth(hass, entry))
    result = await give_code(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert entry.data == config


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [*REFUSALS.values(), *WITHOUT_LINK.values()],
    ids=[*REFUSALS, *WITHOUT_LINK],
)
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the same flow goes on."""
    await coco.revoke_token()
    form = await reauth(hass, entry)
    await coco.break_(endpoint, **fault)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": error})
    assert entry.data == config
    await coco.mend()
    form = await sign_in_again(hass, form)
    assert (await give_code(hass, form))["reason"] == "reauth_successful"


async def test_back_from_the_code(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Where no code helps, the form with which it began tells why."""
    await coco.revoke_token()
    form = await sign_in_again(hass, await reauth(hass, entry))
    await coco.set_consumer_secret("new")
    form = await give_code(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "invalid_auth"})
    assert entry.data == config
    form = await sign_in_again(hass, form, consumer_secret="new")
    assert (await give_code(hass, form))["reason"] == "reauth_successful"


async def test_the_wait_is_told(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """A service that is away is no refusal: nobody is sent to the browser for it."""
    await coco.break_("checkins", "status", status=503)
    form = await sign_in_again(hass, await reauth(hass, entry))
    assert show_form(form, "reauth_confirm", {"base": "cannot_connect"})
    assert coco.calls("initiate") == []


async def test_invalid_url(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(hass, await reauth(hass, entry), oauth_url="ftp://coco")
    assert show_form(form, "reauth_confirm", {"oauth_url": "invalid_url"})
    assert suggested(form, "oauth_url") == "ftp://coco"


async def test_unknown_error(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody has thought of does not end the flow."""
    form = await reauth(hass, entry)
    fail_unexpectedly(monkeypatch, HatenaCocoProvider)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reauth_confirm", {"base": "unknown"})
    assert (await sign_in_again(hass, form))["reason"] == "reauth_successful"
