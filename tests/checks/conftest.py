"""A made-up checkout that tests break."""

from collections.abc import Callable
from dataclasses import dataclass
import json
from pathlib import Path
import subprocess
from typing import Any

import pytest

from tools.checks.__main__ import find
from tools.checks.project import Project

from .sample import FILES, HERE


@dataclass
class Tree:
    """A checkout; paths are below the integration unless they begin with a slash."""

    root: Path

    def path(self, name: str) -> Path:
        """Return where a file is."""
        return self.root / (name[1:] if name.startswith("/") else f"{HERE}/{name}")

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file at one place."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is not there once"
        self.write(name, text.replace(old, new))

    def add(self, name: str, text: str) -> None:
        """Add to the end of a file."""
        self.write(name, self.path(name).read_text(encoding="utf-8") + text)

    def change(self, name: str, change: Callable[[Any], object]) -> None:
        """Change a JSON file's content."""
        value = json.loads(self.path(name).read_text(encoding="utf-8"))
        change(value)
        self.write(name, json.dumps(value, indent=2))

    def change_texts(self, change: Callable[[Any], object]) -> None:
        """Change the texts of both languages."""
        for language in ("en", "ja"):
            self.change(f"translations/{language}.json", change)

    def found(self) -> list[str]:
        """Return all findings, without the lines and the integration's folder."""
        return [
            f"{finding.path.removeprefix(f'{HERE}/')}: {finding.text}"
            for finding in find(Project(self.root))
        ]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return a checkout in which nothing is wrong."""
    made = Tree(tmp_path)
    for name, text in FILES.items():
        made.write(f"/{name}", text)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return made


def texts(*found: str) -> list[str]:
    """Return what is found where the English texts lack these."""
    return [f"en.json has no {key}" for key in found]


def told(tree: Tree) -> list[str]:
    """Return what is found, without where."""
    return [line.partition(": ")[2] for line in tree.found()]
