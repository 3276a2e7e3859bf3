"""Where an expression stands: what its names are bound to."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .source import Function, Module, Site, Source, callee

# What an expression can be: its texts, or the texts that it holds as values.
type Texts = Callable[[bool], set[str]]

MAX_DEPTH = 8


class Unclear(Exception):
    """An expression whose possible texts cannot be told."""

    def __init__(self, node: ast.AST) -> None:
        """Keep what is unclear."""
        super().__init__(ast.unparse(node))


class Unbound(Unclear):
    """A parameter that only a function's callers can tell."""


@dataclass(frozen=True, eq=False)
class Scope:
    """A function in one of the situations in which it is called.

    `calls` lead to it, the outermost last, and `site` is where the last one stands:
    that is where a reader looks for what is wrong.
    """

    module: Module
    site: Site
    function: Function | None = None
    bound: Mapping[str, Texts] = field(default_factory=dict)
    calls: tuple[ast.Call, ...] = ()

    def with_names(self, bound: Mapping[str, Texts]) -> Scope:
        """Return the scope of a comprehension within this one."""
        everything = {**self.bound, **bound}
        return Scope(self.module, self.site, self.function, everything, self.calls)


type Evaluate = Callable[[ast.expr, Scope, bool], set[str]]


def parameters(function: Function) -> list[str]:
    """Return the names that positional arguments go to, without self and cls."""
    arguments = function.node.args
    names = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    static = any(
        isinstance(decorator, ast.Name) and decorator.id == "staticmethod"
        for decorator in function.node.decorator_list
    )
    return names[1:] if function.owner and not static else names


def bind(
    function: Function, call: ast.Call, caller: Scope, evaluate: Evaluate
) -> dict[str, Texts]:
    """Return what a function's parameters are in a call."""

    def texts(expression: ast.expr, scope: Scope) -> Texts:
        return lambda values: evaluate(expression, scope, values)

    arguments = function.node.args
    names = parameters(function)
    own = Scope(function.module, caller.site, None)
    bound = {
        name: texts(default, own)
        for name, default in zip(
            reversed(names), reversed(arguments.defaults), strict=False
        )
    }
    for argument, default_value in zip(
        arguments.kwonlyargs, arguments.kw_defaults, strict=True
    ):
        if default_value is not None:
            bound[argument.arg] = texts(default_value, own)
    for name, value in zip(names, call.args, strict=False):
        if isinstance(value, ast.Starred):
            break
        bound[name] = texts(value, caller)
    known = {*names, *(item.arg for item in arguments.kwonlyargs)}
    rest = [keyword for keyword in call.keywords if keyword.arg not in known]
    for keyword in call.keywords:
        if keyword.arg in known and keyword.arg is not None:
            bound[keyword.arg] = texts(keyword.value, caller)
    if arguments.kwarg is not None:
        gathered = ast.Dict(
            keys=[
                ast.Constant(keyword.arg) if keyword.arg else None for keyword in rest
            ],
            values=[keyword.value for keyword in rest],
        )
        bound[arguments.kwarg.arg] = texts(
            ast.copy_location(ast.fix_missing_locations(gathered), call), caller
        )
    return bound


class Situations:
    """The situations in which the code's functions are called."""

    def __init__(self, source: Source, evaluate: Evaluate) -> None:
        """Find all calls."""
        self._evaluate = evaluate
        self._calls: dict[str | Function, list[tuple[Site, ast.Call]]] = {}
        for site, call in source.calls():
            found = source.named(call.func, site.module)
            called = found if isinstance(found, Function) else callee(call)
            self._calls.setdefault(called, []).append((site, call))

    def each(self, site: Site, look: Callable[[Scope], None]) -> list[tuple[Site, str]]:
        """Look at a place, from no farther than is needed to tell what happens there.

        Returns where nothing can be told, and what is unclear.
        """
        unclear: list[tuple[Site, str]] = []
        done: set[tuple[ast.Call, ...]] = set()
        for depth in range(MAX_DEPTH + 1):
            pending = False
            for scope in self.of(site, depth):
                calls = scope.calls
                if any(calls[:length] in done for length in range(len(calls) + 1)):
                    continue
                try:
                    look(scope)
                except Unclear as err:
                    if isinstance(err, Unbound) and depth < MAX_DEPTH:
                        pending = True
                        continue
                    unclear.append((scope.site, str(err)))
                done.add(calls)
            if not pending:
                break
        return unclear

    def of(self, site: Site, depth: int = MAX_DEPTH) -> Iterator[Scope]:
        """Yield the scopes in which a place is reached, seen from so far away."""
        function = site.function
        callers = self.callers(function) if function and depth else []
        if not function or not callers:
            yield Scope(site.module, site, function)
            return
        for place, call in callers:
            for caller in self.of(place, depth - 1):
                bound = bind(function, call, caller, self._evaluate)
                calls = (call, *caller.calls)
                yield Scope(site.module, caller.site, function, bound, calls)

    def callers(self, function: Function) -> list[tuple[Site, ast.Call]]:
        """Return the calls of a function.

        A flow's steps are called by Home Assistant, and so are special methods.
        """
        if not parameters(function) and not _takes_keywords(function):
            return []
        if function.node.name.startswith(("async_step_", "__")):
            return []
        if function in self._calls:
            return self._calls[function]
        return [
            (place, call)
            for place, call in self._calls.get(function.node.name, ())
            if _may_mean(place, call, function)
        ]


def _may_mean(place: Site, call: ast.Call, function: Function) -> bool:
    """Return whether a call may be one of a method or of a function within another."""
    if place.function is function:
        return False
    if function.owner is not None:
        return isinstance(call.func, ast.Attribute)
    return function.outer is not None and place.module is function.module


def _takes_keywords(function: Function) -> bool:
    return bool(function.node.args.kwonlyargs or function.node.args.kwarg)


def all_parameters(function: Function) -> set[str]:
    """Return the names of all parameters."""
    arguments = function.node.args
    found = {*parameters(function), *(item.arg for item in arguments.kwonlyargs)}
    return found | ({arguments.kwarg.arg} if arguments.kwarg else set())
