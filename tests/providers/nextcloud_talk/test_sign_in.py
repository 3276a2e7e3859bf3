"""Signing in: the real password for one request, app passwords for all others."""

from base64 import b64encode
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import PASSWORD

from .conftest import LOGIN_NAME, assert_discreet

GENERATIONS = ["current", "previous", "between"]


def typed(sim: NextcloudTalkSimulator, **changes: Any) -> dict[str, Any]:
    """Return what somebody types into the form."""
    return {**sim.credentials, "verify_ssl": False, **changes}


def basic(password: str) -> str:
    """Return the header that a password makes."""
    return f"Basic {b64encode(f'{LOGIN_NAME}:{password}'.encode()).decode()}"


async def test_password_that_is_not_exchanged(
    session: ClientSession, sim: NextcloudTalkSimulator
) -> None:
    """Test that a real password is not stored though the server refuses to change it."""
    await sim.break_("get_app_password", "status", status=403)
    provider = NextcloudTalkProvider(session, typed(sim))
    with pytest.raises(UnsupportedError) as raised:
        await provider.sign_in()
    assert raised.value.reason is Reason.APP_PASSWORD_NEEDED
    assert PASSWORD not in str(provider.credentials)


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_password(session: ClientSession, sim: NextcloudTalkSimulator) -> None:
    """Test that a password is used once, and an app password from then on."""
    provider = NextcloudTalkProvider(session, typed(sim))
    account = await provider.sign_in()
    assert (account.id, account.name, account.member_id) == ("taro", "Taro", "taro")
    assert provider.account == account
    (app,) = sim.vault.apps
    assert app.name == "Home Assistant"
    assert provider.credentials == {
        "url": sim.address,
        "verify_ssl": False,
        "username": LOGIN_NAME,
        "app_password": app.secret,
    }
    used = [call.header("Authorization") for call in sim.log]
    assert used == [None, basic(PASSWORD), basic(app.secret), basic(app.secret)]
    assert [call.endpoint for call in sim.log][:2] == ["status", "get_app_password"]


async def test_stored(sim: NextcloudTalkSimulator, session: ClientSession) -> None:
    """Test that what was stored signs in again, and makes no other app password."""
    provider = NextcloudTalkProvider(session, typed(sim))
    await provider.sign_in()
    again = NextcloudTalkProvider(session, provider.credentials)
    assert await again.sign_in() == provider.account
    assert len(sim.vault.apps) == 1
    assert again.credentials == provider.credentials


async def test_typed_app_password(
    sim: NextcloudTalkSimulator, session: ClientSession
) -> None:
    """Test that an app password that somebody types is kept."""
    made = await sim.make_app_password("By hand")
    provider = NextcloudTalkProvider(session, typed(sim, password=made))
    await provider.sign_in()
    assert provider.credentials["app_password"] == made
    assert len(sim.vault.apps) == 1


@pytest.mark.parametrize("generation", ["old"])
async def test_server_without_exchange(
    sim: NextcloudTalkSimulator, session: ClientSession
) -> None:
    """Test that an old server takes app passwords only."""
    provider = NextcloudTalkProvider(session, typed(sim))
    await provider.sign_in()
    assert provider.credentials["app_password"] == sim.vault.typed_app_password()
    sim.log.clear()
    provider = NextcloudTalkProvider(session, typed(sim, password=PASSWORD))
    with pytest.raises(UnsupportedError) as raised:
        await provider.sign_in()
    assert raised.value.reason is Reason.APP_PASSWORD_NEEDED
    assert len(sim.calls("get_app_password")) == 1
    assert "app_password" not in provider.credentials


async def test_wrong_password(
    sim: NextcloudTalkSimulator, session: ClientSession
) -> None:
    """Test that a wrong password is tried once, and nothing after it."""
    provider = NextcloudTalkProvider(session, typed(sim, password="wrong"))
    with pytest.raises(AuthError) as raised:
        await provider.sign_in()
    assert_discreet(repr(raised.value), sim)
    assert "wrong" not in repr(raised.value)
    assert await sim.wrong_tries() == 1


