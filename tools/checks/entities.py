"""What entities show: their names, states and attributes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .facts import Facts, Part, Text
from .scope import Scope
from .source import Class, Definition, External, Function, Site, argument

COMPONENTS = "homeassistant.components."
ON_OFF = frozenset({"binary_sensor", "switch"})
COUNTED = frozenset({"number", "sensor"})
# Attributes that services name, so that the code does not; all of them are yes or no.
NAMED_BY_SERVICES: dict[tuple[str, str], frozenset[str]] = {
    ("sensor", "health"): frozenset(
        {
            "authentication_service",
            "database",
            "event_dispatcher",
            "previewer_service",
            "profiling_service",
            "storage_service",
            "videoserver_service",
            "xmpp_server",
        }
    ),
}
YES_OR_NO = frozenset({"false", "true"})


@dataclass
class Entity:
    """A kind of entity, by its platform and translation key."""

    platform: str
    key: str
    site: Site
    states: set[str] = field(default_factory=set)
    event_types: set[str] = field(default_factory=set)
    needs_icon: bool = False

    @property
    def all_states(self) -> set[str]:
        """What its state can be."""
        return self.states | ({"off", "on"} if self.platform in ON_OFF else set())


@dataclass
class Attributes:
    """What a class's body, or one of its methods, sets of `_attr_…`."""

    values: dict[str, tuple[Site, ast.expr]] = field(default_factory=dict)


