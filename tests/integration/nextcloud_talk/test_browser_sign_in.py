"""Adding an account of Nextcloud Talk by a sign-in in the browser."""

import asyncio
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.chat_rooms import browser_wait
from custom_components.chat_rooms.providers.nextcloud_talk import (
    sign_in as talk_sign_in,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME

from ..flows import answer, show_form
from .flows import (
    BROWSER,
    DONE,
    FORM,
    TYPED,
    app_passwords,
    cancel,
    choose,
    find,
    go_on,
    open_browser,
    show_menu,
    sign_in,
    step_of,
)
from .helpers import held

NO_PAGE = {
    "poll": {"token": "x", "endpoint": "https://127.0.0.1/login/v2/poll"},
    "login": "javascript:alert(1)",
}

pytestmark = pytest.mark.usefixtures("quick_polls")


@pytest.fixture
def short_lifetime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a sign-in in the browser expire while the test looks."""
    monkeypatch.setattr(talk_sign_in, "LIFETIME", 0.1)


def waits(name: str = "sign-in in the browser") -> bool:
    """Tell whether anybody still waits for the browser."""
    return any(task.get_name().endswith(name) for task in asyncio.all_tasks())


async def finish(
    hass: HomeAssistant, form: ConfigFlowResult, talk: NextcloudTalkSimulator
) -> None:
    """Come to a good end, with the one app password that there is."""
    assert show_form(form, "rooms")
    result = await answer(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (app,) = talk.vault.apps
    assert app.name == "Home Assistant"
    assert result["data"] == {
        "service": "nextcloud_talk",
        "url": talk.address,
        "verify_ssl": True,
        "username": LOGIN_NAME,
        "app_password": app.secret,
    }
    entry = result["result"]
    assert entry.unique_id == f"nextcloud_talk|{talk.address}|taro"
    assert entry.state is ConfigEntryState.LOADED
    assert not waits()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await talk.wrong_tries() == 0


@pytest.mark.parametrize("generation", ["current", "previous", "between"])
async def test_granted(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """The server makes an app password with Home Assistant's name on it."""
    progress = async_capture_events(hass, "data_entry_flow_progressed")
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.wait_for_requests("login_poll", 3)
    assert step_of(hass, flow) == BROWSER
    assert await talk.grant_login() == "Home Assistant"
    form = await go_on(hass, flow)
    # That is how the frontend learns that it may go on.
    assert [event.data["flow_id"] for event in progress] == [flow["flow_id"]]
    await finish(hass, form, talk)


async def test_somebody_looks_meanwhile(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """A dialog that is opened once more shows the same page."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    again = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert (again["type"], again["url"]) == (FlowResultType.EXTERNAL_STEP, flow["url"])
    assert len(talk.calls("login_flow")) == 1
    await talk.grant_login()
    await finish(hass, await go_on(hass, flow), talk)


@pytest.mark.usefixtures("short_lifetime")
async def test_expired(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits for ever; whoever comes too late chooses again."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.expire_login()
    form = await go_on(hass, flow)
    assert show_form(form, DONE, {"base": "sign_in_expired"})
    assert not waits()
    # A look at the dialog changes nothing.
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert show_form(form, DONE, {"base": "sign_in_expired"})

    monkeypatch.setattr(talk_sign_in, "LIFETIME", 60)
    menu = await answer(hass, form)
    assert show_menu(menu, talk.address)
    second = await open_browser(hass, menu, talk)
    assert second["url"] != flow["url"]
    await talk.grant_login()
    await finish(hass, await go_on(hass, second), talk)


async def test_cancelled(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """Whoever closes the dialog is waited for no longer."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.wait_for_requests("login_poll", 2)
    assert waits()
    await cancel(hass, flow)
    assert not waits()
    assert app_passwords(talk) == []


async def test_cancelled_before_the_first_question(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pause between two questions is no obstacle."""
    monkeypatch.setattr(browser_wait, "POLL_INTERVAL", 600)
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await cancel(hass, flow)
    assert not waits()
    assert talk.calls("login_poll") == []


async def test_cancelled_while_it_is_granted(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """What the server hands out once, after the dialog was closed, is taken back."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.grant_login()
    async with held(talk, "login_poll") as waiting:
        await talk.wait_for(lambda: waiting)
        hass.config_entries.flow.async_abort(flow["flow_id"])
        assert app_passwords(talk) == ["Home Assistant"]
    await hass.async_block_till_done(wait_background_tasks=True)
    assert app_passwords(talk) == []
    assert not waits()


async def test_cancelled_after_it_was_granted(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """What was granted and never used is taken back when the dialog is closed."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.grant_login()
    form = await go_on(hass, flow)
    assert show_form(form, "rooms")
    await cancel(hass, form)
    assert app_passwords(talk) == []


async def test_cancelled_while_it_begins(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """A page that comes when the dialog is closed is waited for by nobody."""
    menu = await find(hass, talk.address)
    async with held(talk, "login_flow") as waiting:
        opening = hass.async_create_task(choose(hass, menu, BROWSER))
        await talk.wait_for(lambda: waiting)
        hass.config_entries.flow.async_abort(menu["flow_id"])
    with pytest.raises(UnknownFlow):
        await opening
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not waits()
    assert talk.calls("login_poll") == []


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "times": 2},
        {"kind": "status", "status": 502, "times": 3},
        {"kind": "status", "status": 429, "times": 3},
    ],
)
async def test_a_server_that_is_away_for_a_moment(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, fault: dict[str, Any]
) -> None:
    """What fails for now is asked again, as long as the page is open."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.break_("login_poll", **fault)
    await talk.wait_for_requests("login_poll", 5)
    assert step_of(hass, flow) == BROWSER
    await talk.grant_login()
    await finish(hass, await go_on(hass, flow), talk)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 401}, "invalid_auth"),
        ({"kind": "status", "status": 403}, "forbidden"),
        ({"kind": "html"}, "unsupported"),
        ({"kind": "redirect", "url": "https://example.com/"}, "unsupported"),
    ],
)
async def test_a_server_that_ends_it(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    fault: dict[str, Any],
    error: str,
) -> None:
    """A refusal while the user is in the browser is told, and another way offered."""
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.break_("login_poll", **fault)
    form = await go_on(hass, flow)
    assert show_form(form, DONE, {"base": error})
    assert not waits()
    menu = await answer(hass, form)
    assert show_menu(menu, talk.address)
    await finish(hass, await sign_in(hass, menu), talk)


