"""Run all checks: python -m tools.checks."""

from pathlib import Path
import sys

from . import (
    actions,
    arrows,
    coverage,
    data,
    exceptions,
    flows,
    icons,
    manifest,
    quality_scale,
    sizes,
    translations,
    wording,
)
from .entities import Entities
from .facts import Facts
from .project import Finding, Project
from .source import Source


def find(project: Project) -> list[Finding]:
    """Return all findings, each once, in the order of the files."""
    found: list[Finding] = [
        *sizes.check(project),
        *data.check(project),
        *manifest.check(project),
        *quality_scale.check(project),
    ]
    try:
        source = Source.read(project)
    except SyntaxError as err:
        name = project.name_of(Path(str(err.filename)))
        return sorted({*found, Finding(name, err.lineno or 1, err.msg)})
    found += arrows.check(project, source)
    found += coverage.check(project, source)
    facts = Facts(project, source)
    registered = actions.read(facts)
    flows.read(facts)
    exceptions.read(facts)
    wording.read(facts)
    entities = Entities(facts)
    entities.read()
    found += facts.findings
    found += translations.check(project, facts)
    found += icons.check(facts, entities.found, registered)
    return sorted(set(found))


def main() -> int:
    """Print what is wrong; return whether anything is."""
    found = find(Project())
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
