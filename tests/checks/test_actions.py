"""Actions, triggers and conditions, and the icons of everything."""

from typing import Any

import pytest

from .conftest import Tree
from .sample import FIELD


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        (
            "services.py",
            'vol.Optional("title"): cv.string}',
            'vol.Optional("title"): cv.string, vol.Optional("silent"): bool}',
            ["services.yaml: send takes silent as well"],
        ),
        (
            "services.py",
            ', vol.Optional("limit"): int',
            "",
            ["services.yaml: read does not take limit"],
        ),
        (
            "services.yaml",
            "read:\n  target: *rooms\n",
            "read:\n",
            ["services.yaml: read has targets, but not here"],
        ),
    ],
)
def test_fields(tree: Tree, name: str, old: str, new: str, found: list[str]) -> None:
    """An action takes what services.yaml says."""
    tree.replace(name, old, new)
    assert sorted(tree.found()) == found


def test_action_without_description(tree: Tree) -> None:
    """An action that the code registers must be in services.yaml and have an icon."""
    tree.replace(
        "services.py",
        '    hass.services.async_register(DOMAIN, "read", None, READ_SCHEMA)\n',
        '    hass.services.async_register(DOMAIN, "read", None, READ_SCHEMA)\n'
        '    for name in ("leave", "join"):\n'
        "        hass.services.async_register(DOMAIN, name, None)\n"
        '    hass.services.async_register("other", "theirs", None)\n',
    )
    assert tree.found() == [
        "icons.json: services.join.service is missing",
        "icons.json: services.leave.service is missing",
        "services.py: join is not in services.yaml",
        "services.py: leave is not in services.yaml",
    ]


def test_description_without_action(tree: Tree) -> None:
    """What services.yaml describes must be there."""
    tree.add("services.yaml", "leave:\n")
    assert "services.yaml: there is no action leave" in tree.found()


def test_sections_of_fields(tree: Tree) -> None:
    """Fields in a section are fields, and the section has a name."""
    tree.replace(
        "services.yaml",
        "    limit:\n      selector:\n        number:\n",
        "    more:\n      fields:\n        limit:\n          selector:\n"
        "            number:\n",
    )
    assert tree.found() == [
        "services.yaml: en.json has no services.read.sections.more.name"
    ]


TRIGGER = """
TRIGGERS = {"received": object}


async def async_get_triggers(hass):
    return TRIGGERS
"""


def test_triggers(tree: Tree) -> None:
    """Triggers stand in their YAML file, and have texts and icons."""
    tree.write("trigger.py", TRIGGER)
    assert tree.found() == ["trigger.py: received is not in triggers.yaml"]
    tree.write("triggers.yaml", "received:\n  fields:\n    kinds:\n      selector:\n")
    found = [line.partition(": ")[2] for line in tree.found()]
    assert sorted(found) == [
        "en.json has no triggers.received.description",
        "en.json has no triggers.received.fields.kinds.description",
        "en.json has no triggers.received.fields.kinds.name",
        "en.json has no triggers.received.name",
        "triggers.received.trigger is missing",
    ]
    tree.change_texts(
        lambda value: value.update(
            triggers={"received": {**FIELD, "fields": {"kinds": FIELD}}}
        )
    )
    tree.change(
        "icons.json",
        lambda value: value.update(triggers={"received": {"trigger": "mdi:bell"}}),
    )
    assert tree.found() == []
    tree.add("triggers.yaml", "sent:\n")
    assert "triggers.yaml: trigger.py has no sent" in tree.found()


@pytest.mark.parametrize(
    ("key", "icon", "problem"),
    [
        (("services", "leave", "service"), "mdi:door", "there is nothing that shows"),
        (("services", "read", "trigger"), "mdi:door", "there is nothing that shows"),
        (
            ("entity", "sensor", "gone", "default"),
            "mdi:x",
            "there is nothing that shows",
        ),
        (
            ("entity", "sensor", "health", "state", "bad"),
            "mdi:x",
            "there is nothing that shows",
        ),
        (
            ("entity", "sensor", "health", "magic"),
            "mdi:x",
            "there is nothing that shows",
        ),
        (("magic", "sensor"), "mdi:x", "there is nothing that shows"),
    ],
)
def test_icon_of_nothing(
    tree: Tree, key: tuple[str, ...], icon: str, problem: str
) -> None:
    """An icon that nothing shows is found."""

    def change(value: dict[str, Any]) -> None:
        for part in key[:-1]:
            value = value.setdefault(part, {})
        value[key[-1]] = icon

    tree.change("icons.json", change)
    assert tree.found() == [f"icons.json: {problem} {'.'.join(key)}"]


def test_wrong_icon(tree: Tree) -> None:
    """Icons are Material Design's."""
    tree.replace("icons.json", "mdi:heart", "hass:heart")
    assert tree.found() == [
        "icons.json: entity.sensor.health.default is no icon: mdi:… is one"
    ]


def test_missing_icons(tree: Tree) -> None:
    """Every action has an icon, and so has what has no device class."""
    tree.write("icons.json", '{"services": {"read": {"service": "mdi:eye"}}}')
    assert tree.found() == [
        "event.py: icons.json has no entity.event.message.default",
        "icons.json: services.send.service is missing",
        "sensor.py: icons.json has no entity.sensor.health.default",
    ]
