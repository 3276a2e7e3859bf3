"""Checking in at a simulated Hatena Coco."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from aiohttp import web

from custom_components.chat_rooms.outgoing import Outgoing, Sent
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator

from .conftest import CAFE


def outgoing(**content: Any) -> Outgoing:
    """Return something to send."""
    return Outgoing(new_client_id=lambda: "ID", **content)


async def send(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, message: Outgoing
) -> Sent:
    """Check in at the café."""
    room_id = f"spot:{await sim.spot_key(CAFE)}"
    (sent,) = [sent async for sent in coco.send(room_id, message)]
    return sent


async def say(sim: HatenaCocoSimulator, coco: HatenaCocoProvider, text: str) -> Sent:
    """Check in at the café with a text."""
    return await send(sim, coco, outgoing(text=text))


@contextmanager
def once_sent(
    sim: HatenaCocoSimulator, do: Callable[[], Awaitable[object]]
) -> Iterator[None]:
    """Do something when the first check-in has been sent, before its answer."""
    answer, waiting = sim._answer, [do]

    async def and_do(request: web.Request, *args: Any) -> web.StreamResponse:
        try:
            return await answer(request, *args)
        finally:
            if waiting and request.path.endswith("/checkin.json"):
                await waiting.pop()()

    with patch.object(sim, "_answer", and_do):
        yield
