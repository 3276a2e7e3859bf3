"""The integration's code: its modules and what their names stand for."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .project import Finding, Project

type FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class External:
    """Something of another package, by its dotted name."""

    name: str

    @property
    def last(self) -> str:
        """The name without what it is in."""
        return self.name.rpartition(".")[2]


@dataclass(eq=False)
class Module:
    """A module; `name` is dotted and begins below the integration."""

    name: str
    path: Path
    tree: ast.Module
    definitions: dict[str, Definition] = field(default_factory=dict)

    @property
    def package(self) -> str:
        """The name that its relative imports begin from."""
        if self.path.name == "__init__.py":
            return self.name
        return self.name.rpartition(".")[0]


@dataclass(frozen=True, eq=False)
class Class:
    """A class."""

    node: ast.ClassDef
    module: Module


@dataclass(frozen=True, eq=False)
class Function:
    """A function, perhaps a method or inside another one."""

    node: FunctionNode
    module: Module
    owner: Class | None
    outer: Function | None


@dataclass(frozen=True, eq=False)
class Value:
    """Whatever a name was assigned at the top of a module."""

    expressions: list[ast.expr]
    module: Module


@dataclass(frozen=True)
class Import:
    """A name that comes from elsewhere."""

    module: str
    name: str | None


@dataclass(frozen=True, eq=False)
class Site:
    """A node in its surroundings."""

    node: ast.AST
    module: Module
    owner: Class | None
    function: Function | None


type Definition = Module | Class | Function | Value | Import | External


@dataclass
class Source:
    """All modules of the integration."""

    project: Project
    modules: dict[str, Module] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)

    @classmethod
    def read(cls, project: Project) -> Source:
        """Parse the integration."""
        source = cls(project)
        for path in sorted(project.integration.rglob("*.py")):
            parts = path.relative_to(project.integration).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            module = source.modules[name] = Module(name, path, tree)
            source._visit(tree, Site(tree, module, None, None))
        return source

    def _visit(self, node: ast.AST, around: Site) -> None:
        for child in ast.iter_child_nodes(node):
            site = Site(child, around.module, around.owner, around.function)
            self.sites.append(site)
            top = around.owner is None and around.function is None
            below = site
            if isinstance(child, ast.ClassDef):
                owner = Class(child, site.module)
                self.classes.append(owner)
                below = Site(child, site.module, owner, None)
                if top:
                    site.module.definitions[child.name] = owner
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                function = Function(child, site.module, site.owner, site.function)
                self.functions.append(function)
                below = Site(child, site.module, site.owner, function)
                if top:
                    site.module.definitions[child.name] = function
            elif isinstance(child, ast.Import | ast.ImportFrom):
                for name, target in imports(child, site.module):
                    site.module.definitions.setdefault(name, target)
            elif top:
                _note_assignment(child, site.module)
            self._visit(child, below)

    @cached_property
    def prefix(self) -> str:
        """What absolute imports of the integration's own modules begin with."""
        return f"custom_components.{self.project.domain}"

    def resolve(self, module: Module, name: str) -> Definition | None:
        """Return what a name at the top of a module stands for."""
        found = module.definitions.get(name)
        return self._follow(found) if isinstance(found, Import) else found

    def _follow(self, target: Import) -> Definition | None:
        inner: str | None = None
        if target.module.startswith("."):
            inner = target.module[1:]
        elif f"{target.module}.".startswith(f"{self.prefix}."):
            inner = target.module[len(self.prefix) + 1 :]
        if inner is None:
            return External(".".join(filter(None, (target.module, target.name))))
        if target.name is None:
            return self.modules.get(inner)
        below = f"{inner}.{target.name}".strip(".")
        if inner in self.modules and target.name in self.modules[inner].definitions:
            return self.resolve(self.modules[inner], target.name)
        return self.modules.get(below)

    def named(self, node: ast.AST, module: Module) -> Definition | None:
        """Return what `name` or `module.name` stands for, if it is known."""
        if isinstance(node, ast.Name):
            return self.resolve(module, node.id)
        if isinstance(node, ast.Attribute):
            match self.named(node.value, module):
                case Module() as inner:
                    return self.resolve(inner, node.attr)
                case External(name):
                    return External(f"{name}.{node.attr}")
        return None

    def ancestry(self, definition: Definition | None) -> list[Definition]:
        """Return a class and all that it inherits from, as far as it is known."""
        found: list[Definition] = []
        if isinstance(definition, Class | External):
            found.append(definition)
        if isinstance(definition, Class):
            for base in definition.node.bases:
                plain = base.value if isinstance(base, ast.Subscript) else base
                found += self.ancestry(self.named(plain, definition.module))
        return found

    def family(self, own: Class) -> list[Definition]:
        """Return what a class and those that inherit from it are made of."""
        lines = (self.ancestry(each) for each in self.classes)
        return [member for line in lines if own in line for member in line]

    def calls(self) -> Iterator[tuple[Site, ast.Call]]:
        """Yield all calls."""
        for site in self.sites:
            if isinstance(site.node, ast.Call):
                yield site, site.node

    def finding(self, module: Module, node: ast.AST, text: str) -> Finding:
        """Return what is wrong at a node."""
        return self.project.finding(module.path, getattr(node, "lineno", 1), text)


def callee(call: ast.Call) -> str:
    """Return the name that is called, without what it is in."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """Return an argument of a call."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and len(call.args) > position:
        return call.args[position]
    return None


def imports(
    node: ast.Import | ast.ImportFrom, module: Module
) -> Iterator[tuple[str, Import]]:
    """Yield the names that an import makes; a module of our own begins with a dot."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            full = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or full, Import(full, None)
        return
    origin = node.module or ""
    if node.level:
        above = module.package.split(".") if module.package else []
        kept = above[: len(above) - (node.level - 1)]
        origin = "." + ".".join((*kept, *filter(None, [node.module])))
    for alias in node.names:
        yield alias.asname or alias.name, Import(origin, alias.name)


def _note_assignment(node: ast.AST, module: Module) -> None:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            pass
        case _:
            return
    known = module.definitions.setdefault(name, Value([], module))
    if isinstance(known, Value):
        known.expressions.append(value)
