"""The frames of a WebSocket, and its end."""

import asyncio
from contextlib import suppress

from aiohttp import (
    ClientError,
    ClientWebSocketResponse,
    WebSocketError,
    WSCloseCode,
    WSMsgType,
)

from ..errors import ConnectionError_, ProtocolError, ProviderError, Reason

# The server may want to have the last word, but not for ever.
FAREWELL = 1.0

_BROKEN = (ClientError, OSError, RuntimeError)


async def receive(socket: ClientWebSocketResponse, label: str) -> str:
    """Return the text of the next frame; frames of bytes are passed over.

    Raises ConnectionError_ at the end of the socket, and ProtocolError where a
    frame is too large; `label` is what they call the socket.
    """
    while True:
        frame = await socket.receive()
        if frame.type is WSMsgType.TEXT:
            text: str = frame.data
            return text
        if frame.type is not WSMsgType.BINARY:
            raise _end(frame.data, label)


async def send(socket: ClientWebSocketResponse, text: str, label: str) -> None:
    """Send a frame, or raise ConnectionError_."""
    try:
        await socket.send_str(text)
    except _BROKEN as err:
        raise ConnectionError_(f"{label}: {type(err).__name__}") from None


async def hang_up(socket: ClientWebSocketResponse, farewell: str = "") -> None:
    """Close a socket after a last frame, in a short time whatever the server does."""
    if farewell and not socket.closed:
        with suppress(TimeoutError, *_BROKEN):
            async with asyncio.timeout(FAREWELL):
                await socket.send_str(farewell)
    with suppress(TimeoutError, *_BROKEN):
        async with asyncio.timeout(FAREWELL):
            await socket.close()


def _end(data: object, label: str) -> ProviderError:
    if isinstance(data, WebSocketError) and data.code == WSCloseCode.MESSAGE_TOO_BIG:
        return ProtocolError(
            f"{label}: a frame that is too large", reason=Reason.ANSWER_TOO_LONG
        )
    broken = isinstance(data, BaseException)
    ending = type(data).__name__ if broken else "the server closed the socket"
    return ConnectionError_(f"{label}: {ending}")
