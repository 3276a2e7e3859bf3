"""Which calls of its client a provider makes."""

import ast

from .source import Site, Source

# What a client, or a part of it that is held alone, is called where it is used.
CLIENT = "client"
PART = "api"
SELF = "self"


class Uses:
    """The calls that the code of the providers names, by whom they are asked of."""

    def __init__(self, source: Source) -> None:
        """Look at all providers."""
        self._held: dict[tuple[object, str], str] = {}
        self._named: dict[str, set[tuple[str, str]]] = {}
        self._parts: set[tuple[str, str]] = set()
        sites: list[tuple[str, Site]] = []
        for site in source.sites:
            match site.module.name.split("."):
                case ["providers", service, *inner]:
                    sites.append((service, site))
                    if inner[:1] == [CLIENT]:
                        self._parts.update((service, part) for part in inner[1:])
        for _, site in sites:
            self._note_holder(site)
        for service, site in sites:
            if isinstance(site.node, ast.Attribute):
                holder = self._holder(site.node.value, site)
                if holder == SELF:
                    # A part of a client may make one of its calls for another one.
                    holder = site.module.name.rpartition(".")[2]
                named = holder, site.node.attr
                self._named.setdefault(service, set()).add(named)

    def has(self, service: str, method: str) -> bool:
        """Tell whether a provider makes a call, by its name and its part's."""
        part, _, name = method.rpartition(".")
        holders = {
            holder for holder, named in self._named.get(service, ()) if named == name
        }
        if holders & {part or PART, PART}:
            return True
        # What is asked of a whole client may be one of its parts.
        is_part = (service, name) in self._parts
        return not is_part and any(CLIENT in holder for holder in holders)

    def _note_holder(self, site: Site) -> None:
        """Note a variable of a function that stands for a part of a client."""
        match site.node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Attribute(attr=part)
            ):
                self._held[site.function, name] = part

    def _holder(self, node: ast.expr, site: Site) -> str:
        match node:
            case ast.Attribute(attr=name):
                pass
            case ast.Name(id=name):
                name = self._held.get((site.function, name), name)
            case _:
                return ""
        return name.strip("_").lower()
