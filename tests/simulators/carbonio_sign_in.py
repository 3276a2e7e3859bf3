"""The sign-ins of a simulated Carbonio.

The community edition knows SOAP alone: a fault comes with status 500 and a code. The
advanced edition has /zx/auth as well, whose token comes as a cookie: a wrong password
or one-time password is 401, an account that may not come in is 403, a password that
must be changed is a redirect to the form for it, and maintenance is 503.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import hdrs, web

from .carbonio_family import OTP, PASSWORD, USERNAME
from .carbonio_home import new_id
from .carbonio_rest import (
    Part,
    Refusal,
    Route,
    answer_json,
    body_of,
    fields_of,
    token_of,
)
from .carbonio_vault import COOKIE, LIFETIME_MS
from .recording import Call

type AccountState = Literal[
    "active", "change_password", "locked", "inactive", "maintenance"
]

ACCOUNT = "urn:zimbraAccount"
CHANGE_PASSWORD_FORM = "/static/login/?changePassword"
FAULTS = {
    "change_password": "account.CHANGE_PASSWORD",
    "locked": "account.ACCOUNT_INACTIVE",
    "inactive": "account.ACCOUNT_INACTIVE",
    "maintenance": "account.MAINTENANCE_MODE",
}
DEVICE_HEADERS = ("X-Device-Model", "X-Device-Id")
SERVICE = "WebUI"
OTP_VERSION = "2"


@dataclass(slots=True)
class Door:
    """What is asked of the account before it gets a token."""

    password: str = PASSWORD
    otp: str = OTP
    asks_otp: bool = False
    state: AccountState = "active"
    fault: str = ""
    tries: int = 0


class SignInPart(Part):
    """Turns a password into a token."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this edition."""
        soap = "/service/soap"
        yield Route(
            "POST", f"{soap}/AuthRequest", "soap_auth", self.auth, is_public=True
        )
        yield Route(
            "POST", f"{soap}/GetInfoRequest", "soap_info", self.info, is_public=True
        )
        if self.host.edition == "advanced":
            zx = "/zx/auth"
            yield Route(
                "GET", f"{zx}/supported", "zx_supported", self.supported, is_public=True
            )
            yield Route(
                "POST", f"{zx}/v2/login", "zx_login", self.login, is_public=True
            )
            yield Route(
                "POST",
                f"{zx}/v2/otp/validate",
                "zx_otp",
                self.validate,
                is_public=True,
            )

    @property
    def door(self) -> Door:
        """Return what is asked of the account."""
        return self.host.door

    def _is_right(self, user: str, password: str) -> bool:
        self.door.tries += 1
        return user == USERNAME and password == self.door.password

    # SOAP

    async def auth(self, call: Call, me: str) -> web.Response:
        """AuthRequest."""
        request = _soap_body(call, "AuthRequest")
        fields = fields_of(
            request, {"_jsns": str, "account": dict, "password": dict}, {"csrf": bool}
        )
        account = fields_of(fields["account"], {"by": str, "_content": str})
        password = fields_of(fields["password"], {"_content": str})
        if fields["_jsns"] != ACCOUNT or account["by"] != "name":
            raise Refusal(400, "AuthRequest is not of the account's namespace")
        door = self.door
        if not self._is_right(account["_content"], password["_content"]):
            return _fault("account.AUTH_FAILED")
        if door.fault or door.state != "active":
            return _fault(door.fault or FAULTS[door.state])
        if door.asks_otp:
            return _fault("account.AUTH_FAILED")
        token = self.world.vault.issue(self.world.account.id)
        answer = {
            "authToken": [{"_content": token}],
            "lifetime": LIFETIME_MS,
            "skin": [{"_content": "carbonio"}],
            "_jsns": ACCOUNT,
        }
        return _soap_answer("AuthResponse", answer)

    async def info(self, call: Call, me: str) -> web.Response:
        """GetInfoRequest."""
        request = _soap_body(call, "GetInfoRequest")
        fields = fields_of(request, {"_jsns": str}, {"sections": str, "rights": str})
        if fields["_jsns"] != ACCOUNT:
            raise Refusal(400, "GetInfoRequest is not of the account's namespace")
        token = token_of(call.headers)
        if not (user_id := self.world.vault.owner(token)):
            return _fault("service.AUTH_EXPIRED" if token else "service.AUTH_REQUIRED")
        person = self.world.people[user_id]
        answer = {
            "id": person.id,
            "name": person.email,
            "lifetime": LIFETIME_MS,
            "version": "4.0.0_CARBONIO",
            "_jsns": ACCOUNT,
        }
        return _soap_answer("GetInfoResponse", answer)

    # The advanced edition

    async def supported(self, call: Call, me: str) -> web.Response:
        """GET /zx/auth/supported."""
        return answer_json(
            {
                "minApiVersion": 1,
                "maxApiVersion": 2,
                "authMethods": ["password"],
                "twoFactorsEnabled": self.door.asks_otp,
                "domain": USERNAME.partition("@")[2],
                "destinationUrl": "",
            }
        )

    async def login(self, call: Call, me: str) -> web.Response:
        """POST /zx/auth/v2/login."""
        device = _device(call)
        fields = fields_of(
            body_of(call), {"auth_method": str, "user": str, "password": str}
        )
        if fields["auth_method"] != "password":
            raise Refusal(400, "the method is not password")
        door = self.door
        if not self._is_right(fields["user"], fields["password"]):
            raise Refusal(401)
        if door.state == "change_password":
            return web.Response(
                status=302, headers={hdrs.LOCATION: CHANGE_PASSWORD_FORM}
            )
        if door.state == "maintenance":
            raise Refusal(503)
        if door.state != "active":
            raise Refusal(403)
        account = self.world.account
        answer: dict[str, Any] = {
            "user": {"userId": account.id, "primaryEmail": account.email},
            "2FA": door.asks_otp and device not in self.host.trusted_devices,
        }
        if not answer["2FA"]:
            return self._let_in(answer)
        otp_id = new_id()
        self.host.waiting_devices[otp_id] = device
        answer["otp"] = [{"id": otp_id, "label": "Telephone"}]
        return answer_json(answer)

    async def validate(self, call: Call, me: str) -> web.Response:
        """POST /zx/auth/v2/otp/validate."""
        device = _device(call)
        if call.header("version") != OTP_VERSION:
            raise Refusal(400, "the header version is not 2")
        fields = fields_of(
            body_of(call), {"id": str, "code": str, "unsecure_device": bool}
        )
        if self.host.waiting_devices.get(fields["id"]) != device:
            raise Refusal(401, "nobody waits for that one-time password on that device")
        if fields["code"] != self.door.otp:
            raise Refusal(401)
        del self.host.waiting_devices[fields["id"]]
        if not fields["unsecure_device"]:
            self.host.trusted_devices.add(device)
        return self._let_in({})

    def _let_in(self, answer: dict[str, Any]) -> web.Response:
        response = answer_json(answer)
        token = self.world.vault.issue(self.world.account.id)
        response.set_cookie(COOKIE, token, httponly=True, path="/")
        return response


def _soap_body(call: Call, name: str) -> Any:
    body = body_of(call)
    if not isinstance(body, dict) or not isinstance(body.get("Body"), dict):
        raise Refusal(400, "the request has no Body")
    if list(body["Body"]) != [name]:
        raise Refusal(400, f"the Body does not hold one {name}")
    return body["Body"][name]


def _soap_answer(name: str, answer: dict[str, Any], status: int = 200) -> web.Response:
    context = {"context": {"_jsns": "urn:zimbra"}}
    envelope = {"Header": context, "Body": {name: answer}, "_jsns": "urn:zimbraSoap"}
    return answer_json(envelope, status)


def _fault(code: str) -> web.Response:
    return _soap_answer(
        "Fault",
        {
            "Code": {"Value": "soap:Sender"},
            "Reason": {"Text": "the request was refused"},
            "Detail": {"Error": {"Code": code, "Trace": "", "_jsns": "urn:zimbra"}},
        },
        status=500,
    )


def _device(call: Call) -> str:
    if any(not call.header(name) for name in DEVICE_HEADERS):
        raise Refusal(400, "the device is not named")
    if call.header("X-Service") != SERVICE:
        raise Refusal(400, "X-Service is not WebUI")
    return call.header("X-Device-Id") or ""
