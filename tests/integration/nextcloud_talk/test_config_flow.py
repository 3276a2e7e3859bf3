"""Adding an account of Nextcloud Talk, with user name and password."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME, PASSWORD

from ..flows import answer, fail_unexpectedly, reconfigure, show_form, suggested
from .flows import FORM, TYPED, app_passwords, begin, cancel, choose, find, sign_in
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


async def finish(hass: HomeAssistant, menu: Any, talk: NextcloudTalkSimulator) -> None:
    """Go on in the same flow and come to a good end."""
    result = await answer(hass, await sign_in(hass, menu))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert app_passwords(talk) == ["Home Assistant"]
    assert await hass.config_entries.async_unload(result["result"].entry_id)


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
    fail_unexpectedly(monkeypatch, NextcloudTalkProvider)
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
    with pytest.raises(UnknownFlow):
        await signing_in
    await hass.async_block_till_done()
    assert app_passwords(talk) == []


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
    form = await reconfigure(hass, entry)
    result = await answer(hass, form, url=talk.address)
    assert result["reason"] == "reconfigure_successful"
    assert await hass.config_entries.async_unload(entry.entry_id)
