"""The files that are checked, and what is found in them."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
import subprocess


@dataclass(frozen=True, order=True)
class Finding:
    """Something that is wrong at one place."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        """Return it as compilers do."""
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Project:
    """A checkout."""

    root: Path = field(default_factory=Path.cwd)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All files that are tracked, or new and not ignored."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        paths = (self.root / name for name in sorted(set(listed.split("\0"))) if name)
        return tuple(path for path in paths if path.is_file())

    @cached_property
    def integration(self) -> Path:
        """The folder of the one integration."""
        folders = sorted(
            path.parent for path in self.root.glob("custom_components/*/manifest.json")
        )
        if len(folders) != 1:
            raise LookupError("there must be one custom_components/*/manifest.json")
        return folders[0]

    @property
    def domain(self) -> str:
        """The integration's domain, as its folder is called."""
        return self.integration.name

    def name_of(self, path: Path) -> str:
        """Return a path as it is shown."""
        return path.relative_to(self.root).as_posix()

    def finding(self, path: Path, line: int, text: str) -> Finding:
        """Return what is wrong in a file."""
        return Finding(self.name_of(path), line, text)
