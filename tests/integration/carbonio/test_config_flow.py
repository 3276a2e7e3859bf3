"""Adding an account of Carbonio Chats."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import PASSWORD, USERNAME

from ..flows import answer, fail_unexpectedly, show_form, suggested
from .flows import FORM, TYPED, begin, editions, refusals, sign_in, states, stored


async def test_the_form(hass: HomeAssistant) -> None:
    """Certificates are verified unless somebody says otherwise; the rest is typed."""
    form = await begin(hass)
    assert show_form(form, FORM)
    assert form["data_schema"] is not None
    typed = {"url": "mail.example.com", **TYPED}
    assert form["data_schema"](typed) == {**typed, "verify_ssl": True}
    assert form["description_placeholders"] == {"service": "Carbonio Chats"}


@editions
@pytest.mark.parametrize("generation", ["1.6.2", "1.3.1"])
async def test_an_account_is_added(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """In both editions and generations the same is typed, and the account runs."""
    rooms_form = await sign_in(hass, carbonio)
    assert show_form(rooms_form, "rooms")
    assert await carbonio.password_tries() == 1
    result = await answer(hass, rooms_form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Carbonio Chats Taro"
    entry = result["result"]
    assert stored(carbonio, dict(result["data"])) == {
        "service": "carbonio",
        "url": carbonio.url,
        "username": USERNAME,
        "password": PASSWORD,
        "verify_ssl": True,
    }
    rooms = set(carbonio.world.rooms)
    assert set(result["options"]["rooms"]) == rooms
    assert set(result["options"]["known_rooms"]) == rooms
    assert result["options"]["follow_new_rooms"] is True
    assert entry.unique_id == f"carbonio|{carbonio.url}|{carbonio.world.account.id}"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.family") is not None
    # The token of the sign-in serves the account.
    assert await carbonio.password_tries() == 1
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_some_rooms(hass: HomeAssistant, carbonio: CarbonioSimulator) -> None:
    """Only what is chosen is followed; a one-to-one room is called like the other."""
    chosen = carbonio.room_id("Grandma")
    form = await sign_in(hass, carbonio)
    result = await answer(hass, form, rooms=[chosen], follow_new_rooms=False)
    assert result["options"]["rooms"] == [chosen]
    assert set(result["options"]["known_rooms"]) == set(carbonio.world.rooms)
    assert hass.states.get("notify.grandma") is not None
    assert hass.states.get("notify.family") is None
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_the_flow_leaves_no_connections(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """While the user chooses rooms, nothing of ours is open at the server."""
    assert show_form(await sign_in(hass, carbonio), "rooms")
    await hass.async_block_till_done(wait_background_tasks=True)
    await carbonio.wait_for(lambda: not carbonio.open_requests)
    assert await carbonio.sockets() == {"xmpp": 0, "events": 0}


@editions
@pytest.mark.parametrize("field", ["username", "password"])
async def test_wrong_sign_in(
    hass: HomeAssistant, carbonio: CarbonioSimulator, field: str
) -> None:
    """A wrong password is told after one try: a few of them lock the account."""
    form = await sign_in(hass, carbonio, **{field: "wrong"})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert await carbonio.password_tries() == 1
    assert suggested(form, "url") == carbonio.url
    assert suggested(form, "username") == {**TYPED, field: "wrong"}["username"]
    assert suggested(form, "password") is None
    form = await answer(hass, form, url=carbonio.url, **TYPED)
    assert show_form(form, "rooms")


@pytest.mark.parametrize("field", ["username", "password"])
async def test_empty_sign_in(
    hass: HomeAssistant, carbonio: CarbonioSimulator, field: str
) -> None:
    """A field that was left empty is an error of the form, and no try."""
    form = await sign_in(hass, carbonio, **{field: ""})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert await carbonio.password_tries() == 0


@editions
@states
async def test_what_is_wrong_with_the_account(
    hass: HomeAssistant, carbonio: CarbonioSimulator, state: Any, error: str
) -> None:
    """Whoever knows the password is told why it does not do."""
    await carbonio.set_account_state(state)
    form = await sign_in(hass, carbonio)
    assert show_form(form, FORM, {"base": error})
    await carbonio.set_account_state("active")
    form = await answer(hass, form, url=carbonio.url, **TYPED)
    assert show_form(form, "rooms")


@editions
@refusals
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Whatever goes wrong is told, and the same flow goes on."""
    await carbonio.break_(endpoint, **fault)
    form = await sign_in(hass, carbonio, verify_ssl=False)
    assert show_form(form, FORM, {"base": error})
    assert suggested(form, "verify_ssl") is False
    await carbonio.mend()
    form = await answer(hass, form, url=carbonio.url, **TYPED)
    assert show_form(form, "rooms")


async def test_messages_do_not_come(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """An account can be added while texts can neither be sent nor read."""
    await carbonio.hold_xmpp()
    assert show_form(await sign_in(hass, carbonio), "rooms")


async def test_unknown_error(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody has thought of is told and logged, but for its text."""
    fail_unexpectedly(monkeypatch, CarbonioProvider)
    form = await sign_in(hass, carbonio)
    assert show_form(form, FORM, {"base": "unknown"})
    (record,) = (r for r in caplog.records if r.levelname == "ERROR")
    assert "RuntimeError" in record.getMessage()
    assert "a bug" not in record.getMessage() + str(record.exc_text)
    form = await answer(hass, form, url=carbonio.url, **TYPED)
    assert show_form(form, "rooms")


async def test_already_configured(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """An account can be added once."""
    result = await sign_in(hass, carbonio, url=f"{carbonio.url}/carbonio/chats/")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_two_accounts_at_one_server(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """Another person there is another account."""
    carbonio.world.account = carbonio.world.person("Hanako")
    assert show_form(await sign_in(hass, carbonio), "rooms")
