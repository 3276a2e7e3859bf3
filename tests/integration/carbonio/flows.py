"""Going through Carbonio's flows as a user does."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import OTP, PASSWORD, USERNAME

from ..flows import answer, show_form

FORM = "carbonio"
OTP_FORM = "carbonio_otp"
TYPED = {"username": USERNAME, "password": PASSWORD}

# What the server does at a sign-in, where, and the error that the form then shows.
REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "health_away": (
        "get_health_status",
        {"kind": "status", "status": 503},
        "cannot_connect",
    ),
    "health_dropped": (
        "get_health_status",
        {"kind": "drop", "times": 2},
        "cannot_connect",
    ),
    "a_web_page": ("get_health_status", {"kind": "html"}, "unsupported"),
    "not_found": (
        "get_health_status",
        {"kind": "status", "status": 404},
        "unsupported",
    ),
    "another_service": (
        "get_health_status",
        {"kind": "body", "body": {"version": "2.1"}},
        "unsupported",
    ),
    "a_redirect": (
        "get_health_status",
        {"kind": "redirect", "url": "https://example.com/"},
        "unsupported",
    ),
    "too_many": (
        "get_health_status",
        {"kind": "status", "status": 429},
        "too_many_attempts",
    ),
    "rooms_refused": (
        "list_room",
        {"kind": "status", "status": 403},
        "forbidden",
    ),
    "rooms_away": (
        "list_room",
        {"kind": "status", "status": 500},
        "cannot_connect",
    ),
}
refusals = pytest.mark.parametrize(
    ("endpoint", "fault", "error"), REFUSALS.values(), ids=REFUSALS.keys()
)

# How it stands with an account, and the error that tells of it, in both editions.
STATES = {
    "change_password": "password_expired",
    "locked": "account_locked",
    "inactive": "account_locked",
    "maintenance": "maintenance",
}
states = pytest.mark.parametrize(("state", "error"), STATES.items(), ids=STATES.keys())
editions = pytest.mark.parametrize("edition", ["ce", "advanced"])
two_factors = pytest.mark.parametrize(("edition", "otp"), [("advanced", True)])


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose Carbonio Chats from the menu."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": "carbonio"}
    )


async def sign_in(
    hass: HomeAssistant, carbonio: CarbonioSimulator, **what: Any
) -> ConfigFlowResult:
    """Fill in the first form and send it."""
    return await answer(
        hass, await begin(hass), **{"url": carbonio.url, **TYPED, **what}
    )


async def give_code(
    hass: HomeAssistant, form: ConfigFlowResult, code: str = OTP
) -> ConfigFlowResult:
    """Type a one-time password where one is asked for."""
    assert form.get("step_id") == OTP_FORM
    return await answer(hass, form, otp=code)


def asks_code(
    form: ConfigFlowResult, carbonio: CarbonioSimulator, error: str | None = None
) -> bool:
    """Tell whether a flow asks for a one-time password, with an error."""
    assert show_form(form, OTP_FORM, {"base": error} if error else None)
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["address"] == carbonio.url
    return True


def become_another_account(carbonio: CarbonioSimulator) -> None:
    """Let the same sign-in be another person's from now on."""
    carbonio.world.account = carbonio.world.person("Hanako")


def stored(carbonio: CarbonioSimulator, data: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored besides the device and the token, which are new."""
    assert carbonio.world.vault.issued[-1] == data["token"]
    assert data["device_id"]
    assert "otp" not in data
    return {k: v for k, v in data.items() if k not in ("device_id", "token")}
