"""Going through carnation's flows as a user does."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.model import Account
from custom_components.chat_rooms.providers.carnation.provider import CarnationProvider

from ..flows import answer

FORM = "carnation"

# What the server does at a sign-in, where, and the error that the form then shows.
REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "away": ("get_user_info", {"kind": "status", "status": 503}, "cannot_connect"),
    "dropped": ("get_user_info", {"kind": "drop", "times": 2}, "cannot_connect"),
    "too_many": ("get_user_info", {"kind": "status", "status": 429}, "cannot_connect"),
    "a_web_page": ("get_user_info", {"kind": "html"}, "unsupported"),
    "not_found": ("get_user_info", {"kind": "status", "status": 404}, "unsupported"),
    "another_service": (
        "get_user_info",
        {"kind": "body", "body": {"version": "2.1"}},
        "unsupported",
    ),
    "a_redirect": (
        "get_user_info",
        {"kind": "redirect", "url": "https://example.com/"},
        "unsupported",
    ),
    "no_token": ("token", {"kind": "status", "status": 503}, "cannot_connect"),
    "no_events": (
        "get_user_events",
        {"kind": "status", "status": 503},
        "cannot_connect",
    ),
}
refusals = pytest.mark.parametrize(
    ("endpoint", "fault", "error"), REFUSALS.values(), ids=REFUSALS.keys()
)
flavours = pytest.mark.parametrize("flavour", ["server", "documented"])


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose carnation from the menu."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": FORM}
    )


async def sign_in(
    hass: HomeAssistant, typed: dict[str, Any], **what: Any
) -> ConfigFlowResult:
    """Fill in the form and send it."""
    return await answer(hass, await begin(hass), **{**typed, **what})


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


def fail_unexpectedly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next sign-in fail in a way that nobody has thought of."""
    sign_in = CarnationProvider.sign_in

    async def broken(self: CarnationProvider) -> Account:
        monkeypatch.setattr(CarnationProvider, "sign_in", sign_in)
        raise RuntimeError("a bug")

    monkeypatch.setattr(CarnationProvider, "sign_in", broken)
