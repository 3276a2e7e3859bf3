"""The actions, triggers and conditions: in the code, and in their YAML files."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .data import Data, load
from .facts import Facts, Text
from .loops import returned
from .project import Finding
from .scope import Scope
from .source import Function, Site, argument, callee

# The positions of domain, name and schema among the arguments, and the names that
# the last two have; where the domain's is None, it is a platform's own method.
REGISTER: dict[str, tuple[int | None, int, int | None]] = {
    "async_register": (0, 1, 3),
    "async_register_admin_service": (1, 2, 4),
    "async_register_batched_entity_service": (1, 2, None),
    "async_register_batched_platform_entity_service": (1, 2, None),
    "async_register_platform_entity_service": (1, 2, None),
    "async_register_entity_service": (None, 0, 1),
}
DOMAINS = ("domain", "service_domain")
NAMES = ("service", "service_name", "name")
TARGETS = frozenset({"area_id", "device_id", "entity_id", "floor_id", "label_id"})
LISTS = {
    "triggers": ("trigger.py", "async_get_triggers"),
    "conditions": ("condition.py", "async_get_conditions"),
}


@dataclass
class Action:
    """An action as the code registers it."""

    site: Site
    fields: set[str] = field(default_factory=set)
    placeholders: set[str] = field(default_factory=set)


def read(facts: Facts) -> dict[str, Action]:
    """Find the actions, triggers and conditions."""
    actions: dict[str, Action] = {}

    def look(site: Site, scope: Scope) -> None:
        call = site.node
        assert isinstance(call, ast.Call)
        texts = facts.evaluator.texts
        domain_at, name_at, schema_at = REGISTER[callee(call)]
        if domain_at is not None and facts.project.domain not in texts(
            _argument(call, DOMAINS, domain_at), scope
        ):
            return
        fields = texts(argument(call, "schema", schema_at), scope)
        given = texts(argument(call, "description_placeholders"), scope)
        for name in texts(_argument(call, NAMES, name_at), scope):
            action = actions.setdefault(name, Action(scope.site))
            action.fields |= fields
            action.placeholders |= given

    registered = [site for site, call in facts.source.calls() if _registers(call)]
    facts.each(registered, look)
    services = load(facts.project, facts.project.integration / "services.yaml")
    if actions or services.path.is_file():
        facts.findings += services.faults
        facts.findings += _compare(facts, services, actions)
    _read_yaml(facts, "services", services, actions)
    for section in LISTS:
        _read_list(facts, section)
    return actions


def _registers(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Attribute(attr="services"), attr="async_register"):
            return True
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in REGISTER and name != "async_register"
    return False


def _argument(call: ast.Call, names: tuple[str, ...], position: int) -> ast.expr | None:
    for name in names:
        if (found := argument(call, name)) is not None:
            return found
    return argument(call, "", position)


def _compare(
    facts: Facts, services: Data, actions: dict[str, Action]
) -> Iterator[Finding]:
    for name, action in sorted(actions.items()):
        described = services.at(name)
        if name not in services.mapping:
            place, module = action.site.node, action.site.module
            yield facts.source.finding(module, place, f"{name} is not in services.yaml")
            continue
        fields = {key for _, key, _ in fields_of(described)}
        has_target = isinstance(described, dict) and "target" in described
        taken = action.fields
        if taken >= TARGETS:
            taken = taken - TARGETS
            if not has_target:
                yield services.finding((name,), f"{name} has targets, but not here")
        for key in sorted(taken - fields):
            yield services.finding((name, "fields"), f"{name} takes {key} as well")
        for key in sorted(fields - action.fields):
            where = next(
                path for path, field, _ in fields_of(described) if field == key
            )
            yield services.finding((name, *where), f"{name} does not take {key}")
    for name in services.mapping.keys() - actions.keys():
        yield services.finding((name,), f"there is no action {name}")


def fields_of(described: Any) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Yield the fields that a YAML file describes: their key, name and content."""
    fields = described.get("fields") if isinstance(described, dict) else None
    for name, content in (fields or {}).items():
        if isinstance(content, dict) and "fields" in content:
            for key, field_name, below in fields_of(content):
                yield ("fields", name, *key), field_name, below
        else:
            yield ("fields", name), name, content


def _read_yaml(
    facts: Facts, section: str, data: Data, actions: dict[str, Action]
) -> None:
    for name, described in data.mapping.items():
        site = facts.site_of(data.path, data.lines.get((name,), 1))
        given = frozenset(actions[name].placeholders if name in actions else ())
        keys: list[tuple[str, ...]] = [("name",), ("description",)]
        for key, field_name, content in fields_of(described):
            here = facts.site_of(data.path, data.lines.get((name, *key), 1))
            facts.texts += (
                Text((section, name, "fields", field_name, part), here, given)
                for part in ("name", "description")
            )
            if len(key) > 2:
                keys.append(("sections", key[1], "name"))
                below = (section, name, "sections", key[1], "description")
                facts.texts.append(Text(below, site, given, optional=True))
            _read_selector(facts, content, here)
        facts.texts += (Text((section, name, *key), site, given) for key in keys)


def _read_selector(facts: Facts, content: Any, site: Site) -> None:
    selector = content.get("selector") if isinstance(content, dict) else None
    for settings in (selector or {}).values():
        if not isinstance(settings, dict):
            continue
        for inner in (settings.get("fields") or {}).values():
            _read_selector(facts, inner, site)
        if (key := settings.get("translation_key")) is None:
            continue
        for option in settings.get("options", ()):
            value = option["value"] if isinstance(option, dict) else str(option)
            facts.texts.append(Text(("selector", key, "options", value), site))
        for name in settings.get("fields", ()):
            facts.texts += (
                Text(("selector", key, "fields", name, part), site)
                for part in ("name", "description")
            )


def _read_list(facts: Facts, section: str) -> None:
    """Compare triggers or conditions with their YAML file."""
    file, getter = LISTS[section]
    module = facts.source.modules.get(file.removesuffix(".py"))
    data = load(facts.project, facts.project.integration / f"{section}.yaml")
    names: set[str] = set()
    function = module and module.definitions.get(getter)
    if isinstance(function, Function):
        site = Site(function.node, function.module, None, function)

        def look(site: Site, scope: Scope) -> None:
            for value in returned(function):
                names.update(facts.evaluator.texts(value, scope))

        facts.each([site], look)
        for name in sorted(names - data.mapping.keys()):
            facts.wrong(site, f"{name} is not in {section}.yaml")
    if data.path.is_file():
        facts.findings += data.faults
    for name in sorted(data.mapping.keys() - names):
        facts.findings.append(data.finding((name,), f"{file} has no {name}"))
    _read_yaml(facts, section, data, {})
