"""The way to the chat: one session at a time, opened when somebody needs it."""

import asyncio
from copy import copy
import logging
from time import monotonic
from xml.etree.ElementTree import Element

from ..errors import AuthError, ConnectionError_, ProviderError, Reason
from ..http import HttpClient
from .client.rest import Account
from .questions import Answer
from .xmpp import XmppSession

_LOGGER = logging.getLogger(__name__)

# So long nobody knocks again at a door that was just shut.
REST = 5.0


class ChatLink:
    """Opens a session where there is none, once for all who wait for it.

    Raises ConnectionError_ with the reason CHAT_DOWN where the chat cannot be
    reached, whatever the cause, and AuthError where the account cannot sign in.
    """

    def __init__(self, http: HttpClient, sign_in: Account) -> None:
        """Prepare; nothing is opened yet."""
        self._http = http
        self._sign_in = sign_in
        self._session: XmppSession | None = None
        self._opening: asyncio.Task[None] | None = None
        self._error: ProviderError | None = None
        self._failed_at = 0.0
        self._refused = ""
        self._closed = False

    @property
    def is_up(self) -> bool:
        """Whether there is a session."""
        return self._session is not None and self._session.is_open

    async def session(self) -> XmppSession:
        """Return the session; for five seconds after a failure raise that again."""
        if not self.is_up:
            await self._reach()
        if self._session and self._session.is_open:
            return self._session
        raise copy(self._error) if self._error else _down("the chat is closed")

    async def ask(
        self,
        payload: Element,
        *,
        to: str | None = None,
        kind: str = "set",
        timeout: float | None = None,
    ) -> Answer:
        """Ask in the session what `XmppSession.ask` asks."""
        session = await self.session()
        return await session.ask(payload, to=to, kind=kind, timeout=timeout)

    async def close(self) -> None:
        """End the session for good."""
        self._closed = True
        if self._opening:
            self._opening.cancel()
            await asyncio.wait([self._opening])
        if self._session:
            await self._session.close()

    async def _reach(self) -> None:
        """Wait for an attempt, unless it is too soon for one or too late."""
        if self._opening is None:
            if self._closed or (self._error and monotonic() < self._failed_at + REST):
                return
            self._error = None
            self._opening = asyncio.create_task(self._open())
        # Whoever stops waiting must not stop the others.
        await asyncio.wait([self._opening])

    async def _open(self) -> None:
        """Try once; what comes of it is kept for those who wait."""
        try:
            self._session = await self._connect()
        except AuthError as err:
            self._failed(err)
        except ProviderError as err:
            self._failed(_down(str(err)))
        except Exception as err:  # noqa: BLE001
            # Whoever waits must hear of it, and its text may be a secret.
            _LOGGER.error("Opening the chat failed: %s", type(err).__name__)
            self._failed(_down("opening the chat failed"))
        finally:
            self._opening = None

    async def _connect(self) -> XmppSession:
        """Open a session, if need be with a new token."""
        if self._session:
            await self._session.close()
        sign_in = self._sign_in
        token = sign_in.token
        try:
            return await XmppSession.open(self._http, sign_in.account_id, token)
        except AuthError as err:
            if token == self._refused:
                # Another one would not be taken either.
                raise _down(str(err)) from None
        await sign_in.renew(token)
        try:
            return await XmppSession.open(self._http, sign_in.account_id, sign_in.token)
        except AuthError as err:
            # The service itself knows the account: it is the chat that is wrong.
            self._refused = sign_in.token
            raise _down(str(err)) from None

    def _failed(self, error: ProviderError) -> None:
        self._error = error
        self._failed_at = monotonic()


def _down(text: str) -> ConnectionError_:
    return ConnectionError_(text, reason=Reason.CHAT_DOWN, is_over=True)
