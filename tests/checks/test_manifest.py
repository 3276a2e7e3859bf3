"""manifest.json, hacs.json and quality_scale.yaml."""

from typing import Any

import pytest

from .conftest import Tree


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"zzz": 1}, "there is no key zzz"),
        ({"version": "lorem"}, "lorem is no version"),
        ({"version": 1}, "version must be a str"),
        ({"version": "1.2.4"}, "version is 1.2.4, in pyproject.toml it is 1.2.3"),
        ({"config_flow": "yes"}, "config_flow must be a bool"),
        ({"iot_class": "magic"}, "iot_class must be one of"),
        ({"integration_type": "magic"}, "integration_type must be one of"),
        ({"domain": "room"}, "domain must be the folder's name"),
        ({"codeowners": ["me"]}, "me must begin with @"),
        ({"documentation": "http://x.de"}, "documentation must begin with https://"),
        ({"dependencies": ["htp"]}, "Home Assistant has no htp"),
        ({"requirements": ["a b"]}, "a b is no requirement"),
        ({"requirements": ["some-thing"]}, "some-thing must be pinned with =="),
        ({"requirements": ["some-thing>=1"]}, "some-thing>=1 must be pinned with =="),
        ({"requirements": ["mashumaro"]}, "mashumaro must have a lower bound"),
        (
            {"requirements": ["mashumaro>=99"]},
            "mashumaro>=99 is in conflict with",
        ),
        (
            {"requirements": ["PyYAML<2"]},
            "PyYAML<2 is in conflict with",
        ),
    ],
)
def test_manifest(tree: Tree, change: dict[str, Any], text: str) -> None:
    """What hassfest would not take is found."""
    tree.change("manifest.json", lambda manifest: manifest.update(change))
    found = tree.found()
    assert any(line.startswith(f"manifest.json: {text}") for line in found)
    assert all(line.startswith("manifest.json: ") for line in found)


@pytest.mark.parametrize("key", ["version", "codeowners", "issue_tracker"])
def test_missing_key(tree: Tree, key: str) -> None:
    """A key that must be there is missed."""
    tree.change("manifest.json", lambda manifest: manifest.pop(key))
    assert tree.found() == [f"manifest.json: {key} is missing"]


def test_pin_of_what_home_assistant_pins(tree: Tree) -> None:
    """An exact version of a shared package would fail with the next release."""
    tree.replace("manifest.json", "mashumaro>=", "mashumaro==")
    assert "is Home Assistant's to pin" in tree.found()[0]


def test_unsorted_manifest(tree: Tree) -> None:
    """Keys are sorted: domain, name, then by the alphabet."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["after_dependencies"] = []

    tree.change("manifest.json", change)
    assert tree.found() == [
        "manifest.json: keys must be sorted: domain, name, then by the alphabet"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{}", "name is missing"),
        ('{"name": "x", "y": 1}', "there is no key y"),
        ('{"name": 1}', "name must be a str"),
    ],
)
def test_hacs(tree: Tree, text: str, problem: str) -> None:
    """What HACS would not take is found."""
    tree.write("/hacs.json", text)
    assert tree.found() == [f"hacs.json: {problem}"]


@pytest.mark.parametrize(
    ("new", "text"),
    [
        ("", "discovery is missing"),
        ("discovery: maybe", "discovery must be done, todo or exempt"),
        ("discovery: exempt", "discovery is exempt without a comment"),
        (
            "discovery: {status: exempt, comment: ''}",
            "discovery is exempt without a comment",
        ),
        ("discovery: {status: done, why: x}", "there is no key why"),
        ("discovery: done\n  magic: done", "there is no rule magic"),
    ],
)
def test_quality_scale(tree: Tree, new: str, text: str) -> None:
    """A rule that is missing, unknown or told wrongly is found."""
    tree.replace("quality_scale.yaml", "  discovery: done", f"  {new}")
    assert tree.found() == [f"quality_scale.yaml: {text}"]


@pytest.mark.parametrize(
    "new", ["discovery: todo", "discovery: {status: exempt, comment: None is there.}"]
)
def test_honest_quality_scale(tree: Tree, new: str) -> None:
    """What is to do, and what is exempt for a reason, is no fault."""
    tree.replace("quality_scale.yaml", "discovery: done", new)
    assert tree.found() == []


@pytest.mark.parametrize(
    "name", ["quality_scale.yaml", "icons.json", "services.yaml", "/hacs.json"]
)
def test_missing_file(tree: Tree, name: str) -> None:
    """A file that must be there is missed."""
    tree.path(name).unlink()
    assert f"{name.removeprefix('/')}: is missing" in tree.found()
