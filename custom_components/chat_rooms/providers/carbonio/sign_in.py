"""Signing in: a password becomes a token, again whenever the token ends."""

import asyncio
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from hashlib import sha256
from typing import Any
from uuid import uuid4

from ..errors import AuthError, ConnectionError_, Reason
from ..http import HttpClient
from .client.auth import AuthApi
from .client.soap import SoapApi
from .client.tokens import account_id_in, cookie, usable

URL = "url"
VERIFY_SSL = "verify_ssl"
USERNAME = "username"
PASSWORD = "password"
OTP = "otp"
DEVICE_ID = "device_id"
TOKEN = "token"

# What is remembered of the newest token: itself, the account's id, and a hash of the
# stored token from which it descends.
MEMORY = "token"
# What is remembered of a server that has the advanced edition's sign-in.
ADVANCED = "advanced"


class SignIn:
    """An account's sign-in; every request to the server bears its token.

    Once the password has been refused, nothing is asked any more: every request
    raises the same error at once, for after a few wrong passwords Carbonio locks the
    account. Only `sign_in` ends that.
    """

    def __init__(
        self,
        http: HttpClient,
        config: Mapping[str, Any],
        memory: MutableMapping[str, Any],
    ) -> None:
        """Take what was typed or stored; nothing is requested yet.

        In `memory` newer tokens than the stored one are kept, under "token": as
        long as the stored one is the one that they come from.
        """
        self._http = http
        self._config = dict(config)
        self._memory = memory
        self._device_id: str = self._config.get(DEVICE_ID) or str(uuid4())
        self._origin = _hash(self._config.get(TOKEN) or "")
        self._token, self._account_id = self._remembered()
        self._soap = SoapApi(http)
        self._auth = AuthApi(http, self._device_id)
        self._lock = asyncio.Lock()
        self._refusal: AuthError | None = None
        http.authorize = self._authorize

    @property
    def token(self) -> str:
        """What the server knows the account by, "" before the first sign-in."""
        return self._token

    @property
    def account_id(self) -> str:
        """The account's own id, "" until it is known."""
        return self._account_id

    @property
    def credentials(self) -> Mapping[str, Any]:
        """What to store: all that was typed but the one-time password.

        With the address where the server has sent us to, the token, and what this
        installation is known by.
        """
        typed = {key: value for key, value in self._config.items() if key != OTP}
        return {
            **typed,
            URL: self._http.address,
            DEVICE_ID: self._device_id,
            TOKEN: self._token,
        }

    async def sign_in(self) -> None:
        """Sign in with the password, and the one-time password where it is asked for.

        AuthError, with OTP_NEEDED, OTP_WRONG, PASSWORD_EXPIRED or ACCOUNT_LOCKED
        where that is why; ConnectionError_ with MAINTENANCE.
        """
        async with self._lock:
            await self._sign_in(self._config.get(OTP))

    async def resume(self) -> None:
        """Go on with the token of before, or sign in where there is none.

        That the token is still good is not proved; but afterwards the account's id
        is known.
        """
        if not self._token:
            await self.sign_in()
        if self._account_id:
            return
        used = self._token
        with suppress(AuthError):
            await self._identify()
        if not self._account_id:
            await self.renew(used)

    async def renew(self, used: str) -> None:
        """Sign in once more if the newest token is the one that was refused.

        All who wait for it get the same one. Raises what `sign_in` does; a refusal
        is kept.
        """
        async with self._lock:
            self._raise_refusal()
            if used == self._token:
                await self._sign_in()

    async def _sign_in(self, otp: str | None = None) -> None:
        try:
            token = await self._fetch(otp)
        except AuthError as err:
            self._refusal = err
            raise
        self._refusal = None
        self._token, self._account_id = token, account_id_in(token) or self._account_id
        if not self._account_id:
            await self._identify()
        self._memory[MEMORY] = {
            "token": token,
            "account_id": self._account_id,
            "of": self._origin,
        }

    async def _fetch(self, otp: str | None) -> str:
        username, password = self._config[USERNAME], self._config[PASSWORD]
        if not await self._is_advanced():
            return await self._soap.auth_request(username, password)
        login = await self._auth.login(username, password)
        if login.token:
            return login.token
        if not otp:
            raise AuthError("a one-time password is needed", reason=Reason.OTP_NEEDED)
        return await self._auth.validate_otp(login, otp)

    async def _is_advanced(self) -> bool:
        try:
            found = await self._auth.supported()
        except ConnectionError_:
            # The wrong way in would say that the password is wrong.
            if self._memory.get(ADVANCED):
                raise
            found = False
        if self._memory.get(ADVANCED) is not found:
            self._memory[ADVANCED] = found
        return found

    async def _identify(self) -> None:
        self._account_id = await self._soap.get_info_request(self._token)

    def _remembered(self) -> tuple[str, str]:
        match self._memory.get(MEMORY):
            case {"token": str(token), "of": self._origin, "account_id": str(known)}:
                pass
            case _:
                token, known = self._config.get(TOKEN) or "", ""
        if not usable(token):
            return "", ""
        return token, account_id_in(token) or known

    def _authorize(self) -> Mapping[str, str]:
        self._raise_refusal()
        return cookie(self._token) if self._token else {}

    def _raise_refusal(self) -> None:
        if self._refusal is not None:
            raise AuthError(str(self._refusal), reason=self._refusal.reason)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
