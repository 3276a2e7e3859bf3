"""Texts that are no entity's, error's or form's."""

from .conftest import Tree, texts, told

FOLDERS = '''
"""Folders."""

from .wording import common_text

TITLES = {"image": "pictures", "audio": "sounds"}
SEASONS = ("spring", "autumn")


def title(words, kind):
    return common_text(words, TITLES[kind])


def season(words, number, year):
    return common_text(words, SEASONS[number], year=str(year))
'''
COMMON = {
    "pictures": "Pictures",
    "sounds": "Sounds",
    "spring": "Spring {year}",
    "autumn": "Autumn {year}",
}


def test_missing(tree: Tree) -> None:
    """Each text that may be shown has to be there."""
    tree.write("folders.py", FOLDERS)
    assert sorted(set(told(tree))) == sorted(
        texts(*(f"common.{key}" for key in COMMON))
    )


def test_complete(tree: Tree) -> None:
    """With all of them nothing is wrong."""
    tree.write("folders.py", FOLDERS)
    tree.change_texts(lambda value: value.update(common=COMMON))
    assert told(tree) == []


def test_left_over(tree: Tree) -> None:
    """A text that nothing shows is noticed, and so is a wrong placeholder."""
    tree.write("folders.py", FOLDERS)
    common = {**COMMON, "spring": "Spring {month}", "winter": "Winter"}
    tree.change_texts(lambda value: value.update(common=common))
    assert sorted(told(tree)) == [
        "common.spring does not use {year}",
        "common.spring wants {month}",
        "nothing shows common.winter",
    ]
