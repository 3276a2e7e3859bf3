"""The page that tells of each call of each client."""

import pytest

from .conftest import Tree, told

PAGE = "/docs/api-coverage.md"
CLIENT = "providers/bocco/client.py"
PART = "providers/talk/client/rooms.py"

TABLES = """# Calls

| Service | Calls of its reference | Used | Not used |
| --- | --- | --- | --- |
| BOCCO | 1 | 1 | 0 |
| Talk | 2 | 1 | 1 |
| All | 3 | 2 | 1 |

## BOCCO

Made by [the client](../custom_components/rooms/providers/bocco/client.py).

| Call | Method | Used by | Tests in `tests/` |
| --- | --- | --- | --- |
| Sign in<br>`POST /sign` | `sign_in` | `rooms.send`, `notify.send` | `bocco/test_sign.py`, `test_flow.py` |

| What | Here |
| --- | --- |
| `newer_than` | `used` |

## Talk

Made by [the client](../custom_components/rooms/providers/talk/client/).

| Call | Method | Used by | Tests in `tests/` |
| --- | --- | --- | --- |
| List, with files<br>`GET /rooms` | `rooms.list` | the rooms | `test_flow.py` |
| List, in short<br>`GET /rooms` | `rooms.short` | nothing: the long one has it all | `test_flow.py` |
| Join | `rooms.join` | nothing, as above | `test_flow.py` |

| Request | Method | Used by | Tests in `tests/` |
| --- | --- | --- | --- |
| Status<br>`GET /status` | `rooms.status` | the rooms | `test_flow.py` |
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

    async def short(self):
        """List them in short."""

    async def join(self):
        """Join one."""

    async def status(self):
        """Return how the server feels."""
'''
HOLDER = '''
class TalkClient:
    """All parts."""

    def set_credentials(self):
        """No call."""
'''
BOCCO_PROVIDER = "async def start(self):\n    await self._client.sign_in()\n"
TALK_PROVIDER = """
class Provider:
    async def rooms(self):
        rooms = self._client.rooms
        return await rooms.list()

    async def status(self):
        return self._rooms.status

    def join(self):
        return {}.short, self.parts().short, self._client.rooms, self.other.join()
"""


@pytest.fixture
def page(tree: Tree) -> Tree:
    """Return a checkout whose clients and page agree."""
    tree.write(PAGE, TABLES)
    tree.add(CLIENT, BOCCO)
    tree.write("providers/bocco/provider.py", BOCCO_PROVIDER)
    tree.write("providers/talk/__init__.py", "")
    tree.write("providers/talk/provider.py", TALK_PROVIDER)
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
    page.replace(PAGE, "has it all | `test_flow.py` |", "has it all | |")
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
        *(
            f"{PART}: rooms.{name} is not in docs/api-coverage.md"
            for name in ("list", "short", "join", "status")
        ),
    ]


def test_use_that_is_none(page: Tree) -> None:
    """What the page says to be used, and the provider does not use, is found."""
    page.replace("providers/talk/provider.py", "rooms.list()", "rooms.list_all()")
    page.write("providers/bocco/provider.py", "async def start(self):\n    sign_in()\n")
    assert told(page) == ["sign_in is not used", "rooms.list is not used"]


def test_use_that_is_not_told(page: Tree) -> None:
    """What is said not to be used, and is, is found."""
    page.add("providers/talk/provider.py", "\nlater = [client.rooms.short]\n")
    page.add("providers/talk/client/__init__.py", "        self.rooms.join()\n")
    assert told(page) == ["rooms.short is used", "rooms.join is used"]


def test_call_that_makes_another_one(page: Tree) -> None:
    """What another call of the same part makes is used."""
    page.add(PART, "\n    async def again(self):\n        await self.join()\n")
    assert "rooms.join is used" in told(page)


def test_part_that_is_held_alone(page: Tree) -> None:
    """A part can be called an API, and be a call's namesake."""
    page.replace("providers/talk/provider.py", "self._rooms.status", "self._api.status")
    page.write("providers/talk/client/join.py", "LIMIT = 1\n")
    page.add("providers/talk/provider.py", "\nlater = client.join\n")
    assert page.found() == []


def test_no_reason(page: Tree) -> None:
    """Of what nothing uses it is said why, and of the rest what uses it."""
    page.replace(PAGE, "nothing: the long one has it all", "nothing yet")
    page.replace(
        PAGE,
        "| the rooms | `test_flow.py` |\n| List, in",
        "| | `test_flow.py` |\n| List, in",
    )
    unsaid = "it is not said what uses {}, or why nothing does"
    assert told(page) == [unsaid.format("rooms.list"), unsaid.format("rooms.short")]


def test_action_that_is_none(page: Tree) -> None:
    """An action of ours that is named and not there is found; others' are not looked at."""
    page.replace(PAGE, "`rooms.send`", "`rooms.sent`")
    assert told(page) == ["there is no action rooms.sent"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param(
            "| Talk | 2 | 1 | 1 |",
            "| Talk | 3 | 2 | 1 |",
            ["the numbers of Talk are 2, 1, 1"],
            id="wrong",
        ),
        pytest.param(
            "| BOCCO | 1 | 1 | 0 |\n",
            "",
            ["BOCCO is not in the table of numbers"],
            id="missing",
        ),
        pytest.param(
            "| All |",
            "| Sum |",
            ["All is not in the table of numbers", "the numbers of Sum are none"],
            id="unknown",
        ),
        pytest.param(
            "| Call | Method | Used by | Tests in `tests/` |\n| --- | --- | --- | --- |\n| S",
            "| Request | Method | Used by | Tests in `tests/` |\n| --- | --- | --- | --- |\n| S",
            ["the numbers of BOCCO are 0, 0, 0", "the numbers of All are 2, 1, 1"],
            id="not-of-the-reference",
        ),
    ],
)
def test_numbers(page: Tree, old: str, new: str, found: list[str]) -> None:
    """The table of numbers tells what the tables of calls do."""
    page.replace(PAGE, old, new)
    assert told(page) == found
