"""The page that tells of each call of each client."""

import pytest

from .conftest import Tree

PAGE = "/docs/api-coverage.md"
CLIENT = "providers/bocco/client.py"
PART = "providers/talk/client/rooms.py"

TABLES = """# Calls

## BOCCO

Made by [the client](../custom_components/rooms/providers/bocco/client.py).

| Call | Method | Tests in `tests/` |
| --- | --- | --- |
| Sign in<br>`POST /sign` | `sign_in` | `bocco/test_sign.py`, `test_flow.py` |

| What | Here |
| --- | --- |
| `newer_than` | `used` |

## Talk

Made by [the client](../custom_components/rooms/providers/talk/client/).

| Call | Method | Tests in `tests/` |
| --- | --- | --- |
| List | `rooms.list` | `test_flow.py` |
"""
BOCCO = '''

class BoccoClient:
    """Calls."""

    async def sign_in(self):
        """Sign in."""

        def again():
            """No call."""

    @property
    def address(self):
        """No call."""

    def _help(self):
        """No call."""


class Helper:
    """None of its methods is a call."""

    def help(self):
        """Help."""
'''
TALK = '''
class RoomsApi:
    """Calls."""

    async def list(self):
        """List the rooms."""
'''
HOLDER = '''
class TalkClient:
    """All parts."""

    def set_credentials(self):
        """No call."""
'''


@pytest.fixture
def page(tree: Tree) -> Tree:
    """Return a checkout whose clients and page agree."""
    tree.write(PAGE, TABLES)
    tree.add(CLIENT, BOCCO)
    tree.write("providers/talk/__init__.py", "")
    tree.write("providers/talk/client/__init__.py", HOLDER)
    tree.write(PART, TALK)
    tree.write("/tests/bocco/test_sign.py", "")
    tree.write("/tests/test_flow.py", "")
    return tree


def test_agreement(page: Tree) -> None:
    """Nothing is found where all calls and tests are there."""
    assert page.found() == []


def test_call_without_line(page: Tree) -> None:
    """A call that the page does not have is found, in both forms of a client."""
    page.add(PART, '\n    async def get(self):\n        """Return one."""\n')
    page.replace(PAGE, "`sign_in`", "none")
    assert page.found() == [
        f"{CLIENT}: sign_in is not in docs/api-coverage.md",
        f"{PART}: rooms.get is not in docs/api-coverage.md",
    ]


def test_line_without_call(page: Tree) -> None:
    """A method that is gone, or another service's, is found."""
    page.replace(PAGE, "`rooms.list`", "`rooms.list`, `rooms.gone`, `sign_in`")
    assert page.found() == [
        "docs/api-coverage.md: there is no call rooms.gone",
        "docs/api-coverage.md: there is no call sign_in",
    ]


def test_lost_tests(page: Tree) -> None:
    """A test that is not there, and a line without any, are found."""
    page.replace(PAGE, "| `rooms.list` | `test_flow.py` |", "| `rooms.list` | |")
    page.replace(PAGE, "`bocco/test_sign.py`", "`bocco/test_gone.py`")
    assert page.found() == [
        "docs/api-coverage.md: there is no tests/bocco/test_gone.py",
        "docs/api-coverage.md: no test is named",
    ]


def test_no_page(page: Tree) -> None:
    """Without the page every call is missing."""
    page.path(PAGE).unlink()
    assert page.found() == [
        f"{CLIENT}: sign_in is not in docs/api-coverage.md",
        f"{PART}: rooms.list is not in docs/api-coverage.md",
    ]
