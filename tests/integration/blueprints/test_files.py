"""The blueprints as files: what the importer and the editor show of them."""

from collections.abc import Iterator
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest

from .helpers import FOLDER, NAMES, ROOT

MANIFEST = ROOT / "custom_components/chat_rooms/manifest.json"
PAGE = ROOT / "docs/blueprints.md"
IMPORT = "https://my.home-assistant.io/redirect/blueprint_import/"


def _blueprint(name: str) -> Blueprint:
    data = load_yaml_dict(str(FOLDER / f"{name}.yaml"))
    return Blueprint(
        data, expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA
    )


def _described(inputs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all inputs and all sections."""
    for key, value in inputs.items():
        yield key, value
        yield from value.get("input", {}).items()


def _repository() -> str:
    address: str = json.loads(MANIFEST.read_text("utf-8"))["documentation"]
    return address


def test_there_are_eight() -> None:
    """All of them are found."""
    assert len(NAMES) == 8


@pytest.mark.parametrize("name", NAMES)
def test_blueprint(name: str) -> None:
    """A blueprint says what it is, where it comes from and what it asks for."""
    blueprint = _blueprint(name)
    metadata = blueprint.metadata
    assert metadata["name"].startswith("Chat Rooms: ")
    assert metadata["author"] == "Chat Rooms"
    assert metadata["homeassistant"] == {"min_version": "2026.10.0"}
    assert "You need:" in metadata["description"]
    path = (FOLDER / f"{name}.yaml").relative_to(ROOT).as_posix()
    assert metadata["source_url"] == f"{_repository()}/blob/main/{path}"
    assert blueprint.validate() is None
    for key, value in _described(metadata["input"]):
        assert value.get("name"), key
        assert value.get("description"), key
        assert ("selector" in value) != ("input" in value), key


@pytest.mark.parametrize("name", NAMES)
def test_import_keeps_all(name: str) -> None:
    """The importer writes a blueprint anew; nothing gets another meaning by that."""
    blueprint = _blueprint(name)
    assert parse_yaml(blueprint.yaml()) == blueprint.data


@pytest.mark.parametrize("name", NAMES)
def test_collapsed_inputs_have_defaults(name: str) -> None:
    """What one has to fill in is not hidden."""
    for section in _blueprint(name).metadata["input"].values():
        if section.get("collapsed"):
            assert all("default" in value for value in section["input"].values())


@pytest.mark.parametrize("page", [PAGE, ROOT / "README.md"], ids=["docs", "readme"])
def test_import_links(page: Any) -> None:
    """The pages link each blueprint, and none that is not there."""
    links = [
        word.split(")")[0]
        for word in page.read_text("utf-8").split("(")
        if word.startswith(IMPORT)
    ]
    found = [parse_qs(urlsplit(link).query)["blueprint_url"][0] for link in links]
    assert sorted(found) == [_blueprint(n).metadata["source_url"] for n in NAMES]
