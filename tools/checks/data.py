"""JSON and YAML files with the line of every key.

JSON is read as YAML, which it is a part of, for the sake of the lines.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from .project import Finding, Project

SUFFIXES = (".json", ".yaml", ".yml")

type Key = tuple[Hashable, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the tags of Home Assistant, such as !input, as what they stand before."""


def _untagged(loader: Any, suffix: str, node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!", _untagged)


@dataclass
class Data:
    """A file's content."""

    project: Project
    path: Path
    value: Any = None
    lines: dict[Key, int] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)

    @property
    def mapping(self) -> dict[str, Any]:
        """The content of a file that ought to be a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def at(self, *key: Hashable) -> Any:
        """Return what stands under a key, None if there is nothing."""
        value = self.value
        for part in key:
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value

    def finding(self, key: Key, text: str) -> Finding:
        """Return what is wrong at a key, or at the nearest one above it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.project.finding(self.path, self.lines.get(key, 1), text)

    def leaves(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Yield whatever is no mapping, with its key."""
        if self.value is not None:
            yield from _leaves((), self.value)


def _leaves(key: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for part, below in value.items():
            yield from _leaves((*key, str(part)), below)
    else:
        yield key, value


def load(project: Project, path: Path) -> Data:
    """Read a file; what is wrong with it is in its faults."""
    data = Data(project, path)
    if not path.is_file():
        data.faults.append(project.finding(path, 1, "is missing"))
        return data
    text = path.read_text(encoding="utf-8")
    try:
        if path.suffix == ".json":
            data.value = json.loads(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if path.suffix != ".json" and node is not None:
                data.value = loader.construct_document(node)
        finally:
            loader.dispose()
    except json.JSONDecodeError as err:
        data.faults.append(project.finding(path, err.lineno, f"is no JSON: {err.msg}"))
        return data
    except yaml.YAMLError as err:
        mark = getattr(err, "problem_mark", None)
        problem = getattr(err, "problem", None) or "unreadable"
        line = mark.line + 1 if mark else 1
        data.faults.append(project.finding(path, line, f"is no YAML: {problem}"))
        return data
    if node is not None:
        _note_lines(data, (), node)
    return data


def _note_lines(data: Data, key: Key, node: Any) -> None:
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(data, (*key, index), item)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for name, value in node.value:
        line = name.start_mark.line + 1
        if name.value in seen:
            data.faults.append(
                data.project.finding(data.path, line, f"{name.value} is there twice")
            )
        seen.add(name.value)
        below = (*key, name.value)
        data.lines.setdefault(below, line)
        _note_lines(data, below, value)


def check(project: Project) -> Iterator[Finding]:
    """Find files that do not parse, or that have a key twice."""
    for path in project.files:
        if path.suffix in SUFFIXES:
            yield from load(project, path).faults
