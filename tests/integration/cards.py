"""A dashboard card, as far as its server can tell."""

import asyncio
from collections import deque
from typing import Any

from homeassistant.auth import EVENT_USER_UPDATED
from homeassistant.components.websocket_api.const import SIGNAL_WEBSOCKET_DISCONNECTED
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from custom_components.chat_rooms.room import RoomState

PATIENCE = 5.0
# Listeners of an account: for messages, for rooms, for what there is, and for messages
# that were asked for again.
LISTS = (
    "_watchers",
    "_room_listeners",
    "_structure_listeners",
    "_renewal_listeners",
)


class Card:
    """Asks over a WebSocket, and keeps what it is told of meanwhile."""

    def __init__(self, hass: HomeAssistant, socket: MockHAClientWebSocket) -> None:
        """Be connected."""
        self._hass = hass
        self._socket = socket
        self._last_id = 0
        self._events: deque[dict[str, Any]] = deque()

    async def ask(self, command: str, **data: Any) -> dict[str, Any]:
        """Return the answer to a command, whatever it is."""
        self._last_id += 1
        await self._socket.send_json({"id": self._last_id, "type": command, **data})
        while True:
            answer = await self._receive()
            if answer["type"] != "event":
                assert answer["id"] == self._last_id
                return answer
            self._events.append(answer["event"])

    async def result(self, command: str, **data: Any) -> Any:
        """Return the result of one of our commands."""
        answer = await self.ask(f"chat_rooms/{command}", **data)
        assert answer["success"], answer
        return answer["result"]

    async def error(self, command: str, **data: Any) -> dict[str, Any]:
        """Return why one of our commands is refused."""
        answer = await self.ask(f"chat_rooms/{command}", **data)
        assert not answer["success"], answer
        error: dict[str, Any] = answer["error"]
        return error

    async def refusal(self, command: str, **data: Any) -> str:
        """Return the code with which one of our commands is refused."""
        code: str = (await self.error(command, **data))["code"]
        return code

    async def subscribe(self, entity_id: str) -> int:
        """Look at a room; return the number to stop it by."""
        assert await self.result("subscribe", entity_id=entity_id) is None
        return self._last_id

    async def unsubscribe(self, number: int) -> None:
        """Look at it no more."""
        answer = await self.ask("unsubscribe_events", subscription=number)
        assert answer["success"], answer

    async def next(self, kind: str | None = None) -> dict[str, Any]:
        """Return the next thing it is told; of a kind, what comes before is left out."""
        while True:
            event = self._events.popleft() if self._events else await self._event()
            if kind in (None, event["type"]):
                return event

    async def told(self) -> list[dict[str, Any]]:
        """Return all that it has been told by now, and not looked at yet."""
        await self._hass.async_block_till_done()
        assert (await self.ask("ping"))["type"] == "pong"
        events = list(self._events)
        self._events.clear()
        return events

    async def kinds(self) -> list[str]:
        """Return of which kinds that is."""
        return [event["type"] for event in await self.told()]

    async def close(self) -> None:
        """Go away, and let the server notice."""
        noticed = asyncio.Event()

        @callback
        def notice() -> None:
            noticed.set()

        async_dispatcher_connect(self._hass, SIGNAL_WEBSOCKET_DISCONNECTED, notice)
        await self._socket.close()
        async with asyncio.timeout(PATIENCE):
            await noticed.wait()

    async def _event(self) -> dict[str, Any]:
        answer = await self._receive()
        assert answer["type"] == "event", answer
        event: dict[str, Any] = answer["event"]
        return event

    async def _receive(self) -> dict[str, Any]:
        answer: dict[str, Any] = await self._socket.receive_json(timeout=PATIENCE)
        return answer


async def connected(
    hass: HomeAssistant, client: WebSocketGenerator, token: str | None = None
) -> Card:
    """Return a card of the admin's, or of the user with a token."""
    socket = await (client(hass) if token is None else client(hass, token))
    return Card(hass, socket)


def listeners(coordinator: ChatRoomsCoordinator) -> list[int]:
    """Return how many listen to an account: in each list, to its entry, on the bus."""
    dispatch = coordinator.dispatch
    counts = []
    for name in LISTS:
        found = getattr(dispatch, name)
        lists = found.values() if isinstance(found, dict) else [found]
        counts.append(sum(map(len, lists)))
    on_the_bus = coordinator.hass.bus.async_listeners()
    return [
        *counts,
        len(coordinator._listeners),
        len(coordinator.config_entry._on_state_change or ()),
        on_the_bus[er.EVENT_ENTITY_REGISTRY_UPDATED],
        on_the_bus[dr.EVENT_DEVICE_REGISTRY_UPDATED],
        on_the_bus.get(EVENT_USER_UPDATED, 0),
    ]


def state_of(coordinator: ChatRoomsCoordinator, name: str) -> RoomState:
    """Return what is held of a room."""
    return next(s for s in coordinator.rooms.values() if s.room.name == name)
