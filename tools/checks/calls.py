"""What a call returns, and what stands at a key."""

import ast
from typing import TYPE_CHECKING

from .loops import returned
from .scope import Scope, Unbound, Unclear, bind
from .source import Class, Function, Value, argument, callee

if TYPE_CHECKING:
    from .evaluate import Evaluator

# Functions that return what they are given, as far as texts go: the first argument, ...
FIRST = frozenset(
    [
        "Exclusive",
        "Inclusive",
        "MappingProxyType",
        "Optional",
        "Required",
        "Schema",
        "add_suggested_values_to_schema",
        "dict",
        "dumps",
        "frozenset",
        "list",
        "make_entity_service_schema",
        "reversed",
        "set",
        "sorted",
        "str",
        "tuple",
    ]
)
# ... or all of them, or the second.
ALL = frozenset({"All", "Any", "has_at_least_one_key", "has_at_most_one_key"})
SECOND = frozenset({"cast"})
SAME_METHODS = frozenset({"copy", "keys"})


def at_key(
    evaluator: Evaluator, base: ast.expr, key: ast.expr, scope: Scope, values: bool
) -> set[str]:
    """Return a mapping's value at a key, all values where the key is unclear."""
    found = evaluator.source.named(base, scope.module)
    if not isinstance(found, Value):
        return evaluator.values(base, scope)
    try:
        wanted = evaluator.texts(key, scope)
    except Unbound:
        raise
    except Unclear:
        wanted = set()
    table = Scope(found.module, scope.site)
    texts: set[str] = set()
    for mapping in found.expressions:
        if not isinstance(mapping, ast.Dict):
            texts |= evaluator.values(mapping, table)
            continue
        for name, value in zip(mapping.keys, mapping.values, strict=True):
            if name is None:
                texts |= evaluator.values(value, table)
            elif not wanted or evaluator.texts(name, table) & wanted:
                texts |= evaluator.evaluate(value, table, values)
    return texts


def call(evaluator: Evaluator, node: ast.Call, scope: Scope, values: bool) -> set[str]:
    """Return the texts of what a call returns."""
    if (function := _function(evaluator, node, scope)) is not None:
        inside = Scope(
            function.module,
            scope.site,
            function,
            bind(function, node, scope, evaluator.evaluate),
        )
        return evaluator.union(returned(function), inside, values)
    name = callee(node)
    if name == "SelectOptionDict":
        return evaluator.texts(argument(node, "value"), scope)
    if name in FIRST:
        named = {word.arg for word in node.keywords if word.arg and name == "dict"}
        return evaluator.union(node.args[:1], scope, values) | named
    if name in ALL:
        return evaluator.union(node.args, scope, values)
    if name in SECOND:
        return evaluator.union(node.args[1:2], scope, values)
    if isinstance(node.func, ast.Attribute):
        base = node.func.value
        if name in SAME_METHODS:
            return evaluator.evaluate(base, scope, values)
        if name == "values":
            return evaluator.values(base, scope)
        if name == "extend":
            return evaluator.union((base, *node.args[:1]), scope, values)
        if name == "get" and node.args:
            found = at_key(evaluator, base, node.args[0], scope, values)
            return found | evaluator.union(node.args[1:2], scope, values)
    raise Unclear(node)


def _function(evaluator: Evaluator, node: ast.Call, scope: Scope) -> Function | None:
    found = evaluator.source.named(node.func, scope.module)
    if isinstance(found, Function):
        return found
    match node.func, scope.function:
        case ast.Attribute(value=ast.Name(id="self")), Function(owner=Class() as own):
            family = evaluator.source.family(own)
            for function in evaluator.source.functions:
                if function.owner in family and (function.node.name == callee(node)):
                    return function
    return None
