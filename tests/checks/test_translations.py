"""The texts are complete, and nothing is left over."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Tree, texts, told


def put(key: tuple[str, ...], text: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that puts a text where a key says."""

    def change(value: dict[str, Any]) -> None:
        for part in key[:-1]:
            value = value.setdefault(part, {})
        value[key[-1]] = text

    return change


@pytest.mark.parametrize(
    ("module", "old", "new", "missing"),
    [
        (
            "config_flow.py",
            "vol.Required(CONF_URL): str",
            "vol.Required(CONF_URL): str, vol.Optional('host'): str",
            [
                f"config.step.{step}.{kind}.host"
                for step in ("reauth_confirm", "talk")
                for kind in ("data", "data_description")
            ],
        ),
        (
            "config_flow.py",
            'return "unknown"',
            'return "broken" if error else "unknown"',
            ["config.error.broken"],
        ),
        (
            "config_flow.py",
            "        return {}\n",
            '        errors = {}\n        errors["base"] = "late"\n        return errors\n',
            ["config.error.late"],
        ),
        (
            "config_flow.py",
            "_abort_if_unique_id_configured()",
            '_abort_if_unique_id_configured(error="wrong" if self else "there")',
            ["config.abort.there", "config.abort.wrong"],
        ),
        (
            "config_flow.py",
            'reason="cannot_connect"',
            'reason="cannot_connect" if self else "gone"',
            ["options.abort.gone"],
        ),
        (
            "config_flow.py",
            'fields[vol.Optional("spots")] = str',
            'fields[vol.Optional("spots")] = fields[vol.Optional("photo")] = str',
            [
                "options.step.init.data.photo",
                "options.step.init.data_description.photo",
            ],
        ),
        (
            "errors.py",
            'AuthError: "invalid_auth"',
            'AuthError: "invalid_auth", OSError: "disk"',
            ["exceptions.disk.message"],
        ),
        ("errors.py", 'else "too_new"', 'else "newer"', ["exceptions.newer.message"]),
        (
            "sensor.py",
            "READINGS = (\n",
            'READINGS = (\n    Reading(key="light", device_class="light", value=1),\n',
            ["entity.sensor.named_light.name"],
        ),
        ("sensor.py", '"warn"]', '"warn", "bad"]', ["entity.sensor.health.state.bad"]),
        (
            "model.py",
            'IMAGE = "image"',
            'IMAGE = "image"\n    LIKE = "like"',
            ["entity.event.message.state_attributes.event_type.state.like"],
        ),
        (
            "services.py",
            'translation_key="room_gone"',
            'translation_key="room_lost"',
            ["issues.room_lost.description", "issues.room_lost.title"],
        ),
        (
            "services.yaml",
            "- long",
            "- long\n            - middle",
            ["selector.titles.options.middle"],
        ),
    ],
)
def test_missing_text(
    tree: Tree, module: str, old: str, new: str, missing: list[str]
) -> None:
    """Whatever is new in the code, in its usual manner, wants its text."""
    tree.replace(module, old, new)
    found = [line for line in told(tree) if "nothing shows" not in line]
    assert sorted(set(found)) == texts(*missing)


def test_other_names(tree: Tree) -> None:
    """A helper is known by whatever name it is imported."""
    tree.write(
        "other.py",
        """
from . import errors
from .errors import failed as fail


def one(name):
    raise fail("one", name=name)


def two(name):
    raise errors.failed("two", name=name)
""",
    )
    assert sorted(told(tree)) == texts(
        "exceptions.one.message", "exceptions.two.message"
    )


@pytest.mark.parametrize(
    "key",
    [
        ("config", "step", "bocco", "data", "host"),
        ("config", "step", "gone", "title"),
        ("config", "error", "gone"),
        ("config", "abort", "reauth_successful"),
        ("options", "error", "unknown"),
        ("entity", "sensor", "gone", "name"),
        ("entity", "sensor", "health", "state", "gone"),
        ("entity", "sensor", "health", "state_attributes", "gone", "name"),
        ("entity", "sensor", "health", "state_attributes", "gone", "state", "true"),
        ("entity", "sensor", "health", "state_attributes", "sender", "state", "true"),
        (
            *("entity", "sensor", "named_humidity"),
            *("state_attributes", "database", "name"),
        ),
        ("entity", "sensor", "named_light", "name"),
        ("services", "gone", "name"),
        ("services", "send", "fields", "gone", "name"),
        ("selector", "titles", "options", "gone"),
        ("exceptions", "gone", "message"),
        ("issues", "gone", "title"),
        ("common", "word"),
    ],
)
def test_left_over(tree: Tree, key: tuple[str, ...]) -> None:
    """A text that nothing shows is found."""
    tree.change_texts(put(key, "X"))
    assert tree.found() == [f"translations/en.json: nothing shows {'.'.join(key)}"]


