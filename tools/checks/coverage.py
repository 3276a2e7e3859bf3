"""docs/api-coverage.md has every call of each client, and tells the truth of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .coverage_page import PAGE, Page, Row
from .coverage_uses import Uses
from .data import load
from .project import Finding, Project
from .source import Function, Source


def check(project: Project, source: Source) -> Iterator[Finding]:
    """Find calls without a line, and what the page tells of them that is not so."""
    calls = _calls(source)
    path = project.root / PAGE
    page = Page.read(path.read_text(encoding="utf-8") if path.is_file() else "")
    uses = Uses(source)
    actions = load(project, project.integration / "services.yaml").mapping
    for row in page.rows:
        faults = [
            *_faulty_calls(row, calls.get(row.service, {}), uses),
            *(
                f"there is no action {project.domain}.{action}"
                for action in row.actions(project.domain)
                if action not in actions
            ),
            *_lost_tests(project, row),
        ]
        for fault in faults:
            yield project.finding(path, row.line, fault)
    yield from _miscounted(project, path, page)
    for service, known in calls.items():
        told = {
            name for row in page.rows if row.service == service for name in row.methods
        }
        for name, function in known.items():
            if name not in told:
                yield source.finding(
                    function.module, function.node, f"{name} is not in {PAGE}"
                )


def _faulty_calls(row: Row, known: dict[str, Function], uses: Uses) -> Iterator[str]:
    if not row.is_explained:
        yield f"it is not said what uses {', '.join(row.methods)}, or why nothing does"
    for method in row.methods:
        if method not in known:
            yield f"there is no call {method}"
        elif uses.has(row.service, method) != row.is_used:
            yield f"{method} is {'not used' if row.is_used else 'used'}"


def _lost_tests(project: Project, row: Row) -> Iterator[str]:
    if not row.tests:
        yield "no test is named"
    for test in row.tests:
        if not (project.root / "tests" / test).is_file():
            yield f"there is no tests/{test}"


def _miscounted(project: Project, path: Path, page: Page) -> Iterator[Finding]:
    """Find what the table of numbers tells other than the tables of calls."""
    if not page.rows:
        return
    counted = page.counted()
    told = {count.title for count in page.counts}
    for title in counted:
        if title not in told:
            yield project.finding(path, 1, f"{title} is not in the table of numbers")
    for count in page.counts:
        numbers = counted.get(count.title)
        if numbers != count.numbers:
            known = ", ".join(numbers or ("none",))
            yield project.finding(
                path, count.line, f"the numbers of {count.title} are {known}"
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
