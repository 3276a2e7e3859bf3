"""Adding an account of Nextcloud Talk, with user name and password."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.chat_rooms import session
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from custom_components.chat_rooms.sign_in_forms import PAGES, normalised_url
from tests.providers.server import answer as answer_with, certificate, redirect, serve
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME, PASSWORD

from ..flows import answer, show_form, suggested
from .flows import (
    FORM,
    TYPED,
    app_passwords,
    begin,
    cancel,
    choose,
    fail_unexpectedly,
    find,
    show_menu,
    sign_in,
)
from .helpers import held


async def test_an_account_is_added(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """The password is used once, and what is stored is an app password."""
    rooms_form = await sign_in(hass, await find(hass, talk.address))
    assert show_form(rooms_form, "rooms")
    result = await answer(hass, rooms_form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Nextcloud Talk Taro"
    (app,) = talk.vault.apps
    assert app.name == "Home Assistant"
    assert result["data"] == {
        "service": "nextcloud_talk",
        "url": talk.address,
        "verify_ssl": True,
        "username": LOGIN_NAME,
        "app_password": app.secret,
    }
    rooms = set(talk.cloud.rooms)
    assert set(result["options"]["rooms"]) == rooms
    assert set(result["options"]["known_rooms"]) == rooms
    entry = result["result"]
    assert entry.unique_id == f"nextcloud_talk|{talk.address}|taro"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.neighbours") is not None
    assert len(talk.calls("get_app_password")) == 1
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_the_form_of_the_address(hass: HomeAssistant) -> None:
    """Certificates are verified unless somebody says otherwise."""
    form = await begin(hass)
    assert show_form(form, "nextcloud_talk")
    assert form["data_schema"] is not None
    typed = {"url": "cloud.example.com"}
    assert form["data_schema"](typed) == {**typed, "verify_ssl": True}


async def test_the_address_is_tried_without_credentials(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """Before anybody signs in, one question shows whether a Nextcloud is there."""
    await find(hass, talk.address)
    assert [call.endpoint for call in talk.calls()] == ["status"]
    assert talk.calls()[0].header("Authorization") is None


async def test_an_app_password_that_was_typed_is_used(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """Whoever makes an app password by hand is asked for no other."""
    typed = await talk.make_app_password("Made by hand")
    form = await sign_in(hass, await find(hass, talk.address), password=typed)
    result = await answer(hass, form)
    assert result["data"]["app_password"] == typed
    assert app_passwords(talk) == ["Made by hand"]
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_only_what_the_user_did_not_make_is_taken_back(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """An app password that was made by hand outlives a dialog that is closed."""
    typed = await talk.make_app_password("Made by hand")
    await cancel(
        hass, await sign_in(hass, await find(hass, talk.address), password=typed)
    )
    assert app_passwords(talk) == ["Made by hand"]


@pytest.mark.parametrize("generation", ["previous", "between", "old"])
async def test_servers_of_other_years(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """An account at an older server is added in the same way."""
    password = talk.credentials["password"]
    form = await sign_in(hass, await find(hass, talk.address), password=password)
    result = await answer(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].state is ConfigEntryState.LOADED
    assert PASSWORD not in result["data"].values()
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/",
        "/index.php",
        "/index.php/login?redirect_url=x",
        "/index.php/apps/spreed/",
        "/apps/spreed/#/",
        "/index.php/call/abcd1234#message_5",
        "/status.php",
    ],
)
@pytest.mark.parametrize("folder", ["", "/nextcloud"])
async def test_any_page_is_an_address(
    hass: HomeAssistant, socket_enabled: None, folder: str, page: str
) -> None:
    """Whatever page the address is copied from, the server's own is found."""
    async with NextcloudTalkSimulator(prefix=folder) as talk:
        menu = await answer(hass, await begin(hass), url=f"{talk.address}{page}")
        assert show_menu(menu, talk.address)
        assert talk.complaints == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("cloud.example.com", "https://cloud.example.com"),
        ("http://nas.local:8080/", "http://nas.local:8080"),
        ("https://example.com/cloud/login", "https://example.com/cloud"),
        ("https://example.com/cloud//index.php/", "https://example.com/cloud"),
        ("https://example.com/ocs/v2.php/cloud", "https://example.com"),
        ("https://example.com/remote.php/dav/files/taro", "https://example.com"),
        ("https://example.com/call/x7y8z9", "https://example.com"),
        ("https://example.com/apps/files/files/12?dir=/a", "https://example.com"),
        # Whoever calls the folder of a Nextcloud so must not lose it.
        ("https://example.com/apps/nextcloud", "https://example.com/apps/nextcloud"),
        ("https://example.com/logins", "https://example.com/logins"),
        ("https://example.com/my.phpages", "https://example.com/my.phpages"),
        ("https://example.com/%E9%9B%B2/login", "https://example.com/%E9%9B%B2"),
    ],
)
def test_pages_have_the_address_of_their_server(typed: str, stored: str) -> None:
    """What follows a server's own address is cut off, and nothing else."""
    assert normalised_url(typed, PAGES["nextcloud_talk"]) == stored
    assert normalised_url(stored, PAGES["nextcloud_talk"]) == stored


