"""Getting tokens.

Server and reference differ in the method and in the name of the viewer's grant:
what has worked is remembered. Appid and secret, password and refresh token go in the
header and the body only, for addresses end up in logs.
"""

from base64 import b64encode

from ...answers import Answer
from ...bodies import sendable
from ...errors import AuthError, ProtocolError, UnsupportedError
from ...http import HttpClient
from ...wire import parse
from ..errors import oauth_error
from ..forms import Forms
from ..models import Token

METHOD, METHODS = "token_method", ("PUT", "POST")
GRANT, GRANTS = "viewer_grant", ("client_credential", "client_credentials")

# What tells that there is no such form, or why there is no token. A server that is
# busy or broken says nothing about either.
ANSWERS = frozenset(range(400, 500)) - {408, 429} | {501}
REFUSED = frozenset({"invalid_client", "unauthorized_client"})


class InvalidGrant(AuthError):
    """The password or the refresh token is wrong, or no longer right."""


class TokenApi:
    """The calls that return a token.

    Each is an InvalidGrant where password or refresh token are refused, an AuthError
    where appid and secret are, and an UnsupportedError if this is not carnation.
    """

    def __init__(
        self, http: HttpClient, forms: Forms, app_id: str, secret: str
    ) -> None:
        """Take what the application is known by; nothing is requested yet."""
        self._http = http
        self._forms = forms
        basic = b64encode(f"{app_id}:{secret}".encode(errors="replace")).decode()
        self._headers = {"Authorization": f"Basic {basic}"}

    async def get_user_token(self, email: str, password: str) -> Token:
        """Get user token: PUT or POST /token, with a password."""
        return await self._ask(
            [{"grant_type": "password", "username": email, "password": password}]
        )

    async def refresh_user_token(self, refresh_token: str) -> Token:
        """Get user token: PUT or POST /token, with a refresh token.

        Both tokens of before are void at once.
        """
        return await self._ask(
            [{"grant_type": "refresh_token", "refresh_token": refresh_token}]
        )

    async def get_viewer_token(self) -> Token:
        """Get viewer token: PUT or POST /token; there is nothing to refresh."""
        return await self._ask(
            [{"grant_type": grant} for grant in self._forms.ordered(GRANT, GRANTS)]
        )

    async def _ask(self, wordings: list[dict[str, str]]) -> Token:
        answer: Answer | None = None
        for method in self._forms.ordered(METHOD, METHODS):
            for fields in wordings:
                answer = await self._request(method, fields)
                if token := _token_in(answer):
                    self._remember(method, fields)
                    return token
                if oauth_error(answer) != "unsupported_grant_type":
                    break
        assert answer
        if answer.status in (401, 403):
            answer.raise_for_status()
        raise UnsupportedError("the address gives no tokens as carnation does")

    async def _request(self, method: str, fields: dict[str, str]) -> Answer:
        answer = await self._http.request(
            method,
            "/token",
            data={name: sendable(value) for name, value in fields.items()},
            headers=self._headers,
            accept=ANSWERS,
            anonymous=True,
        )
        match oauth_error(answer):
            case "invalid_grant":
                raise InvalidGrant(f"{answer.label}: invalid grant")
            case error if error in REFUSED:
                raise AuthError(f"{answer.label}: invalid client")
        return answer

    def _remember(self, method: str, fields: dict[str, str]) -> None:
        self._forms.remember(METHOD, method)
        if (grant := fields["grant_type"]) in GRANTS:
            self._forms.remember(GRANT, grant)


def _token_in(answer: Answer) -> Token | None:
    if answer.status >= 400:
        return None
    try:
        return parse(Token, answer.json())
    except ProtocolError, UnsupportedError:
        return None
