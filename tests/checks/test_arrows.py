"""Imports point down, and no service is asked for by its name."""

import pytest

from .conftest import Tree


@pytest.mark.parametrize(
    ("module", "line", "imported"),
    [
        (
            "providers/base.py",
            "from homeassistant.core import x",
            "homeassistant.core.x",
        ),
        ("providers/base.py", "import homeassistant.core", "homeassistant.core"),
        ("providers/base.py", "def f():\n    import homeassistant", "homeassistant"),
        ("providers/base.py", "from ..const import DOMAIN", ".const.DOMAIN"),
        ("providers/base.py", "from .. import const", ".const"),
        ("providers/bocco/client.py", "from ...errors import failed", ".errors.failed"),
        (
            "providers/bocco/client.py",
            "from custom_components.rooms.const import DOMAIN",
            ".const.DOMAIN",
        ),
        (
            "providers/base.py",
            "import importlib\nimportlib.import_module('homeassistant.core')",
            "homeassistant.core",
        ),
        ("model.py", "import aiohttp", "aiohttp"),
        ("outgoing.py", "from .const import DOMAIN", ".const.DOMAIN"),
        ("model.py", "from .const import DOMAIN", ".const.DOMAIN"),
        ("sensor.py", "from tests.simulators import x", "tests.simulators.x"),
        ("sensor.py", "from .providers.bocco import client", ".providers.bocco.client"),
        (
            "sensor.py",
            "from .providers.bocco.client import Kind",
            ".providers.bocco.client.Kind",
        ),
    ],
)
def test_wrong_import(tree: Tree, module: str, line: str, imported: str) -> None:
    """An import that points up is found."""
    tree.add(module, f"\n{line}\n")
    found = tree.found()
    assert len(found) == 1
    assert found[0].startswith(f"{module}: imports {imported}: ")


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("providers/base.py", "import aiohttp\nfrom . import bocco"),
        ("providers/__init__.py", "from .bocco.client import Kind"),
        ("providers/base.py", "from .. import model"),
        ("providers/base.py", "from ..outgoing import Sent"),
        ("model.py", "from collections.abc import Mapping"),
        ("sensor.py", "from .providers import PROVIDERS\nfrom .providers import base"),
        ("config_flow.py", "from .providers.bocco import client"),
    ],
)
def test_right_import(tree: Tree, module: str, line: str) -> None:
    """An import that points down is not."""
    tree.add(module, f"\n{line}\n")
    assert tree.found() == []


@pytest.mark.parametrize(
    "code",
    [
        'x = service == "bocco"',
        'x = "bocco" != service',
        'x = service in ("bocco", "talk_")',
        'x = service in frozenset({"bocco"})',
        'x = "bocco" in services',
        'match service:\n    case "bocco":\n        pass',
        'match service:\n    case "carbonio" | "bocco":\n        pass',
        'BOCCO = "bocco"\nx = service == BOCCO',
        'OLD = ("bocco",)\nx = service in OLD',
        'x = unique_id.startswith("bocco|")',
    ],
)
@pytest.mark.parametrize("module", ["sensor.py", "config_flow.py"])
def test_service_by_name(tree: Tree, module: str, code: str) -> None:
    """Whoever asks for a service by its name is found."""
    tree.add(module, f"\n{code}\n")
    text = "asks for the service “bocco” by its name: ask for its features"
    assert tree.found() == [f"{module}: {text}"]


@pytest.mark.parametrize(
    "code",
    [
        'TABLE = {"bocco": 1}\nx = TABLE[service]',
        'TABLE = {"bocco": 1}\nx = service in TABLE',
        'x = kind == "text"',
        'def step():\n    return show("bocco", "bocco")',
    ],
)
def test_tables_are_allowed(tree: Tree, code: str) -> None:
    """A table with a line for each service is no question."""
    tree.add("sensor.py", f"\n{code}\n")
    assert tree.found() == []


def test_providers_may_name_themselves(tree: Tree) -> None:
    """Below, a service may say what it is."""
    tree.add("providers/bocco/client.py", '\nx = key == "bocco"\n')
    assert tree.found() == []


def test_simulators_share_nothing(tree: Tree) -> None:
    """A simulator that uses the client's code tests nothing."""
    tree.write("/tests/simulators/bocco.py", "from custom_components.rooms import x\n")
    assert [line.partition(": ")[0] for line in tree.found()] == [
        "tests/simulators/bocco.py"
    ]
