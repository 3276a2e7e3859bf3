"""How Nextcloud takes parameters, answers and refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web
import orjson

from .recording import Call

UNKNOWN_ROUTE = 998
NOT_SIGNED_IN = 997
JSON = "application/json"


class Refusal(Exception):
    """A request that gets an error for an answer.

    What a good client would never have sent is a `mistake`, which is noted.
    """

    def __init__(
        self,
        status: int,
        message: str = "",
        *,
        code: int | None = None,
        data: object = None,
        mistake: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Remember what to answer; the code is OCS's, else the status."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or status
        self.data = data
        self.mistake = mistake
        self.headers = headers or {}


def malformed(message: str) -> Refusal:
    """Return the refusal of what no good client sends."""
    return Refusal(400, message, mistake=True)


def unknown_route() -> Refusal:
    """Return the refusal of an OCS endpoint that this server does not have."""
    return Refusal(404, "Invalid query", code=UNKNOWN_ROUTE)


@dataclass(slots=True)
class Answer:
    """What stands in the envelope of an OCS answer."""

    data: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def envelope(call: Call, answer: Answer, code: int, message: str) -> web.Response:
    """Return an OCS answer, in XML unless JSON was asked for."""
    meta = {
        "status": "ok" if answer.status < 400 else "failure",
        "statuscode": code,
        "message": message,
    }
    data = [] if answer.data is None or answer.data == {} else answer.data
    content = {"ocs": {"meta": meta, "data": data}}
    body, content_type = orjson.dumps(content), JSON
    if not wants_json(call):
        body, content_type = _xml(content), "application/xml"
    return web.Response(
        status=answer.status,
        body=body,
        content_type=content_type,
        charset="utf-8",
        headers=answer.headers,
    )


def wants_json(call: Call) -> bool:
    """Tell whether a request asks for JSON."""
    return JSON in (call.header("Accept") or "") or ("format", "json") in call.query


def _xml(content: dict[str, Any]) -> bytes:
    root = ET.Element("ocs")
    for name, value in content["ocs"].items():
        _add_xml(root, name, value)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add_xml(parent: ET.Element, name: str, value: object) -> None:
    element = ET.SubElement(parent, name)
    match value:
        case dict():
            for key, item in value.items():
                _add_xml(element, key if key.isidentifier() else "element", item)
        case list():
            for item in value:
                _add_xml(element, "element", item)
        case bool():
            element.text = "1" if value else ""
        case _:
            element.text = "" if value is None else str(value)


def plain_json(value: object, status: int = 200) -> web.Response:
    """Return JSON outside of OCS."""
    return web.Response(status=status, body=orjson.dumps(value), content_type=JSON)


class Parameters:
    """The parameters of a request, wherever they stand: address, form or JSON."""

    def __init__(self, call: Call, *, in_body: bool = True) -> None:
        """Refuse what cannot be read; a file's bytes are no parameters."""
        self._asked: set[str] = set()
        self._values: dict[str, Any] = dict(call.query)
        self._values.pop("format", None)
        if not in_body:
            return
        if call.problem:
            raise malformed(call.problem)
        self._values |= dict(call.fields)
        if call.content_type == JSON and call.text:
            try:
                body = orjson.loads(call.text)
            except orjson.JSONDecodeError as error:
                raise malformed("the body is not JSON") from error
            if not isinstance(body, dict):
                raise malformed("the body is not an object")
            self._values |= body

    @property
    def unasked(self) -> list[str]:
        """Return the parameters that nobody wanted to know."""
        return [name for name in self._values if name not in self._asked]

    def ignore(self, *names: str) -> None:
        """Know parameters that make no difference here."""
        self._asked.update(names)

    def given(self, name: str) -> bool:
        """Tell whether a parameter is there."""
        self._asked.add(name)
        return self._values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as text."""
        self._asked.add(name)
        value = self._values.get(name)
        if isinstance(value, (dict, list)):
            raise malformed(f"{name} is not a text")
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """Return a parameter that must be there; it may be empty."""
        if not self.given(name):
            raise malformed(f"{name} is missing")
        return self.text(name)

    def number(self, name: str, default: int | None = None) -> int:
        """Return a parameter that is a whole number."""
        if not self.given(name):
            if default is None:
                raise malformed(f"{name} is missing")
            return default
        value = self._values[name]
        if isinstance(value, bool):
            return int(value)
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise malformed(f"{name} is not a number") from error

    def flag(self, name: str) -> bool:
        """Return a parameter that is true or false."""
        match self.text(name, "0").lower():
            case "1" | "true":
                return True
            case "0" | "false" | "":
                return False
            case _:
                raise malformed(f"{name} is neither true nor false")