async def finish(hass: HomeAssistant, menu: Any, talk: NextcloudTalkSimulator) -> None:
    """Go on in the same flow and come to a good end."""
    result = await answer(hass, await sign_in(hass, menu))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert app_passwords(talk) == ["Home Assistant"]
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "html"}, "unsupported"),
        ({"kind": "status", "status": 404}, "unsupported"),
        ({"kind": "body", "body": {"version": "2.1"}}, "unsupported"),
        ({"kind": "body", "body": {"installed": False}}, "unsupported"),
        ({"kind": "redirect", "url": "https://example.com/"}, "unsupported"),
        ({"kind": "status", "status": 502}, "cannot_connect"),
        ({"kind": "drop", "times": 2}, "cannot_connect"),
        ({"kind": "status", "status": 429}, "too_many_attempts"),
    ],
)
async def test_what_is_wrong_with_the_address(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    fault: dict[str, Any],
    error: str,
) -> None:
    """What answers at an address, and is no Nextcloud that works, is told."""
    form = await begin(hass)
    await talk.break_("status", **fault)
    form = await answer(hass, form, url=talk.address, verify_ssl=False)
    assert show_form(form, "nextcloud_talk", {"base": error})
    assert suggested(form, "url") == talk.address
    assert suggested(form, "verify_ssl") is False
    await talk.mend()
    await finish(hass, await answer(hass, form, url=talk.address), talk)


async def test_nobody_listens(
    hass: HomeAssistant, socket_enabled: None, unused_tcp_port: int
) -> None:
    """An address where nothing listens is cannot_connect."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    form = await answer(hass, await begin(hass), url=url)
    assert show_form(form, "nextcloud_talk", {"base": "cannot_connect"})


async def test_another_site_answers(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """An address where something else answers is unsupported."""
    form = await answer(hass, await begin(hass), url=talk.elsewhere_url)
    assert show_form(form, "nextcloud_talk", {"base": "unsupported"})


async def test_invalid_url(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """What is no web address is said to be none."""
    form = await answer(hass, await begin(hass), url="ftp://nextcloud")
    assert show_form(form, "nextcloud_talk", {"url": "invalid_url"})
    menu = await answer(hass, form, url=talk.address)
    assert show_menu(menu, talk.address)


async def test_maintenance(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """A server that is closed for a while is told apart, first and later."""
    await talk.maintenance()
    form = await answer(hass, await begin(hass), url=talk.address)
    assert show_form(form, "nextcloud_talk", {"base": "maintenance"})
    await talk.maintenance(False)
    menu = await answer(hass, form, url=talk.address)
    await talk.maintenance()
    form = await sign_in(hass, menu)
    assert show_form(form, FORM, {"base": "maintenance"})
    await talk.maintenance(False)
    assert show_form(await answer(hass, form, **TYPED), "rooms")


async def test_talk_is_switched_off(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """A Nextcloud without Talk is told apart, and keeps no app password of ours."""
    await talk.talk_off()
    form = await sign_in(hass, await find(hass, talk.address))
    assert show_form(form, FORM, {"base": "app_disabled"})
    await hass.async_block_till_done()
    assert app_passwords(talk) == []
    await talk.talk_off(False)
    assert show_form(await answer(hass, form, **TYPED), "rooms")
    assert app_passwords(talk) == ["Home Assistant"]


@pytest.mark.parametrize("field", ["username", "password"])
async def test_wrong_sign_in(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, field: str
) -> None:
    """A wrong password is told, after one try: ten of them lock everybody out."""
    form = await sign_in(hass, await find(hass, talk.address), **{field: "wrong"})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert await talk.wrong_tries() == 1
    assert suggested(form, "username") == {**TYPED, field: "wrong"}["username"]
    assert suggested(form, "password") is None
    assert show_form(await answer(hass, form, **TYPED), "rooms")
    assert await talk.wrong_tries() == 1


@pytest.mark.parametrize("field", ["username", "password"])
async def test_empty_sign_in(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, field: str
) -> None:
    """A field that was left empty is an error of the form, and no try."""
    form = await sign_in(hass, await find(hass, talk.address), **{field: ""})
    assert show_form(form, FORM, {"base": "invalid_auth"})
    assert await talk.wrong_tries() == 0
    assert talk.calls("get_app_password") == []


async def test_locked_out(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """Too many wrong passwords are told apart: only waiting helps."""
    menu = await find(hass, talk.address)
    await talk.lock_out()
    form = await sign_in(hass, menu)
    assert show_form(form, FORM, {"base": "too_many_attempts"})
    await talk.forgive()
    assert show_form(await answer(hass, form, **TYPED), "rooms")


@pytest.mark.parametrize("generation", ["old"])
async def test_app_password_needed(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """A server that cannot exchange a password is given none to keep."""
    form = await sign_in(hass, await find(hass, talk.address))
    assert show_form(form, FORM, {"base": "app_password_needed"})
    typed = {**TYPED, "password": talk.credentials["password"]}
    assert show_form(await answer(hass, form, **typed), "rooms")


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        ("capabilities", {"kind": "status", "status": 403}, "forbidden"),
        ("user", {"kind": "html"}, "unsupported"),
        ("rooms", {"kind": "status", "status": 500}, "cannot_connect"),
        ("rooms", {"kind": "status", "status": 403}, "forbidden"),
    ],
)
async def test_errors_after_the_exchange(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    endpoint: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """An app password of which nothing came is taken back, at the latest at the end."""
    menu = await find(hass, talk.address)
    await talk.break_(endpoint, **fault)
    form = await sign_in(hass, menu)
    assert show_form(form, FORM, {"base": error})
    assert show_form(await answer(hass, form, **TYPED), "rooms")
    assert app_passwords(talk) == ["Home Assistant"]
    await cancel(hass, form)
    assert app_passwords(talk) == []
    assert await talk.wrong_tries() == 0


async def test_unknown_error(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody has thought of is told and logged, but for its text."""
    menu = await find(hass, talk.address)
    fail_unexpectedly(monkeypatch)
    form = await sign_in(hass, menu)
    assert show_form(form, FORM, {"base": "unknown"})
    (record,) = (r for r in caplog.records if r.levelname == "ERROR")
    assert "RuntimeError" in record.getMessage()
    assert "a bug" not in record.getMessage() + str(record.exc_text)
    assert show_form(await answer(hass, form, **TYPED), "rooms")


