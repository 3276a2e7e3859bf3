"""What an attribute stands for."""

import ast
from typing import TYPE_CHECKING

from . import constants
from .loops import assigned
from .scope import Scope, Unclear
from .source import Class, Definition, argument

if TYPE_CHECKING:
    from .evaluate import Evaluator

SAME = frozenset({"schema", "value"})


def attribute(
    evaluator: Evaluator, node: ast.Attribute, scope: Scope, values: bool
) -> set[str]:
    """Return the texts of an attribute."""
    if (found := evaluator.source.named(node, scope.module)) is not None:
        return evaluator.definition(found, node, scope, values)
    owner = evaluator.source.named(node.value, scope.module)
    if isinstance(owner, Class):
        member = constants.of_enumeration(owner, node.attr)
        if member:
            return member
    if (given := _constructed(evaluator, node, scope)) is not None:
        return given
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        own = scope.function.owner if scope.function else None
        family = evaluator.source.family(own) if own else []
        local = [
            texts
            for function in evaluator.source.functions
            if function.owner in family
            for texts in assigned(
                evaluator.evaluate,
                function,
                node,
                Scope(function.module, scope.site, function),
                values,
            )
        ]
        if local:
            return set().union(*local)
    elif node.attr in SAME:
        return evaluator.evaluate(node.value, scope, values)
    raise Unclear(node)


def _constructed(
    evaluator: Evaluator, node: ast.Attribute, scope: Scope
) -> set[str] | None:
    """Return what all instances of an annotated name's class are given."""
    wanted = _annotated(evaluator, node.value, scope)
    if wanted is None:
        return None
    given: list[set[str]] = []
    for site, call in evaluator.source.calls():
        made = evaluator.source.named(call.func, site.module)
        value = argument(call, node.attr)
        if value is None or wanted not in evaluator.source.ancestry(made):
            continue

        def look(place: Scope, value: ast.expr = value) -> None:
            given.append(evaluator.texts(value, place))

        if evaluator.situations.each(site, look):
            raise Unclear(value)
    return set().union(*given) if given else None


def _annotated(evaluator: Evaluator, node: ast.expr, scope: Scope) -> Definition | None:
    function, annotation = scope.function, None
    if isinstance(node, ast.Name) and function is not None:
        arguments = function.node.args
        for item in (*arguments.args, *arguments.kwonlyargs):
            if item.arg == node.id:
                annotation = item.annotation
    elif isinstance(node, ast.Attribute) and function and function.owner:
        for line in function.owner.node.body:
            match line:
                case ast.AnnAssign(target=ast.Name(id=node.attr)):
                    annotation = line.annotation
    return (
        None if annotation is None else evaluator.source.named(annotation, scope.module)
    )
