"""Answers held against the description of Carbonio's API, where it is at hand.

The description is no part of this project: without its folder there is nothing to
check, and `GENERATIONS` is empty.
"""

from functools import cache
from pathlib import Path
import re
from typing import Any, Literal

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
import yaml  # type: ignore[import-untyped]

type Generation = Literal["1.6.2", "1.3.1"]

FOLDER = Path(__file__).parents[2].parent / "shared/api/carbonio-openapi"
FILES: dict[Generation, str] = {
    "1.3.1": "chats-api-1.3.1.yaml",
    "1.6.2": "ws-collaboration-api-1.6.2.yaml",
}
EVENTS_FILE = "ws-collaboration-events-1.6.2.yaml"
GENERATIONS: tuple[Generation, ...] = tuple(
    generation for generation, name in FILES.items() if (FOLDER / name).exists()
)
# The name under which the description of 1.3.1 refers to its meetings.
ELSEWHERE = {"../meeting/meeting-api.yaml": "meeting-api-1.3.1.yaml"}
# What the newer description calls differently.
RENAMED = {
    "listRoom": "listRooms",
    "listRoomMember": "listRoomMembers",
    "insertRoomMember": "insertRoomMembers",
    "updateToOwner": "insertOwner",
    "listRoomAttachmentInfo": "listRoomAttachmentsInfo",
    "getTokens": "getToken",
}
METHODS = ("get", "put", "post", "delete")
# It is said to be required, and to be there only where a history was cleared.
NOT_ALWAYS_THERE = "clearedAt"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
BASE = "carbonio:"

_formats = FormatChecker()


@_formats.checks("date-time")
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(MOMENT.fullmatch(value))


@cache
def _registry() -> Registry[Any]:
    registry: Registry[Any] = Registry()
    for path in FOLDER.glob("*.yaml"):
        document = _adapted(yaml.safe_load(path.read_text()))
        resource: Resource[Any] = DRAFT202012.create_resource(document)
        registry = registry.with_resource(f"{BASE}{path.name}", resource)
    return registry


def _adapted(value: Any) -> Any:
    """Return a description as JSON Schema can use it."""
    if isinstance(value, list):
        return [_adapted(item) for item in value]
    if not isinstance(value, dict):
        return value
    adapted = {str(key): _adapted(item) for key, item in value.items()}
    if isinstance(required := adapted.get("required"), list):
        adapted["required"] = [n for n in required if n != NOT_ALWAYS_THERE]
    for there, here in ELSEWHERE.items():
        reference = adapted.get("$ref", "")
        if isinstance(reference, str) and reference.startswith(there):
            adapted["$ref"] = reference.replace(there, f"{BASE}{here}")
    return adapted


@cache
def operations(generation: Generation) -> dict[str, Any]:
    """Return the operations of a generation by their ids."""
    document = _document(FILES[generation])
    return {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }


def _document(name: str) -> Any:
    return _registry().contents(f"{BASE}{name}")


def operation_of(operation_id: str, generation: Generation) -> Any:
    """Return an operation by its id of 1.3.1; LookupError for what there is not."""
    known = operations(generation)
    for name in (operation_id, RENAMED.get(operation_id)):
        if name in known:
            return known[name]
    raise LookupError(f"{generation} has no operation {operation_id}")


def statuses(operation_id: str, generation: Generation) -> set[int]:
    """Return the statuses that the description of an operation knows."""
    return {int(key) for key in operation_of(operation_id, generation)["responses"]}


def check(answer: Any, operation_id: str, generation: Generation) -> None:
    """Hold a successful answer's JSON against what an operation may answer.

    `operation_id` is that of 1.3.1, or of 1.6.2 for what only that has. Raises
    jsonschema's ValidationError with what is wrong, LookupError where the operation
    answers no JSON.
    """
    name = FILES[generation]
    for status, response in operation_of(operation_id, generation)["responses"].items():
        if not 200 <= int(status) < 300:
            continue
        content = _resolved(name, response).get("content", {})
        if "application/json" in content:
            _validate(answer, content["application/json"]["schema"], name)
            return
    raise LookupError(f"{operation_id} answers no JSON")


def check_event(event: Any) -> None:
    """Hold an event, spelled as in 1.6.2, against the description of its kind."""
    schema = {"$ref": f"#/components/schemas/{event['type']}"}
    _validate(event, schema, EVENTS_FILE)


def _resolved(name: str, value: Any) -> Any:
    if "$ref" not in value:
        return value
    resolver = _registry().resolver(f"{BASE}{name}")
    return resolver.lookup(value["$ref"]).contents


def _validate(value: Any, schema: Any, name: str) -> None:
    based = {"$id": f"{BASE}{name}/check", "allOf": [_absolute(schema, name)]}
    Draft202012Validator(based, registry=_registry(), format_checker=_formats).validate(
        value
    )


def _absolute(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_absolute(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    absolute = {key: _absolute(item, name) for key, item in value.items()}
    reference = absolute.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        absolute["$ref"] = f"{BASE}{name}{reference}"
    return absolute
