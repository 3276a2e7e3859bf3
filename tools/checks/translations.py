"""Every text that the code shows is there, in every language, and no other."""

from collections.abc import Iterator
import re
from string import Formatter

from .data import Data, load
from .facts import Facts, Text
from .project import Finding, Project

MAIN = "en.json"
LANGUAGES = (MAIN, "ja.json")

# What hassfest and the frontend do not take.
HTML = re.compile(r"<[a-zA-Z/!][^>]*>")
URL = re.compile(r"(?:\b[a-z0-9]+://|\bwww\.)\S", re.IGNORECASE)
QUOTED = re.compile(r"'\{\w+\}'")


def placeholders(text: object) -> frozenset[str]:
    """Return the placeholders of a text. Raises ValueError."""
    names = (name for _, name, _, _ in Formatter().parse(str(text)))
    return frozenset(name for name in names if name is not None)


def check(project: Project, facts: Facts) -> Iterator[Finding]:
    """Compare the code with the English texts, and these with all others."""
    folder = project.integration / "translations"
    names = {*LANGUAGES, *(path.name for path in folder.glob("*.json"))}
    files = {name: load(project, folder / name) for name in sorted(names)}
    for data in files.values():
        yield from data.faults
        yield from _wording(data)
    main = files[MAIN]
    if main.value is None:
        return
    yield from _missing(facts, main)
    yield from _left_over(facts, main)
    for name, data in files.items():
        if name != MAIN and data.value is not None:
            yield from _other_language(main, data)


def _wording(data: Data) -> Iterator[Finding]:
    for key, text in data.leaves():
        name = ".".join(key)
        if not isinstance(text, str) or not text or text != text.strip():
            yield data.finding(key, f"{name} is no text, empty or begins or ends blank")
            continue
        try:
            names = placeholders(text)
        except ValueError as err:
            yield data.finding(key, f"{name} has broken placeholders: {err}")
            continue
        if not all(part.isidentifier() for part in names):
            yield data.finding(key, f"{name} has a placeholder that is no name")
        if HTML.search(text):
            yield data.finding(key, f"{name} has HTML in it")
        if URL.search(text):
            yield data.finding(key, f"{name} has an address: make it a placeholder")
        if QUOTED.search(text):
            yield data.finding(key, f"{name} has a placeholder in single quotes")


def _missing(facts: Facts, main: Data) -> Iterator[Finding]:
    for wanted in facts.texts:
        key = tuple(part for part in wanted.key if isinstance(part, str))
        text = main.at(*key) if len(key) == len(wanted.key) else None
        if not isinstance(text, str):
            if not wanted.optional:
                yield _at(facts, wanted, f"{main.path.name} has no {'.'.join(key)}")
            continue
        used = _used(text)
        for name in sorted(used - wanted.given):
            yield _at(facts, wanted, f"{'.'.join(key)} wants {{{name}}}")
        if wanted.exact:
            whole = main.at(*wanted.whole) if wanted.whole else {"": text}
            everywhere = frozenset().union(
                *(_used(part) for part in _below(whole)),
            )
            for name in sorted(wanted.given - everywhere):
                yield _at(facts, wanted, f"{'.'.join(key)} does not use {{{name}}}")


def _used(text: str) -> frozenset[str]:
    try:
        return placeholders(text)
    except ValueError:
        return frozenset()


def _below(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _below(part)
    elif isinstance(value, str):
        yield value


def _at(facts: Facts, text: Text, words: str) -> Finding:
    return facts.source.finding(text.site.module, text.site.node, words)


def _left_over(facts: Facts, main: Data) -> Iterator[Finding]:
    plain = {text.key for text in facts.texts}
    patterns = [
        text
        for text in facts.texts
        if not all(isinstance(part, str) for part in text.key)
    ]
    for key, _ in main.leaves():
        if key not in plain and not any(text.is_for(key) for text in patterns):
            yield main.finding(key, f"nothing shows {'.'.join(key)}")


def _other_language(main: Data, other: Data) -> Iterator[Finding]:
    ours, theirs = dict(main.leaves()), dict(other.leaves())
    for key in ours.keys() - theirs.keys():
        yield other.finding(key, f"{'.'.join(key)} is missing")
    for key in theirs.keys() - ours.keys():
        yield other.finding(key, f"{'.'.join(key)} is not in {main.path.name}")
    for key in ours.keys() & theirs.keys():
        here, there = _used(str(ours[key])), _used(str(theirs[key]))
        if here != there:
            names = ", ".join(sorted(here ^ there))
            yield other.finding(key, f"{'.'.join(key)}: only one language has {names}")
