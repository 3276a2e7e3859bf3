"""What carnation insists on in a request, and how it refuses one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import hdrs, web
import orjson

from .carnation_records import User, Viewer
from .recording import Call

JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Refusal(Exception):
    """A request that gets an error for an answer: a text that is called JSON."""

    def __init__(self, status: int, message: str) -> None:
        """Remember what to answer."""
        super().__init__(message)
        self.status = status
        self.message = message

    def response(self) -> web.Response:
        """Return the answer."""
        return web.Response(
            status=self.status, body=self.message.encode(), content_type=JSON
        )


class OAuthRefusal(Refusal):
    """A refusal in the words of OAuth; 401 says how to do it right."""

    def __init__(self, status: int, error: str, scheme: str) -> None:
        """Remember the error, and the scheme that is asked for."""
        super().__init__(status, error)
        self._scheme = scheme

    def response(self) -> web.Response:
        """Return the answer."""
        body = {"error": self.message, "error_description": "See the RFC."}
        response = web.Response(
            status=self.status, body=orjson.dumps(body), content_type=JSON
        )
        if self.status == 401:
            hint = f'{self._scheme} realm="carnation", error="{self.message}"'
            response.headers[hdrs.WWW_AUTHENTICATE] = hint
        return response


class PageRefusal(Refusal):
    """A refusal by what lies around the service, as a page or a plain text."""

    def response(self) -> web.Response:
        """Return the answer."""
        kind = "text/html" if self.message.startswith("<") else "text/plain"
        return web.Response(status=self.status, text=self.message, content_type=kind)


def refused(message: str) -> Refusal:
    """Return the refusal of nearly everything."""
    return Refusal(400, message)


def broken() -> Refusal:
    """Return what is answered when the server itself has failed."""
    return Refusal(500, "<h1>Internal Server Error</h1>")


def bad_bearer() -> OAuthRefusal:
    """Return the refusal of a token that is wrong or too old."""
    return OAuthRefusal(401, "invalid_token", "Bearer")


def check_referer(call: Call, host: str) -> None:
    """Refuse what another site's page has sent."""
    name = hdrs.REFERER if call.method == "GET" else hdrs.ORIGIN
    came_from = call.header(name)
    if came_from and came_from.split("/")[2:3] != [host]:
        raise PageRefusal(403, "Forbidden")


def number(text: str) -> int:
    """Return a number as the server reads one: what is none is 0."""
    sign = -1 if text.startswith("-") else 1
    digits = text.removeprefix("-")
    end = next((i for i, c in enumerate(digits) if c not in "0123456789"), None)
    return sign * int(digits[:end] or 0)


@dataclass(slots=True)
class Asked:
    """A request whose sender is known, with its parameters."""

    call: Call
    complain: Callable[[Call, str], None]
    user: User | None = None
    viewer: Viewer | None = None
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Take parameters from the query and the form; the last one counts."""
        pairs = [*self.call.query, *self.call.fields]
        self.values = dict(pairs)
        if len(self.values) != len(pairs):
            self.complain(self.call, "a parameter was given twice")
        content_type = self.call.content_type
        if self.call.files or content_type not in ("", URLENCODED, MULTIPART):
            if self.call.body or self.call.files:
                self.complain(self.call, f"a body in {content_type!r} is ignored")

    def expect(self, required: Iterable[str], optional: Iterable[str]) -> None:
        """Complain of parameters that are missing or that nobody knows."""
        required = list(required)
        if missing := [name for name in required if not self.values.get(name)]:
            self.complain(self.call, f"parameters are missing: {missing}")
        known = {*required, *optional}
        if unknown := [name for name in self.values if name not in known]:
            self.complain(self.call, f"unknown parameters {unknown}")

    def text(self, name: str) -> str | None:
        """Return a parameter, or None if it is missing or empty."""
        return self.values.get(name) or None

    def given(self, name: str) -> str | None:
        """Return a parameter as it is, or None if it is missing."""
        return self.values.get(name)

    def number(self, name: str) -> int:
        """Return a number, or 0 if the parameter is missing or is none."""
        value = self.values.get(name, "")
        result = number(value)
        if value and value != str(result):
            self.complain(self.call, f"{name} is not a number: {value!r}")
        return result

    def flag(self, name: str) -> bool:
        """Return a flag, which is true only as the word."""
        value = self.values.get(name)
        if value not in (None, "true", "false"):
            self.complain(self.call, f"{name} is neither true nor false: {value!r}")
        return value == "true"

    def choice(self, name: str, *choices: str) -> str:
        """Return one of some words; another word means the first of them."""
        value = self.values.get(name)
        if value not in (None, *choices):
            self.complain(self.call, f"{name} is none of {choices}: {value!r}")
        return value if value in choices else choices[0]


type Answer = dict[str, Any]
type Handle = Callable[[Asked], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint with the names of its parameters, divided by spaces."""

    method: str
    path: str
    endpoint: str
    handle: Handle
    required: str = ""
    optional: str = ""
    documented: bool | None = None
