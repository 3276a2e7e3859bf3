"""The texts that the code asks for."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .evaluate import Evaluator
from .project import Finding, Project
from .scope import Scope
from .source import Module, Site, Source

# A part of a key that may be any of several.
type Part = str | frozenset[str]


@dataclass(frozen=True)
class Text:
    """A text that the code shows.

    `given` are the placeholders that it gets; an `exact` one must use all of them,
    in its own text or in another one below `whole`.
    """

    key: tuple[Part, ...]
    site: Site
    given: frozenset[str] = frozenset()
    exact: bool = False
    optional: bool = False
    whole: tuple[str, ...] | None = None

    def is_for(self, key: tuple[str, ...]) -> bool:
        """Return whether it is the text at a key."""
        return len(key) == len(self.key) and all(
            there == wanted if isinstance(wanted, str) else there in wanted
            for there, wanted in zip(key, self.key, strict=True)
        )


@dataclass
class Facts:
    """What the checks of texts, icons and actions know of the code."""

    project: Project
    source: Source
    evaluator: Evaluator = field(init=False)
    texts: list[Text] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the evaluator."""
        self.evaluator = Evaluator(self.source)

    def wrong(self, site: Site, text: str) -> None:
        """Note what is wrong in the code."""
        self.findings.append(self.source.finding(site.module, site.node, text))

    def site_of(self, path: Path, line: int) -> Site:
        """Return a place in a file that is no module."""
        node = ast.Pass(lineno=line, col_offset=0)
        return Site(node, Module("", path, ast.Module([], [])), None, None)

    def each(self, sites: Iterable[Site], look: Look) -> None:
        """Look at places in all their situations; note where nothing can be told."""
        for site in sites:

            def look_at(scope: Scope, site: Site = site) -> None:
                look(site, scope)

            for where, what in self.evaluator.situations.each(site, look_at):
                self.wrong(where, f"cannot tell what {what} is here: see tools/checks")


type Look = Callable[[Site, Scope], None]
