"""Going through carnation's flows as a user does."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.const import DOMAIN

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
