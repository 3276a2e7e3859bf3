"""Carbonio's SOAP, in JSON: signing in without the advanced edition, and who it is."""

from collections.abc import Mapping
from typing import Any

from ...answers import Answer
from ...errors import (
    AuthError,
    ConnectionError_,
    ProtocolError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from ...http import HttpClient
from .tokens import cookie, usable

NAMESPACE = "urn:zimbraAccount"
# Faults come with status 500, and say in the body what is wrong.
FAULT = 500
LOCKED = frozenset(
    {"account.ACCOUNT_INACTIVE", "account.ACCOUNT_LOCKED", "account.PASSWORD_LOCKED"}
)
NOT_SIGNED_IN = frozenset({"service.AUTH_EXPIRED", "service.AUTH_REQUIRED"})
MISUNDERSTOOD = frozenset({"service.INVALID_REQUEST", "service.PARSE_ERROR"})


class SoapApi:
    """The two requests that anybody needs of it."""

    def __init__(self, http: HttpClient) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._http = http

    async def auth_request(self, username: str, password: str) -> str:
        """Return a token for a name and a password: POST ….

        The path is /service/soap/AuthRequest. AuthError, with PASSWORD_EXPIRED or
        ACCOUNT_LOCKED where that is why; ConnectionError_ with MAINTENANCE;
        UnsupportedError where there is no such service.
        """
        answer = await self._request(
            "AuthRequest",
            {
                "account": {"by": "name", "_content": username},
                "password": {"_content": password},
            },
        )
        match answer:
            case {"authToken": [{"_content": str(token)}, *_]} if usable(token):
                return token
        raise ProtocolError("AuthRequest: no token")

    async def get_info_request(self, token: str) -> str:
        """Return the id of the account that a token is of: POST ….

        The path is /service/soap/GetInfoRequest. AuthError if the token is refused.
        """
        answer = await self._request(
            "GetInfoRequest", {"sections": "mbox"}, cookie(token)
        )
        match answer:
            case {"id": str(account_id)} if account_id:
                return account_id
        raise ProtocolError("GetInfoRequest: no id")

    async def _request(
        self,
        name: str,
        fields: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> object:
        answer = await self._http.request(
            "POST",
            f"/service/soap/{name}",
            json={"Body": {name: {"_jsns": NAMESPACE, **fields}}},
            headers=headers,
            # Proxies say this way that there is nothing behind them.
            accept={FAULT, 404, 405},
            anonymous=True,
        )
        if answer.status in (404, 405):
            raise UnsupportedError(f"{answer.label}: no such service")
        if (error := fault_in(answer)) is not None:
            raise error
        answer.raise_for_status()
        match answer.json():
            case {"Body": {**body}}:
                return body.get(name.replace("Request", "Response"))
        raise ProtocolError(f"{answer.label}: no SOAP")


def fault_in(answer: Answer) -> ProviderError | None:
    """Return the error that an answer tells of, None if it tells of none."""
    try:
        found = answer.json()
    except ProviderError:
        return None
    match found:
        case {"Body": {"Fault": {"Detail": {"Error": {"Code": str(code)}}}}}:
            return _error(code, answer.label)
        case {"Body": {"Fault": _}}:
            return ConnectionError_(f"{answer.label}: a fault", is_over=True)
    return None


def _error(code: str, label: str) -> ProviderError:
    # Codes are the server's own words, but only those that are known are shown.
    if code == "account.CHANGE_PASSWORD":
        return AuthError(f"{label}: {code}", reason=Reason.PASSWORD_EXPIRED)
    if code == "account.MAINTENANCE_MODE":
        return ConnectionError_(
            f"{label}: {code}", reason=Reason.MAINTENANCE, is_over=True
        )
    if code in LOCKED:
        return AuthError(f"{label}: {code}", reason=Reason.ACCOUNT_LOCKED)
    if code in MISUNDERSTOOD:
        return ProtocolError(f"{label}: {code}")
    if code.startswith("account.") or code in NOT_SIGNED_IN:
        return AuthError(f"{label}: refused")
    return ConnectionError_(f"{label}: a fault", is_over=True)
