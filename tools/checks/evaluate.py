"""Which texts an expression can be: the values of constants, followed through the code.

A text, a collection of texts and the keys of a mapping are one thing here: the set of
texts that may be meant. Whatever cannot be followed is Unclear, and never left out.
"""

import ast
from collections.abc import Iterable
from itertools import product

from . import constants
from .attributes import attribute
from .calls import at_key, call
from .loops import assigned, targets
from .scope import Scope, Situations, Unbound, Unclear, all_parameters
from .source import Class, Definition, External, Source, Value, argument, callee


class Evaluator:
    """Tells texts."""

    def __init__(self, source: Source) -> None:
        """Read the code."""
        self.source = source
        self.situations = Situations(source, self.evaluate)
        self._running: set[tuple[int, int, bool]] = set()

    def texts(self, node: ast.expr | None, scope: Scope) -> set[str]:
        """Return what a text can be, or what a collection can hold."""
        return set() if node is None else self.evaluate(node, scope, False)

    def values(self, node: ast.expr | None, scope: Scope) -> set[str]:
        """Return what a mapping's values can be."""
        return set() if node is None else self.evaluate(node, scope, True)

    def evaluate(self, node: ast.expr, scope: Scope, values: bool) -> set[str]:
        """Return the texts of an expression; one that needs itself adds nothing."""
        running = (id(node), id(scope.function), values)
        if running in self._running:
            return set()
        self._running.add(running)
        try:
            return self._evaluate(node, scope, values)
        finally:
            self._running.discard(running)

    def _evaluate(self, node: ast.expr, scope: Scope, values: bool) -> set[str]:
        match node:
            case ast.Constant(value=value):
                return {value} if isinstance(value, str) else set()
            case ast.JoinedStr(values=parts):
                return self._joined(parts, scope)
            case ast.FormattedValue(value=inner) | ast.Await(value=inner):
                return self.evaluate(inner, scope, values)
            case ast.NamedExpr(value=inner) | ast.Starred(value=inner):
                return self.evaluate(inner, scope, values)
            case ast.IfExp(body=one, orelse=other):
                return self.union((one, other), scope, values)
            case ast.BoolOp(values=parts):
                return self.union(parts, scope, values)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return self.union(parts, scope, values)
            case ast.Dict():
                return self._dict(node, scope, values)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return self.evaluate(node.elt, self._inner(node, scope), values)
            case ast.DictComp(key=key, value=item):
                inner_scope = self._inner(node, scope)
                return self.evaluate(item if values else key, inner_scope, False)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.union((left, right), scope, values)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                if any(
                    isinstance(side, ast.List | ast.Tuple) for side in (left, right)
                ):
                    return self.union((left, right), scope, values)
                return self._joined((left, right), scope)
            case ast.Name():
                return self._name(node, scope, values)
            case ast.Attribute():
                return attribute(self, node, scope, values)
            case ast.Subscript():
                return at_key(self, node.value, node.slice, scope, values)
            case ast.Call():
                return call(self, node, scope, values)
        raise Unclear(node)

    def union(self, nodes: Iterable[ast.expr], scope: Scope, values: bool) -> set[str]:
        """Return the texts of any of several expressions."""
        return {text for node in nodes for text in self.evaluate(node, scope, values)}

    def _joined(self, parts: Iterable[ast.expr], scope: Scope) -> set[str]:
        options = []
        for part in parts:
            texts = self.texts(part, scope)
            if not texts:
                raise Unclear(part)
            options.append(sorted(texts))
        return {"".join(choice) for choice in product(*options)}

    def _dict(self, node: ast.Dict, scope: Scope, values: bool) -> set[str]:
        """Return keys or values; a section's fields are named after it, by a slash."""
        found: set[str] = set()
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found |= self.evaluate(value, scope, values)
            elif values:
                found |= self.evaluate(value, scope, False)
            elif isinstance(value, ast.Call) and callee(value) == "section":
                fields = self.texts(argument(value, "schema", 0), scope)
                names = self.texts(key, scope)
                found |= {f"{name}/{field}" for name in names for field in fields}
            else:
                found |= self.texts(key, scope)
        return found

    def _inner(
        self,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
        scope: Scope,
    ) -> Scope:
        for each in node.generators:
            scope = scope.with_names(
                targets(self.evaluate, each.target, each.iter, scope)
            )
        return scope

    def _name(self, node: ast.Name, scope: Scope, values: bool) -> set[str]:
        if node.id in scope.bound:
            return scope.bound[node.id](values)
        function = scope.function
        while function is not None:
            local = [*assigned(self.evaluate, function, node, scope, values)]
            if local:
                return set().union(*local)
            if node.id in all_parameters(function):
                has_callers = function is scope.function and self.situations.callers(
                    function
                )
                raise Unbound(node) if has_callers else Unclear(node)
            function = function.outer
        found = self.source.resolve(scope.module, node.id)
        return self.definition(found, node, scope, values)

    def definition(
        self, found: Definition | None, node: ast.expr, scope: Scope, values: bool
    ) -> set[str]:
        """Return the texts of what a name stands for."""
        texts: set[str] | None = None
        match found:
            case Value(expressions=expressions, module=module):
                return self.union(expressions, Scope(module, scope.site), values)
            case Class():
                texts = constants.of_enumeration(found)
            case External(name):
                texts = constants.of_home_assistant(name, values)
        if texts is None:
            raise Unclear(node)
        return texts