async def test_cancelled(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """Whoever closes the dialog at the last step leaves nothing at the server."""
    form = await sign_in(hass, await find(hass, talk.address))
    assert app_passwords(talk) == ["Home Assistant"]
    await cancel(hass, form)
    assert app_passwords(talk) == []
    assert await talk.wrong_tries() == 0


async def test_cancelled_while_signing_in(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """An app password that comes when the dialog is closed is taken back, too."""
    menu = await find(hass, talk.address)
    form = await choose(hass, menu, FORM)
    async with held(talk, "user") as waiting:
        signing_in = hass.async_create_task(
            hass.config_entries.flow.async_configure(form["flow_id"], TYPED)
        )
        await talk.wait_for(lambda: waiting)
        hass.config_entries.flow.async_abort(form["flow_id"])
        assert app_passwords(talk) == ["Home Assistant"]
    assert await asyncio_outcome(signing_in) == "UnknownFlow"
    await hass.async_block_till_done()
    assert app_passwords(talk) == []


async def asyncio_outcome(task: Any) -> str:
    """Return the name of the error with which a task ends."""
    try:
        await task
    except Exception as err:  # noqa: BLE001
        return type(err).__name__
    return ""


async def test_already_configured(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """An account can be added once; a second sign-in leaves nothing behind."""
    before = app_passwords(talk)
    menu = await find(hass, talk.address)
    result = await sign_in(hass, menu, username="taro")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert app_passwords(talk) == before


async def test_an_id_with_a_bar(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever an account's id looks like, it is known again."""
    monkeypatch.setattr(talk.cloud.account, "id", "oidc|taro")
    result = await answer(hass, await sign_in(hass, await find(hass, talk.address)))
    entry = result["result"]
    assert entry.unique_id == f"nextcloud_talk|{talk.address}|oidc|taro"
    form = await entry.start_reconfigure_flow(hass)
    result = await answer(hass, form, url=talk.address)
    assert result["reason"] == "reconfigure_successful"
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_self_signed_certificate(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> None:
    """A certificate of the server's own making is refused until the user allows it."""
    async with NextcloudTalkSimulator(tls=certificate(tmp_path)) as talk:
        form = await answer(hass, await begin(hass), url=talk.address)
        assert show_form(form, "nextcloud_talk", {"base": "untrusted_certificate"})
        menu = await answer(hass, form, url=talk.address, verify_ssl=False)
        result = await answer(hass, await sign_in(hass, menu))
        assert result["data"]["url"].startswith("https://")
        assert result["data"]["verify_ssl"] is False
        entry = result["result"]
        assert entry.state is ConfigEntryState.LOADED
        assert await hass.config_entries.async_remove(entry.entry_id)
        assert app_passwords(talk) == []
        assert talk.complaints == []


async def test_http_that_leads_to_https(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> None:
    """Where a server sends everybody to https, that is its address from then on."""
    async with NextcloudTalkSimulator(tls=certificate(tmp_path)) as talk:
        target = f"{talk.address}/status.php"
        async with serve(answer_with(status=301, Location=target)) as plain:
            menu = await answer(
                hass, await begin(hass), url=plain.url, verify_ssl=False
            )
            assert show_menu(menu, talk.address)
            result = await answer(hass, await sign_in(hass, menu))
            assert result["data"]["url"] == talk.address
            assert len(plain.seen) == 1
        assert await hass.config_entries.async_unload(result["result"].entry_id)
        assert talk.complaints == []