@dataclass
class Entities:
    """The entities of the integration."""

    facts: Facts
    found: dict[tuple[str, str], Entity] = field(default_factory=dict)
    # What classes give to entities whose keys stand elsewhere, by platform.
    placeholders: dict[str, set[str]] = field(default_factory=dict)
    states: dict[str, set[str]] = field(default_factory=dict)
    event_types: dict[str, set[str]] = field(default_factory=dict)

    def read(self) -> None:
        """Look at all classes of entities, then at all descriptions."""
        source = self.facts.source
        for own in source.classes:
            if platform := self._platform(own, "Entity"):
                self._look_at_class(own, platform)
        descriptions = [
            site
            for site, call in source.calls()
            if self._platform(source.named(call.func, site.module), "Description")
        ]
        self.facts.each(descriptions, self._look_at_description)
        for entity in self.found.values():
            self._add_states(entity)

    def _platform(self, definition: Definition | None, kind: str) -> str | None:
        for base in self.facts.source.ancestry(definition):
            if (
                isinstance(base, External)
                and base.name.startswith(COMPONENTS)
                and base.last.endswith(kind)
            ):
                return base.name.removeprefix(COMPONENTS).partition(".")[0]
        return None

    def _look_at_class(self, own: Class, platform: str) -> None:
        texts = self.facts.evaluator.texts

        def note(name: str, known: dict[str, set[str]]) -> None:
            def look(site: Site, scope: Scope) -> None:
                known.setdefault(platform, set()).update(
                    texts(attributes.values[name][1], scope)
                )

            if name in attributes.values:
                self.facts.each([attributes.values[name][0]], look)

        def look_at_key(site: Site, scope: Scope) -> None:
            placeholders = attributes.values.get("_attr_translation_placeholders")
            given = texts(placeholders[1], scope) if placeholders else set()
            for key in sorted(texts(attributes.values[key_name][1], scope)):
                entity = self._entity(platform, key, scope.site)
                self._add_name(entity, scope.site, True, frozenset(given), exact=True)

        key_name = "_attr_translation_key"
        for attributes in self._attributes(own):
            if key_name in attributes.values:
                self.facts.each([attributes.values[key_name][0]], look_at_key)
            else:
                note("_attr_translation_placeholders", self.placeholders)
            note("_attr_options", self.states)
            note("_attr_event_types", self.event_types)

    def _attributes(self, own: Class) -> Iterator[Attributes]:
        groups: dict[Function | None, Attributes] = {}
        for site in self.facts.source.sites:
            if site.owner is not own:
                continue
            match site.node:
                case ast.Assign(
                    targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value
                ) if name.startswith("_attr_"):
                    group = groups.setdefault(site.function, Attributes())
                    group.values[name] = site, value
        yield from groups.values()

    def _look_at_description(self, site: Site, scope: Scope) -> None:
        facts, call = self.facts, site.node
        assert isinstance(call, ast.Call)
        texts = facts.evaluator.texts
        definition = facts.source.named(call.func, site.module)
        platform = self._platform(definition, "Description")
        assert platform is not None
        name, key = argument(call, "name"), argument(call, "translation_key")
        has_class = argument(call, "device_class") is not None
        if any(keyword.arg is None for keyword in call.keywords):
            facts.wrong(
                site, "write the arguments out: ** hides them from tools/checks"
            )
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            facts.wrong(site, f"the name “{name.value}” cannot be translated")
        if key is None and name is None and not has_class:
            facts.wrong(site, "has no name: neither translation_key nor device_class")
        placeholders = argument(call, "translation_placeholders")
        given = texts(placeholders, scope)
        more = self.placeholders.get(platform, set()) - given
        for translation_key in sorted(texts(key, scope)):
            entity = self._entity(platform, translation_key, scope.site)
            entity.needs_icon |= not has_class
            entity.states |= texts(argument(call, "options"), scope)
            entity.event_types |= texts(argument(call, "event_types"), scope)
            self._add_name(
                entity, scope.site, name is None, frozenset(given | more), not more
            )
            if platform in COUNTED and not argument(call, "native_unit_of_measurement"):
                self._add(entity, ("unit_of_measurement",), optional=True)

    def _entity(self, platform: str, key: str, site: Site) -> Entity:
        return self.found.setdefault((platform, key), Entity(platform, key, site))

    @cached_property
    def _words(self) -> frozenset[str]:
        """All texts in the code: the states of attributes are among them."""
        return frozenset(
            site.node.value
            for site in self.facts.source.sites
            if isinstance(site.node, ast.Constant) and isinstance(site.node.value, str)
        )

    @cached_property
    def _keys(self) -> frozenset[str]:
        """The keys of all mappings in the code: attributes are among them."""
        return frozenset(
            key.value
            for site in self.facts.source.sites
            if isinstance(site.node, ast.Dict)
            for key in site.node.keys
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        )

    def _add(self, entity: Entity, below: tuple[Part, ...], *, optional: bool) -> None:
        key = ("entity", entity.platform, entity.key, *below)
        self.facts.texts.append(Text(key, entity.site, optional=optional))

    def _add_name(
        self,
        entity: Entity,
        site: Site,
        wanted: bool,
        given: frozenset[str],
        exact: bool,
    ) -> None:
        key = ("entity", entity.platform, entity.key, "name")
        text = Text(key, site, given, exact=exact, optional=not wanted)
        self.facts.texts.append(text)

    def _add_states(self, entity: Entity) -> None:
        entity.states = entity.states or self.states.get(entity.platform, set())
        for state in sorted(entity.states):
            self._add(entity, ("state", state), optional=False)
        if not entity.event_types:
            entity.event_types = self.event_types.get(entity.platform, set())
        for kind in sorted(entity.event_types):
            below = ("state_attributes", "event_type", "state", kind)
            self._add(entity, below, optional=False)
        if entity.platform in ON_OFF:
            self._add(entity, ("state", frozenset({"off", "on"})), optional=True)
        others = self._keys - {"event_type"}
        names = self._keys | {"event_type"}
        self._add(entity, ("state_attributes", names, "name"), optional=True)
        below_others = ("state_attributes", others, "state", self._words)
        self._add(entity, below_others, optional=True)
        if named := NAMED_BY_SERVICES.get((entity.platform, entity.key)):
            self._add(entity, ("state_attributes", named, "name"), optional=True)
            below_named = ("state_attributes", named, "state", YES_OR_NO)
            self._add(entity, below_named, optional=True)
