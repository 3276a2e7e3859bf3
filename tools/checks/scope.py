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


@dataclass(frozen=True, eq=False)
class Scope:
    """A function in one of the situations in which it is called.

    `site` is where a reader looks for it: the outermost call that made it so.
    """

    module: Module
    site: Site
    function: Function | None = None
    bound: Mapping[str, Texts] = field(default_factory=dict)

    def with_names(self, bound: Mapping[str, Texts]) -> Scope:
        """Return the scope of a comprehension within this one."""
        return Scope(self.module, self.site, self.function, {**self.bound, **bound})


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
        self._source = source
        self._evaluate = evaluate
        self._calls: dict[str, list[tuple[Site, ast.Call]]] = {}
        for site, call in source.calls():
            self._calls.setdefault(callee(call), []).append((site, call))

    def of(self, site: Site, depth: int = 0) -> Iterator[Scope]:
        """Yield the scopes in which a place is reached.

        A flow's step is where callers of Home Assistant come in.
        """
        function = site.function
        alone = Scope(site.module, site, function)
        if (
            function is None
            or depth > MAX_DEPTH
            or not _takes_arguments(function)
            or function.node.name.startswith(("async_step_", "__"))
        ):
            yield alone
            return
        callers = [
            (place, call)
            for place, call in self._calls.get(function.node.name, ())
            if self._means(place, call, function)
        ]
        if not callers:
            yield alone
        for place, call in callers:
            for caller in self.of(place, depth + 1):
                yield Scope(
                    site.module,
                    caller.site,
                    function,
                    bind(function, call, caller, self._evaluate),
                )

    def _means(self, place: Site, call: ast.Call, function: Function) -> bool:
        if place.function is function:
            return False
        if function.owner is not None:
            return isinstance(call.func, ast.Attribute)
        return self._source.named(call.func, place.module) is function or (
            function.outer is not None and place.module is function.module
        )


def _takes_arguments(function: Function) -> bool:
    arguments = function.node.args
    return bool(parameters(function) or arguments.kwonlyargs or arguments.kwarg)
