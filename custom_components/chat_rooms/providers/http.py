"""The one way to make a request."""

import asyncio
from collections.abc import AsyncIterator, Callable, Container, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from io import BytesIO
import logging
from time import monotonic
from typing import Any

from aiohttp import (
    BytesPayload,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    FormData,
)
from yarl import URL

from .addresses import as_sent, is_upgrade, raised_to_https, web_address
from .answers import Answer, raise_for_status
from .base import Download
from .bodies import PIECE_TIMEOUT, WatchedBody, connection_errors, json_body, read
from .errors import ConnectionError_, ForbiddenError, ProviderError, UnsupportedError
from .parts import opened, part_headers
from .websocket import websocket

_LOGGER = logging.getLogger(__name__)

MIB = 1024 * 1024
MAX_ANSWER = 8 * MIB
MAX_FILE = 2048 * MIB

SHORT_TIMEOUT = 20.0
FILE_TIMEOUT = 300.0
NO_TIMEOUT = ClientTimeout(total=None)
FILE_TIMEOUTS = ClientTimeout(total=None, sock_connect=30, sock_read=30)
SHORT_REQUESTS = 4

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 3

type Body = FormData | Mapping[str, str] | bytes | BytesIO | BytesPayload


class HttpClient:
    """All requests of one account.

    `headers` go to the service's own origin only, like the parameters of every
    request; a provider may change them when its credentials change. At most four
    short requests run at a time; long polls and file transfers count apart.

    `authorize` is for a provider whose credentials may be refused: it is asked for
    more headers each time a request is about to leave for the own origin, after
    it has waited for its turn, and may raise a ProviderError instead.

    Every method raises ProviderErrors only. Their texts hold method, label and
    status, or the name of the type of aiohttp's error, never its text: that would
    show the address with the access token.
    """

    def __init__(
        self,
        session: ClientSession,
        base_url: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare for the service at `base_url`, a trailing slash is ignored.

        Raises UnsupportedError if that is no web address.
        """
        self._session = session
        url = web_address(URL(), base_url).with_query(None).with_fragment(None)
        self._base_url = str(url).rstrip("/")
        self._origin = url.origin()
        self.headers = dict(headers or {})
        self.authorize: Callable[[], Mapping[str, str]] = dict
        self._slots = asyncio.Semaphore(SHORT_REQUESTS)

    @property
    def address(self) -> str:
        """The base address without a trailing slash.

        It has become https where the service has sent a request on to it there.
        """
        return self._base_url

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        data: FormData | Mapping[str, str] | bytes | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        accept: Container[int] = (),
        label: str | None = None,
        anonymous: bool = False,
    ) -> Answer:
        """Make a request and return the answer.

        `path` is below the base address and already quoted, or a whole address: at
        another origin than the own, neither headers nor parameters go along.
        `data` or `json` is the body. `headers` are this request's, over the
        client's own; an `anonymous` one does without those of `authorize`. `label`
        is what log and errors call a path that holds a secret. `timeout`, in
        seconds for everything together, is for long polls and file transfers;
        without it the request is a short one. Statuses in `accept` are answers,
        not errors.

        A page for a browser is an UnsupportedError, whatever its status says.
        A connection that breaks in the middle of an answer is a ConnectionError_;
        an answer of more than 8 MiB is cut off there, with a ProtocolError. A GET
        follows three redirects within the service's own origin, or to its https. Any
        other is an UnsupportedError: the `address` may be at https after it.
        """
        label = f"{method} {label or path}"
        body: Body | None = data if json is None else json_body(json)
        async with self._slots if timeout is None else nullcontext():
            started = monotonic()
            with connection_errors(label):
                async with asyncio.timeout(timeout or SHORT_TIMEOUT):
                    response = await self._open(
                        method,
                        label,
                        self._url(path),
                        params or {},
                        headers or {},
                        body,
                        anonymous=anonymous,
                    )
                    try:
                        if response.status not in accept:
                            raise_for_status(label, response.status, response.headers)
                        content = await read(label, response, MAX_ANSWER)
                    finally:
                        response.close()
        answer = Answer(
            label=label,
            status=response.status,
            seconds=monotonic() - started,
            headers=response.headers,
            body=content,
        )
        if response.status not in accept:
            answer.raise_for_status()
        return answer

    @asynccontextmanager
    async def download(
        self,
        address: str,
        params: Mapping[str, str] | None = None,
        label: str = "file",
        *,
        bare: bool = False,
        start: int = 0,
    ) -> AsyncIterator[Download]:
        """Open the file at an address, which may be relative to the service's own.

        It is asked for from the byte at `start` on; the Download tells from where on
        it really comes, 0 where the service serves no parts.

        `params` are credentials: like the headers they go to the service's own
        origin only, and are dropped for good where a redirect leaves it. Plain
        http to the host of a service with https is raised to https. A `bare`
        request is for an address that is signed: it goes where and as the address
        says, and without credentials even to the own origin.

        Every single read may take 30 seconds. Reading more than 2 GiB raises a
        ProtocolError, and so does another part than the one that was asked for; a
        connection that breaks is a ConnectionError_. A stranger's 401 is a
        ForbiddenError: it says nothing about the account.
        """
        label = f"GET {label}"
        url = as_sent(URL(self._base_url), address)
        with connection_errors(label):
            response = await self._open(
                "GET",
                label,
                url,
                params or {},
                part_headers(start),
                abroad=True,
                bare=bare,
            )
        try:
            yield opened(label, response, start, MAX_FILE)
        finally:
            response.close()

    async def upload(
        self,
        address: str,
        data: bytes,
        content_type: str,
        label: str = "file",
        *,
        refusals: Mapping[int, Callable[[str], ProviderError]] | None = None,
    ) -> None:
        """PUT a file to a signed address, which is used as it came.

        `refusals` makes the errors of statuses that mean something of their own.

        It bears no credentials, not even at the own origin, and no redirect is
        followed. It may take as long as it gets on: a piece that does not leave
        within a minute, or no answer within five after the last one, is a
        ConnectionError_. A 401 is a ForbiddenError.
        """
        label = f"PUT {label}"
        url = as_sent(URL(), address)
        with connection_errors(label):
            async with asyncio.timeout(PIECE_TIMEOUT) as timeout:
                response = await self._open(
                    "PUT",
                    label,
                    url,
                    {},
                    {"Content-Type": content_type},
                    WatchedBody(data, timeout),
                    bare=True,
                )
                response.close()
        if refusal := (refusals or {}).get(response.status):
            raise refusal(f"{label}: status {response.status}")
        raise_for_status(label, response.status, response.headers)

    @asynccontextmanager
    async def websocket(
        self,
        path: str,
        *,
        protocols: Sequence[str] = (),
        label: str | None = None,
        largest: int = MIB,
    ) -> AsyncIterator[ClientWebSocketResponse]:
        """Open a WebSocket below the base address, and close it afterwards.

        It is an origin's own request, with headers and those of `authorize`. Pings
        are answered. A message of more than `largest` bytes ends the connection.

        UnsupportedError where the address has no such socket or redirects, even
        to the own origin. What aiohttp raises inside the context is a
        ConnectionError_ outside of it.
        """
        label = f"GET {label or path}"
        if self._session.closed:
            raise ConnectionError_(f"{label}: the session is closed")
        async with websocket(
            self._session,
            label,
            self._url(path),
            headers={**self.headers, **self.authorize()},
            protocols=protocols,
            largest=largest,
            timeout=SHORT_TIMEOUT,
        ) as socket:
            yield socket

    async def _open(
        self,
        method: str,
        label: str,
        url: URL,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        data: Body | None = None,
        *,
        abroad: bool = False,
        anonymous: bool = False,
        bare: bool = False,
    ) -> ClientResponse:
        if self._session.closed:
            raise ConnectionError_(f"{label}: the session is closed")
        if isinstance(data, bytes):
            data = BytesIO(data)
        trusted = not bare and (abroad or self._is_own(url))
        for _ in range(MAX_REDIRECTS + 1):
            if abroad and not bare:
                url = raised_to_https(self._origin, url)
                trusted = trusted and self._is_own(url)
            known = {} if anonymous or not trusted else self.authorize()
            ours = {**self.headers, **known, **headers}
            started = monotonic()
            response = await self._session.request(
                method,
                url.update_query(params)
                if trusted
                else url.without_query_params(*params),
                headers=ours if trusted else headers if abroad or bare else None,
                data=data,
                allow_redirects=False,
                timeout=FILE_TIMEOUTS if abroad else NO_TIMEOUT,
            )
            took = (monotonic() - started) * 1000
            _LOGGER.debug("%s: %s in %d ms", label, response.status, took)
            if response.status == 401 and not trusted:
                response.close()
                raise ForbiddenError(f"{label}: status 401 of another host")
            if response.status not in REDIRECTS:
                return response
            response.close()
            target = as_sent(url, response.headers.get("Location", ""))
            is_ours = self._is_own(target) or is_upgrade(self._origin, target)
            if not abroad and trusted and is_ours and target.path == url.path:
                self._move_to(target.origin())
            if method != "GET" or not (abroad or is_ours):
                break
            url = target
        raise UnsupportedError(f"{label}: redirected elsewhere")

    def _url(self, path: str) -> URL:
        if path.startswith("/"):
            return URL(self._base_url + path, encoded=True)
        return raised_to_https(self._origin, as_sent(URL(), path))

    def _move_to(self, origin: URL) -> None:
        path = URL(self._base_url, encoded=True).raw_path.rstrip("/")
        self._base_url, self._origin = f"{origin}{path}", origin

    def _is_own(self, url: URL) -> bool:
        return url.origin() == self._origin