async def test_revoked(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the first refusal ends it: many of them lock out the address."""
    await sim.revoke_app_passwords()
    for _ in range(12):
        with pytest.raises(AuthError):
            await provider.rooms()
    with pytest.raises(AuthError):
        await provider.sign_in()
    assert await sim.wrong_tries() == 1


async def test_locked_out(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a lock-out is no wrong password."""
    await sim.lock_out()
    with pytest.raises(RateLimitedError):
        await provider.sign_in()


async def test_not_signed_in(
    session: ClientSession, sim: NextcloudTalkSimulator
) -> None:
    """Test that nothing is known of an account before."""
    provider = NextcloudTalkProvider(session, typed(sim))
    with pytest.raises(AuthError):
        _ = provider.account
    with pytest.raises(ProviderError):
        await provider.rooms()
    assert sim.calls() == []


@pytest.mark.parametrize("made", [True, False])
async def test_talk_off(
    session: ClientSession, sim: NextcloudTalkSimulator, made: bool
) -> None:
    """Test that nothing is left behind where there is no Talk."""
    await sim.talk_off()
    password = PASSWORD if made else await sim.make_app_password("By hand")
    provider = NextcloudTalkProvider(session, typed(sim, password=password))
    with pytest.raises(UnsupportedError) as raised:
        await provider.sign_in()
    assert raised.value.reason is Reason.APP_DISABLED
    # What somebody made by hand is not ours to delete.
    assert len(sim.vault.apps) == (0 if made else 1)


async def test_talk_switched_off_later(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that it is told why there are no rooms any more."""
    await sim.talk_off()
    with pytest.raises(UnsupportedError) as raised:
        await provider.rooms()
    assert raised.value.reason is Reason.APP_DISABLED


async def test_maintenance(session: ClientSession, sim: NextcloudTalkSimulator) -> None:
    """Test that a closed server is tried later, without the password."""
    await sim.maintenance()
    provider = NextcloudTalkProvider(session, typed(sim))
    with pytest.raises(ConnectionError_) as raised:
        await provider.probe()
    assert raised.value.reason is Reason.MAINTENANCE
    with pytest.raises(ConnectionError_):
        await provider.sign_in()
    with pytest.raises(ConnectionError_):
        await provider.browser_sign_in()
    assert {call.endpoint for call in sim.log} == {"status"}
    await sim.maintenance(False)
    await provider.sign_in()


async def test_no_nextcloud(
    session: ClientSession, sim: NextcloudTalkSimulator
) -> None:
    """Test that nobody else gets to see the password."""
    await sim.break_("status", "html", times=-1)
    provider = NextcloudTalkProvider(session, typed(sim))
    for attempt in (provider.probe, provider.sign_in, provider.browser_sign_in):
        with pytest.raises(UnsupportedError) as raised:
            await attempt()
        assert raised.value.reason is None
    assert {call.endpoint for call in sim.log} == {"status"}


async def test_sign_out(
    session: ClientSession, sim: NextcloudTalkSimulator, config: dict[str, Any]
) -> None:
    """Test that the app password is deleted, without signing in before."""
    await NextcloudTalkProvider(session, config).sign_out()
    assert await sim.app_passwords() == []


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_browser(session: ClientSession, sim: NextcloudTalkSimulator) -> None:
    """Test a sign-in in the browser, from the link to the account."""
    provider = NextcloudTalkProvider(session, {"url": sim.address, "verify_ssl": True})
    flow = await provider.browser_sign_in()
    assert flow.url.startswith(sim.address)
    assert flow.lifetime == 1200
    assert await flow.granted() is None
    assert await sim.grant_login() == "Home Assistant"
    granted = await flow.granted()
    assert granted is not None
    assert granted == {
        "username": LOGIN_NAME,
        "app_password": sim.vault.apps[0].secret,
    }
    config = {"url": sim.address, "verify_ssl": True, **granted}
    assert (await NextcloudTalkProvider(session, config).sign_in()).id == "taro"
    assert await flow.granted() is None
    for call in sim.calls("login_flow") + sim.calls("login_poll"):
        assert call.header("Authorization") is None


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "status", "status": 502},
        {"kind": "status", "status": 429},
        {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
    ],
)
async def test_browser_trouble(
    session: ClientSession, sim: NextcloudTalkSimulator, fault: dict[str, Any]
) -> None:
    """Test that a bad moment is not the end of a sign-in, but its time is."""
    provider = NextcloudTalkProvider(session, {"url": sim.address})
    flow = await provider.browser_sign_in()
    await sim.break_("login_poll", **fault)
    assert await flow.granted() is None
    await sim.expire_login()
    assert await flow.granted() is None


@pytest.mark.parametrize("generation", ["old"])
async def test_no_browser(session: ClientSession, sim: NextcloudTalkSimulator) -> None:
    """Test a server without login flow v2."""
    provider = NextcloudTalkProvider(session, {"url": sim.address})
    with pytest.raises(UnsupportedError):
        await provider.browser_sign_in()
