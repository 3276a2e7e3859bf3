"""Icons for what there is, and for nothing else; every action has one."""

from collections.abc import Iterator
import re

from .actions import Action
from .data import Data, load
from .entities import Entity
from .facts import Facts
from .project import Finding

ICON = re.compile(r"mdi:[a-z0-9]+(-[a-z0-9]+)*")
# What the icon of a thing is called, by the section that it stands in.
NAMES = {"services": "service", "triggers": "trigger", "conditions": "condition"}


def check(
    facts: Facts, entities: dict[tuple[str, str], Entity], actions: dict[str, Action]
) -> Iterator[Finding]:
    """Compare icons.json with the code."""
    folder = facts.project.integration
    icons = load(facts.project, folder / "icons.json")
    yield from icons.faults
    if icons.value is None:
        return
    things: dict[str, set[str]] = {"services": {*actions}}
    for section in ("triggers", "conditions"):
        things[section] = set(load(facts.project, folder / f"{section}.yaml").mapping)
    for key, icon in icons.leaves():
        name = ".".join(key)
        match key:
            case ("entity", platform, translation_key, *below):
                entity = entities.get((platform, translation_key))
                known = entity is not None and _is_known(entity, below)
            case (section, thing, *below):
                known = thing in things.get(section, ()) and (
                    below == [NAMES[section]]
                    or (below[:1] == ["sections"] and section == "services")
                )
            case _:
                known = False
        if not known:
            yield icons.finding(key, f"there is nothing that shows {name}")
        elif not isinstance(icon, str) or not ICON.fullmatch(icon):
            yield icons.finding(key, f"{name} is no icon: mdi:… is one")
    yield from _missing(facts, icons, entities, things)


def _is_known(entity: Entity, below: list[str]) -> bool:
    match below:
        case ["default"] | ["range", _]:
            return True
        case ["state", state]:
            return state in entity.all_states
        case ["state_attributes", "event_type", "default"]:
            return bool(entity.event_types)
        case ["state_attributes", "event_type", "state", kind]:
            return kind in entity.event_types
        case ["state_attributes", _, "default"] | ["state_attributes", _, "state", _]:
            return True
    return False


def _missing(
    facts: Facts,
    icons: Data,
    entities: dict[tuple[str, str], Entity],
    things: dict[str, set[str]],
) -> Iterator[Finding]:
    for section, names in things.items():
        for name in sorted(names):
            if not icons.at(section, name, NAMES[section]):
                text = f"{section}.{name}.{NAMES[section]} is missing"
                yield icons.finding((section, name), text)
    for (platform, key), entity in entities.items():
        if entity.needs_icon and not icons.at("entity", platform, key, "default"):
            text = f"icons.json has no entity.{platform}.{key}.default"
            yield facts.source.finding(entity.site.module, entity.site.node, text)
