"""BOCCO's API, call by call, named as its reference names them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO
from urllib.parse import quote

from aiohttp import FormData

from ...outgoing import OutgoingFile
from ..answers import Answer
from ..base import Download
from ..errors import AuthError, NotFoundError, ProtocolError, UnsupportedError
from ..http import FILE_TIMEOUT, HttpClient
from ..wire import parse, parse_list
from .models import Environment, Event, JoinedRoom, Session, WireMessage

# BOCCO answers a long poll with 408 after a while that is nowhere documented; a
# router before it seems to cut after 30 seconds, with a page that says 503.
LONG_POLL_TIMEOUT = 45.0
ROUTER_PATIENCE = 20.0

REQUEST_TIMEOUT = 408
SERVICE_UNAVAILABLE = 503


class BoccoClient:
    """The calls of one account; each may raise any ProviderError.

    It signs in by itself, and once again when BOCCO no longer knows its token. A
    sign-in that was refused is not tried again until `signin` is called.
    """

    def __init__(
        self, http: HttpClient, api_key: str, email: str, password: str
    ) -> None:
        """Take the account; nothing is requested yet."""
        self._http = http
        self._account = {"apikey": api_key, "email": email, "password": password}
        self._session: Session | None = None
        self._signing_in = asyncio.Lock()
        self._refused = False

    async def signin(self) -> Session:
        """Signin: POST /alpha/sessions.

        AuthError if BOCCO refuses the account, UnsupportedError if this is not
        BOCCO: anything but a session, like a 404 or 405, says so.
        """
        try:
            answer = await self._http.request(
                "POST", "/alpha/sessions", data=self._account
            )
            self._session = parse(Session, answer.json())
        except AuthError:
            self._refused = True
            raise
        except NotFoundError, ProtocolError:
            raise UnsupportedError("the address does not sign in as BOCCO") from None
        self._refused = False
        return self._session

    async def fetch_joined_rooms(self) -> list[JoinedRoom]:
        """Fetch Joined Rooms: GET /alpha/rooms/joined."""
        answer = await self._get("/alpha/rooms/joined")
        return parse_list(JoinedRoom, answer.json())

    async def fetch_messages(
        self,
        room_id: str,
        *,
        newer_than: int | None = None,
        older_than: int | None = None,
        read: bool = False,
    ) -> list[WireMessage]:
        """Fetch Messages: GET /alpha/rooms/{room_id}/messages.

        Without `newer_than` and `older_than`, ids that are not included, BOCCO
        sends the newest. An object instead of a list is a ProtocolError.
        """
        params = {"newer_than": newer_than, "older_than": older_than}
        answer = await self._get(
            f"{_room(room_id)}/messages",
            {name: str(value) for name, value in params.items() if value is not None}
            | {"read": _flag(read)},
        )
        return parse_list(WireMessage, answer.json())

    async def post_a_message(
        self, room_id: str, unique_id: str, content: str | OutgoingFile
    ) -> WireMessage:
        """Post a Message: POST /alpha/rooms/{room_id}/messages.

        The content is a text, a picture or a sound. A `unique_id` that BOCCO knows
        is not posted again: the answer is then the message without its sender.
        """
        path = f"{_room(room_id)}/messages"
        fields = {"unique_id": unique_id}

        async def post(token: str) -> Answer:
            if isinstance(content, str):
                fields.update(media="text", text=content, access_token=token)
                return await self._http.request("POST", path, data=fields)
            media = content.content_type.partition("/")[0]
            fields.update(media=media, access_token=token)
            form = FormData(fields, quote_fields=False)
            form.add_field(
                media,
                BytesIO(content.data),
                filename=_printable(content.name),
                content_type=content.content_type,
            )
            return await self._http.request(
                "POST", path, data=form, timeout=FILE_TIMEOUT
            )

        return parse(WireMessage, (await self._authorized(post)).json())

    async def subscribe_to_events(
        self, room_id: str, newer_than: int, *, read: bool = False
    ) -> list[Event]:
        """Subscribe to Events: GET /alpha/rooms/{room_id}/subscribe.

        Waits up to half a minute for news; a quiet poll returns nothing.
        """
        answer = await self._get(
            f"{_room(room_id)}/subscribe",
            {"newer_than": str(newer_than), "read": _flag(read)},
            timeout=LONG_POLL_TIMEOUT,
            accept={REQUEST_TIMEOUT, SERVICE_UNAVAILABLE},
        )
        if answer.status == REQUEST_TIMEOUT or _was_cut_by_router(answer):
            return []
        answer.raise_for_status()
        events = answer.json()
        if isinstance(events, dict):
            return [parse(Event, events)]
        return parse_list(Event, events)

    async def report_read_status(self, room_id: str, message_id: int) -> None:
        """Report Read Status Update: POST …/messages/{message_id}/read."""
        path = f"{_room(room_id)}/messages/{message_id}/read"
        await self._authorized(
            lambda token: self._http.request(
                "POST", path, params={"access_token": token}
            )
        )

    async def sensor_environments(
        self, room_id: str, sensor_id: str
    ) -> list[Environment]:
        """Fetch a room sensor's readings, newest first.

        GET /alpha/rooms/{room_id}/sensor_environments/{sensor_id}, which the
        reference does not have.
        """
        answer = await self._get(
            f"{_room(room_id)}/sensor_environments/{_quoted(sensor_id)}"
        )
        return parse_list(Environment, answer.json())

    @asynccontextmanager
    async def download(self, address: str, start: int = 0) -> AsyncIterator[Download]:
        """Open a file or an icon from a byte on; only BOCCO's own host sees the token."""
        async with AsyncExitStack() as stack:
            yield await self._authorized(
                lambda token: stack.enter_async_context(
                    self._http.download(address, {"access_token": token}, start=start)
                )
            )

    async def _get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
        accept: Container[int] = (),
    ) -> Answer:
        return await self._authorized(
            lambda token: self._http.request(
                "GET",
                path,
                params={**(params or {}), "access_token": token},
                timeout=timeout,
                accept=accept,
            )
        )

    async def _authorized[T](self, call: Callable[[str], Awaitable[T]]) -> T:
        session = self._session or await self._session_after(None)
        try:
            return await call(session.access_token)
        except AuthError:
            session = await self._session_after(session)
        return await call(session.access_token)

    async def _session_after(self, failed: Session | None) -> Session:
        async with self._signing_in:
            if self._session and self._session is not failed:
                return self._session
            if self._refused:
                raise AuthError("the sign-in was refused before")
            return await self.signin()


def _room(room_id: str) -> str:
    return f"/alpha/rooms/{_quoted(room_id)}"


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _printable(name: str) -> str:
    return "".join(filter(str.isprintable, name)) or "file"


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _was_cut_by_router(answer: Answer) -> bool:
    return (
        answer.status == SERVICE_UNAVAILABLE
        and answer.is_html
        and "Retry-After" not in answer.headers
        and answer.seconds >= ROUTER_PATIENCE
    )
