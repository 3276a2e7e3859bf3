"""manifest.json and hacs.json, as hassfest and HACS want them."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
import tomllib

from awesomeversion import (
    AwesomeVersion,
    AwesomeVersionException,
    AwesomeVersionStrategy as Strategy,
)
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from .data import Data, load
from .project import Finding, Project

# The keys of a custom integration's manifest, with their types.
KEYS: dict[str, type] = {
    "after_dependencies": list,
    "bluetooth": list,
    "codeowners": list,
    "config_flow": bool,
    "dependencies": list,
    "dhcp": list,
    "disabled": str,
    "documentation": str,
    "domain": str,
    "homekit": dict,
    "import_executor": bool,
    "integration_type": str,
    "iot_class": str,
    "issue_tracker": str,
    "loggers": list,
    "mqtt": list,
    "name": str,
    "preview_features": dict,
    "quality_scale": str,
    "requirements": list,
    "single_config_entry": bool,
    "ssdp": list,
    "usb": list,
    "version": str,
    "zeroconf": list,
}
REQUIRED = [
    "domain",
    "name",
    "codeowners",
    "documentation",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "version",
]
CHOICES = {
    "integration_type": frozenset(
        [
            "device",
            "entity",
            "hardware",
            "helper",
            "hub",
            "service",
            "system",
            "virtual",
        ]
    ),
    "iot_class": frozenset(
        [
            "assumed_state",
            "calculated",
            "cloud_polling",
            "cloud_push",
            "local_polling",
            "local_push",
        ]
    ),
    "quality_scale": frozenset(["bronze", "silver", "gold", "platinum"]),
}
ADDRESSES = ("documentation", "issue_tracker")

HACS_KEYS: dict[str, tuple[type, ...]] = {
    "content_in_root": (bool,),
    "country": (str, list),
    "filename": (str,),
    "hacs": (str,),
    "hide_default_branch": (bool,),
    "homeassistant": (str,),
    "name": (str,),
    "persistent_directory": (str,),
    "render_readme": (bool,),
    "zip_release": (bool,),
}


def check(project: Project) -> Iterator[Finding]:
    """Check both."""
    manifest = load(project, project.integration / "manifest.json")
    yield from manifest.faults
    if manifest.value is not None:
        yield from _check_keys(manifest)
        yield from _check_values(manifest)
        for requirement in manifest.mapping.get("requirements", ()):
            yield from _check_requirement(manifest, requirement)
    hacs = load(project, project.root / "hacs.json")
    yield from hacs.faults
    if hacs.value is not None:
        yield from _check_hacs(hacs)


def _check_keys(manifest: Data) -> Iterator[Finding]:
    keys = [*manifest.mapping]
    wanted = sorted(keys, key=lambda key: (key != "domain", key != "name", key))
    if keys != wanted:
        text = "keys must be sorted: domain, name, then by the alphabet"
        yield manifest.finding((), text)
    for key in REQUIRED:
        if key not in keys:
            yield manifest.finding((), f"{key} is missing")
    for key, value in manifest.mapping.items():
        if key not in KEYS:
            yield manifest.finding((key,), f"there is no key {key}")
        elif not isinstance(value, KEYS[key]):
            yield manifest.finding((key,), f"{key} must be a {KEYS[key].__name__}")
        elif key in CHOICES and value not in CHOICES[key]:
            choices = ", ".join(sorted(CHOICES[key]))
            yield manifest.finding((key,), f"{key} must be one of {choices}")


def _check_values(manifest: Data) -> Iterator[Finding]:
    project, value = manifest.project, manifest.mapping
    if value.get("domain") != project.domain:
        yield manifest.finding(("domain",), "domain must be the folder's name")
    for key in ADDRESSES:
        if not str(value.get(key, "https://")).startswith("https://"):
            yield manifest.finding((key,), f"{key} must begin with https://")
    for owner in value.get("codeowners", ()):
        if not str(owner).startswith("@"):
            yield manifest.finding(("codeowners",), f"{owner} must begin with @")
    if (version := value.get("version")) is not None:
        try:
            AwesomeVersion(str(version), ensure_strategy=_strategies())
        except AwesomeVersionException:
            yield manifest.finding(("version",), f"{version} is no version")
        if (other := _project_version(project)) not in (None, version):
            text = f"version is {version}, in pyproject.toml it is {other}"
            yield manifest.finding(("version",), text)
    dependencies = value.get("dependencies", ())
    for key in ("dependencies", "after_dependencies"):
        for name in value.get(key, ()):
            if find_spec(f"homeassistant.components.{name}") is None:
                yield manifest.finding((key,), f"Home Assistant has no {name}")
            if key == "after_dependencies" and name in dependencies:
                yield manifest.finding((key,), f"{name} is in dependencies already")


def _strategies() -> list[Strategy]:
    return [
        Strategy.CALVER,
        Strategy.SEMVER,
        Strategy.SIMPLEVER,
        Strategy.BUILDVER,
        Strategy.PEP440,
    ]


def _project_version(project: Project) -> str | None:
    path = project.root / "pyproject.toml"
    if not path.is_file():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
    version = table.get("version")
    return version if isinstance(version, str) else None


@cache
def constraints() -> dict[str, Requirement]:
    """Return what Home Assistant pins for everybody."""
    spec = find_spec("homeassistant")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).with_name("package_constraints.txt")
    lines = (
        line.partition("#")[0].strip()
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    found = (Requirement(line) for line in lines if line)
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def _check_requirement(manifest: Data, text: str) -> Iterator[Finding]:
    where = ("requirements",)
    try:
        requirement = Requirement(text)
    except InvalidRequirement as err:
        yield manifest.finding(where, f"{text} is no requirement: {err}")
        return
    operators = {part.operator for part in requirement.specifier}
    pinned = "==" in operators
    shared = constraints().get(canonicalize_name(requirement.name))
    if shared is None:
        # Other integrations may want another version of the same library.
        if not (pinned or {">=", "<"} <= operators):
            yield manifest.finding(
                where, f"{text} must be pinned with ==, or bounded with >= and <"
            )
        return
    if pinned:
        yield manifest.finding(
            where, f"{text} is Home Assistant's to pin, as {shared}: give a lower bound"
        )
    elif not requirement.specifier:
        yield manifest.finding(where, f"{text} must have a lower bound")
    yield from _check_conflict(manifest, requirement, shared)


def _check_conflict(
    manifest: Data, requirement: Requirement, shared: Requirement
) -> Iterator[Finding]:
    versions = [
        part.version for part in shared.specifier if part.operator in ("==", ">=")
    ]
    versions.append(version_of(requirement.name))
    for version in versions:
        if not requirement.specifier.contains(
            version.removesuffix(".*"), prereleases=True
        ):
            text = f"{requirement} is in conflict with {version} of Home Assistant"
            yield manifest.finding(("requirements",), text)


def _check_hacs(hacs: Data) -> Iterator[Finding]:
    if "name" not in hacs.mapping:
        yield hacs.finding((), "name is missing")
    for key, value in hacs.mapping.items():
        if key not in HACS_KEYS:
            yield hacs.finding((key,), f"there is no key {key}")
        elif not isinstance(value, HACS_KEYS[key]):
            kinds = " or ".join(kind.__name__ for kind in HACS_KEYS[key])
            yield hacs.finding((key,), f"{key} must be a {kinds}")
