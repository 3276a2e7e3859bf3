"""What exceptions, repairs' issues, selectors and devices say."""

import ast

from .facts import Facts, Text
from .scope import Scope
from .source import External, Site, argument, callee

DEVICES = frozenset({"DeviceInfo", "async_get_or_create"})
ISSUE = "async_create_issue"
# What users get to read, and so must have a text.
TOLD = frozenset(
    {
        "ConfigEntryAuthFailed",
        "ConfigEntryError",
        "ConfigEntryNotReady",
        "HomeAssistantError",
        "ServiceValidationError",
        "UpdateFailed",
    }
)


def read(facts: Facts) -> None:
    """Find every call with a translation key but those of entities' descriptions."""
    sites = [
        site
        for site, call in facts.source.calls()
        if argument(call, "translation_key") is not None
        and not _is_description(facts, site, call)
    ]
    facts.each(sites, lambda site, scope: _look(facts, site, scope))
    for site, call in facts.source.calls():
        match facts.source.named(call.func, site.module):
            case External() as found if (
                found.last in TOLD and argument(call, "translation_key") is None
            ):
                facts.wrong(site, f"{found.last} without a translation_key")


def _is_description(facts: Facts, site: Site, call: ast.Call) -> bool:
    return any(
        isinstance(base, External) and base.last.endswith("EntityDescription")
        for base in facts.source.ancestry(facts.source.named(call.func, site.module))
    )


def _look(facts: Facts, site: Site, scope: Scope) -> None:
    call = site.node
    assert isinstance(call, ast.Call)
    name = callee(call)
    keys = sorted(facts.evaluator.texts(argument(call, "translation_key"), scope))
    placeholders = argument(call, "translation_placeholders")
    given = frozenset(facts.evaluator.texts(placeholders, scope))
    if name == ISSUE:
        for key in keys:
            _issue(facts, key, scope, given)
    elif name.endswith("SelectorConfig"):
        for key in keys:
            _selector(facts, key, call, scope)
    elif name in DEVICES:
        facts.texts += (
            Text(("device", key, "name"), scope.site, given, exact=True) for key in keys
        )
    elif (domain := argument(call, "translation_domain")) is not None:
        if facts.project.domain in facts.evaluator.texts(domain, scope):
            facts.texts += (
                Text(("exceptions", key, "message"), scope.site, given, exact=True)
                for key in keys
            )
    elif "translation_domain" not in {word.arg for word in call.keywords}:
        facts.wrong(site, f"cannot tell whose text {keys} is: no translation_domain")


def _issue(facts: Facts, key: str, scope: Scope, given: frozenset[str]) -> None:
    whole = ("issues", key)
    facts.texts += (
        Text((*whole, part), scope.site, given, exact=True, whole=whole)
        for part in ("title", "description")
    )


def _selector(facts: Facts, key: str, call: ast.Call, scope: Scope) -> None:
    options = facts.evaluator.texts(argument(call, "options"), scope)
    fields = facts.evaluator.texts(argument(call, "fields"), scope)
    facts.texts += (
        Text(("selector", key, "options", option), scope.site)
        for option in sorted(options)
    )
    facts.texts += (
        Text(("selector", key, "fields", field, part), scope.site)
        for field in sorted(fields)
        for part in ("name", "description")
    )
