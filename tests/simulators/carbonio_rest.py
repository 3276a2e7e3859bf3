"""What all endpoints of a simulated Carbonio share: who comes in, and with what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
import re
from typing import TYPE_CHECKING, Any

from aiohttp import hdrs, web
import orjson

from .carbonio_home import Room
from .carbonio_vault import COOKIE
from .recording import Call

if TYPE_CHECKING:
    from .carbonio_host import CarbonioHost

CHATS = "/services/chats"
ROOM = f"{CHATS}/rooms/{{room}}"

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ESCAPED = re.compile(r"(\\u[0-9a-fA-F]{4})+")
LARGEST_HEADERS = 8192

type Handle = Callable[[Call, str], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    """A request that is turned down; what is a mistake is held against the client."""

    def __init__(self, status: int, mistake: str = "") -> None:
        """Remember the status, and what no good client would have sent."""
        super().__init__(f"{status} {mistake}")
        self.status = status
        self.mistake = mistake


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint: where it is, and whether it is open to those without a token."""

    method: str
    path: str
    endpoint: str
    handle: Handle
    is_public: bool = False


def token_of(headers: Iterable[tuple[str, str]]) -> str | None:
    """Return the token that the cookies hold, if any."""
    for name, value in headers:
        if name.lower() != "cookie":
            continue
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(value)
        except CookieError:
            return None
        if COOKIE in cookies:
            return cookies[COOKIE].value
    return None


def answer_json(value: object, status: int = 200) -> web.Response:
    """Return an answer of JSON."""
    return web.Response(
        status=status, body=orjson.dumps(value), content_type="application/json"
    )


def nothing() -> web.Response:
    """Return the answer to what was done without a word."""
    return web.Response(status=204)


def file_answer(data: bytes) -> web.Response:
    """Return a file; what it is only its metadata tells."""
    return web.Response(body=data, content_type="application/octet-stream")


def body_of(call: Call) -> Any:
    """Return the JSON of a request."""
    if call.content_type != "application/json":
        raise Refusal(415, "the body is not declared as JSON")
    try:
        return orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, "the body is no JSON") from error


def fields_of(
    value: Any, required: dict[str, type], optional: dict[str, type] | None = None
) -> dict[str, Any]:
    """Return a JSON object of exactly such fields."""
    if not isinstance(value, dict):
        raise Refusal(400, "the body is no object")
    known = required | (optional or {})
    if unknown := set(value) - set(known):
        raise Refusal(400, f"this server knows no fields {sorted(unknown)}")
    if missing := set(required) - set(value):
        raise Refusal(400, f"the fields {sorted(missing)} are missing")
    for name, item in value.items():
        if type(item) is not known[name]:
            raise Refusal(400, f"the field {name} is of a wrong type")
    return value


def unescaped(text: str, what: str) -> str:
    r"""Return what was sent as \uXXXX for every UTF-16 unit."""
    if text and not ESCAPED.fullmatch(text):
        raise Refusal(400, f"{what} is not escaped")
    units = b"".join(
        bytes.fromhex(text[at + 2 : at + 6]) for at in range(0, len(text), 6)
    )
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"{what} holds half a character") from error


def one_value(call: Call, name: str) -> str | None:
    """Return a query parameter that may come once."""
    values = [value for key, value in call.query if key == name]
    if len(values) > 1:
        raise Refusal(400, f"{name} came more than once")
    return values[0] if values else None


def only_query(call: Call, *names: str) -> None:
    """Turn down a request with other query parameters than these."""
    if unknown := {key for key, _ in call.query} - set(names):
        raise Refusal(400, f"unknown parameters {sorted(unknown)}")


def whole_number(call: Call, name: str, default: int, least: int = 0) -> int:
    """Return a query parameter that is a number."""
    value = one_value(call, name)
    if value is None:
        return default
    if not value.isdecimal() or int(value) < least:
        raise Refusal(400, f"{name} is no such number")
    return int(value)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came as the body of a request, described by its headers."""

    name: str
    content_type: str
    data: bytes


def upload_of(call: Call) -> Upload:
    """Return the file of a request whose headers say what it is."""
    size = sum(len(key) + len(value) + 4 for key, value in call.headers)
    if size > LARGEST_HEADERS:
        raise Refusal(431, f"{size} bytes of headers")
    length = call.header(hdrs.CONTENT_LENGTH)
    if length is None or int(length) != len(call.body):
        raise Refusal(400, "Content-Length is missing")
    if call.content_type != "application/octet-stream":
        raise Refusal(415, "the body is not declared as application/octet-stream")
    name, content_type = call.header("fileName"), call.header("mimeType")
    if not name or not content_type:
        raise Refusal(400, "fileName or mimeType is missing")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", content_type):
        raise Refusal(400, "mimeType is none")
    return Upload(unescaped(name, "fileName"), content_type, call.body)


class Part:
    """Some of the endpoints."""

    def __init__(self, host: CarbonioHost) -> None:
        """Serve a host."""
        self.host = host
        self.world = host.world
        self.wire = host.wire
        self.changes = host.changes
        self.is_old = host.generation == "1.3.1"

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this generation."""
        raise NotImplementedError

    def room_of(self, call: Call, me: str) -> Room:
        """Return the room of a request, if the caller is in it."""
        room = self.world.rooms.get(call.room or "")
        if not room:
            raise Refusal(404)
        if me not in room.members:
            raise Refusal(403)
        return room

    def owned_room_of(self, call: Call, me: str) -> Room:
        """Return the room of a request, if the caller owns it."""
        room = self.room_of(call, me)
        if not room.is_owner(me):
            raise Refusal(403)
        return room

    def owned_group_of(self, call: Call, me: str) -> Room:
        """Return the room of a request, if it is a group and the caller owns it."""
        room = self.owned_room_of(call, me)
        if room.type == "one_to_one":
            raise Refusal(400, "that can be done in groups only")
        return room
