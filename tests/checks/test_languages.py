"""How texts are written, and whether every language has them all."""

from typing import Any

import pytest

from .conftest import Tree


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is no text, empty or begins or ends blank"),
        ("No. ", "is no text, empty or begins or ends blank"),
        ("No, {", "has broken placeholders"),
        ("See https://example.com", "has an address"),
        ("<b>No</b>", "has HTML in it"),
        ("Not '{service}'", "has a placeholder in single quotes"),
        ("{a b}", "has a placeholder that is no name"),
    ],
)
def test_wording(tree: Tree, text: str, problem: str) -> None:
    """What neither hassfest nor the frontend takes is found in every language."""
    tree.change_texts(lambda value: value["config"]["error"].update(unknown=text))
    for language in ("en", "ja"):
        start = f"translations/{language}.json: config.error.unknown {problem}"
        assert any(line.startswith(start) for line in tree.found())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda value: value["exceptions"]["too_old"].update(message="Old"),
            "exceptions.too_old.message: only one language has name",
        ),
        (
            lambda value: value["exceptions"].pop("too_old"),
            "exceptions.too_old.message is missing",
        ),
        (
            lambda value: value["exceptions"].update(other={"message": "X"}),
            "exceptions.other.message is not in en.json",
        ),
    ],
)
def test_other_language(tree: Tree, change: Any, problem: str) -> None:
    """Each language has the same texts with the same placeholders."""
    tree.change("translations/ja.json", change)
    assert tree.found() == [f"translations/ja.json: {problem}"]


def test_missing_language(tree: Tree) -> None:
    """Japanese must be there."""
    tree.path("translations/ja.json").unlink()
    assert tree.found() == ["translations/ja.json: is missing"]
