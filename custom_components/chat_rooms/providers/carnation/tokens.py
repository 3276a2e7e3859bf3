"""Staying signed in: one token for all calls, renewed when it is over."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
import json
from time import time
from typing import Any

from ..base import Memory
from ..errors import AuthError, ProtocolError
from ..http import HttpClient
from ..wire import number_or_none, whole_or_none
from .client.token import InvalidGrant, TokenApi
from .errors import InvalidToken
from .forms import Forms
from .models import Token

APP_ID, APP_SECRET = "app_id", "app_secret"
EMAIL, PASSWORD = "email", "password"

MEMORY = "token"

DAY = 24 * 3600.0
# How long before its end a token counts as over, at most.
MARGIN = 60.0
# A shorter life than this is nobody's intention.
SHORTEST_LIFE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A token, and the id of the user or the viewer that it is for.

    It is good until `expires_at`, in unix seconds by our own clock.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    owner_id: int
    expires_at: float

    @property
    def is_good(self) -> bool:
        """Whether it has not been refused and is not about to end."""
        return time() < self.expires_at

    @property
    def headers(self) -> dict[str, str]:
        """What a request bears."""
        return {"Authorization": f"Bearer {self.access_token}"}


class Tokens:
    """An account's token: a user's if there is a password, else a viewer's.

    It is renewed by itself. A sign-in that was refused is not tried again until
    `sign_in` is called.
    """

    def __init__(
        self, http: HttpClient, config: Mapping[str, Any], memory: Memory
    ) -> None:
        """Take what was typed; nothing is requested yet.

        `memory` holds the newest token, which is the only one with which a user can
        go on.
        """
        self._config = config
        self._memory = memory
        self.is_viewer = not (config.get(EMAIL) and config.get(PASSWORD))
        self._api = TokenApi(http, Forms(memory), config[APP_ID], config[APP_SECRET])
        self._account = _fingerprint(
            http.address,
            config[APP_ID],
            "" if self.is_viewer else config[EMAIL].strip().lower(),
        )
        self._grant = self._remembered()
        self._renewal: asyncio.Task[Grant] | None = None
        self._refusal: AuthError | None = None
        # The tokens that have been got in vain, by the calls which they did not help.
        self._in_vain: dict[str, Grant] = {}

    @property
    def owner_id(self) -> int:
        """The id of the user or the viewer; AuthError before the first sign-in."""
        if not self._grant:
            raise AuthError("not signed in")
        return self._grant.owner_id

    async def sign_in(self) -> Grant:
        """Return a token that is good as far as is known, and ask if there is none.

        Raises AuthError where the account is refused, UnsupportedError where the
        address is not carnation's.
        """
        self._refusal = None
        return await self._grant_after(None)

    async def settle(self) -> None:
        """Wait until a token that has been asked for is stored, or is refused."""
        if self._renewal:
            await asyncio.wait([self._renewal])

    async def authorized[T](
        self, label: str, call: Callable[[Mapping[str, str]], Awaitable[T]]
    ) -> T:
        """Make a call with the headers that it needs, once more with a new token.

        What is refused then, too, is an AuthError or, in carnation's own words, a
        ForbiddenError: there are calls that are not for viewers. Such a call, known
        by its `label`, gets no other token as long as this one is good.
        """
        grant = await self._grant_after(None)
        try:
            return await call(grant.headers)
        except AuthError:
            grant = await self._grant_after(grant)
        except InvalidToken:
            if self._in_vain.get(label) is grant:
                raise
            grant = await self._grant_after(grant)
        try:
            return await call(grant.headers)
        except InvalidToken:
            self._in_vain[label] = grant
            raise

    async def _grant_after(self, refused: Grant | None) -> Grant:
        """Return a token that is not the refused one.

        All who wait for it wait for the same request, and get the same error. It goes
        on if they leave: the answer holds the only token with which to go on.
        """
        if grant := self._better_than(refused):
            return grant
        if self._renewal is None:
            if self._grant and self._grant is refused:
                self._grant = replace(refused, expires_at=0.0)
            if self._refusal:
                raise AuthError("the sign-in was refused before")
            self._renewal = asyncio.create_task(self._renew())
            self._renewal.add_done_callback(self._renewal_ended)
        renewal = self._renewal
        await asyncio.wait([renewal])
        return renewal.result()

    def _renewal_ended(self, renewal: asyncio.Task[Grant]) -> None:
        self._renewal = None
        if not renewal.cancelled():
            # Perhaps nobody waits for it any more.
            renewal.exception()

    def _better_than(self, refused: Grant | None) -> Grant | None:
        grant = self._grant
        return grant if grant and grant is not refused and grant.is_good else None

    async def _renew(self) -> Grant:
        try:
            token = await self._ask()
        except AuthError as err:
            self._refusal = err
            raise
        before = self._grant.owner_id if self._grant else None
        owner_id = token.user_id or before
        if self.is_viewer:
            owner_id = token.viewer_id or owner_id
        if not owner_id:
            raise ProtocolError("a token of nobody's")
        grant = Grant(
            access_token=token.access_token,
            refresh_token=token.refresh_token,
            owner_id=owner_id,
            expires_at=time() + _life(token.expires_in),
        )
        # The token of before is void: without the new one the account is lost.
        await self._store(grant)
        self._grant = grant
        return grant

    async def _ask(self) -> Token:
        if self.is_viewer:
            return await self._api.get_viewer_token()
        if self._grant and self._grant.refresh_token:
            try:
                return await self._api.refresh_user_token(self._grant.refresh_token)
            except InvalidGrant:
                # A crash may have cost us the newest one.
                self._grant = replace(self._grant, refresh_token="")
        return await self._api.get_user_token(
            self._config[EMAIL], self._config[PASSWORD]
        )

    async def _store(self, grant: Grant) -> None:
        self._memory[MEMORY] = {
            "of": self._account,
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "viewer_id" if self.is_viewer else "user_id": grant.owner_id,
            "expires_at": grant.expires_at,
        }
        await self._memory.store()

    def _remembered(self) -> Grant | None:
        kept = self._memory.get(MEMORY)
        if not isinstance(kept, Mapping) or kept.get("of") != self._account:
            return None
        owner_id = whole_or_none(kept.get("viewer_id" if self.is_viewer else "user_id"))
        match kept:
            case {"access_token": str(access), "refresh_token": str(refresh)} if (
                owner_id
            ):
                return Grant(
                    access_token=access,
                    refresh_token=refresh,
                    owner_id=owner_id,
                    expires_at=number_or_none(kept.get("expires_at")) or 0.0,
                )
        return None


def _life(expires_in: float | None) -> float:
    """Return for how many seconds a token is used that is said to live so long."""
    if expires_in is None or not SHORTEST_LIFE < expires_in <= 365 * DAY:
        # Nonsense: the server will say when it is over.
        return DAY
    return expires_in - min(MARGIN, expires_in / 10)


def _fingerprint(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
