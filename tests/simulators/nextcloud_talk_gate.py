"""Who is let in at Nextcloud, and to what."""

from base64 import b64decode
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import hdrs, web

from .nextcloud_talk_generations import Generation
from .nextcloud_talk_ocs import (
    NOT_SIGNED_IN,
    Answer,
    Parameters,
    Refusal,
    envelope,
    plain_json,
    unknown_route,
    wants_json,
)
from .nextcloud_talk_vault import AppPassword, Vault
from .recording import Call

type Handle = Callable[[Call, Parameters], Awaitable[Answer | web.StreamResponse]]
# What asks for the OCS header, what does not, and what asks for nothing.
type Guard = Literal["ocs", "plain", "public"]

TRUE = "true"
REALM = 'Basic realm="Nextcloud", charset="UTF-8"'
RETRY_AFTER = "120"
FOR_ANYONE = ("capabilities",)
WITH_THE_PASSWORD_ONCE = ("capabilities", "user")


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint: where it is, who may use it and which feature it needs."""

    method: str
    path: str
    endpoint: str
    handle: Handle
    guard: Guard = "ocs"
    feature: str = ""


class Gate:
    """Lets requests in, and turns down the others."""

    def __init__(
        self,
        vault: Vault,
        generation: Generation,
        complain: Callable[[Call, str], None],
    ) -> None:
        """Guard a server that is open and has Talk."""
        self.maintenance = False
        self.talk_off = False
        self._vault = vault
        self._generation = generation
        self._complain = complain
        self._with_password: Counter[str] = Counter()

    def admit(self, call: Call, route: Route) -> None:
        """Raise a Refusal for a request that may not come in."""
        if self.maintenance and route.endpoint != "status":
            headers = {"X-Nextcloud-Maintenance-Mode": "1"}
            if route.guard != "ocs":
                headers["Retry-After"] = RETRY_AFTER
            raise Refusal(503, "Service unavailable", headers=headers)
        if route.guard == "public":
            return
        who = self._check(call, route)
        if who is None and route.endpoint not in FOR_ANYONE:
            raise self._unauthorized(route)
        if route.guard == "ocs":
            self._check_form(call)
        if who is True:
            self._note_password(call)
        if "/apps/spreed/" in route.path:
            self._check_talk(call, route)

    def app(self, call: Call) -> AppPassword | None:
        """Return the app password of a request that was let in."""
        found = self._find(call)
        return found if isinstance(found, AppPassword) else None

    def login(self, call: Call) -> str:
        """Return the name that a request signs in with."""
        return (self._credentials(call) or ("", ""))[0]

    def _find(self, call: Call) -> AppPassword | bool | None:
        credentials = self._credentials(call)
        return self._vault.find(*credentials) if credentials else None

    def _credentials(self, call: Call) -> tuple[str, str] | None:
        if not (value := call.header(hdrs.AUTHORIZATION)):
            return None
        scheme, _, code = value.partition(" ")
        try:
            login, colon, secret = (
                b64decode(code, validate=True).decode().partition(":")
            )
        except ValueError:
            colon = ""
        if scheme.lower() != "basic" or not colon:
            self._complain(call, "the Authorization header is not understood")
            return None
        return login, secret

    def _check(self, call: Call, route: Route) -> AppPassword | bool | None:
        found = self._find(call)
        if found is None:
            return None
        if self._vault.is_locked:
            raise Refusal(429, "Reached maximum delay")
        if found is False:
            self._vault.wrong_tries += 1
            raise self._unauthorized(route)
        return found

    def _unauthorized(self, route: Route) -> Refusal:
        headers: dict[str, str] = {}
        if route.guard == "plain":
            headers[hdrs.WWW_AUTHENTICATE] = REALM
        return Refusal(
            401, "Current user is not logged in", code=NOT_SIGNED_IN, headers=headers
        )

    def _check_form(self, call: Call) -> None:
        if (call.header("OCS-APIRequest") or "").lower() != TRUE:
            raise Refusal(412, "CSRF check failed", mistake=True)
        if not wants_json(call):
            self._complain(call, "JSON was not asked for")

    def _note_password(self, call: Call) -> None:
        if call.endpoint == "get_app_password":
            self._with_password.clear()
            return
        self._with_password[call.endpoint] += 1
        allowed = call.endpoint in WITH_THE_PASSWORD_ONCE
        if not allowed or self._with_password[call.endpoint] > 1:
            self._complain(call, "the real password was used")

    def _check_talk(self, call: Call, route: Route) -> None:
        if self.talk_off:
            raise unknown_route()
        version = call.match.get("version")
        if version not in (None, self._generation.rooms_version):
            self._complain(call, f"this server does not have {version}")
            raise unknown_route()
        if route.feature and not self._generation.has(route.feature):
            raise unknown_route()


def refused(call: Call, refusal: Refusal, guard: Guard) -> web.Response:
    """Return the answer to a request that was turned down."""
    headers = dict(refusal.headers)
    if guard != "ocs":
        answer = plain_json({"message": refusal.message}, refusal.status)
        answer.headers.update(headers)
        return answer
    data = refusal.data
    return envelope(
        call, Answer(data, refusal.status, headers), refusal.code, refusal.message
    )
