"""The server and the account: its status, what it can do, and signing in."""

from ...errors import (
    AuthError,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    UnsupportedError,
)
from ...wire import parse
from ..server_models import (
    WireAppPassword,
    WireLogin,
    WireLoginFlow,
    WireStatus,
    WireUser,
)
from .capabilities import Capabilities
from .ocs import Ocs, data_of

# After a few wrong passwords Nextcloud delays every sign-in from the same address,
# right ones as well, by up to 25 seconds.
SIGN_IN_TIMEOUT = 45.0


class ServerApi:
    """What belongs to the Nextcloud rather than to Talk."""

    def __init__(self, ocs: Ocs) -> None:
        """Take the server; nothing is requested yet."""
        self._ocs = ocs

    async def status(self) -> WireStatus:
        """Ask anybody's question: GET /status.php.

        It answers in maintenance, too: see `is_closed`. UnsupportedError if this
        is no Nextcloud, or one that has not been installed.
        """
        try:
            answer = await self._ocs.request("GET", "/status.php", anonymous=True)
            status = parse(WireStatus, answer.json())
        except AuthError, ForbiddenError, NotFoundError, ProtocolError:
            raise UnsupportedError("the address is no Nextcloud") from None
        if not status.installed:
            raise UnsupportedError("the address is no installed Nextcloud")
        return status

    async def capabilities(self) -> Capabilities:
        """Ask what the account can do here: GET /ocs/v2.php/cloud/capabilities.

        UnsupportedError with APP_DISABLED if Talk is switched off.
        """
        answer = await self._ocs.request(
            "GET", "/ocs/v2.php/cloud/capabilities", timeout=SIGN_IN_TIMEOUT
        )
        return Capabilities.of(data_of(answer))

    async def user(self) -> WireUser:
        """Ask who the account is: GET /ocs/v2.php/cloud/user."""
        answer = await self._ocs.request(
            "GET", "/ocs/v2.php/cloud/user", timeout=SIGN_IN_TIMEOUT
        )
        user = parse(WireUser, data_of(answer))
        self._ocs.user_id = user.id
        return user

    async def get_app_password(self) -> str | None:
        """Get an app password: GET /ocs/v2.php/core/getapppassword.

        None if the password in use is one already. UnsupportedError if the server
        is too old for it.
        """
        try:
            answer = await self._ocs.request(
                "GET", "/ocs/v2.php/core/getapppassword", timeout=SIGN_IN_TIMEOUT
            )
        except ForbiddenError:
            return None
        except NotFoundError:
            raise UnsupportedError("the server makes no app passwords") from None
        return parse(WireAppPassword, data_of(answer)).app_password

    async def delete_app_password(self) -> None:
        """Delete the app password in use: DELETE /ocs/v2.php/core/apppassword.

        ForbiddenError if the password in use is none, UnsupportedError if the
        server is too old for it.
        """
        await self._ocs.request(
            "DELETE", "/ocs/v2.php/core/apppassword", timeout=SIGN_IN_TIMEOUT
        )

    async def login_flow(self) -> WireLoginFlow:
        """Begin a sign-in in the browser, login flow v2: POST /index.php/login/v2.

        It lasts for 20 minutes. UnsupportedError if the server does not have it.
        """
        try:
            answer = await self._ocs.request(
                "POST", "/index.php/login/v2", anonymous=True
            )
            return parse(WireLoginFlow, answer.json())
        except ForbiddenError, NotFoundError, ProtocolError:
            raise UnsupportedError("the server has no login flow v2") from None

    async def poll_login(self, endpoint: str, token: str) -> WireLogin | None:
        """Ask whether the user has granted the sign-in: POST to the poll's endpoint.

        None as long as not, or no longer; what was granted is told only once.
        """
        try:
            answer = await self._ocs.poll(endpoint, token)
        except NotFoundError:
            return None
        return parse(WireLogin, answer.json())
