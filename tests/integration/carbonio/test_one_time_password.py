"""Adding an account that needs a one-time password as well."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import OTP, PASSWORD, USERNAME

from ..flows import answer, fail_unexpectedly, pending, show_form, suggested
from ..helpers import refresh
from .flows import FORM, TYPED, asks_code, give_code, sign_in, stored, two_factors
from .helpers import REFRESH

pytestmark = two_factors


async def test_an_account_is_added(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """The code is asked for once and never stored; the device is trusted afterwards."""
    form = await sign_in(hass, carbonio)
    assert asks_code(form, carbonio)
    form = await give_code(hass, form)
    assert show_form(form, "rooms")
    result = await answer(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert stored(carbonio, dict(result["data"])) == {
        "service": "carbonio",
        "url": carbonio.url,
        "username": USERNAME,
        "password": PASSWORD,
        "verify_ssl": True,
    }
    assert OTP not in result["data"].values()
    assert entry.data["device_id"] in carbonio.trusted_devices
    assert entry.state is ConfigEntryState.LOADED
    # When its token ends, the account needs nobody.
    await carbonio.expire_token()
    await refresh(hass, REFRESH)
    assert entry.state is ConfigEntryState.LOADED
    assert pending(hass) == []
    assert len(carbonio.calls("zx_otp")) == 1
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_without_credentials_of_its_own(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A service that lets be stored what was typed does not get the code stored."""
    form = await sign_in(hass, carbonio)
    monkeypatch.setattr(CarbonioProvider, "credentials", None)
    result = await answer(hass, await give_code(hass, form))
    assert OTP not in str(result["data"])
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_a_dialog_that_was_left_goes_on(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """Whoever comes back to the dialog is asked for the code again."""
    form = await sign_in(hass, carbonio)
    form = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert asks_code(form, carbonio)
    assert show_form(await give_code(hass, form), "rooms")


@pytest.mark.parametrize("code", ["123 456", " 123456\n"])
async def test_codes_as_they_are_shown(
    hass: HomeAssistant, carbonio: CarbonioSimulator, code: str
) -> None:
    """Many apps show a code in two halves, and so it is copied."""
    form = await sign_in(hass, carbonio)
    assert show_form(await give_code(hass, form, code), "rooms")


async def test_wrong_code(hass: HomeAssistant, carbonio: CarbonioSimulator) -> None:
    """A code that is not accepted is asked for again, as often as it takes."""
    form = await sign_in(hass, carbonio)
    for code in ("000000", "111111"):
        form = await give_code(hass, form, code)
        assert asks_code(form, carbonio, "otp_wrong")
    assert show_form(await give_code(hass, form), "rooms")


@pytest.mark.parametrize("code", ["", "  "])
async def test_empty_code(
    hass: HomeAssistant, carbonio: CarbonioSimulator, code: str
) -> None:
    """A field that was left empty is an error of the form, and no try."""
    form = await give_code(hass, await sign_in(hass, carbonio), code)
    assert asks_code(form, carbonio, "otp_needed")
    assert await carbonio.password_tries() == 1
    assert carbonio.calls("zx_otp") == []
    assert show_form(await give_code(hass, form), "rooms")


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        ("zx_login", {"kind": "status", "status": 503}, "maintenance"),
        ("zx_login", {"kind": "drop", "times": 2}, "cannot_connect"),
        ("zx_otp", {"kind": "status", "status": 500}, "cannot_connect"),
        ("list_room", {"kind": "status", "status": 500}, "cannot_connect"),
    ],
)
async def test_errors_after_which_another_code_does(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Where the server fails for a moment, nobody has to begin anew."""
    form = await sign_in(hass, carbonio)
    await carbonio.break_(endpoint, **fault)
    form = await give_code(hass, form)
    assert asks_code(form, carbonio, error)
    await carbonio.mend()
    assert show_form(await give_code(hass, form), "rooms")


@pytest.mark.parametrize(
    ("state", "error"),
    [("locked", "account_locked"), ("change_password", "password_expired")],
)
async def test_errors_after_which_no_code_does(
    hass: HomeAssistant, carbonio: CarbonioSimulator, state: Any, error: str
) -> None:
    """Where the account itself is refused meanwhile, the first form tells of it."""
    form = await sign_in(hass, carbonio, verify_ssl=False)
    await carbonio.set_account_state(state)
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": error})
    assert suggested(form, "url") == carbonio.url
    assert suggested(form, "username") == USERNAME
    assert suggested(form, "password") is None
    assert suggested(form, "verify_ssl") is False
    await carbonio.set_account_state("active")
    form = await answer(hass, form, url=carbonio.url, **TYPED)
    assert asks_code(form, carbonio)
    assert show_form(await give_code(hass, form), "rooms")


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        ("zx_otp", {"kind": "status", "status": 403}, "account_locked"),
        ("zx_otp", {"kind": "status", "status": 429}, "too_many_attempts"),
        ("list_room", {"kind": "status", "status": 403}, "forbidden"),
        ("list_room", {"kind": "html"}, "unsupported"),
    ],
)
async def test_refusals_after_the_code(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """What no other code would change leads back, too."""
    form = await sign_in(hass, carbonio)
    await carbonio.break_(endpoint, **fault)
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": error})


async def test_the_password_changes_meanwhile(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """A code without the password is none."""
    form = await sign_in(hass, carbonio)
    await carbonio.change_password("new")
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": "invalid_auth"})
    form = await answer(hass, form, url=carbonio.url, username=USERNAME, password="new")
    result = await answer(hass, await give_code(hass, form))
    assert result["data"]["password"] == "new"
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_unknown_error(
    hass: HomeAssistant, carbonio: CarbonioSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody has thought of leads back as well."""
    form = await sign_in(hass, carbonio)
    fail_unexpectedly(monkeypatch, CarbonioProvider)
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": "unknown"})


async def test_no_second_factor_set_up(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """A server that wants a second factor, of which there is none, lets nobody in."""
    body = {"2FA": True, "otp": []}
    await carbonio.break_("zx_login", kind="body", body=body)
    form = await sign_in(hass, carbonio)
    assert show_form(form, FORM, {"base": "forbidden"})


async def test_already_configured(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """Whose account it is, is known only after the code."""
    result = await give_code(hass, await sign_in(hass, carbonio))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
