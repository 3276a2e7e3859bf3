"""Signing in at the simulated Nextcloud, and being turned away."""

from xml.etree import ElementTree as ET

import pytest

from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

USER = "/cloud/user"
CAPABILITIES = "/cloud/capabilities"
GET_PASSWORD = "/core/getapppassword"
APP_PASSWORD = "/core/apppassword"
LOGIN = "/index.php/login/v2"


async def test_status(talk: NextcloudTalkSimulator, visitor: TalkClient) -> None:
    """What the server is, anybody may know."""
    reply = await visitor.call("GET", "/status.php", headers={"OCS-APIRequest": None})
    assert reply.status == 200
    assert (reply.json["installed"], reply.json["maintenance"]) == (True, False)
    assert reply.json["versionstring"] == "34.0.0"


async def test_password_for_app_password(
    talk: NextcloudTalkSimulator, visitor: TalkClient
) -> None:
    """The real password buys an app password, which bears the client's name."""
    assert (await visitor.server("GET", USER)).status == 401
    visitor.sign_in()
    reply = await visitor.server("GET", CAPABILITIES)
    assert "conversation-v4" in reply.data["capabilities"]["spreed"]["features"]
    assert reply.data["capabilities"]["spreed"]["config"]["chat"]["max-length"] == 32000
    assert (await visitor.server("GET", USER)).data["id"] == "taro"
    agent = {"User-Agent": "Home Assistant"}
    reply = await visitor.server("GET", GET_PASSWORD, headers=agent)
    assert talk.complaints == []
    assert [app["name"] for app in await talk.app_passwords()] == ["Home Assistant"]
    visitor.sign_in(reply.data["apppassword"])
    for _ in range(2):
        assert (await visitor.server("GET", USER)).data["display-name"] == "Taro"
    assert (await visitor.server("GET", GET_PASSWORD)).status == 403
    assert talk.complaints == []
    assert (await visitor.server("DELETE", APP_PASSWORD)).status == 200
    assert await talk.app_passwords() == []
    reply = await visitor.server("GET", USER)
    assert (reply.status, reply.code, reply.data) == (401, 997, [])


async def test_real_password_is_noted(
    talk: NextcloudTalkSimulator, visitor: TalkClient
) -> None:
    """The real password is for the exchange, and once for what comes before it."""
    visitor.sign_in()
    await visitor.server("GET", USER)
    await visitor.server("GET", GET_PASSWORD)
    await visitor.server("GET", USER)
    assert talk.complaints == []
    await visitor.server("GET", USER)
    assert len(talk.complaints) == 1
    assert (await visitor.rooms()).status == 200
    assert (await visitor.server("DELETE", APP_PASSWORD)).status == 403
    assert [c.partition(": ")[2] for c in talk.complaints] == [
        "the real password was used"
    ] * 3


