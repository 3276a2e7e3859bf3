"""Nothing is found where nothing is wrong."""

import pytest

from tools.checks.__main__ import main

from .conftest import Tree


def test_nothing_is_found(tree: Tree) -> None:
    """The sample, from which all other tests begin, is clean."""
    assert tree.found() == []


def test_findings_are_printed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each finding is a line with file, line and text, and the run fails."""
    monkeypatch.chdir(tree.root)
    assert main() == 0
    tree.replace("manifest.json", '"cloud_push"', '"magic"')
    assert main() == 1
    line = capsys.readouterr().out
    assert line.startswith("custom_components/rooms/manifest.json:13: iot_class must")


def test_broken_code_is_found(tree: Tree) -> None:
    """Code that does not parse ends the check with a finding."""
    tree.write("sensor.py", "def :\n")
    assert tree.found() == ["sensor.py: invalid syntax"]
