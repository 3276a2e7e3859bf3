"""The sign-in of Carbonio's advanced edition, with one-time passwords."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...answers import Answer
from ...errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from ...http import HttpClient
from .soap import fault_in
from .tokens import COOKIE, cookies_in, usable

VERSION = 2
PASSWORD = "password"
# How a server says that it is not the advanced edition.
NOT_SUPPORTED = frozenset({400, 401, 403, 404, 405})
WRONG_CODE = frozenset({400, 401, 404, 422})
# Each wrong one may count, and too many lock the account.
MOST_OTPS = 2


@dataclass(frozen=True, slots=True)
class Login:
    """What a login came to: a token, or one-time passwords to choose from.

    `otps` are their ids, at least one where there is no token; `cookies` go along
    with the one that is given.
    """

    token: str = field(default="", repr=False)
    otps: tuple[str | int, ...] = field(default=(), repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)


class AuthApi:
    """The calls below /zx/auth."""

    def __init__(self, http: HttpClient, device_id: str) -> None:
        """Take the way to the server, and what this installation is known by there."""
        self._http = http
        self._headers = {
            "X-Device-Id": device_id,
            "X-Device-Model": "Home Assistant",
            "X-Service": "WebUI",
        }

    async def supported(self) -> bool:
        """Tell whether this sign-in takes passwords: GET /zx/auth/supported.

        ConnectionError_ also where a proxy has nothing behind it for that address.
        """
        try:
            answer = await self._http.request(
                "GET", "/zx/auth/supported", accept=NOT_SUPPORTED, anonymous=True
            )
            offer = answer.json() if answer.status < 300 else None
        except ProtocolError, UnsupportedError:
            return False
        match offer:
            case {"minApiVersion": int(least), "maxApiVersion": int(most), **rest}:
                methods = rest.get("authMethods")
                named = methods if isinstance(methods, list) else [PASSWORD]
                lower = [str(method).lower() for method in named]
                return least <= VERSION <= most and PASSWORD in lower
        return False

    async def login(self, username: str, password: str) -> Login:
        """Sign in with a password: POST /zx/auth/v2/login.

        AuthError, with PASSWORD_EXPIRED or ACCOUNT_LOCKED where that is why;
        ConnectionError_ with MAINTENANCE; ForbiddenError where one-time passwords
        are asked for and have not been set up.
        """
        answer = await self._post(
            "/zx/auth/v2/login",
            {"auth_method": PASSWORD, "user": username, "password": password},
        )
        if (fault := fault_in(answer)) is not None:
            raise fault
        if answer.status == 403:
            raise AuthError(f"{answer.label}: status 403", reason=Reason.ACCOUNT_LOCKED)
        if answer.status == 503:
            raise ConnectionError_(
                f"{answer.label}: status 503", reason=Reason.MAINTENANCE, is_over=True
            )
        answer.raise_for_status()
        match _said(answer):
            case {"2FA": True, **rest}:
                if not (otps := _ids(rest.get("otp"))):
                    raise ForbiddenError(f"{answer.label}: no one-time passwords yet")
                return Login(otps=otps, cookies=cookies_in(answer.headers))
        return Login(token=_token(answer))

    async def validate_otp(self, login: Login, code: str) -> str:
        """Give a one-time password, and return the token: POST /zx/auth/v2/otp/validate.

        Nobody asks which of the account's devices has made it: it is tried for each.
        This installation is one to trust from now on: its next sign-ins need none.
        AuthError with OTP_WRONG, or with ACCOUNT_LOCKED after too many wrong ones.
        """
        known = "; ".join(f"{name}={value}" for name, value in login.cookies.items())
        for otp in login.otps[:MOST_OTPS]:
            answer = await self._post(
                "/zx/auth/v2/otp/validate",
                {"id": otp, "code": "".join(code.split()), "unsecure_device": False},
                {"version": "2"} | ({"Cookie": known} if known else {}),
            )
            if answer.status == 403:
                raise AuthError(
                    f"{answer.label}: too many tries", reason=Reason.ACCOUNT_LOCKED
                )
            if answer.status not in WRONG_CODE:
                answer.raise_for_status()
                return _token(answer, login.cookies)
        raise AuthError("the one-time password is refused", reason=Reason.OTP_WRONG)

    async def _post(
        self,
        path: str,
        fields: Mapping[str, object],
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            return await self._http.request(
                "POST",
                path,
                json=fields,
                headers={**self._headers, **(headers or {})},
                accept=range(200, 600),
                anonymous=True,
            )
        except UnsupportedError:
            # Where the browser is sent on to, a new password is asked for.
            raise AuthError(
                f"POST {path}: redirected", reason=Reason.PASSWORD_EXPIRED
            ) from None


def _said(answer: Answer) -> Any:
    try:
        return answer.json()
    except ProviderError:
        return None


def _ids(otps: object) -> tuple[str | int, ...]:
    """Return the ids of what can be chosen, switched off ones last."""
    found: list[tuple[bool, str | int]] = []
    for otp in otps if isinstance(otps, list) else ():
        match otp:
            case {"id": str() | int() as known, **rest}:
                found.append((rest.get("enabled") is False, known))
    return tuple(known for _, known in sorted(found, key=lambda pair: pair[0]))


def _token(answer: Answer, earlier: Mapping[str, str] | None = None) -> str:
    cookies = {**(earlier or {}), **cookies_in(answer.headers)}
    if token := cookies.get(COOKIE):
        return token
    match _said(answer):
        case {"authToken": str(told)} if usable(told):
            return told
    raise ProtocolError(f"{answer.label}: no token")
