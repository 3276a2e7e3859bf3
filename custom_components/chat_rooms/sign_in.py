"""What a flow does at a service: it signs in, and leaves nothing behind."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback

from .browser_wait import BrowserWait
from .code_wait import CodeWait
from .const import CONF_OTP, CONF_SERVICE
from .model import Account, Room
from .providers.errors import AuthError, Reason
from .session import async_sign_out, passing_provider
from .sign_in_forms import MADE


class SignIn:
    """A flow's way into an account.

    What a service makes at a sign-in, such as an app password, is taken back when the
    flow closes and did not keep it, or as soon as there is a new one. After a
    sign-in, `account`, `rooms` and `stored`, the entry's data, are known.
    """

    account: Account
    rooms: list[Room]
    stored: dict[str, Any]

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with nothing."""
        self._hass = hass
        self._unused: Mapping[str, Any] | None = None
        self._browser: BrowserWait | None = None
        self._code: CodeWait | None = None
        self._is_closed = False

    @property
    def browser(self) -> BrowserWait | None:
        """The sign-in in the browser that the user was sent to, if any."""
        return self._browser

    async def probe(self, config: dict[str, Any]) -> None:
        """Look whether the service is at the address. Raises ProviderErrors.

        The service may have another address for it: that is the one from now on.
        """
        async with passing_provider(self._hass, config) as provider:
            await provider.probe()
            config[CONF_URL] = (provider.credentials or config)[CONF_URL]

    async def sign_in(
        self, config: Mapping[str, Any], *, otp: str | None = None
    ) -> None:
        """Sign in, once with a one-time password, and list the rooms.

        Raises ProviderErrors.
        """
        if otp == "":
            raise AuthError("the code was left empty", reason=Reason.OTP_NEEDED)
        service = config[CONF_SERVICE]
        given = config if otp is None else {**config, CONF_OTP: otp}
        async with passing_provider(self._hass, given) as provider:
            await provider.sign_in()
            self.stored = {CONF_SERVICE: service, **(provider.credentials or config)}
            made = self.stored.get(MADE.get(service, ""))
            if made is not None and made not in config.values():
                self._note(self.stored)
            self.rooms = [*(await provider.rooms(complete=True)).rooms]
            self.account = provider.account

    async def open_browser(
        self, config: Mapping[str, Any], on_end: Callable[[], Awaitable[None]]
    ) -> None:
        """Begin a sign-in in the browser. Raises ProviderErrors.

        There is no `browser` afterwards if the service has no such sign-in.
        """
        browser = BrowserWait(self._hass, config, self._note, on_end)
        await browser.begin()
        self.close_browser()
        if browser.url:
            self._browser = browser
        if self._is_closed:
            self.close_browser()

    async def sign_in_as_granted(self) -> None:
        """Sign in with what was granted in the browser, or raise why it was not."""
        assert self._browser is not None
        await self.sign_in(self._browser.granted())

    @callback
    def close_browser(self) -> None:
        """Wait no longer for the user in the browser."""
        if self._browser is not None:
            self._browser.close()
            self._browser = None

    @property
    def code_url(self) -> str:
        """The page at which the user gets the code that is waited for, if any."""
        return self._code.url if self._code else ""

    async def open_code(self, config: Mapping[str, Any]) -> None:
        """Begin a sign-in that ends with a code. Raises ProviderErrors."""
        code = CodeWait(self._hass, config)
        await code.begin()
        self.close_code()
        self._code = code
        if self._is_closed:
            self.close_code()

    async def sign_in_with_code(self, code: str) -> None:
        """Sign in with the code that the user brought. Raises ProviderErrors.

        Where it is not the code that was refused, it can be tried again.
        """
        if not code:
            raise AuthError("the code was left empty", reason=Reason.CODE_NEEDED)
        assert self._code is not None
        await self.sign_in(await self._code.redeem(code))
        self.close_code()

    @callback
    def close_code(self) -> None:
        """Wait for no code any longer."""
        if self._code is not None:
            self._hass.async_create_task(self._code.close())
            self._code = None

    @callback
    def keep(self) -> None:
        """Leave what the service made to the account that uses it now."""
        self._unused = None

    @callback
    def close(self) -> None:
        """Take back what nobody uses: the flow is over."""
        self._is_closed = True
        self.close_browser()
        self.close_code()
        self._take_back()

    @callback
    def _note(self, config: Mapping[str, Any]) -> None:
        self._take_back()
        self._unused = config
        if self._is_closed:
            self._take_back()

    @callback
    def _take_back(self) -> None:
        if self._unused is not None:
            self._hass.async_create_task(async_sign_out(self._hass, self._unused))
            self._unused = None
