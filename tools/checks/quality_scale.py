"""quality_scale.yaml tells of every rule of Home Assistant's quality scale."""

from collections.abc import Iterator

from .data import Data, load
from .project import Finding, Project

RULES = {
    "bronze": [
        "action-setup",
        "appropriate-polling",
        "brands",
        "common-modules",
        "config-flow-test-coverage",
        "config-flow",
        "dependency-transparency",
        "docs-actions",
        "docs-triggers",
        "docs-conditions",
        "docs-high-level-description",
        "docs-installation-instructions",
        "docs-removal-instructions",
        "entity-event-setup",
        "entity-unique-id",
        "has-entity-name",
        "runtime-data",
        "test-before-configure",
        "test-before-setup",
        "unique-config-entry",
    ],
    "silver": [
        "action-exceptions",
        "config-entry-unloading",
        "docs-configuration-parameters",
        "docs-installation-parameters",
        "entity-unavailable",
        "integration-owner",
        "log-when-unavailable",
        "parallel-updates",
        "reauthentication-flow",
        "test-coverage",
    ],
    "gold": [
        "devices",
        "diagnostics",
        "discovery-update-info",
        "discovery",
        "docs-data-update",
        "docs-examples",
        "docs-known-limitations",
        "docs-supported-devices",
        "docs-supported-functions",
        "docs-troubleshooting",
        "docs-use-cases",
        "dynamic-devices",
        "entity-category",
        "entity-device-class",
        "entity-disabled-by-default",
        "entity-translations",
        "exception-translations",
        "icon-translations",
        "reconfiguration-flow",
        "repair-issues",
        "stale-devices",
    ],
    "platinum": ["async-dependency", "inject-websession", "strict-typing"],
}
STATUSES = frozenset({"done", "exempt", "todo"})


def check(project: Project) -> Iterator[Finding]:
    """Check that each rule is done, to do, or exempt for a reason."""
    data = load(project, project.integration / "quality_scale.yaml")
    yield from data.faults
    if data.value is None:
        return
    for key in data.mapping.keys() - {"rules"}:
        yield data.finding((key,), f"there is no key {key}")
    rules = data.at("rules")
    if not isinstance(rules, dict):
        yield data.finding(("rules",), "rules are missing")
        return
    known = [rule for level in RULES.values() for rule in level]
    for rule in known:
        if rule not in rules:
            yield data.finding(("rules",), f"{rule} is missing")
    for rule, told in rules.items():
        if rule not in known:
            yield data.finding(("rules", rule), f"there is no rule {rule}")
        yield from _check_rule(data, str(rule), told)


def _check_rule(data: Data, rule: str, told: object) -> Iterator[Finding]:
    where = ("rules", rule)
    more = told if isinstance(told, dict) else {"status": told}
    for key in more.keys() - {"comment", "status"}:
        yield data.finding((*where, key), f"there is no key {key}")
    status, comment = more.get("status"), more.get("comment")
    if status not in STATUSES:
        yield data.finding(where, f"{rule} must be done, todo or exempt")
    if status == "exempt" and not (isinstance(comment, str) and comment.strip()):
        yield data.finding(where, f"{rule} is exempt without a comment")
