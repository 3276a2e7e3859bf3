"""Nextcloud itself: what it is, whom it knows, and how to sign in."""

from collections.abc import Iterator
from html import escape
import time
from typing import Any

from aiohttp import hdrs, web

from .nextcloud_talk_gate import Route
from .nextcloud_talk_home import TalkHome
from .nextcloud_talk_ocs import Answer, Parameters, Refusal, plain_json, unknown_route
from .nextcloud_talk_vault import Flow
from .recording import Call

PAGE = """<!doctype html>
<meta charset="utf-8"><title>Connect to your account</title>
<h1>Connect to your account</h1>
<p>{name} would like to use the account of {user}.</p>
<form method="post"><button type="submit">Grant access</button></form>
"""
GRANTED = "<!doctype html><title>Account connected</title><h1>Account connected</h1>"


class AccountPart:
    """The endpoints that are not Talk's."""

    def __init__(self, home: TalkHome) -> None:
        """Serve an account."""
        self._home = home

    def routes(self) -> Iterator[Route]:
        """Yield the endpoints."""
        cloud, core = "/ocs/v2.php/cloud", "/ocs/v2.php/core"
        yield Route("GET", "/status.php", "status", self._status, "public")
        yield Route("GET", f"{cloud}/capabilities", "capabilities", self._capabilities)
        yield Route("GET", f"{cloud}/user", "user", self._user)
        yield Route("GET", f"{core}/getapppassword", "get_app_password", self._get)
        yield Route("DELETE", f"{core}/apppassword", "delete_app_password", self._drop)
        yield Route("POST", "/index.php/login/v2", "login_flow", self._flow, "public")
        yield Route("POST", "/login/v2/poll", "login_poll", self._poll, "public")
        page = "/login/v2/flow/{page}"
        yield Route("GET", page, "login_page", self._page, "public")
        yield Route("POST", page, "login_page", self._grant, "public")

    async def _status(self, call: Call, given: Parameters) -> web.Response:
        version = self._home.generation.version
        return plain_json(
            {
                "installed": True,
                "maintenance": self._home.gate.maintenance,
                "needsDbUpgrade": False,
                "version": f"{version}.1",
                "versionstring": version,
                "edition": "",
                "productname": "Nextcloud",
                "extendedSupport": False,
            }
        )

    async def _capabilities(self, call: Call, given: Parameters) -> Answer:
        generation = self._home.generation
        major, minor, micro = map(int, generation.version.split("."))
        capabilities: dict[str, Any] = {
            "core": {"pollinterval": 60, "webdav-root": "remote.php/webdav"},
            "files_sharing": {"api_enabled": True},
        }
        if not self._home.gate.talk_off:
            capabilities["spreed"] = generation.spreed
        version = {
            "major": major,
            "minor": minor,
            "micro": micro,
            "string": generation.version,
            "edition": "",
            "extendedSupport": False,
        }
        return Answer({"version": version, "capabilities": capabilities})

    async def _user(self, call: Call, given: Parameters) -> Answer:
        user = self._home.cloud.account
        return Answer(
            {
                "id": user.id,
                "display-name": user.name,
                "displayname": user.name,
                "email": self._home.vault.login,
                "enabled": True,
                "groups": [],
                "language": "en",
                "locale": "",
                "quota": {"free": 10**9, "used": 0, "total": 10**9, "relative": 0},
            }
        )

    async def _get(self, call: Call, given: Parameters) -> Answer:
        if not self._home.generation.has_app_passwords:
            raise unknown_route()
        if self._home.gate.app(call):
            raise Refusal(403, "You must log in with your password")
        login = self._home.gate.login(call)
        app = self._home.vault.make(_agent(call), login=login)
        return Answer({"apppassword": app.secret})

    async def _drop(self, call: Call, given: Parameters) -> Answer:
        if not self._home.generation.has_app_passwords:
            raise unknown_route()
        if not (app := self._home.gate.app(call)):
            raise Refusal(403, "No app password in use")
        self._home.vault.revoke(app)
        return Answer()

    # Login flow v2

    async def _flow(self, call: Call, given: Parameters) -> web.Response:
        home = self._home
        if not home.generation.has_login_flow:
            raise Refusal(404, "Page not found")
        flow = home.vault.begin_flow(_agent(call))
        return plain_json(
            {
                "poll": {
                    "token": flow.token,
                    "endpoint": f"{home.address}/login/v2/poll",
                },
                "login": f"{home.address}/login/v2/flow/{flow.page}",
            }
        )

    async def _poll(self, call: Call, given: Parameters) -> web.Response:
        if not (app := self._home.vault.collect(given.required("token"))):
            return plain_json([], 404)
        return plain_json(
            {
                "server": self._home.address,
                "loginName": self._home.vault.login,
                "appPassword": app.secret,
            }
        )

    async def _page(self, call: Call, given: Parameters) -> web.Response:
        flow = self._open_flow(call)
        text = PAGE.format(
            name=escape(flow.name), user=escape(self._home.cloud.account.name)
        )
        return web.Response(text=text, content_type="text/html")

    async def _grant(self, call: Call, given: Parameters) -> web.Response:
        self._home.vault.grant(self._open_flow(call))
        return web.Response(text=GRANTED, content_type="text/html")

    def _open_flow(self, call: Call) -> Flow:
        for flow in self._home.vault.flows.values():
            if flow.page == call.match["page"] and time.time() <= flow.ends:
                return flow
        raise Refusal(404, "Page not found")


def _agent(call: Call) -> str:
    return call.header(hdrs.USER_AGENT) or ""