async def test_unknown_error(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody has thought of ends the waiting, and is told."""

    async def broken(self: talk_sign_in.LoginFlow) -> Mapping[str, Any] | None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(talk_sign_in.LoginFlow, "granted", broken)
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    form = await go_on(hass, flow)
    assert show_form(form, DONE, {"base": "unknown"})
    assert "RuntimeError" in caplog.text
    assert "a bug" not in caplog.text


@pytest.mark.parametrize("generation", ["old"])
async def test_a_server_without_it(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """Where there is no such sign-in, the form for a password says so."""
    form = await choose(hass, await find(hass, talk.address), BROWSER)
    assert show_form(form, FORM, {"base": "browser_not_supported"})
    typed = {**TYPED, "password": talk.credentials["password"]}
    assert show_form(await answer(hass, form, **typed), "rooms")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "drop", "times": 2}, "cannot_connect"),
        ({"kind": "status", "status": 429}, "too_many_attempts"),
        ({"kind": "status", "status": 500}, "cannot_connect"),
        ({"kind": "body", "body": NO_PAGE}, "unsupported"),
    ],
)
async def test_it_does_not_begin(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Without a page there is nothing to wait for; the user chooses again."""
    menu = await find(hass, talk.address)
    await talk.break_("login_flow", **fault)
    form = await choose(hass, menu, BROWSER)
    assert show_form(form, DONE, {"base": error})
    await talk.mend()
    # Looking at it again leads to the choice as well.
    menu = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert show_menu(menu, talk.address)
    flow = await open_browser(hass, menu, talk)
    await talk.grant_login()
    await finish(hass, await go_on(hass, flow), talk)


async def test_maintenance_begins_meanwhile(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """A server that was closed in between says so."""
    menu = await find(hass, talk.address)
    await talk.maintenance()
    form = await choose(hass, menu, BROWSER)
    assert show_form(form, DONE, {"base": "maintenance"})


async def test_talk_is_switched_off(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """An app password of which nothing comes is taken back, at the latest at the end."""
    await talk.talk_off()
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.grant_login()
    form = await go_on(hass, flow)
    assert show_form(form, DONE, {"base": "app_disabled"})
    assert app_passwords(talk) == ["Home Assistant"]
    (first,) = talk.vault.apps

    await talk.talk_off(False)
    second = await open_browser(hass, await answer(hass, form), talk)
    await talk.grant_login()
    form = await go_on(hass, second)
    assert first not in talk.vault.apps
    await finish(hass, form, talk)


async def test_cancelled_when_nothing_came_of_it(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """Whoever gives up leaves no app password behind."""
    await talk.talk_off()
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.grant_login()
    await cancel(hass, await go_on(hass, flow))
    assert app_passwords(talk) == []


async def test_already_configured(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """A sign-in at an account that is there leaves nothing behind."""
    before = list(talk.vault.apps)
    flow = await open_browser(hass, await find(hass, talk.address), talk)
    await talk.grant_login()
    result = await go_on(hass, flow)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert talk.vault.apps == before
