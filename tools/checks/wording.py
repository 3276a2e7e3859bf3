"""Texts that are no entity's, error's or form's: "common" among the translations."""

import ast

from .facts import Facts, Text
from .scope import Scope
from .source import Site, argument, callee

SHOWN = "common_text"


def read(facts: Facts) -> None:
    """Find every text that is asked for by its key."""
    sites = [site for site, call in facts.source.calls() if callee(call) == SHOWN]
    facts.each(sites, lambda site, scope: _look(facts, site, scope))


def _look(facts: Facts, site: Site, scope: Scope) -> None:
    call = site.node
    assert isinstance(call, ast.Call)
    given = frozenset(word.arg for word in call.keywords if word.arg is not None)
    facts.texts += (
        Text(("common", key), scope.site, given, exact=True)
        for key in sorted(facts.evaluator.texts(argument(call, "key", 1), scope))
    )
