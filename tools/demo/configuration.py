"""The configuration directory of the demo's Home Assistant."""

import json
from pathlib import Path
import re
import shutil
import socket

from .words import Words

REPOSITORY = Path(__file__).parents[2]
TEMPLATES = Path(__file__).with_name("config")
BLUEPRINTS = "blueprints/automation/chat_rooms"
HOST = "127.0.0.1"
FIRST_PORT = 8123
USER = "demo"
PASSWORD = "demo"
PORTS_TO_TRY = 100
MEMORY = "demo.json"
LOG_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)
BAD_LEVEL = re.compile(r"\S+ \S+ (ERROR|CRITICAL|FATAL) ")

# Home Assistant brings these up to date itself when it reads them.
HTTP = {"server_host": [HOST], "server_port": 0}
# Its own way through this step would set up services on the internet.
ONBOARDING = {"done": ["core_config", "analytics", "integration"]}
# As if the user had switched it off: it would fetch its catalog from the internet.
NO_MARKETPLACE = {
    "entries": [
        {
            "domain": "marketplace",
            "entry_id": "demo_marketplace",
            "version": 1,
            "title": "",
            "data": {},
            "source": "system",
            "disabled_by": "user",
        }
    ]
}


def free_port(first: int = FIRST_PORT) -> int:
    """Return the first port from here on that nobody listens at; from 0, any."""
    for port in range(first, first + PORTS_TO_TRY):
        with socket.socket() as candidate:
            # As a server does, so that a port that was just left counts as free.
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((HOST, port))
                candidate.listen()
            except OSError:
                continue
            return int(candidate.getsockname()[1])
    raise OSError(f"No free port from {first} on")


def time_zone() -> str:
    """Return this machine's time zone."""
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found else "UTC"


class Configuration:
    """A configuration directory, new or from an earlier demo."""

    def __init__(self, path: Path) -> None:
        """Look at what is there."""
        self.path = path
        self.media = path / "media"
        self.log = path / "home-assistant.log"
        self._memory = path / MEMORY
        if path.exists() and any(path.iterdir()) and not self._memory.exists():
            raise FileExistsError(f"{path} holds something else than a demo")

    @property
    def is_new(self) -> bool:
        """Tell whether nobody has lived here."""
        return not self.simulator_ports

    @property
    def simulator_ports(self) -> dict[str, int]:
        """Return where the simulators listened the last time."""
        if not self._memory.exists():
            return {}
        ports: dict[str, int] = json.loads(self._memory.read_text())
        return ports

    def remember(self, simulator_ports: dict[str, int]) -> None:
        """Keep where the simulators listen."""
        self._memory.write_text(json.dumps(simulator_ports))

    def write(self, port: int, words: Words) -> None:
        """Write what Home Assistant reads when it starts."""
        self.media.mkdir(parents=True, exist_ok=True)
        if not self._memory.exists():
            self.remember({})
        for template in TEMPLATES.iterdir():
            text = template.read_text()
            for name, value in {
                "media": str(self.media),
                "time_zone": time_zone(),
                **words,
            }.items():
                text = text.replace(f"<{name}>", value)
            (self.path / template.name).write_text(text)
        self._link("custom_components")
        # Home Assistant lists none that are behind a link.
        shutil.copytree(
            REPOSITORY / BLUEPRINTS, self.path / BLUEPRINTS, dirs_exist_ok=True
        )
        if self.is_new:
            # An earlier start may have been interrupted half-way.
            shutil.rmtree(self.path / ".storage", ignore_errors=True)
            self._store("onboarding", 4, ONBOARDING)
            self._store("core.config_entries", 1, NO_MARKETPLACE)
        self._store("http", 1, HTTP | {"server_port": port})

    def log_tail(self, lines: int = 40) -> str:
        """Return the end of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def errors(self, subject: str) -> list[str]:
        """Return what the log tells of errors of a subject."""
        records = LOG_RECORD.split(self.log.read_text(errors="replace"))
        return [
            record.strip()
            for record in records
            if subject in record and BAD_LEVEL.match(record)
        ]

    def _link(self, place: str) -> None:
        link = self.path / place
        # The checkout may have moved; a real directory is the user's.
        if link.is_symlink():
            link.unlink()
        if not link.exists():
            link.symlink_to(REPOSITORY / place)

    def _store(self, key: str, version: int, data: object) -> None:
        storage = self.path / ".storage"
        storage.mkdir(mode=0o700, exist_ok=True)
        content = {"version": version, "minor_version": 1, "key": key, "data": data}
        (storage / key).write_text(json.dumps(content))
