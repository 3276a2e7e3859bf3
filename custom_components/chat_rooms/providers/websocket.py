"""Opening a WebSocket: the handshake, its errors, and a log without secrets."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
import logging
from time import monotonic

from aiohttp import (
    ClientHandlerType,
    ClientMiddlewareType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientWebSocketResponse,
    ClientWSTimeout,
    DummyCookieJar,
)
from yarl import URL

from .answers import raise_for_status
from .bodies import connection_errors
from .errors import NotFoundError, ProtocolError, UnsupportedError

_LOGGER = logging.getLogger(__name__)

SWITCHING_PROTOCOLS = 101
# Whoever does not answer a close frame for so long is left without a word.
CLOSING = ClientWSTimeout(ws_close=2.0)


@asynccontextmanager
async def websocket(
    session: ClientSession,
    label: str,
    url: URL,
    *,
    headers: Mapping[str, str],
    protocols: Sequence[str],
    largest: int,
    timeout: float,
) -> AsyncIterator[ClientWebSocketResponse]:
    """Open a socket over the connections of a session, and close it afterwards.

    The handshake may take `timeout` seconds. No redirect is followed: aiohttp
    would go anywhere, and what is said over the socket is for the service only.

    Raises UnsupportedError where the address has no socket, the error that its
    status stands for where the handshake is refused, and ConnectionError_ for
    what goes wrong in aiohttp, afterwards as well.
    """
    async with ClientSession(
        connector=session.connector,
        connector_owner=False,
        cookie_jar=DummyCookieJar(),
        headers=session.headers,
        trust_env=session.trust_env,
        middlewares=(_handshake(label),),
    ) as handshake:
        with connection_errors(label):
            async with asyncio.timeout(timeout):
                socket = await handshake.ws_connect(
                    url,
                    headers=headers,
                    protocols=protocols,
                    max_msg_size=largest,
                    timeout=CLOSING,
                )
            async with socket:
                yield socket


def _handshake(label: str) -> ClientMiddlewareType:
    async def check(
        request: ClientRequest, handler: ClientHandlerType
    ) -> ClientResponse:
        started = monotonic()
        response = await handler(request)
        _LOGGER.debug(
            "%s: %s in %d ms", label, response.status, (monotonic() - started) * 1000
        )
        if response.status != SWITCHING_PROTOCOLS:
            response.close()
            _refuse(label, response)
        return response

    return check


def _refuse(label: str, response: ClientResponse) -> None:
    with suppress(NotFoundError, ProtocolError):
        raise_for_status(label, response.status, response.headers)
    raise UnsupportedError(f"{label}: no WebSocket, status {response.status}")
