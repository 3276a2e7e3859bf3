"""Adding an account of carnation."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carnation.provider import CarnationProvider
from tests.simulators.carnation import CarnationSimulator

from ..flows import answer, fail_unexpectedly, show_form, suggested
from .flows import FORM, begin, flavours, refusals, sign_in
from .helpers import HANA, LIVING_ROOM, TARO


async def test_the_form(hass: HomeAssistant) -> None:
    """Certificates are verified unless somebody says otherwise; a viewer has no name."""
    form = await begin(hass)
    assert show_form(form, FORM)
    assert form["data_schema"] is not None
    typed = {"url": "carnation.example.com", "app_id": "a", "app_secret": "b"}
    assert form["data_schema"](typed) == {**typed, "verify_ssl": True}


@flavours
async def test_a_user_is_added(
    hass: HomeAssistant, carnation: CarnationSimulator, as_user: dict[str, Any]
) -> None:
    """With email and password the own album becomes a room."""
    form = await sign_in(hass, as_user)
    assert show_form(form, "rooms")
    result = await answer(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "carnation Hana"
    assert result["data"] == {"service": "carnation", **as_user, "verify_ssl": True}
    own = carnation.room_id(HANA)
    assert result["options"] == {
        "rooms": [own],
        "known_rooms": [own],
        "follow_new_rooms": True,
    }
    entry = result["result"]
    assert entry.unique_id == f"carnation|{carnation.url}|user:{own}"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.hana") is not None
    assert await hass.config_entries.async_unload(entry.entry_id)


@flavours
@pytest.mark.parametrize("empty", [{}, {"email": "", "password": ""}])
async def test_a_viewer_is_added(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_viewer: dict[str, Any],
    empty: dict[str, str],
) -> None:
    """Without email and password every album that may be seen becomes a room."""
    form = await sign_in(hass, as_viewer, **empty)
    assert show_form(form, "rooms")
    result = await answer(hass, form)
    assert result["title"] == "carnation Living room"
    assert result["data"] == {"service": "carnation", **as_viewer, "verify_ssl": True}
    albums = {carnation.room_id(HANA), carnation.room_id(TARO)}
    assert set(result["options"]["rooms"]) == albums
    assert set(result["options"]["known_rooms"]) == albums
    entry = result["result"]
    viewer = carnation.world.viewer(LIVING_ROOM)
    assert entry.unique_id == f"carnation|{carnation.url}|viewer:{viewer.id}"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.hana") is None
    assert hass.states.get("event.hana_message") is not None
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("field", ["email", "password"])
@pytest.mark.parametrize("is_empty", [True, False], ids=["empty", "left_out"])
async def test_only_one_of_both(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_user: dict[str, Any],
    field: str,
    is_empty: bool,
) -> None:
    """An email without a password, or the other way round, is neither user nor viewer."""
    typed = {k: v for k, v in as_user.items() if k != field}
    form = await sign_in(hass, typed, **({field: ""} if is_empty else {}))
    assert show_form(form, FORM, {"base": "sign_in_incomplete"})
    assert carnation.calls("token") == []
    assert suggested(form, "app_id") == as_user["app_id"]
    assert show_form(await answer(hass, form, **as_user), "rooms")


async def test_the_address_is_brought_into_form(
    hass: HomeAssistant, carnation: CarnationSimulator, as_user: dict[str, Any]
) -> None:
    """Spaces and slashes around it are no part of it."""
    form = await sign_in(hass, as_user, url=f" {carnation.url}/ ", verify_ssl=False)
    result = await answer(hass, form)
    assert result["data"]["url"] == carnation.url
    assert result["data"]["verify_ssl"] is False
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize("url", ["ftp://carnation", ""])
async def test_invalid_url(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_user: dict[str, Any],
    url: str,
) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in(hass, as_user, url=url)
    assert show_form(form, FORM, {"url": "invalid_url"})
    assert suggested(form, "url") == url
    assert carnation.calls() == []


@pytest.mark.parametrize("field", ["app_id", "app_secret", "email", "password"])
async def test_wrong_sign_in(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_user: dict[str, Any],
    field: str,
) -> None:
    """What the server does not know is told, and no secret is shown again."""
    typed = {**as_user, field: "wrong"}
    form = await sign_in(hass, typed)
    assert show_form(form, FORM, {"base": "invalid_auth"})
    for shown in ("url", "app_id", "email"):
        assert suggested(form, shown) == typed[shown]
    assert suggested(form, "app_secret") is None
    assert suggested(form, "password") is None
    assert show_form(await answer(hass, form, **as_user), "rooms")


@pytest.mark.parametrize("field", ["app_id", "app_secret"])
async def test_empty_sign_in(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_viewer: dict[str, Any],
    field: str,
) -> None:
    """A field that was left empty is an error of the form, and no try."""
    form = await sign_in(hass, as_viewer, **{field: ""})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert carnation.calls("token") == []


@refusals
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_user: dict[str, Any],
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the same flow goes on."""
    await carnation.break_(endpoint, **fault)
    form = await sign_in(hass, as_user, verify_ssl=False)
    assert show_form(form, FORM, {"base": error})
    assert suggested(form, "verify_ssl") is False
    await carnation.mend()
    assert show_form(await answer(hass, form, **as_user), "rooms")


async def test_a_stranger_is_told_no_secret(
    hass: HomeAssistant, carnation: CarnationSimulator, as_user: dict[str, Any]
) -> None:
    """What answers at the address has to be carnation before anything is told."""
    form = await sign_in(hass, as_user, url=carnation.elsewhere_url)
    assert show_form(form, FORM, {"base": "unsupported"})
    assert carnation.calls("elsewhere")


async def test_unknown_error(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    as_user: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody has thought of is told and logged, but for its text."""
    fail_unexpectedly(monkeypatch, CarnationProvider)
    form = await sign_in(hass, as_user)
    assert show_form(form, FORM, {"base": "unknown"})
    assert "RuntimeError" in caplog.text
    assert "a bug" not in caplog.text
    assert show_form(await answer(hass, form, **as_user), "rooms")


async def test_already_configured(
    hass: HomeAssistant, entry: MockConfigEntry, as_user: dict[str, Any]
) -> None:
    """An account can be added once."""
    result = await sign_in(hass, as_user)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_a_viewer_already_configured(
    hass: HomeAssistant, viewer_entry: MockConfigEntry, as_viewer: dict[str, Any]
) -> None:
    """So can a viewer."""
    result = await sign_in(hass, as_viewer)
    assert result["reason"] == "already_configured"


async def test_several_accounts_at_one_server(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    as_user: dict[str, Any],
    as_viewer: dict[str, Any],
) -> None:
    """A viewer, and another user, are other accounts."""
    assert show_form(await sign_in(hass, as_viewer), "rooms")
    taro = {"email": "taro@example.com", "password": "taro-password"}
    assert show_form(await sign_in(hass, as_user, **taro), "rooms")
