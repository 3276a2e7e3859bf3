"""What an expression can be is told from the code around it."""

import pytest

from tools.checks.evaluate import Evaluator
from tools.checks.project import Project
from tools.checks.scope import Unclear
from tools.checks.source import Source, callee

from .conftest import Tree

START = """
from enum import StrEnum
from homeassistant.const import CONF_URL, Platform
from homeassistant import const as ha_const
from . import model
from .const import CONF_ROOMS
from .model import Kind

TABLE = {"one": "1", "two": "2"}
MORE = {**TABLE, "three": "3"}
PAIRS = (("a", "b"), ("c", "d"))


class Thing:
    key: str


def given(key, default="standard", *, word="w", **others):
    return key, default, word, others


"""


def texts_of(tree: Tree, code: str, values: bool = False) -> set[str]:
    """Return what the argument of the call of probe can be, in all situations."""
    tree.write("probe.py", START + code)
    source = Source.read(Project(tree.root))
    evaluator = Evaluator(source)
    found: set[str] = set()
    for site, call in source.calls():
        if callee(call) == "probe":
            for scope in evaluator.situations.of(site):
                found |= evaluator.evaluate(call.args[0], scope, values)
    return found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("None", ""),
        ("'a' if x else 'b'", "a b"),
        ("x or 'a'", "a"),
        ("f'{CONF_ROOMS}_of_{\"me\"}'", "rooms_of_me"),
        ("'a_' + CONF_URL", "a_url"),
        ("['a'] + ['b']", "a b"),
        ("[*TABLE, 'z']", "one two z"),
        ("TABLE['one']", "1"),
        ("TABLE[whatever()]", "1 2"),
        ("TABLE.get(whatever(), 'none')", "1 2 none"),
        ("MORE['three']", "1 2 3"),
        ("MORE | {'four': 4}", "one two three four"),
        ("TABLE.values()", "1 2"),
        ("TABLE.copy()", "one two"),
        ("[value for _, value in TABLE.items()]", "1 2"),
        ("{f'x_{key}': 1 for key, _ in TABLE.items()}", "x_one x_two"),
        ("[left for left, right in (('a', 'b'), ('c', 'd'))]", "a c"),
        ("Kind", "text image"),
        ("Kind.TEXT", "text"),
        ("Kind.TEXT.value", "text"),
        ("model.Kind.IMAGE", "image"),
        ("[kind.value for kind in Kind]", "text image"),
        ("Platform.SENSOR", "sensor"),
        ("ha_const.CONF_URL", "url"),
        ("given('a')", "a standard w"),
        ("given('a', 'b', word='c', d=1)", "a b c d"),
        ("dict(a=1)", "a"),
        ("cast('str', 'a')", "a"),
        ("vol.All(vol.Schema({'a': 1}).extend({'b': 1}), check)", None),
        ("vol.Schema({'a': 1}).extend({'b': 1})", "a b"),
        ("SelectOptionDict(value='a', label='b')", "a"),
        ("whatever()", None),
        ("x.key", None),
        ("lambda: 1", None),
    ],
)
def test_expression(tree: Tree, expression: str, expected: str | None) -> None:
    """Expressions of all kinds; None is for what cannot be told."""
    code = f"x = None\nprobe({expression})\n"
    if expected is None:
        with pytest.raises(Unclear):
            texts_of(tree, code)
    else:
        assert texts_of(tree, code) == set(expected.split())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a = 'x'\na = 'y'\nprobe(a)", "x y"),
        ("a: str = 'x'\nprobe(a)", "x"),
        ("a = []\na.append('x')\na.extend(['y'])\nprobe(a)", "x y"),
        ("a = {}\na['x'] = 1\na |= {'y': 1}\na.update({'z': 1})\nprobe(a)", "x y z"),
        ("for a in TABLE:\n    probe(a)", "one two"),
        ("for k, v in TABLE.items():\n    probe(v)", "1 2"),
        ("for l, r in (('a', 'b'), ('c', 'd')):\n    probe(r)", "b d"),
        ("if a := 'x':\n    probe(a)", "x"),
        ("a = 'x'\ndef inner():\n    probe(a)", "x"),
        ("def inner(a):\n    probe(a)\ninner('x')\ninner('y')", "x y"),
    ],
)
def test_names(tree: Tree, body: str, expected: str) -> None:
    """Names are what they were assigned, in whichever way."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    assert texts_of(tree, f"def function():\n{lines}\n") == set(expected.split())


def test_callers(tree: Tree) -> None:
    """A parameter is what all callers give, however far away they are."""
    code = """
def inner(key, **others):
    probe([key, others])


def outer(key, more=None):
    inner(f"{key}_inner", word=more)


def first():
    outer("a")


def second():
    outer(key="b")
"""
    assert texts_of(tree, code) == {"a_inner", "b_inner", "word"}


def test_instances(tree: Tree) -> None:
    """An annotated name's attribute is what all instances were given."""
    code = """
class Sub(Thing):
    pass


THINGS = (Thing(key="a"), Sub(key="b"))


class Owner:
    thing: Thing

    def __init__(self, thing: Thing, word):
        self._word = "w"
        self._word = "v"
        probe(f"{thing.key}_{self._word}")

    def other(self):
        probe(self.thing.key)
        probe(self.tell())

    def tell(self):
        def unused():
            return "no"

        return "yes"
"""
    assert texts_of(tree, code) == {"a_w", "b_w", "a_v", "b_v", "a", "b", "yes"}


def test_instances_far_from_where_they_are_used(tree: Tree) -> None:
    """What instances are given is looked for no farther away than is needed."""
    hops = 7
    code = f"""
def step_{hops}(key, other):
    return Thing(key=key)


def ask(thing: Thing):
    probe(thing.key)
"""
    for hop in reversed(range(hops)):
        calls = "; ".join([f"step_{hop + 1}('a', other)"] * 12)
        code += f"\n\ndef step_{hop}(key, other):\n    {calls}\n"
    assert texts_of(tree, code) == {"a"}


def test_values(tree: Tree) -> None:
    """The values of a mapping are told, too."""
    code = """
def errors(error):
    if error:
        return {"base": "unknown"}
    return {}


def function(x):
    found = errors(x)
    found["url"] = "invalid"
    probe(found)
"""
    assert texts_of(tree, code, values=True) == {"unknown", "invalid"}
    assert texts_of(tree, code) == {"base", "url"}


def test_recursion_ends(tree: Tree) -> None:
    """What needs itself adds nothing."""
    code = """
def again(key):
    probe(key)
    return again(key)


again("a")
"""
    assert "a" in texts_of(tree, code)


def test_unclear_tells_what(tree: Tree) -> None:
    """What is unclear is shown as it is written."""
    with pytest.raises(Unclear, match=r"^who\(1\)$"):
        texts_of(tree, "probe(['a', who(1)])\n")
