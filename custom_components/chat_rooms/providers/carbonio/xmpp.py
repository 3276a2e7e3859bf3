"""A bound stream of the chat: questions, answers, and what is said in rooms."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
import logging
from typing import Self
from xml.etree.ElementTree import Element

from aiohttp import ClientWebSocketResponse

from ..errors import ConnectionError_, ProtocolError, ProviderError, Reason
from ..http import MIB, HttpClient
from .frames import hang_up, receive, send
from .groupchat import Groupchat
from .muclight import DOMAIN
from .questions import RESULTS, Answer, Questions, fail
from .stanza_errors import stanza_error
from .stream import GOODBYE, IQ, LABEL, MESSAGE, begin, new_id, raise_at_end, read_frame
from .xml import NS, build, split, to_text

_LOGGER = logging.getLogger(__name__)

PATH = "/services/messaging/ws-xmpp"

OPEN_WITHIN = 20.0
ANSWER_WITHIN = 20.0
SEND_WITHIN = 10.0
PING_AFTER = 30.0
PONG_WITHIN = 10.0

PING = f"{{{NS.PING}}}ping"


class XmppSession:
    """One stream, read by one task, from its sign-in until something ends it.

    What ends it fails everything that waits; nothing that the server says does, but
    a stream error, the end of the stream, or silence. All methods raise
    ProviderErrors only.
    """

    def __init__(self) -> None:
        """Prepare; `open` makes a session that can be used."""
        self.address = ""
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._socket: ClientWebSocketResponse | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._error: ProviderError | None = None
        self._heard_at = self._pinged_at = 0.0
        self._listeners: list[Groupchat] = []
        self._echoes: dict[str, asyncio.Future[Element]] = {}
        self._questions = Questions()

    @classmethod
    async def open(cls, http: HttpClient, account_id: str, token: str) -> Self:
        """Return a session that is signed in, bound and present.

        Raises AuthError where the server does not know the account or the token.
        """
        session = cls()
        session._task = asyncio.create_task(session._run(http, account_id, token))
        try:
            async with asyncio.timeout(OPEN_WITHIN):
                await session._ready
        except TimeoutError:
            await session.close()
            raise ConnectionError_(f"{LABEL}: no stream in time") from None
        except BaseException:
            await session.close()
            raise
        return session

    @property
    def is_open(self) -> bool:
        """Whether the stream is up, as far as anybody can know."""
        return self._socket is not None and not (self._closing or self._error)

    async def close(self) -> None:
        """End the stream politely, in a short time; it may have ended before."""
        if not self._task:
            return
        if not self._closing:
            self._closing = True
            self._task.cancel()
        await asyncio.wait([self._task])

    # What can be asked and said

    async def send(self, element: Element) -> None:
        """Send a stanza."""
        if self._error:
            raise copy(self._error)
        if not self._socket:
            raise ConnectionError_(f"{LABEL}: not open")
        try:
            async with asyncio.timeout(SEND_WITHIN):
                await send(self._socket, to_text(element), LABEL)
        except TimeoutError:
            raise ConnectionError_(f"{LABEL}: not sent in time") from None

    async def ask(
        self,
        payload: Element,
        *,
        to: str | None = None,
        kind: str = "set",
        timeout: float | None = None,
    ) -> Answer:
        """Ask the server, or whoever is at the address `to`; wait for the answer.

        The results are those with the payload's queryid. `timeout` is in seconds,
        20 without it; then, and where the session ends, it is a ConnectionError_.
        An answer of type error is the error that its condition stands for.
        """
        name = f"{LABEL}: {split(payload.tag)[1]}"
        question_id = payload.get("queryid") or new_id()
        iq = build("iq", NS.CLIENT, payload, type=kind, id=question_id, to=to)
        own = {"", DOMAIN, self.address, self.address.partition("/")[0]}
        senders = own if to is None else {"", to}
        with self._questions.ask(question_id, payload, senders) as question:
            try:
                async with asyncio.timeout(
                    ANSWER_WITHIN if timeout is None else timeout
                ):
                    await self.send(iq)
                    answer = await question.answer
            except TimeoutError:
                raise ConnectionError_(f"{name}: no answer in time") from None
        if answer.get("type") == "error":
            raise stanza_error(answer, name)
        return Answer(next(iter(answer), None), question.results)

    @contextmanager
    def listen(self) -> Iterator[Groupchat]:
        """Take everything that is said in rooms, from now on."""
        listener = Groupchat()
        if self._error:
            listener.end(self._error)
        self._listeners.append(listener)
        try:
            yield listener
        finally:
            self._listeners.remove(listener)
            listener.end(ConnectionError_(f"{LABEL}: nobody listens any more"))

    @contextmanager
    def expect(self, message_id: str) -> Iterator[asyncio.Future[Element]]:
        """Wait for the message that a room sends back to whoever sent it.

        Waiting raises what the server has against the message, or what ended the
        session.
        """
        echo: asyncio.Future[Element] = self._loop.create_future()
        if self._error:
            fail(echo, self._error)
        self._echoes[message_id] = echo
        try:
            yield echo
        finally:
            echo.cancel()
            if self._echoes.get(message_id) is echo:
                del self._echoes[message_id]

    # The task

    async def _run(self, http: HttpClient, account_id: str, token: str) -> None:
        with self._fate():
            async with http.websocket(
                PATH, protocols=("xmpp",), label=LABEL, largest=MIB
            ) as socket:
                try:
                    with self._fate():
                        self.address = await begin(socket, account_id, token)
                        self._socket = socket
                        self._heard_at = self._loop.time()
                        if not self._ready.done():
                            self._ready.set_result(None)
                        await self._stay(socket)
                finally:
                    await hang_up(socket, GOODBYE)

    @contextmanager
    def _fate(self) -> Iterator[None]:
        """Let whatever happens inside end the session, and nothing else."""
        try:
            yield
        except ProviderError as err:
            self._end(err)
        except asyncio.CancelledError:
            self._end(ConnectionError_(f"{LABEL}: closed"))
            raise
        except Exception as err:  # noqa: BLE001
            # Whoever waits must hear of it, and its text may be somebody's words.
            _LOGGER.error("Reading the chat failed: %s", type(err).__name__)
            self._end(ConnectionError_(f"{LABEL}: failed"))

    def _end(self, error: ProviderError) -> None:
        if self._error:
            return
        if self._ready.done() and not isinstance(error, ConnectionError_):
            # What is wrong shows when the next session is opened.
            error = ConnectionError_(str(error))
        if isinstance(error, ConnectionError_):
            error.reason = Reason.CHAT_DOWN
        self._error = error
        _LOGGER.debug("The chat has ended: %s", error)
        fail(self._ready, error)
        self._questions.end(error)
        for echo in self._echoes.values():
            fail(echo, error)
        for listener in self._listeners:
            listener.end(error)

    async def _stay(self, socket: ClientWebSocketResponse) -> None:
        """Read for as long as there is a sign of life."""
        patience = PING_AFTER
        while True:
            try:
                async with asyncio.timeout(patience) as clock:
                    await self._read(socket)
            except TimeoutError:
                if not clock.expired():
                    raise
                patience = await self._look_for_life()

    async def _look_for_life(self) -> float:
        """Ask for a sign of life where there was none; return how long to wait."""
        now = self._loop.time()
        silence = now - self._heard_at
        if silence < PING_AFTER:
            return PING_AFTER - silence
        if self._pinged_at <= self._heard_at:
            self._pinged_at = now
            ping = build("ping", NS.PING)
            await self.send(
                build("iq", NS.CLIENT, ping, type="get", id=new_id(), to=DOMAIN)
            )
        elif now >= self._pinged_at + PONG_WITHIN:
            raise ConnectionError_(f"{LABEL}: the server is silent")
        return self._pinged_at + PONG_WITHIN - now

    async def _read(self, socket: ClientWebSocketResponse) -> None:
        while True:
            text = await receive(socket, LABEL)
            self._heard_at = self._loop.time()
            try:
                element = read_frame(text)
            except ProtocolError:
                _LOGGER.debug("Passed over a frame of %d characters", len(text))
                continue
            if element is None:
                continue
            if element.tag == MESSAGE:
                self._take_message(element)
            elif element.tag == IQ:
                if (answer := self._take_iq(element)) is not None:
                    await self.send(answer)
            else:
                raise_at_end(element)

    def _take_message(self, message: Element) -> None:
        kind = message.get("type")
        if kind == "error":
            if echo := self._echoes.get(message.get("id", "")):
                fail(echo, stanza_error(message, f"{LABEL}: message"))
            return
        if kind == "groupchat":
            echo = self._echoes.get(message.get("id", ""))
            if echo and not echo.done():
                echo.set_result(message)
            for listener in self._listeners:
                listener.put(message)
            return
        for child in message:
            if child.tag in RESULTS:
                self._questions.take_result(child, message.get("from", ""))

    def _take_iq(self, iq: Element) -> Element | None:
        """Take an answer; return the answer to a question of the server's."""
        iq_id = iq.get("id")
        content: list[Element]
        match iq.get("type"):
            case "result" | "error":
                self._questions.take_answer(iq)
                return None
            case "get" if len(iq) and iq[0].tag == PING:
                content, kind = [], "result"
            case "get" | "set":
                unavailable = build("service-unavailable", NS.STANZA_ERRORS)
                content = [build("error", NS.CLIENT, unavailable, type="cancel")]
                kind = "error"
            case _:
                return None
        sender = iq.get("from")
        return build("iq", NS.CLIENT, *content, type=kind, id=iq_id, to=sender)
