"""Sizes of programs, and what cannot be read."""

import subprocess

import pytest

from .conftest import Tree


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("/tools/long.py", ""),
        ("/card/long.js", ""),
        ("/tools/long.sh", ""),
        ("/scripts/long", "#!/usr/bin/env bash\n"),
    ],
)
def test_long_program(tree: Tree, name: str, head: str) -> None:
    """A program of more than 400 lines is found, one of 400 is not."""
    tree.write(name, head + "\n" * (400 - head.count("\n")))
    assert tree.found() == []
    tree.add(name, "\n")
    assert tree.found() == [f"{name[1:]}: has 401 lines, more than 400"]


def test_long_text(tree: Tree) -> None:
    """What is no program, or is ignored, may be long."""
    tree.write("/README.md", "\n" * 500)
    tree.write("/LICENSE", "\n" * 500)
    tree.write("/ignored.py", "\n" * 500)
    tree.write("/.gitignore", "ignored.py\n")
    assert tree.found() == []


def test_tracked_files_are_checked(tree: Tree) -> None:
    """Files that are tracked count, and those that were removed do not."""
    tree.write("/tools/long.py", "\n" * 401)
    tree.write("/gone.py", "\n" * 401)
    subprocess.run(["git", "add", "--all"], cwd=tree.root, check=True)
    tree.path("/gone.py").unlink()
    assert tree.found() == ["tools/long.py: has 401 lines, more than 400"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("/a.json", '{"a": 1,}', "is no JSON: "),
        ("/a.yaml", "a: [1\n", "is no YAML: "),
        ("/a.yml", "a: 1\nb:\n  c: 1\n  c: 2\n", "c is there twice"),
        ("/a.json", '{"a": {"b": 1, "b": 2}}', "b is there twice"),
        ("/a.json", '[{"b": 1, "b": 2}]', "b is there twice"),
    ],
)
def test_unreadable(tree: Tree, name: str, text: str, problem: str) -> None:
    """A file that does not parse, or has a key twice, is found."""
    tree.write(name, text)
    found = tree.found()
    assert len(found) == 1
    assert found[0].startswith(f"{name[1:]}: {problem}")


def test_tags_of_home_assistant(tree: Tree) -> None:
    """A blueprint's inputs are no faults, nor are the same keys in two places."""
    tree.write("/a.yaml", "a: !input room\nb: !secret {c: 1}\nd: !x [1]\ne: {c: 1}\n")
    assert tree.found() == []
