"""What all calls of carnation's have in common."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from ...answers import Answer
from ...base import Memory
from ...bodies import sendable
from ...http import HttpClient
from ..errors import REFUSALS, raise_refusal
from ..forms import Forms

type Value = str | int | float | bool | None


class Authorizer(Protocol):
    """What has the account's token."""

    is_viewer: bool

    async def authorized[T](
        self, label: str, call: Callable[[Mapping[str, str]], Awaitable[T]]
    ) -> T:
        """Make a call with the headers that it needs; `label` stands for its kind."""


class Calls:
    """A part of the API."""

    def __init__(self, http: HttpClient, tokens: Authorizer, memory: Memory) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._http = http
        self._tokens = tokens
        self._forms = Forms(memory)

    async def _call(self, method: str, path: str, **params: Value) -> Answer:
        """Make a call; parameters that are None are left out.

        carnation reads parameters from the query, and from a POST's form.
        """
        fields = {
            name: _text(value) for name, value in params.items() if value is not None
        }
        in_form = method == "POST"

        async def call(headers: Mapping[str, str]) -> Answer:
            answer = await self._http.request(
                method,
                path,
                params=None if in_form else fields,
                data=fields if in_form else None,
                headers=headers,
                accept=REFUSALS,
            )
            raise_refusal(answer)
            return answer

        return await self._tokens.authorized(f"{method} {path}", call)

    async def _json(self, method: str, path: str, **params: Value) -> Any:
        """Make a call and return what it answers."""
        return (await self._call(method, path, **params)).json()


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return sendable(str(value))
