"""Adding an account of Hatena Coco."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from custom_components.chat_rooms.sign_in_forms import without_blanks
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..flows import answer, fail_unexpectedly, show_form, suggested
from .flows import (
    FORM,
    REFUSALS,
    WITHOUT_LINK,
    asks_code,
    begin,
    give_code,
    link,
    page,
    sign_in,
)
from .helpers import FRIENDS, OWN

ADDRESSES = ("url", "oauth_url", "authorize_url")


async def test_the_form(hass: HomeAssistant) -> None:
    """The addresses of the service that has ended are filled in."""
    form = await begin(hass)
    assert show_form(form, FORM)
    assert form["data_schema"] is not None
    typed = {"consumer_key": "key", "consumer_secret": "secret"}
    assert form["data_schema"](typed) == {
        **typed,
        "url": "http://c.hatena.com",
        "oauth_url": "https://www.hatena.com",
        "authorize_url": "https://www.hatena.ne.jp/oauth/authorize",
    }


async def test_an_account_is_added(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """The user grants access in the browser, brings the code, and chooses rooms."""
    form = await sign_in(hass, typed)
    assert asks_code(form)
    assert link(form).startswith(f"{typed['authorize_url']}?oauth_token=")
    code = coco.credentials["verifier"]
    assert code in await page(hass, form)
    rooms_form = await give_code(hass, form, f" {code} ")
    assert show_form(rooms_form, "rooms")
    result = await answer(hass, rooms_form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Hatena Coco Hana"
    entry = result["result"]
    (token,) = coco.oauth.tokens.accesses.values()
    assert result["data"] == {
        "service": "hatena_coco",
        **typed,
        "oauth_token": token.token,
        "oauth_token_secret": token.secret,
        "url_name": "hana",
        "display_name": "Hana",
    }
    assert result["options"] == {
        "rooms": [FRIENDS, OWN],
        "known_rooms": [FRIENDS, OWN],
        "follow_new_rooms": True,
    }
    assert entry.unique_id == f"hatena_coco|{coco.url}|hana"
    assert entry.state is ConfigEntryState.LOADED
    assert len(coco.calls("initiate")) == len(coco.calls("token")) == 1
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_addresses_are_brought_into_form(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """Spaces and slashes around an address are no part of it, but its path is."""
    untidy = {field: f" {typed[field]}/ " for field in ADDRESSES}
    form = await give_code(hass, await sign_in(hass, {**typed, **untidy}))
    result = await answer(hass, form)
    assert {field: result["data"][field] for field in ADDRESSES} == {
        field: typed[field] for field in ADDRESSES
    }
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize("blank", [" ", "\n", "\t"])
async def test_keys_are_pasted(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str], blank: str
) -> None:
    """Blanks around a key or a secret are no part of it."""
    fields = ("consumer_key", "consumer_secret")
    pasted = {field: f"{blank}{typed[field]}{blank}" for field in fields}
    form = await give_code(hass, await sign_in(hass, {**typed, **pasted}))
    result = await answer(hass, form)
    assert {field: result["data"][field] for field in fields} == {
        field: typed[field] for field in fields
    }
    assert await hass.config_entries.async_unload(result["result"].entry_id)


def test_passwords_are_as_they_are() -> None:
    """Blanks may be part of a password, and what is no text stays what it is."""
    typed = {"api_key": " a\n", "email": "\tb ", "password": " c ", "more": True}
    assert without_blanks(typed) == {**typed, "api_key": "a", "email": "b"}


async def test_wrong_clock(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """That the clocks differ too much is told as what it is."""
    await coco.set_clock(3600)
    form = await sign_in(hass, typed)
    assert show_form(form, FORM, {"base": "clock_wrong"})
    assert len(coco.calls("initiate")) == 1
    await coco.set_clock(0)
    assert asks_code(await answer(hass, form, **typed))


@pytest.mark.parametrize("field", ADDRESSES)
async def test_invalid_url(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str], field: str
) -> None:
    """A nonsense address is told at its field."""
    form = await sign_in(hass, {**typed, field: "ftp://coco"})
    assert show_form(form, FORM, {field: "invalid_url"})
    assert suggested(form, field) == "ftp://coco"
    assert coco.calls() == []
    assert asks_code(await answer(hass, form, **typed))


async def test_invalid_urls(hass: HomeAssistant, typed: dict[str, str]) -> None:
    """All of them are told at once."""
    nonsense = dict.fromkeys(ADDRESSES, "")
    form = await sign_in(hass, {**typed, **nonsense})
    assert show_form(form, FORM, dict.fromkeys(ADDRESSES, "invalid_url"))


@pytest.mark.parametrize("field", ["consumer_key", "consumer_secret"])
async def test_wrong_consumer(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str], field: str
) -> None:
    """A key or secret that the service does not know is told before any link."""
    form = await sign_in(hass, {**typed, field: "wrong"})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert suggested(form, "consumer_key") == {**typed, field: "wrong"}["consumer_key"]
    assert suggested(form, "consumer_secret") is None
    assert suggested(form, "url") == coco.url
    assert asks_code(await answer(hass, form, **typed))


@pytest.mark.parametrize("field", ["consumer_key", "consumer_secret"])
async def test_empty_consumer(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str], field: str
) -> None:
    """A field that was left empty is an error of the form, and no try."""
    form = await sign_in(hass, {**typed, field: ""})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert coco.calls("initiate") == []


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [*REFUSALS.values(), *WITHOUT_LINK.values()],
    ids=[*REFUSALS, *WITHOUT_LINK],
)
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the same flow goes on."""
    await coco.break_(endpoint, **fault)
    form = await sign_in(hass, typed)
    assert show_form(form, FORM, {"base": error})
    await coco.mend()
    form = await answer(hass, form, **typed)
    assert asks_code(form)
    assert show_form(await give_code(hass, form), "rooms")


async def test_a_stranger_is_told_no_secret(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """What answers at the address has to be the service before anything is signed."""
    form = await sign_in(hass, {**typed, "url": coco.elsewhere_url})
    assert show_form(form, FORM, {"base": "unsupported"})
    assert coco.calls("elsewhere")
    assert coco.calls("initiate") == []


async def test_unknown_error(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody has thought of is told and logged, but for its text."""
    fail_unexpectedly(monkeypatch, HatenaCocoProvider)
    form = await sign_in(hass, typed)
    assert show_form(form, FORM, {"base": "unknown"})
    assert "RuntimeError" in caplog.text
    assert "a bug" not in caplog.text
    assert asks_code(await answer(hass, form, **typed))


async def test_already_configured(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    typed: dict[str, str],
) -> None:
    """An account can be added once."""
    result = await give_code(hass, await sign_in(hass, typed))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_two_accounts_at_one_server(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    typed: dict[str, str],
) -> None:
    """Another person there is another account."""
    await coco.switch_user("taro")
    form = await give_code(hass, await sign_in(hass, typed))
    assert show_form(form, "rooms")


async def test_a_name_that_is_not_told(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
) -> None:
    """Whoever has no display name is called by the other one."""
    await coco.rename_user("hana", "")
    form = await give_code(hass, await sign_in(hass, typed))
    result = await answer(hass, form)
    assert result["title"] == "Hatena Coco hana"
    assert await hass.config_entries.async_unload(result["result"].entry_id)
