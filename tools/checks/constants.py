"""The texts of what other packages and enumerations define."""

import ast
from collections.abc import Mapping
from enum import Enum
from importlib import import_module
from typing import Any

from .source import Class


def of_enumeration(found: Class, member: str | None = None) -> set[str] | None:
    """Return the values of an enumeration, or of one of its members."""
    bases = {ast.unparse(base) for base in found.node.bases}
    if not any(base.endswith(("Enum", "Flag")) for base in bases):
        return None
    texts: set[str] = set()
    for node in found.node.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Constant(value=str() as text)
            ) if member in (None, name):
                texts.add(text)
    return texts


def of_home_assistant(name: str, values: bool) -> set[str] | None:
    """Return the texts of something that Home Assistant defines."""
    if not name.startswith("homeassistant."):
        return None
    try:
        return _texts(_object(name), values)
    except AttributeError, ImportError, TypeError:
        return None


def _object(name: str) -> Any:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ImportError(name)


def _texts(found: Any, values: bool) -> set[str] | None:
    if isinstance(found, str):
        return {str(found)}
    if isinstance(found, Mapping):
        return {str(item) for item in (found.values() if values else found)}
    if isinstance(found, list | tuple | set | frozenset):
        return {str(item) for item in found}
    if isinstance(found, type) and issubclass(found, Enum):
        return {str(member.value) for member in found}
    return None
