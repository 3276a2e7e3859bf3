"""docs/api-coverage.md has every call of each client, and names tests that are there."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re

from .project import Finding, Project
from .source import Function, Source

PAGE = "docs/api-coverage.md"
SERVICE = re.compile(r"/providers/(\w+)/")
NAME = re.compile(r"`([^`]+)`")
# The columns of a table of calls.
METHOD, TESTS = 1, -1
HEAD = "Method"


@dataclass(frozen=True)
class Row:
    """A line of a table of calls."""

    line: int
    service: str
    methods: list[str]
    tests: list[str]


def check(project: Project, source: Source) -> Iterator[Finding]:
    """Find calls without a line, and lines without a call or with lost tests."""
    calls = _calls(source)
    path = project.root / PAGE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = [*_rows(text)]
    for row in rows:
        for method in row.methods:
            if method not in calls.get(row.service, {}):
                yield project.finding(path, row.line, f"there is no call {method}")
        if not row.tests:
            yield project.finding(path, row.line, "no test is named")
        for test in row.tests:
            if not (project.root / "tests" / test).is_file():
                yield project.finding(path, row.line, f"there is no tests/{test}")
    for service, known in calls.items():
        told = {name for row in rows if row.service == service for name in row.methods}
        for name, function in known.items():
            if name not in told:
                yield source.finding(
                    function.module, function.node, f"{name} is not in {PAGE}"
                )


def _calls(source: Source) -> dict[str, dict[str, Function]]:
    """Return each service's calls: the public methods of its client.

    A client that is a package has its calls in classes named …Api, and each bears the
    name of its module.
    """
    found: dict[str, dict[str, Function]] = {}
    for function in source.functions:
        match function.module.name.split("."):
            case ["providers", service, "client"] if not _is_package(function):
                kind, prefix = "Client", ""
            case ["providers", service, "client", part]:
                kind, prefix = "Api", f"{part}."
            case _:
                continue
        if _is_call(function, kind):
            name = prefix + function.node.name
            found.setdefault(service, {})[name] = function
    return found


def _is_package(function: Function) -> bool:
    return function.module.path.name == "__init__.py"


def _is_call(function: Function, kind: str) -> bool:
    owner = function.owner
    return (
        owner is not None
        and function.outer is None
        and owner.node.name.endswith(kind)
        and not function.node.name.startswith("_")
        and not any(
            isinstance(decorator, ast.Name) and decorator.id == "property"
            for decorator in function.node.decorator_list
        )
    )


def _rows(text: str) -> Iterator[Row]:
    """Yield the lines of the tables whose second column is the method."""
    service, in_table = "", False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            service = ""
        if not line.startswith("|"):
            in_table = False
            if not service and (named := SERVICE.search(line)):
                service = named[1]
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not in_table:
            in_table = len(cells) > METHOD and cells[METHOD] == HEAD
        elif not set(line) <= set("|-: "):
            yield Row(
                number, service, NAME.findall(cells[METHOD]), NAME.findall(cells[TESTS])
            )