async def test_header(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """OCS wants its header, and answers in XML to whoever does not want JSON."""
    reply = await me.server("GET", USER, headers={"OCS-APIRequest": None})
    assert reply.status == 412
    assert len(talk.complaints) == 1
    reply = await me.server("GET", USER, headers={"Accept": "*/*"})
    assert ET.fromstring(reply.body).findtext("data/id") == "taro"  # noqa: S314
    assert talk.complaints[1].endswith("JSON was not asked for")


async def test_lock_out(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Ten wrong passwords close the door to that address, good ones or not."""
    good = me.headers["Authorization"]
    me.sign_in("wrong")
    statuses = [(await me.server("GET", USER)).status for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    me.headers["Authorization"] = good
    assert (await me.server("GET", USER)).status == 429
    assert (await me.dav("GET", "a.txt")).status == 429
    assert (await me.call("GET", "/status.php")).status == 200
    await talk.forgive()
    assert (await me.server("GET", USER)).status == 200
    assert await talk.wrong_tries() == 0


async def test_revoked(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """A revoked app password is a wrong one."""
    await talk.revoke_app_passwords()
    assert (await me.rooms()).status == 401
    reply = await me.dav("GET", "a.txt")
    assert (reply.status, reply.headers["WWW-Authenticate"][:5]) == (401, "Basic")
    assert await talk.wrong_tries() == 2
    me.sign_in(await talk.make_app_password())
    assert (await me.rooms()).status == 200
    me.sign_in(await talk.make_app_password(), login="hanako")
    assert (await me.rooms()).status == 401
    me.headers["Authorization"] = "Bearer x"
    assert (await me.rooms()).status == 401
    assert len(talk.complaints) == 1


async def test_login_name(talk: NextcloudTalkSimulator, visitor: TalkClient) -> None:
    """The account has two names; an app password works with the one it was made by."""
    visitor.sign_in(login="taro")
    secret = (await visitor.server("GET", GET_PASSWORD)).data["apppassword"]
    for login, status in (("taro", 200), ("taro@example.com", 401)):
        visitor.sign_in(secret, login)
        assert (await visitor.rooms()).status == status
    visitor.sign_in(talk.vault.make("Test").secret, "taro")
    assert (await visitor.rooms()).status == 401
    visitor.sign_in(login="hanako")
    assert (await visitor.server("GET", USER)).status == 401


async def test_maintenance(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """A server under maintenance says so, and nothing else."""
    await talk.maintenance()
    for reply in (
        await me.rooms(),
        await me.dav("GET", "a.txt"),
        await me.call("POST", LOGIN),
    ):
        assert reply.status == 503
        assert reply.headers["X-Nextcloud-Maintenance-Mode"] == "1"
    assert reply.headers["Retry-After"] == "120"
    assert (await me.call("GET", "/status.php")).json["maintenance"] is True
    await talk.maintenance(False)
    assert (await me.rooms()).status == 200


async def test_talk_off(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Without Talk there are no capabilities of it, and no endpoints."""
    await talk.talk_off()
    reply = await me.server("GET", CAPABILITIES)
    assert "spreed" not in reply.data["capabilities"]
    reply = await me.rooms()
    assert (reply.status, reply.code) == (404, 998)
    assert talk.complaints == []
    reply = await me.server("GET", "/apps/nothing")
    assert (reply.status, reply.code) == (404, 998)
    assert (await me.call("GET", "/nothing")).status == 404
    assert len(talk.complaints) == 2


async def test_login_flow(talk: NextcloudTalkSimulator, visitor: TalkClient) -> None:
    """The poll has nothing until the user has signed in, and then once."""
    agent = {"User-Agent": "Home Assistant"}
    flow = (await visitor.call("POST", LOGIN, headers=agent)).json
    poll = flow["poll"]
    assert flow["login"].startswith(talk.url)

    async def ask() -> int:
        reply = await visitor.call(
            "POST", poll["endpoint"], form={"token": poll["token"]}
        )
        if reply.status == 200:
            assert reply.json["server"] == talk.url
            visitor.sign_in(reply.json["appPassword"], reply.json["loginName"])
        return reply.status

    assert await ask() == 404
    page = await visitor.call("GET", flow["login"])
    assert b"Home Assistant" in page.body
    assert await talk.grant_login() == "Home Assistant"
    assert [await ask(), await ask()] == [200, 404]
    assert (await visitor.server("GET", USER)).data["id"] == "taro"
    assert [app["name"] for app in await talk.app_passwords()] == ["Home Assistant"]
    assert talk.complaints == []


async def test_login_flow_by_browser(
    talk: NextcloudTalkSimulator, visitor: TalkClient
) -> None:
    """The page has a button that does what the control does."""
    flow = (await visitor.call("POST", LOGIN)).json
    assert (await visitor.call("POST", flow["login"])).status == 200
    assert len(await talk.app_passwords()) == 1


async def test_login_flow_ends(
    talk: NextcloudTalkSimulator, visitor: TalkClient
) -> None:
    """After its time a flow is over, granted or not."""
    flow = (await visitor.call("POST", LOGIN)).json
    await talk.grant_login()
    await talk.expire_login()
    reply = await visitor.call(
        "POST", flow["poll"]["endpoint"], form={"token": flow["poll"]["token"]}
    )
    assert reply.status == 404
    assert (await visitor.call("GET", flow["login"])).status == 404


@pytest.mark.parametrize("generation", ["old"])
async def test_old_sign_in(talk: NextcloudTalkSimulator, visitor: TalkClient) -> None:
    """The first servers have no way but an app password made by hand."""
    assert (await visitor.call("POST", LOGIN)).status == 404
    visitor.sign_in()
    reply = await visitor.server("GET", GET_PASSWORD)
    assert (reply.status, reply.code) == (404, 998)
    visitor.sign_in(talk.credentials["password"])
    assert (await visitor.server("GET", USER)).status == 200
    assert (await visitor.server("DELETE", APP_PASSWORD)).status == 404
    assert talk.complaints == []
