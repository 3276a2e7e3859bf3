"""Going through the flows as a user does."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import get_schema_suggested_value

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.model import Account
from custom_components.chat_rooms.providers.base import Provider
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.watched import Watched

# What the service does at a sign-in, and the error that the form then shows.
REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "unauthorized": ({"kind": "status", "status": 401}, "invalid_auth"),
    "forbidden": ({"kind": "status", "status": 403}, "forbidden"),
    "unavailable": ({"kind": "status", "status": 503}, "cannot_connect"),
    "maintenance": (
        {"kind": "status", "status": 503, "headers": {"Retry-After": "3600"}},
        "cannot_connect",
    ),
    "too_many": ({"kind": "status", "status": 429}, "cannot_connect"),
    "dropped": ({"kind": "drop", "times": 2}, "cannot_connect"),
    "a_web_page": ({"kind": "html"}, "unsupported"),
    "not_found": ({"kind": "status", "status": 404}, "unsupported"),
    "another_service": ({"kind": "body", "body": {"version": "2.1"}}, "unsupported"),
    "a_redirect": (
        {"kind": "redirect", "url": "https://example.com/"},
        "unsupported",
    ),
}
refusals = pytest.mark.parametrize(
    ("fault", "error"), REFUSALS.values(), ids=REFUSALS.keys()
)


def show_form(
    result: ConfigFlowResult, step_id: str, errors: dict[str, str] | None = None
) -> bool:
    """Tell whether a flow shows a form, with these errors."""
    shown = result["type"], result.get("step_id"), result.get("errors") or {}
    expected = FlowResultType.FORM, step_id, errors or {}
    if shown != expected:
        raise AssertionError(f"{shown} instead of {expected}")
    return True


def suggested(result: ConfigFlowResult, field: str) -> object:
    """Return what a form has filled in for a field."""
    assert result["data_schema"] is not None
    return get_schema_suggested_value(result["data_schema"].schema, field)


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose BOCCO from the menu."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": "bocco"}
    )


async def answer(
    hass: HomeAssistant, form: ConfigFlowResult, **what: Any
) -> ConfigFlowResult:
    """Fill in a form and send it."""
    result = await hass.config_entries.flow.async_configure(form["flow_id"], what)
    await hass.async_block_till_done()
    return result


async def sign_in_again(
    hass: HomeAssistant, form: ConfigFlowResult, **typed: Any
) -> ConfigFlowResult:
    """Send a form as it is filled in, but for what is typed."""
    assert form["data_schema"] is not None
    shown = {str(field): suggested(form, field) for field in form["data_schema"].schema}
    shown = {field: value for field, value in shown.items() if value is not None}
    return await answer(hass, form, **{**shown, **typed})


def pending(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return the sign-ins that wait for the user."""
    return [
        flow
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]


async def reauth(hass: HomeAssistant, entry: ConfigEntry) -> ConfigFlowResult:
    """Open the sign-in that an account asks for."""
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    (flow,) = pending(hass)
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def reconfigure(hass: HomeAssistant, entry: ConfigEntry) -> ConfigFlowResult:
    """Open the form to change an account."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )


async def told_and_recovered_from(
    hass: HomeAssistant,
    entry: ConfigEntry,
    service: Watched,
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> bool:
    """Reconfigure while the service fails, and once more when it is well again.

    What goes wrong is told, and nothing changes.
    """
    before = dict(entry.data)
    form = await reconfigure(hass, entry)
    await service.break_(endpoint, **fault)
    form = await sign_in_again(hass, form)
    assert show_form(form, "reconfigure", {"base": error})
    assert entry.data == before
    await service.mend()
    result = await sign_in_again(hass, form)
    assert result["reason"] == "reconfigure_successful"
    return True


def fail_unexpectedly(
    monkeypatch: pytest.MonkeyPatch, provider: type[Provider]
) -> None:
    """Let the next sign-in fail in a way that nobody has thought of."""
    sign_in = provider.sign_in

    async def broken(self: Provider) -> Account:
        monkeypatch.setattr(provider, "sign_in", sign_in)
        raise RuntimeError("a bug")

    monkeypatch.setattr(provider, "sign_in", broken)


def become_another_account(family: BoccoSimulator) -> None:
    """Let the same sign-in be another person's from now on."""
    family.home.account.uuid = "00000000-0000-4000-8000-000000000000"