@pytest.mark.parametrize(
    "key",
    [
        ("config", "step", "bocco", "description"),
        ("config", "step", "bocco", "submit"),
        ("config", "step", "user", "menu_option_descriptions", "talk"),
        ("config", "flow_title"),
        ("entity", "sensor", "health", "unit_of_measurement"),
        ("entity", "sensor", "health", "state_attributes", "sender", "name"),
        ("entity", "sensor", "health", "state_attributes", "database", "name"),
        ("entity", "sensor", "health", "state_attributes", "database", "state", "true"),
    ],
)
def test_optional_text(tree: Tree, key: tuple[str, ...]) -> None:
    """Some texts may be there or not."""
    tree.change_texts(put(key, "X"))
    assert tree.found() == []


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        (
            ("exceptions", "too_old", "message"),
            "It is old.",
            "errors.py: exceptions.too_old.message does not use {name}",
        ),
        (
            ("exceptions", "too_old", "message"),
            "{name} is older than {limit}.",
            "errors.py: exceptions.too_old.message wants {limit}",
        ),
        (
            ("exceptions", "cannot_connect", "message"),
            "Away.",
            "errors.py: exceptions.cannot_connect.message does not use {service}",
        ),
        (
            ("config", "step", "user", "title"),
            "At {service}",
            "config_flow.py: config.step.user.title wants {service}",
        ),
        (
            ("config", "step", "talk", "data_description", "url"),
            "Of {host}",
            "config_flow.py: config.step.talk.data_description.url wants {host}",
        ),
        (
            ("issues", "room_gone", "title"),
            "{who}",
            "services.py: issues.room_gone.title wants {who}",
        ),
        (
            ("entity", "sensor", "named_humidity", "name"),
            "Humidity",
            "sensor.py: entity.sensor.named_humidity.name does not use {sensor}",
        ),
        (
            ("entity", "sensor", "health", "name"),
            "{sensor} health",
            "sensor.py: entity.sensor.health.name wants {sensor}",
        ),
        (
            ("services", "send", "description"),
            "See {url}",
            "services.yaml: services.send.description wants {url}",
        ),
    ],
)
def test_placeholders(
    tree: Tree, path: tuple[str, ...], text: str, problem: str
) -> None:
    """A text uses what it is given, and nothing else."""
    tree.change_texts(put(path, text))
    assert problem in tree.found()
    assert all(
        line.split(": ")[0] == problem.split(": ", maxsplit=1)[0]
        for line in tree.found()
    )


def test_issue_uses_each_placeholder_once(tree: Tree) -> None:
    """An issue's title need not say what its description says."""
    tree.change_texts(lambda value: value["issues"]["room_gone"].update(title="Gone"))
    assert tree.found() == []
    tree.change_texts(
        lambda value: value["issues"]["room_gone"].update(description="{account}")
    )
    assert {*told(tree)} == {
        f"issues.room_gone.{part} does not use {{room}}"
        for part in ("description", "title")
    }


@pytest.mark.parametrize(
    ("module", "code", "problem"),
    [
        (
            "errors.py",
            "raise failed(whatever(), name=1)",
            "cannot tell what whatever() is here: see tools/checks",
        ),
        (
            "errors.py",
            'raise HomeAssistantError(translation_key="too_old")',
            "cannot tell whose text ['too_old'] is: no translation_domain",
        ),
        (
            "config_flow.py",
            'def ask(flow):\n    return flow.async_show_form(step_id="bocco")',
            "cannot tell which flow shows this: call it in its class",
        ),
        (
            "errors.py",
            'raise HomeAssistantError("no")',
            "HomeAssistantError without a translation_key",
        ),
        (
            "sensor.py",
            'X = SensorEntityDescription(key="x", device_class="y", **more)',
            "write the arguments out: ** hides them from tools/checks",
        ),
        (
            "sensor.py",
            'X = SensorEntityDescription(key="x")',
            "has no name: neither translation_key nor device_class",
        ),
        (
            "sensor.py",
            'X = SensorEntityDescription(key="x", name="Unread")',
            "the name “Unread” cannot be translated",
        ),
        (
            "config_flow.py",
            "import homeassistant.config_entries as ha\n\nclass A(ha.ConfigSubentryFlow): 1",
            "tools/checks/flows.py does not know ConfigSubentryFlows",
        ),
    ],
)
def test_unclear(tree: Tree, module: str, code: str, problem: str) -> None:
    """What the check cannot follow is said, and not passed over."""
    tree.add(module, f"\n{code}\n")
    assert tree.found() == [f"{module}: {problem}"]
