"""Signing in: with a password, which is given up at once, or in the browser."""

from collections.abc import Mapping
import re
from typing import Any, override

from ..base import BrowserSignIn
from ..errors import ConnectionError_, RateLimitedError, Reason, UnsupportedError
from .client import TalkClient
from .server_models import WireLoginFlow

URL = "url"
VERIFY_SSL = "verify_ssl"
USERNAME = "username"
PASSWORD = "password"
APP_PASSWORD = "app_password"

# As Nextcloud shows one to people, and as it makes one for a program.
LOOKS_LIKE_APP_PASSWORD = re.compile(
    r"[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){4}|[A-Za-z0-9]{72}"
)
LIFETIME = 1200.0


async def probe(client: TalkClient) -> None:
    """Prove, without signing in, that the address is a Nextcloud that is open.

    Raises UnsupportedError if it is none, ConnectionError_ with MAINTENANCE if it
    is closed for now.
    """
    if (await client.server.status()).is_closed:
        raise ConnectionError_("in maintenance", reason=Reason.MAINTENANCE)


async def exchange(client: TalkClient, login_name: str, password: str) -> str:
    """Turn a password into an app password, and ask with that from now on.

    The password is used for one request, and for none before it is clear that
    there is a Nextcloud: a few wrong ones lock out the whole address. Whoever types
    an app password keeps it. UnsupportedError with APP_PASSWORD_NEEDED if the
    server makes none, because it is too old or does not want to.
    """
    await probe(client)
    client.set_credentials(login_name, password)
    try:
        app_password = await client.server.get_app_password()
    except UnsupportedError:
        app_password = None
    if app_password is None:
        # The server refuses to make one of an app password, but not only of that.
        if not LOOKS_LIKE_APP_PASSWORD.fullmatch(password):
            raise UnsupportedError(
                "the server makes no app password", reason=Reason.APP_PASSWORD_NEEDED
            )
        app_password = password
    client.set_credentials(login_name, app_password)
    return app_password


class LoginFlow(BrowserSignIn):
    """Nextcloud's login flow v2."""

    def __init__(self, client: TalkClient, flow: WireLoginFlow) -> None:
        """Take what the server has begun."""
        self.url = flow.login
        self.lifetime = LIFETIME
        self._client = client
        self._poll = flow.poll

    @override
    async def granted(self) -> Mapping[str, Any] | None:
        """Ask once; that the server cannot be reached for a moment is not the end."""
        try:
            login = await self._client.server.poll_login(
                self._poll.endpoint, self._poll.token
            )
        except ConnectionError_, RateLimitedError:
            return None
        if login is None:
            return None
        return {USERNAME: login.login_name, APP_PASSWORD: login.app_password}
