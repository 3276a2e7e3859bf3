"""Changing where an account's Hatena Coco is, and who asks it."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..flows import (
    answer,
    reconfigure,
    show_form,
    sign_in_again,
    suggested,
    told_and_recovered_from,
)
from .flows import REFUSALS, asks_code, give_code, link


@pytest.fixture
async def moved(socket_enabled: None) -> AsyncGenerator[HatenaCocoSimulator]:
    """Return another server, with the same people."""
    async with HatenaCocoSimulator() as simulator:
        yield simulator
        assert await simulator.violations() == []


def at(coco: HatenaCocoSimulator) -> dict[str, str]:
    """Return a server's addresses."""
    return {
        "url": coco.url,
        "oauth_url": coco.url,
        "authorize_url": f"{coco.url}/oauth/authorize",
    }


async def test_the_form_knows_the_account(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, str]
) -> None:
    """What is stored is filled in, except for the secret."""
    form = await reconfigure(hass, entry)
    assert show_form(form, "reconfigure")
    assert form["data_schema"] is not None
    assert {
        str(field): suggested(form, field) for field in form["data_schema"].schema
    } == {**typed, "consumer_secret": None}
    assert form["description_placeholders"] == {"service": "Hatena Coco"}


async def test_the_token_is_kept(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """Where the token does at another address, nobody has to grant anything."""
    before = ready.runtime_data
    page = f"{coco.elsewhere_url}/oauth/authorize"
    form = await reconfigure(hass, ready)
    result = await sign_in_again(hass, form, authorize_url=f" {page}/ ")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert ready.data == {**config, "authorize_url": page}
    assert ready.options == options
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert coco.calls("initiate") == []


async def test_what_is_left_empty_stays(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
    typed: dict[str, str],
) -> None:
    """A form that is sent empty changes nothing."""
    form = await reconfigure(hass, entry)
    result = await answer(hass, form, **dict.fromkeys(typed, ""))
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == config


async def test_the_server_moves(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    moved: HatenaCocoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A server that does not know the token asks for access, and the account stays."""
    form = await reconfigure(hass, ready)
    form = await sign_in_again(hass, form, **at(moved))
    assert asks_code(form)
    assert link(form).startswith(moved.url)
    assert ready.data == config
    result = await give_code(hass, form)
    assert result["reason"] == "reconfigure_successful"
    (token,) = moved.oauth.tokens.accesses.values()
    assert ready.data == {
        **config,
        **at(moved),
        "oauth_token": token.token,
        "oauth_token_secret": token.secret,
    }
    assert ready.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(ready.entry_id)


async def test_another_consumer(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Access was granted to a key: another one has to be granted it anew."""
    monkeypatch.setattr(
        "tests.simulators.hatena_coco_oauth.CONSUMER_KEY", "another-consumer"
    )
    await coco.revoke_token()
    form = await reconfigure(hass, ready)
    form = await sign_in_again(hass, form, consumer_key="another-consumer")
    assert asks_code(form)
    result = await give_code(hass, form)
    assert result["reason"] == "reconfigure_successful"
    token = list(coco.oauth.tokens.accesses.values())[-1]
    assert ready.data == {
        **config,
        "consumer_key": "another-consumer",
        "oauth_token": token.token,
        "oauth_token_secret": token.secret,
    }


async def test_cancelled_at_the_code(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """Whoever closes the dialog before the code has changed nothing."""
    await coco.revoke_token()
    form = await sign_in_again(hass, await reconfigure(hass, entry))
    assert asks_code(form)
    hass.config_entries.flow.async_abort(form["flow_id"])
    await hass.async_block_till_done()
    assert entry.data == config


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"), REFUSALS.values(), ids=REFUSALS.keys()
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
    """Whatever goes wrong is told, and nothing changes."""
    assert entry.data == config
    assert await told_and_recovered_from(hass, entry, coco, endpoint, fault, error)


async def test_a_stranger_is_told_no_secret(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """A mistyped address gets no token."""
    form = await reconfigure(hass, entry)
    form = await sign_in_again(hass, form, url=coco.elsewhere_url)
    assert show_form(form, "reconfigure", {"base": "unsupported"})
    assert coco.calls("elsewhere")


@pytest.mark.parametrize("field", ["url", "oauth_url", "authorize_url"])
async def test_invalid_url(
    hass: HomeAssistant, entry: MockConfigEntry, field: str
) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in_again(
        hass, await reconfigure(hass, entry), **{field: "http://"}
    )
    assert show_form(form, "reconfigure", {field: "invalid_url"})


async def test_another_account_is_refused(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    moved: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """A server where somebody else sits at the browser is not the account's."""
    await moved.switch_user("taro")
    form = await sign_in_again(hass, await reconfigure(hass, entry), **at(moved))
    result = await give_code(hass, form)
    assert result["reason"] == "wrong_account"
    assert entry.data == config


async def test_two_accounts_do_not_become_one(
    hass: HomeAssistant,
    moved: HatenaCocoSimulator,
    entry: MockConfigEntry,
    config: dict[str, Any],
) -> None:
    """An account cannot move to where it has been added already."""
    MockConfigEntry(
        domain="chat_rooms",
        data={**config, **at(moved)},
        unique_id=f"hatena_coco|{moved.url}|hana",
    ).add_to_hass(hass)
    form = await sign_in_again(hass, await reconfigure(hass, entry), **at(moved))
    result = await give_code(hass, form)
    assert result["reason"] == "already_configured"
    assert entry.data == config
