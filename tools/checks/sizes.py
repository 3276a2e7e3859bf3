"""No file over 400 lines: one that grows has two subjects."""

from collections.abc import Iterator
from pathlib import Path

from .project import Finding, Project

LIMIT = 400
SUFFIXES = frozenset({".bash", ".js", ".mjs", ".py", ".pyi", ".sh", ".ts"})
# What a program makes of others nobody reads.
BUILT = "frontend"


def is_code(path: Path) -> bool:
    """Return whether a file is a program, by its name or by its first line."""
    if path.suffix:
        return path.suffix in SUFFIXES
    with path.open("rb") as file:
        first = file.readline(100)
    return first.startswith(b"#!")


def check(project: Project) -> Iterator[Finding]:
    """Find programs that are too long."""
    for path in filter(is_code, project.files):
        if path.parent.name == BUILT:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LIMIT:
            yield project.finding(
                path, LIMIT + 1, f"has {lines} lines, more than {LIMIT}"
            )
