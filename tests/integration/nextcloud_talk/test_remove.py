"""Removing an account, and the sessions that an account and its flows use."""

import asyncio
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import session
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.faults import FOREVER
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import ACCOUNT
from ..flows import answer, reconfigure
from .flows import app_passwords, cancel, find, go_on, open_browser, sign_in


async def test_the_app_password_goes(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """The server forgets this Home Assistant, and nobody else."""
    await talk.make_app_password("Telephone")
    await hass.config_entries.async_remove(ready.entry_id)
    assert app_passwords(talk) == ["Telephone"]
    assert hass.config_entries.async_entries("chat_rooms") == []


async def test_an_account_that_is_not_set_up(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """An account that is disabled or failed to set up is forgotten, too."""
    await hass.config_entries.async_remove(entry.entry_id)
    assert app_passwords(talk) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "times": 3},
        {"kind": "status", "status": 401},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 500},
        {"kind": "slow", "when": "before", "delay": 3600, "times": FOREVER},
    ],
    ids=["gone", "refused", "forbidden", "broken", "slow"],
)
async def test_whatever_the_server_says(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    fault: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The account goes, whatever the server says; what may be left there is told."""
    monkeypatch.setattr(session, "SIGN_OUT_TIMEOUT", 0.2)
    await talk.break_("delete_app_password", **fault)
    async with asyncio.timeout(10):
        await hass.config_entries.async_remove(ready.entry_id)
    assert hass.config_entries.async_entries("chat_rooms") == []
    text = "Nextcloud Talk did not end a sign-in that is no longer used"
    assert (text in caplog.text) == (fault.get("status") != 401)


async def test_a_service_that_keeps_no_sign_in(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """Where there is nothing to take back, nothing is asked."""
    async with BoccoSimulator() as family:
        entry = MockConfigEntry(
            domain="chat_rooms",
            data={"service": "bocco", "url": family.url, **ACCOUNT},
            unique_id=f"bocco|{family.url}|x",
        )
        entry.add_to_hass(hass)
        await hass.config_entries.async_remove(entry.entry_id)
        assert family.calls() == []


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[ClientSession]:
    """Return the list to which every session comes."""
    made: list[ClientSession] = []

    def create(*args: Any, **kwargs: Any) -> ClientSession:
        made.append(async_create_clientsession(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(session, "async_create_clientsession", create)
    return made


def open_ones(sessions: list[ClientSession]) -> list[ClientSession]:
    """Return the sessions that are not closed."""
    return [each for each in sessions if not each.closed]


async def test_an_account_has_one_session(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    sessions: list[ClientSession],
    ready: MockConfigEntry,
) -> None:
    """It is the account's own, and ends with it, also at a reload."""
    (first,) = open_ones(sessions)
    assert await hass.config_entries.async_reload(ready.entry_id)
    (second,) = open_ones(sessions)
    assert second is not first
    assert await hass.config_entries.async_unload(ready.entry_id)
    assert open_ones(sessions) == []


async def test_a_set_up_that_fails_leaves_no_session(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    sessions: list[ClientSession],
    entry: MockConfigEntry,
) -> None:
    """Each new try has a new session, and the old ones are closed."""
    await talk.maintenance()
    await hass.config_entries.async_setup(entry.entry_id)
    assert len(sessions) == 1
    assert open_ones(sessions) == []
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("quick_polls")
async def test_flows_leave_no_session(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    sessions: list[ClientSession],
    entry: MockConfigEntry,
) -> None:
    """Whatever a flow does, its sessions end with what they were for."""
    form = await sign_in(hass, await find(hass, talk.address), password="wrong")
    assert open_ones(sessions) == []
    await cancel(hass, form)

    flow = await open_browser(hass, await find(hass, talk.address), talk)
    assert len(open_ones(sessions)) == 1
    await talk.grant_login()
    await go_on(hass, flow)
    assert open_ones(sessions) == []

    await cancel(hass, await open_browser(hass, await find(hass, talk.address), talk))
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["step_id"] == "init"
    await talk.break_("rooms", "status", status=500)
    await answer(hass, await reconfigure(hass, entry), url=talk.address)
    assert open_ones(sessions) == []


async def test_no_cookies(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    sessions: list[ClientSession],
    ready: MockConfigEntry,
) -> None:
    """One account's cookies must not go along with another's requests."""
    headers = {"Set-Cookie": "nc_session=another's; Path=/"}
    await talk.break_("rooms", "status", status=503, headers=headers)
    await ready.runtime_data.async_refresh()
    await talk.forget_requests()
    await ready.runtime_data.async_refresh()
    assert talk.calls("rooms")
    assert {call.header("Cookie") for call in talk.calls()} == {None}
    assert all(isinstance(each.cookie_jar, DummyCookieJar) for each in sessions)
