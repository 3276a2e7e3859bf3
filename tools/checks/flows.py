"""What config and options flows show: steps, fields, menus, errors and aborts."""

import ast
from collections.abc import Iterator

from .facts import Facts, Text
from .scope import Scope
from .source import Class, External, Site, argument, callee

SECTIONS = {
    "ConfigFlow": "config",
    "OptionsFlow": "options",
    "OptionsFlowWithReload": "options",
    "OptionsFlowWithConfigEntry": "options",
}
UNKNOWN_FLOWS = frozenset({"ConfigSubentryFlow", "RepairsFlow"})

STEPS = frozenset(
    {"async_external_step", "async_show_form", "async_show_menu", "async_show_progress"}
)
NEXT_STEPS = frozenset({"async_external_step_done", "async_show_progress_done"})
# The argument with the reason, its position, and the reason where none is given; the
# other helpers' own reasons are Home Assistant's texts.
ABORTS: dict[str, tuple[str, int | None, str | None]] = {
    "AbortFlow": ("reason", 0, None),
    "_abort_if_unique_id_configured": ("error", None, "already_configured"),
    "_abort_if_unique_id_mismatch": ("reason", None, "unique_id_mismatch"),
    "_async_abort_entries_match": ("", None, "already_configured"),
    "async_abort": ("reason", None, None),
    "async_update_and_abort": ("reason", None, None),
    "async_update_reload_and_abort": ("reason", None, None),
}


def read(facts: Facts) -> None:
    """Find all that flows show."""
    shown = [
        site
        for site, call in facts.source.calls()
        if callee(call) in STEPS | NEXT_STEPS | ABORTS.keys()
        and _is_ours(call, facts, site)
    ]
    flows = _flows(facts)
    facts.each(shown, lambda site, scope: _look(facts, flows, site, scope))
    for section in {section for _, section in flows}:
        site = next(
            Site(own.node, own.module, own, None)
            for own, kind in flows
            if kind == section
        )
        names = frozenset({"name"})
        facts.texts.append(Text((section, "flow_title"), site, names, optional=True))


def _is_ours(call: ast.Call, facts: Facts, site: Site) -> bool:
    found = facts.source.named(call.func, site.module)
    return found is None or isinstance(found, External)


def _flows(facts: Facts) -> list[tuple[Class, str]]:
    """Return the classes of flows, with the section of their texts."""
    flows = []
    for own in facts.source.classes:
        for base in facts.source.ancestry(own):
            if not isinstance(base, External):
                continue
            if base.last in SECTIONS:
                flows.append((own, SECTIONS[base.last]))
            elif base.last in UNKNOWN_FLOWS:
                place = Site(own.node, own.module, None, None)
                facts.wrong(place, f"tools/checks/flows.py does not know {base.last}s")
    return flows


def _look(
    facts: Facts, flows: list[tuple[Class, str]], site: Site, scope: Scope
) -> None:
    owners = [
        (own, section)
        for own, section in flows
        if site.owner in facts.source.ancestry(own)
    ]
    if not owners:
        facts.wrong(site, "cannot tell which flow shows this: call it in its class")
    assert isinstance(site.node, ast.Call)
    if any(keyword.arg is None for keyword in site.node.keywords):
        facts.wrong(site, "write the arguments out: ** hides them from tools/checks")
    for own, section in owners:
        if callee(site.node) in ABORTS:
            _abort(facts, section, site, scope)
        elif callee(site.node) in NEXT_STEPS:
            next_steps = argument(site.node, "next_step_id")
            _expect(facts, own, facts.evaluator.texts(next_steps, scope), scope)
        else:
            _step(facts, own, section, site, scope)


def _placeholders(facts: Facts, call: ast.Call, scope: Scope) -> frozenset[str]:
    given = argument(call, "description_placeholders")
    return frozenset(facts.evaluator.texts(given, scope))


def _abort(facts: Facts, section: str, site: Site, scope: Scope) -> None:
    assert isinstance(site.node, ast.Call)
    if argument(site.node, "translation_domain") is not None:
        return
    name, position, default = ABORTS[callee(site.node)]
    reason = argument(site.node, name, position) if name else None
    reasons = facts.evaluator.texts(reason, scope)
    if reason is None and default is not None:
        reasons = {default}
    given = _placeholders(facts, site.node, scope)
    facts.texts += (
        Text((section, "abort", key), scope.site, given) for key in sorted(reasons)
    )


def _step(facts: Facts, own: Class, section: str, site: Site, scope: Scope) -> None:
    assert isinstance(site.node, ast.Call)
    evaluator, call = facts.evaluator, site.node
    step_id = argument(call, "step_id")
    steps = evaluator.texts(step_id, scope)
    if step_id is None and site.function is not None:
        steps = {site.function.node.name.removeprefix("async_step_")}
    given = _placeholders(facts, call, scope)
    fields = evaluator.texts(argument(call, "data_schema"), scope)
    options = evaluator.texts(argument(call, "menu_options"), scope)
    errors = evaluator.values(argument(call, "errors"), scope)
    actions = evaluator.texts(argument(call, "progress_action"), scope)
    for kind, keys in (("error", errors), ("progress", actions)):
        facts.texts += (Text((section, kind, key), scope.site, given) for key in keys)
    if steps:
        _expect(facts, own, steps | options, scope)
    for step in sorted(steps):
        top = (section, "step", step)
        allowed = given | {"name"} if step.startswith("reauth") else given
        wanted = [(*top, "title"), *_field_texts(top, fields)]
        wanted += [(*top, "menu_options", option) for option in sorted(options)]
        facts.texts += (Text(key, scope.site, allowed) for key in wanted)
        facts.texts += (
            Text(key, scope.site, allowed, optional=True)
            for key in _optional_texts(top, options, fields)
        )


def _expect(facts: Facts, own: Class, steps: set[str], scope: Scope) -> None:
    """Note which of these steps a flow does not have."""
    for missing in sorted(steps - _methods(facts, own)):
        facts.wrong(scope.site, f"there is no async_step_{missing}")


def _methods(facts: Facts, own: Class) -> set[str]:
    family = facts.source.family(own)
    return {
        function.node.name.removeprefix("async_step_")
        for function in facts.source.functions
        if function.owner in family and function.node.name.startswith("async_step_")
    }


def _field_texts(top: tuple[str, ...], fields: set[str]) -> Iterator[tuple[str, ...]]:
    for field in sorted(fields):
        section, _, name = field.rpartition("/")
        where = (*top, "sections", section) if section else top
        if section:
            yield (*where, "name")
        yield (*where, "data", name)
        yield (*where, "data_description", name)


def _optional_texts(
    top: tuple[str, ...], options: set[str], fields: set[str]
) -> Iterator[tuple[str, ...]]:
    yield (*top, "description")
    yield (*top, "submit")
    for option in options:
        yield (*top, "menu_option_descriptions", option)
    for section in {field.rpartition("/")[0] for field in fields} - {""}:
        yield (*top, "sections", section, "description")
