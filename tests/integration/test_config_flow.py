"""Adding an account."""

from hashlib import sha256
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.selector import SelectSelector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.sign_in_forms import InvalidUrl, normalised_url
from tests.simulators.bocco import BoccoSimulator

from .conftest import ACCOUNT, HOME
from .flows import answer, begin, fail_unexpectedly, refusals, show_form, suggested

NONSENSE = (
    "",
    "   ",
    "http://",
    "https://?x=1",
    "http://:80",
    "ftp://api.bocco.me",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://[::1",
    "https://api.bocco.me:port",
    "https://api.bocco.me:99999",
    "://api.bocco.me",
    "not a url",
    "https://api.bocco me",
)


async def test_the_menu_offers_the_services(hass: HomeAssistant) -> None:
    """The flow begins with a menu of the services."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert menu["type"] is FlowResultType.MENU
    assert menu["step_id"] == "user"
    assert menu["menu_options"] == [
        "bocco",
        "carbonio",
        "carnation",
        "hatena_coco",
        "nextcloud_talk",
    ]


async def test_an_account_is_added(hass: HomeAssistant, family: BoccoSimulator) -> None:
    """What is stored is exactly what was typed and chosen, and the account runs."""
    form = await begin(hass)
    assert show_form(form, "bocco")
    rooms_form = await answer(hass, form, **ACCOUNT, url=family.url)
    assert show_form(rooms_form, "rooms")

    result = await answer(hass, rooms_form)
    rooms = list(family.home.rooms)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "BOCCO Taro"
    assert result["data"] == {"service": "bocco", "url": family.url, **ACCOUNT}
    assert result["options"] == {
        "rooms": rooms,
        "follow_new_rooms": True,
        "known_rooms": rooms,
    }
    entry = result["result"]
    assert entry.unique_id == f"bocco|{family.url}|{family.home.account.uuid}"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.happy_family") is not None
    assert hass.states.get("notify.grandparents") is not None


async def test_the_address_is_filled_in(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """Only the address has a default; the other fields must be typed."""
    form = await begin(hass)
    schema = form["data_schema"]
    assert schema is not None
    typed = {key: ACCOUNT[key] for key in ("api_key", "email", "password")}
    assert schema(typed) == {**typed, "url": "https://api.bocco.me"}


async def test_rooms_are_offered_by_their_names(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """The rooms step lists every joined room, its id behind its name."""
    await family.create_room("")
    await family.create_room("Left long ago")
    await family.leave_room("Left long ago")
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.url)
    schema = form["data_schema"]
    assert schema is not None
    selector = schema.schema["rooms"]
    assert isinstance(selector, SelectSelector)
    joined = list(family.home.joined_rooms())
    assert [room.name for room in joined] == [HOME, "Grandparents", ""]
    assert selector.config["options"] == [
        {"value": room.uuid, "label": room.name or room.uuid} for room in joined
    ]
    assert selector.config["multiple"] is True
    assert schema({}) == {
        "rooms": [room.uuid for room in joined],
        "follow_new_rooms": True,
    }


@pytest.mark.parametrize(
    ("chosen", "present"),
    [([HOME], {"notify.happy_family"}), ([], set[str]())],
    ids=["some", "none"],
)
@pytest.mark.parametrize("follow_new_rooms", [True, False])
async def test_only_the_chosen_rooms_come(
    hass: HomeAssistant,
    family: BoccoSimulator,
    chosen: list[str],
    present: set[str],
    follow_new_rooms: bool,
) -> None:
    """A room that was offered and not chosen stays away, whatever comes later."""
    rooms = [family.room_id(name) for name in chosen]
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.url)
    result = await answer(hass, form, rooms=rooms, follow_new_rooms=follow_new_rooms)
    assert result["options"] == {
        "rooms": rooms,
        "follow_new_rooms": follow_new_rooms,
        "known_rooms": list(family.home.rooms),
    }
    assert set(hass.states.async_entity_ids("notify")) == present
    devices = dr.async_entries_for_config_entry(
        dr.async_get(hass), result["result"].entry_id
    )
    assert {device.name for device in devices} == {"BOCCO Taro", *chosen}


async def test_a_room_that_was_not_offered_is_refused(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """Nothing can be chosen that was not on the list."""
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.url)
    with pytest.raises(InvalidData):
        await answer(hass, form, rooms=["elsewhere"])


async def finish(
    hass: HomeAssistant, form: Any, family: BoccoSimulator, **what: str
) -> None:
    """Go on in the same flow and come to a good end."""
    form = await answer(hass, form, **{**ACCOUNT, "url": family.url, **what})
    assert show_form(form, "rooms")
    result = await answer(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {"service": "bocco", **ACCOUNT, "url": family.url, **what}


@refusals
@pytest.mark.parametrize("endpoint", ["login", "joined"])
async def test_errors_are_told_and_recovered_from(
    hass: HomeAssistant,
    family: BoccoSimulator,
    fault: dict[str, Any],
    error: str,
    endpoint: str,
) -> None:
    """Whatever the service does wrong is told as what it is, and not the end."""
    if (endpoint, error) == ("joined", "invalid_auth"):
        fault = {**fault, "times": 2}
    form = await begin(hass)
    await family.break_(endpoint, **fault)
    form = await answer(hass, form, **ACCOUNT, url=family.url)
    assert show_form(form, "bocco", {"base": error})
    await family.mend()
    await finish(hass, form, family)


@pytest.mark.parametrize("field", ["api_key", "email", "password"])
async def test_wrong_sign_in(
    hass: HomeAssistant, family: BoccoSimulator, field: str
) -> None:
    """A wrong key, e-mail or password is invalid_auth."""
    form = await answer(
        hass, await begin(hass), **{**ACCOUNT, "url": family.url, field: "wrong"}
    )
    assert show_form(form, "bocco", {"base": "invalid_auth"})
    await finish(hass, form, family)


@pytest.mark.parametrize("field", ["api_key", "email", "password"])
async def test_empty_sign_in(
    hass: HomeAssistant, family: BoccoSimulator, field: str
) -> None:
    """A field that was left empty is an error of the form, not of the program."""
    form = await answer(
        hass, await begin(hass), **{**ACCOUNT, "url": family.url, field: ""}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "bocco"
    assert form["errors"]
    family.complaints.clear()
    await finish(hass, form, family)


async def test_nobody_listens(
    hass: HomeAssistant, family: BoccoSimulator, unused_tcp_port: int
) -> None:
    """An address where nothing listens is cannot_connect."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    form = await answer(hass, await begin(hass), **ACCOUNT, url=url)
    assert show_form(form, "bocco", {"base": "cannot_connect"})
    await finish(hass, form, family)


