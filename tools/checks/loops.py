"""What a function's own names stand for: assignments and loops."""

import ast
from collections.abc import Iterator

from .scope import Evaluate, Scope, Texts
from .source import Function

CHANGES = frozenset({"append", "add", "extend", "update"})


def targets(
    evaluate: Evaluate, target: ast.expr, source: ast.expr, scope: Scope
) -> dict[str, Texts]:
    """Return what the names of a loop stand for."""
    match source, target:
        case (
            ast.Call(func=ast.Attribute(value=mapping, attr="items")),
            ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=item)]),
        ):
            return {
                key: lambda _: evaluate(mapping, scope, False),
                item: lambda _: evaluate(mapping, scope, True),
            }
        case ast.List(elts=rows) | ast.Tuple(elts=rows), ast.Tuple(elts=names):
            return {
                name.id: _column(evaluate, rows, index, scope)
                for index, name in enumerate(names)
                if isinstance(name, ast.Name)
            }
        case _, ast.Name(id=name):
            return {name: lambda values: evaluate(source, scope, values)}
    return {}


def _column(
    evaluate: Evaluate, rows: list[ast.expr], index: int, scope: Scope
) -> Texts:
    column = [
        row.elts[index]
        for row in rows
        if isinstance(row, ast.List | ast.Tuple) and len(row.elts) > index
    ]
    return lambda values: {
        text for item in column for text in evaluate(item, scope, values)
    }


def assigned(
    evaluate: Evaluate, function: Function, target: ast.expr, scope: Scope, values: bool
) -> Iterator[set[str]]:
    """Yield what a function gives to a name or an attribute, whichever way."""
    wanted = ast.unparse(target)

    def is_wanted(node: ast.expr) -> bool:
        return type(node) is type(target) and ast.unparse(node) == wanted

    for node in ast.walk(function.node):
        match node:
            case ast.Assign(targets=places, value=value):
                for place in places:
                    if is_wanted(place):
                        yield evaluate(value, scope, values)
                    elif isinstance(place, ast.Subscript) and is_wanted(place.value):
                        yield evaluate(value if values else place.slice, scope, False)
            case (
                ast.AnnAssign(target=place, value=ast.expr() as value)
                | ast.AugAssign(target=place, value=value)
                | ast.NamedExpr(target=place, value=value)
            ) if is_wanted(place):
                yield evaluate(value, scope, values)
            case (
                ast.For(target=place, iter=source)
                | ast.AsyncFor(target=place, iter=source)
            ) if isinstance(target, ast.Name):
                bound = targets(evaluate, place, source, scope)
                if target.id in bound:
                    yield bound[target.id](values)
            case ast.Call(
                func=ast.Attribute(value=changed, attr=how), args=[value]
            ) if how in CHANGES and is_wanted(changed):
                yield evaluate(value, scope, values)


def returned(function: Function) -> Iterator[ast.expr]:
    """Yield what a function returns."""
    pending: list[ast.AST] = [*function.node.body]
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        pending.extend(ast.iter_child_nodes(node))
