"""Signing in: the user consents in the browser and brings a code."""

from collections.abc import Mapping
from typing import Any, override

from ..base import CodeSignIn
from ..errors import AuthError, Reason
from .client import SignInClient
from .models import RequestToken

OAUTH_TOKEN = "oauth_token"
OAUTH_TOKEN_SECRET = "oauth_token_secret"
URL_NAME = "url_name"
DISPLAY_NAME = "display_name"


class HatenaSignIn(CodeSignIn):
    """One sign-in at Hatena."""

    def __init__(
        self, client: SignInClient, token: RequestToken, config: Mapping[str, Any]
    ) -> None:
        """Take a token that waits for consent, and what is stored as it was typed."""
        self.url = client.authorize_url(token)
        self._client = client
        self._token = token
        self._config = config

    @override
    async def redeem(self, code: str) -> Mapping[str, Any]:
        """Redeem the code that Hatena has shown."""
        if not (code := code.strip()):
            raise AuthError("the code was left empty", reason=Reason.CODE_WRONG)
        token = await self._client.token(self._token, code)
        return {
            **self._config,
            OAUTH_TOKEN: token.oauth_token,
            OAUTH_TOKEN_SECRET: token.oauth_token_secret,
            URL_NAME: token.url_name,
            DISPLAY_NAME: token.display_name,
        }