@pytest.mark.parametrize("url", NONSENSE)
async def test_invalid_url(
    hass: HomeAssistant, family: BoccoSimulator, url: str
) -> None:
    """What is no web address is said to be none, and no request is made."""
    form = await answer(hass, await begin(hass), **ACCOUNT, url=url)
    assert show_form(form, "bocco", {"url": "invalid_url"})
    assert family.calls() == []
    await finish(hass, form, family)


async def test_another_service_answers(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """An address where something else answers is unsupported."""
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.elsewhere_url)
    assert show_form(form, "bocco", {"base": "unsupported"})
    family.complaints.clear()
    await finish(hass, form, family)


async def test_unknown_error(
    hass: HomeAssistant,
    family: BoccoSimulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody has thought of is told and logged, but for its text."""
    form = await begin(hass)
    fail_unexpectedly(monkeypatch, BoccoProvider)
    form = await answer(hass, form, **ACCOUNT, url=family.url)
    assert show_form(form, "bocco", {"base": "unknown"})
    (record,) = (r for r in caplog.records if r.levelname == "ERROR")
    assert record.name == "custom_components.chat_rooms.sign_in_steps"
    assert "RuntimeError" in record.getMessage()
    assert "a bug" not in record.getMessage() + str(record.exc_text)
    await finish(hass, form, family)


async def test_a_form_with_errors_forgets_secrets(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """What was typed is still there after an error, except for the secrets."""
    typed = {**ACCOUNT, "password": "wrong", "url": family.url}
    form = await answer(hass, await begin(hass), **typed)
    assert suggested(form, "email") == ACCOUNT["email"]
    assert suggested(form, "url") == family.url
    assert suggested(form, "api_key") is suggested(form, "password") is None


async def test_already_configured(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """An account can be added once, however its address is spelled."""
    result = await answer(
        hass, await begin(hass), **ACCOUNT, url=f" {family.url.upper()}/?x=1 "
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_account_without_uuid(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """Where the service does not tell who signed in, the e-mail's hash stands for it."""
    await family.set_options(session_uuid=False)
    form = await answer(hass, await begin(hass), **ACCOUNT, url=family.url)
    result = await answer(hass, form)
    hashed = sha256(ACCOUNT["email"].encode()).hexdigest()
    assert result["result"].unique_id == f"bocco|{family.url}|{hashed}"
    assert result["title"] == "BOCCO"
    assert ACCOUNT["email"] not in result["result"].unique_id

    family.home.email = "Taro@Example.COM"
    again = {**ACCOUNT, "email": " Taro@Example.COM", "url": family.url}
    result = await answer(hass, await begin(hass), **again)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_two_accounts_side_by_side(
    hass: HomeAssistant, family: BoccoSimulator
) -> None:
    """A second account has its own entry, devices and entities."""
    async with BoccoSimulator() as neighbours:
        entries = []
        for simulator in (family, neighbours):
            form = await answer(hass, await begin(hass), **ACCOUNT, url=simulator.url)
            entries.append((await answer(hass, form))["result"])
        registry = er.async_get(hass)
        ids = [
            {e.unique_id for e in er.async_entries_for_config_entry(registry, i)}
            for i in (entry.entry_id for entry in entries)
        ]
        assert len(ids[0]) == len(ids[1]) > 0
        assert not ids[0] & ids[1]
        assert {entry.state for entry in entries} == {ConfigEntryState.LOADED}
        for entry in entries:
            assert await hass.config_entries.async_unload(entry.entry_id)
        assert neighbours.complaints == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://api.bocco.me", "https://api.bocco.me"),
        ("https://api.bocco.me/", "https://api.bocco.me"),
        ("  https://api.bocco.me//  ", "https://api.bocco.me"),
        ("HTTPS://API.Bocco.ME", "https://api.bocco.me"),
        ("https://api.bocco.me:443", "https://api.bocco.me"),
        ("http://api.bocco.me:80", "http://api.bocco.me"),
        ("api.bocco.me", "https://api.bocco.me"),
        ("192.168.1.20:8080/", "https://192.168.1.20:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://example.com/Bocco/", "https://example.com/Bocco"),
        ("https://taro:bocco@api.bocco.me/?key=1#top", "https://api.bocco.me"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_addresses_have_one_form(typed: str, stored: str) -> None:
    """The same address is the same account, however it is typed."""
    assert normalised_url(typed) == stored
    assert normalised_url(stored) == stored


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_has_none(typed: str) -> None:
    """What is no web address has no form."""
    with pytest.raises(InvalidUrl):
        normalised_url(typed)
