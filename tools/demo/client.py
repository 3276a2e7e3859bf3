"""Home Assistant over its REST and WebSocket APIs."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, Self

import aiohttp

REQUEST_TIMEOUT = 60
LARGEST_MESSAGE = 16 * 1024 * 1024

type Event = dict[str, Any]


class ApiError(Exception):
    """Home Assistant refused."""


class Subscription:
    """Events as they come."""

    def __init__(self) -> None:
        """Begin without events."""
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    def put(self, event: Event) -> None:
        """Take an event."""
        self._events.put_nowait(event)

    async def wait_for(self, wanted: Callable[[Event], bool]) -> Event:
        """Return the next event that is wanted; the others before it are gone."""
        while not wanted(event := await self._events.get()):
            pass
        return event

    def waiting(self) -> list[Event]:
        """Return the events that have come and were not asked for."""
        events = []
        with suppress(asyncio.QueueEmpty):
            while True:
                events.append(self._events.get_nowait())
        return events


class Client:
    """One user's connection; used with `async with Client.connect(...)`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        socket: aiohttp.ClientWebSocketResponse,
        token: str,
    ) -> None:
        """Use an open connection."""
        self._session = session
        self._socket = socket
        self._headers = {"Authorization": f"Bearer {token}"}
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._subscriptions: dict[int, Subscription] = {}

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, session: aiohttp.ClientSession, token: str
    ) -> AsyncGenerator[Self]:
        """Open the connection of a user."""
        async with session.ws_connect(
            "/api/websocket", max_msg_size=LARGEST_MESSAGE
        ) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": token})
            if (answer := await socket.receive_json())["type"] != "auth_ok":
                raise ApiError(f"Home Assistant does not let the user in: {answer}")
            client = cls(session, socket, token)
            listening = asyncio.create_task(client._listen())
            try:
                yield client
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening

    # WebSocket

    async def command(self, kind: str, **fields: object) -> Any:
        """Return the result of a command."""
        return await self._ask(next(self._ids), kind, fields)

    async def subscribe(self, kind: str, **fields: object) -> Subscription:
        """Return what a command goes on telling."""
        number = next(self._ids)
        subscription = self._subscriptions[number] = Subscription()
        await self._ask(number, kind, fields)
        return subscription

    async def call(self, action: str, *, answer: bool = False, **fields: object) -> Any:
        """Perform an action; return its response if it is wanted."""
        domain, _, service = action.partition(".")
        result = await self.command(
            "call_service",
            domain=domain,
            service=service,
            return_response=answer,
            **fields,
        )
        return result.get("response")

    async def state(self, entity_id: str, wanted: Callable[[Event], bool]) -> Event:
        """Return an entity's state as soon as it is as wanted."""
        changes = await self.subscribe(
            "subscribe_trigger",
            trigger={"trigger": "state", "entity_id": entity_id},
        )
        for state in await self.command("get_states"):
            if state["entity_id"] == entity_id and wanted(state):
                return dict(state)
        event = await changes.wait_for(
            lambda event: wanted(event["variables"]["trigger"]["to_state"])
        )
        return dict(event["variables"]["trigger"]["to_state"])

    async def _ask(self, number: int, kind: str, fields: dict[str, object]) -> Any:
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "type": kind, **fields})
        message = await asyncio.wait_for(answer, REQUEST_TIMEOUT)
        if not message["success"]:
            raise ApiError(f"{kind}: {message['error']['message']}")
        return message["result"]

    async def _listen(self) -> None:
        async for frame in self._socket:
            message = frame.json()
            if message["type"] == "event":
                self._subscriptions[message["id"]].put(message["event"])
            elif answer := self._answers.pop(message["id"], None):
                answer.set_result(message)
        for answer in self._answers.values():
            answer.set_exception(ApiError("Home Assistant has hung up"))

    # REST

    async def get(self, path: str) -> Any:
        """Return what the API answers."""
        async with self._session.get(path, headers=self._headers) as response:
            return await result_of(response)

    async def post(self, path: str, **fields: object) -> Any:
        """Return what the API answers."""
        async with self._session.post(
            path, json=fields, headers=self._headers
        ) as response:
            return await result_of(response)

    async def file(self, path: str, *, signed: bool = False) -> bytes:
        """Return a file; a signed address is asked for without saying who asks."""
        headers = {} if signed else self._headers
        async with self._session.get(path, headers=headers) as response:
            if response.status != 200:
                raise ApiError(f"GET {path.partition('?')[0]}: {response.status}")
            return await response.read()


async def result_of(response: aiohttp.ClientResponse) -> Any:
    """Return the body of an answer, or raise ApiError."""
    if response.status >= 400:
        where = f"{response.method} {response.url.path}"
        raise ApiError(f"{where}: {response.status} {await response.text()}")
    return await response.json()
