"""Arrows point down only, and nothing above knows which service it talks to."""

import ast
from collections.abc import Iterator
import sys

from .project import Finding, Project
from .source import Import, Module, Source, Value, imports

BELOW = "providers"
# What goes over the staircase, up and down.
MODEL = frozenset({"model", "outgoing"})
# The registry's own line in the config flow, and each service's step there.
FLOWS = "config_flow"


def check(project: Project, source: Source) -> Iterator[Finding]:
    """Find imports that point up, and services that are asked for by name."""
    keys = service_keys(source)
    for module in source.modules.values():
        below = _is_below(module.name)
        for node, target in _imports(module):
            name = _full_name(source, target)
            if (fault := _fault(source, module, name, keys)) is not None:
                yield source.finding(module, node, f"imports {name}: {fault}")
        if not below and module.name not in MODEL:
            yield from _comparisons(source, module, keys)
    yield from _simulators(project)


def service_keys(source: Source) -> frozenset[str]:
    """Return the services' keys, from the tables of the registry."""
    registry = source.modules.get(BELOW)
    tables = [
        table
        for value in (registry.definitions.values() if registry else ())
        if isinstance(value, Value)
        for table in value.expressions
        if isinstance(table, ast.Dict)
    ]
    return frozenset(
        key.value
        for table in tables
        for key in table.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    )


def _is_below(name: str) -> bool:
    return name == BELOW or name.startswith(f"{BELOW}.")


def _imports(module: Module) -> Iterator[tuple[ast.AST, Import]]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    yield node, Import(alias.name, None)
            case ast.ImportFrom():
                for _, target in imports(node, module):
                    yield node, target
            case ast.Call(
                func=ast.Name(id="__import__")
                | ast.Attribute(attr="import_module")
                | ast.Name(id="import_module"),
                args=[ast.Constant(value=str() as name), *_],
            ):
                yield node, Import(name, None)


def _full_name(source: Source, target: Import) -> str:
    """Return a dotted name; what is our own begins with a dot."""
    origin = target.module
    if f"{origin}.".startswith(f"{source.prefix}."):
        origin = "." + origin[len(source.prefix) + 1 :]
    if target.name is None:
        return origin
    return f"{origin}{'' if origin.endswith('.') else '.'}{target.name}"


def _fault(
    source: Source, module: Module, name: str, keys: frozenset[str]
) -> str | None:
    top = name.partition(".")[0]
    own = name.removeprefix(".") if name.startswith(".") else None
    if top in ("tests", "tools"):
        return "users do not have it"
    if module.name in MODEL:
        if own is not None or top not in sys.stdlib_module_names:
            return "the model needs nothing but the standard library"
    elif _is_below(module.name):
        if top in ("homeassistant", "custom_components"):
            return "providers know nothing of Home Assistant"
        if own is not None and own.partition(".")[0] not in {BELOW, *MODEL}:
            return "providers know nothing of what is above them"
    elif own is not None and module.name.partition(".")[0] != FLOWS:
        parts = own.split(".")
        if parts[0] == BELOW and len(parts) > 1 and parts[1] in keys:
            return "nothing above providers/ knows which service it talks to"
    return None


def _comparisons(
    source: Source, module: Module, keys: frozenset[str]
) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        asked: list[ast.expr] = []
        match node:
            case ast.Compare(left=left, comparators=others):
                asked = [left, *others]
            case ast.MatchValue(value=value):
                asked = [value]
            case ast.Call(
                func=ast.Attribute(attr="startswith" | "endswith"), args=arguments
            ):
                asked = arguments
        for expression in asked:
            for key in sorted(_constants(source, module, expression) & keys):
                text = f"asks for the service “{key}” by its name: ask for its features"
                yield source.finding(module, node, text)


def _constants(source: Source, module: Module, node: ast.expr) -> set[str]:
    """Return the texts in a constant or a collection of them; a table has none."""
    match node:
        case ast.Constant(value=str() as text):
            return {text.rstrip("|")}
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return {text for part in parts for text in _constants(source, module, part)}
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=[inner]):
            return _constants(source, module, inner)
        case ast.Name() | ast.Attribute():
            found = source.named(node, module)
            if isinstance(found, Value):
                return {
                    text
                    for value in found.expressions
                    for text in _constants(source, found.module, value)
                }
    return set()


def _simulators(project: Project) -> Iterator[Finding]:
    """Find simulators that use the code that they test."""
    for path in sorted((project.root / "tests" / "simulators").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                if name.partition(".")[0] == "custom_components":
                    text = f"imports {name}: a simulator shares no code with the client"
                    line = getattr(node, "lineno", 1)
                    yield project.finding(path, line, text)
