"""How Carbonio's REST API is asked, whatever the call: the account, and errors."""

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Set as AbstractSet,
)
from contextlib import AsyncExitStack, asynccontextmanager
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import quote

from aiohttp import FormData
from multidict import MultiDict

from ...answers import Answer
from ...base import Download
from ...errors import AuthError, ForbiddenError, Reason
from ...http import HttpClient

CHATS = "/services/chats"
NO_REFUSALS: Mapping[int, Reason | None] = MappingProxyType({})

type Params = Mapping[str, str | int | bool | tuple[str, ...] | None]
type Body = bytes | Callable[[], FormData]


class Account(Protocol):
    """Whose calls these are."""

    @property
    def token(self) -> str:
        """What the account is known by now."""

    @property
    def account_id(self) -> str:
        """The account's own id, "" until it is known."""

    async def renew(self, used: str) -> None:
        """See to another token than the one that was refused."""


class Rest:
    """The API below /services/chats, asked as an account.

    Where the server does not know the account any more, it signs in once more, one
    at a time for all calls that wait, and the call is repeated.

    Paths are templates, "/rooms/{roomId}": log lines and errors show them as they
    are, and requests have `values` in them, quoted.
    """

    def __init__(self, http: HttpClient, account: Account) -> None:
        """Take the way to the server, on which `account` introduces itself."""
        self._http = http
        self.account = account

    async def request(
        self,
        method: str,
        template: str,
        values: Mapping[str, str] | None = None,
        *,
        params: Params | None = None,
        json: Any = None,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        accept: AbstractSet[int] = frozenset(),
        refusals: Mapping[int, Reason | None] = NO_REFUSALS,
        anonymous: bool = False,
    ) -> Answer:
        """Make a request and return the answer; `params` that are None are left out.

        A `body` that can be read only once is made anew for each try. `refusals`
        are the statuses by which this call says that the account may not do it,
        with the reason where that is certain: ForbiddenErrors.

        Beside the usual errors it raises AuthError if a new token is refused, too.
        """

        async def call() -> Answer:
            return await self._http.request(
                method,
                CHATS + filled(template, values),
                params=_query(params),
                data=body() if callable(body) else body,
                json=json,
                headers=headers,
                timeout=timeout,
                accept=accept | refusals.keys(),
                label=template,
                anonymous=anonymous,
            )

        answer = await (call() if anonymous else self._once_more(call))
        check(answer, accept, refusals)
        return answer

    @asynccontextmanager
    async def download(
        self,
        template: str,
        values: Mapping[str, str] | None = None,
        params: Params | None = None,
        *,
        start: int = 0,
    ) -> AsyncIterator[Download]:
        """Open a file of the server's, as HttpClient.download does."""
        async with AsyncExitStack() as stack:

            async def call() -> Download:
                return await stack.enter_async_context(
                    self._http.download(
                        self._http.address + CHATS + filled(template, values),
                        _query(params),
                        label=template,
                        start=start,
                    )
                )

            yield await self._once_more(call)

    async def _once_more[T](self, call: Callable[[], Awaitable[T]]) -> T:
        used = self.account.token
        try:
            return await call()
        except AuthError:
            await self.account.renew(used)
        return await call()


def check(
    answer: Answer,
    accept: AbstractSet[int] = frozenset(),
    refusals: Mapping[int, Reason | None] = NO_REFUSALS,
) -> None:
    """Raise the error that an answer's status stands for, as `request` does."""
    if answer.status in refusals:
        raise ForbiddenError(
            f"{answer.label}: status {answer.status}", reason=refusals[answer.status]
        )
    if answer.status not in accept:
        answer.raise_for_status()


def filled(template: str, values: Mapping[str, str] | None = None) -> str:
    """Return a path with values for its placeholders, each quoted as one segment."""
    return template.format_map(
        {
            key: quote(value, safe="", errors="replace")
            for key, value in (values or {}).items()
        }
    )


def _query(params: Params | None) -> MultiDict[str]:
    query: MultiDict[str] = MultiDict()
    for key, value in (params or {}).items():
        if isinstance(value, tuple):
            for item in value:
                query.add(key, item)
        elif isinstance(value, bool):
            query.add(key, str(value).lower())
        elif value is not None:
            query.add(key, str(value))
    return query
