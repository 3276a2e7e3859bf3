"""Signing in: what a server tells anybody, who asks, and with what."""

from base64 import b64decode
from pathlib import Path

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ForbiddenError,
    ProtocolError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from tests.providers.server import answer, certificate, serve
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import PASSWORD

from .conftest import LOGIN_NAME
from .wire import envelope


async def test_status(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test what a server tells anybody, without our credentials."""
    status = await talk.server.status()
    assert (status.installed, status.is_closed) == (True, False)
    assert (status.version, status.product_name) == ("34.0.0.1", "Nextcloud")
    (call,) = sim.calls("status")
    assert call.header("Authorization") is None


@pytest.mark.parametrize(
    "body",
    [
        b"Welcome",
        b"<html>",
        b"[]",
        b"{}",
        b'{"version":"34"}',
        b'{"installed":true}',
        b'{"installed":false,"version":"34"}',
        b'{"installed":true,"version":null}',
    ],
)
async def test_what_is_no_nextcloud(session: ClientSession, body: bytes) -> None:
    """Test any other page at that address."""
    async with serve(answer(body)) as server:
        with pytest.raises(UnsupportedError) as raised:
            await TalkClient(HttpClient(session, server.url)).server.status()
    assert raised.value.reason is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405])
async def test_statuses_of_no_nextcloud(session: ClientSession, status: int) -> None:
    """Test servers that do not have that page, or keep it to themselves."""
    async with serve(answer(b"", status)) as server:
        client = TalkClient(HttpClient(session, server.url))
        client.set_credentials(LOGIN_NAME, "x")
        with pytest.raises(UnsupportedError):
            await client.server.status()
    assert not client.refused


async def test_status_of_a_server_that_is_upgraded(session: ClientSession) -> None:
    """Test that a server that waits for its upgrade is closed."""
    body = b'{"installed":true,"needsDbUpgrade":true,"version":"34"}'
    async with serve(answer(body)) as server:
        client = TalkClient(HttpClient(session, server.url))
        assert (await client.server.status()).is_closed
        assert client.address == server.url


async def test_headers(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test what Nextcloud wants of every request."""
    await talk.rooms.list()
    (call,) = sim.log
    assert call.header("OCS-APIRequest") == "true"
    assert call.header("Accept") == "application/json"
    assert call.header("User-Agent") == "Home Assistant"


@pytest.mark.parametrize(
    ("login_name", "password"),
    [("taro@example.com", "a:b c"), ("太郎", "pässwörd🌱"), ("hm \ud83d", "x")],
)
async def test_credentials_of_all_scripts(
    session: ClientSession, login_name: str, password: str
) -> None:
    """Test that credentials are sent in UTF-8."""
    async with serve(answer(b"[]")) as server:
        client = TalkClient(HttpClient(session, server.url))
        client.set_credentials(login_name, password)
        with pytest.raises(ProtocolError):
            await client.server.user()
        kind, _, value = server.seen[0].headers["Authorization"].partition(" ")
    expected = f"{login_name}:{password}".encode(errors="replace")
    assert (kind, b64decode(value)) == ("Basic", expected)


async def test_user(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that the account's id is not its sign-in name."""
    user = await talk.server.user()
    assert (user.id, user.display_name) == ("taro", "Taro")
    assert "aro" not in repr(user)


async def test_password_becomes_an_app_password(
    sim: NextcloudTalkSimulator, new: TalkClient
) -> None:
    """Test the exchange, and that an app password cannot be exchanged."""
    new.set_credentials(LOGIN_NAME, PASSWORD)
    password = await new.server.get_app_password()
    assert password
    assert [app["name"] for app in await sim.app_passwords()] == ["Home Assistant"]
    new.set_credentials(LOGIN_NAME, password)
    assert (await new.server.user()).id == "taro"
    assert await new.server.get_app_password() is None
    await new.server.delete_app_password()
    assert await sim.app_passwords() == []
    with pytest.raises(AuthError):
        await new.server.user()


async def test_password_cannot_be_deleted(
    sim: NextcloudTalkSimulator, new: TalkClient
) -> None:
    """Test that only app passwords are deleted."""
    await sim.break_("delete_app_password", "body", status=403, body=envelope([], 403))
    new.set_credentials(LOGIN_NAME, sim.vault.make("x").secret)
    with pytest.raises(ForbiddenError):
        await new.server.delete_app_password()


@pytest.mark.parametrize("generation", ["old"])
async def test_server_without_app_passwords(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that such a server is not taken for one without Talk."""
    for call in (talk.server.get_app_password, talk.server.delete_app_password):
        with pytest.raises(UnsupportedError) as raised:
            await call()
        assert raised.value.reason is None
    with pytest.raises(UnsupportedError, match="login flow"):
        await talk.server.login_flow()


async def test_app_password_of_a_plain_404(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test a server that does not even know that it does not know the call."""
    await sim.break_("get_app_password", "status", status=404)
    with pytest.raises(UnsupportedError, match="no app passwords"):
        await talk.server.get_app_password()


# Login flow v2


async def test_login_flow(sim: NextcloudTalkSimulator, new: TalkClient) -> None:
    """Test a sign-in in the browser, which is told of only once."""
    flow = await new.server.login_flow()
    assert flow.login.startswith(f"{sim.address}/login/v2/flow/")
    poll = (flow.poll.endpoint, flow.poll.token)
    assert await new.server.poll_login(*poll) is None
    assert await sim.grant_login() == "Home Assistant"
    login = await new.server.poll_login(*poll)
    assert login
    assert (login.server, login.login_name) == (sim.address, LOGIN_NAME)
    assert await new.server.poll_login(*poll) is None
    new.set_credentials(login.login_name, login.app_password)
    assert (await new.server.user()).id == "taro"
    assert flow.poll.token not in repr((flow, login))
    assert login.app_password not in repr((flow, login))


async def test_login_flow_that_expires(
    sim: NextcloudTalkSimulator, new: TalkClient
) -> None:
    """Test that a flow which has ended looks like one that is not granted."""
    flow = await new.server.login_flow()
    await sim.expire_login()
    assert await new.server.poll_login(flow.poll.endpoint, flow.poll.token) is None


async def test_login_flow_is_anonymous(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that old credentials do not go along, and are not refused by it."""
    flow = await talk.server.login_flow()
    await talk.server.poll_login(flow.poll.endpoint, flow.poll.token)
    for call in (*sim.calls("login_flow"), *sim.calls("login_poll")):
        assert call.header("Authorization") is None
    await sim.break_("login_poll", "status", status=401)
    with pytest.raises(AuthError):
        await talk.server.poll_login(flow.poll.endpoint, flow.poll.token)
    assert not talk.refused


async def test_login_flow_at_another_address(
    sim: NextcloudTalkSimulator, talk: TalkClient, session: ClientSession
) -> None:
    """Test that the server may poll where it likes, but hears no credentials there."""
    granted = b'{"server":"x","loginName":"taro","appPassword":"p"}'
    async with serve(answer(granted)) as stranger:
        login = await talk.server.poll_login(f"{stranger.url}/poll", "t-1")
        assert login
        assert (login.login_name, login.app_password) == ("taro", "p")
        (request,) = stranger.seen
        assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"login": "x"},
        {"login": "x", "poll": []},
        {"login": "x", "poll": {"token": "", "endpoint": "y"}},
        {"login": None, "poll": {"token": "x", "endpoint": "y"}},
    ],
)
async def test_login_flows_of_nonsense(
    sim: NextcloudTalkSimulator, new: TalkClient, body: object
) -> None:
    """Test that what begins no flow is a server without it."""
    await sim.break_("login_flow", "body", body=body)
    with pytest.raises(UnsupportedError):
        await new.server.login_flow()


@pytest.mark.parametrize("status", [403, 404, 405])
async def test_server_without_login_flow(
    sim: NextcloudTalkSimulator, new: TalkClient, status: int
) -> None:
    """Test servers that are too old, or have it switched off."""
    await sim.break_("login_flow", "status", status=status)
    with pytest.raises(UnsupportedError):
        await new.server.login_flow()


@pytest.mark.parametrize("body", [[], {}, {"loginName": "x"}, {"appPassword": "x"}])
async def test_grants_of_nonsense(
    sim: NextcloudTalkSimulator, new: TalkClient, body: object
) -> None:
    """Test that half a grant is none."""
    await sim.break_("login_poll", "body", body=body)
    with pytest.raises(ProtocolError):
        await new.server.poll_login(f"{sim.address}/login/v2/poll", "t-1")


@pytest.mark.parametrize("endpoint", ["ftp://x/", "", "/login/v2/poll"])
async def test_poll_endpoints_of_nonsense(
    sim: NextcloudTalkSimulator, new: TalkClient, endpoint: str
) -> None:
    """Test that an endpoint has to be a web address, or is below our own."""
    if endpoint.startswith("/"):
        assert await new.server.poll_login(endpoint, "t-1") is None
    else:
        with pytest.raises(UnsupportedError):
            await new.server.poll_login(endpoint, "t-1")


async def test_http_that_is_https(session: ClientSession, tmp_path: Path) -> None:
    """Test that a login flow is begun where the status was found."""
    flow = {"login": "x", "poll": {"token": "t", "endpoint": "https://y/"}}

    async def nextcloud(request: web.BaseRequest) -> web.StreamResponse:
        body = {"installed": True, "version": "34"}
        return web.json_response(flow if request.method == "POST" else body)

    async with serve(nextcloud, certificate(tmp_path)) as safe:

        async def raise_to_https(request: web.BaseRequest) -> web.StreamResponse:
            return web.Response(
                status=301, headers={"Location": f"{safe.url}{request.raw_path}"}
            )

        async with serve(raise_to_https) as server:
            client = TalkClient(HttpClient(session, f"{server.url}/cloud/"))
            await client.server.status()
            assert client.address == f"{safe.url}/cloud"
            assert (await client.server.login_flow()).poll.token == "t"
            assert len(server.seen) == 1
