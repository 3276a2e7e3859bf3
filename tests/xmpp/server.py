"""Debian's Prosody, from a folder of its own, as the chat of a Carbonio."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable, Mapping
import json
import os
from pathlib import Path
import re
import shutil
import socket
from typing import Any

HOST = "127.0.0.1"
PATH = "/services/messaging/ws-xmpp"
USERS = "carbonio"
ROOMS = "muclight.carbonio"

# It is told to end, and stumbles over a connection that closes at the same moment.
ITS_OWN = re.compile(r"Received SIG|Error calling ondisconnect: \S*sessionmanager\.lua")
MODULES = Path(__file__).parent / "prosody"
STARTS_WITHIN = 20.0
STOPS_WITHIN = 10.0

CONFIG = """
data_path = {data}
plugin_paths = {{ {modules} }}
pidfile = {pid_file}
log = {{
    {{ levels = {{ min = "debug" }}, to = "file", filename = {log} }},
    {{ levels = {{ min = "info" }}, to = "console" }},
}}

modules_enabled = {{ "posix", "saslauth", "ping", "websocket" }}
modules_disabled = {{ "s2s", "offline" }}
c2s_ports = {{}}
c2s_direct_tls_ports = {{}}
https_ports = {{}}
http_interfaces = {{ "{host}" }}
http_ports = {{ {port} }}
http_default_host = "{users}"
http_paths = {{ websocket = "{path}" }}

authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
c2s_stanza_size_limit = 1024 * 1024
test_ping_every = {ping_every}
test_ping_patience = {ping_patience}

VirtualHost "{users}"
    modules_enabled = {{ "test_inbox", "test_pings" }}

Component "{rooms}" "test_muclight"
    test_rooms = {{ {members} }}
"""


class Prosody:
    """A server of some rooms; `members` are the members' ids by the room's id.

    Everybody is pinged every `ping_every` seconds. `folder` is the server's alone.
    """

    def __init__(
        self,
        folder: Path,
        members: Mapping[str, Iterable[str]],
        *,
        ping_every: float = 60.0,
        ping_patience: float = 10.0,
    ) -> None:
        """Write down what the server needs to know; nothing runs yet."""
        self.lines: list[str] = []
        self._folder = folder
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._port = _free_port()
        self._give_away(folder)
        for name in ("certs", "data", "data/carbonio", "data/carbonio/accounts"):
            (folder / name).mkdir()
            self._give_away(folder / name)
        # The server's own user need not be able to read the checkout.
        shutil.copytree(MODULES, folder / "modules")
        (folder / "prosody.cfg.lua").write_text(
            CONFIG.format(
                data=_lua(folder / "data"),
                modules=_lua(folder / "modules"),
                pid_file=_lua(folder / "prosody.pid"),
                log=_lua(folder / "prosody.log"),
                host=HOST,
                port=self._port,
                path=PATH,
                users=USERS,
                rooms=ROOMS,
                members=", ".join(
                    f"[{_lua(room)}] = {{ {', '.join(map(_lua, ids))} }}"
                    for room, ids in members.items()
                ),
                ping_every=ping_every,
                ping_patience=ping_patience,
            )
        )

    @property
    def address(self) -> str:
        """The address below which the WebSocket is."""
        return f"http://{HOST}:{self._port}"

    def let_in(self, user_id: str, token: str) -> None:
        """Let an account in with this token from now on, and with no other."""
        # The server's way to write a name for the disk.
        name = "".join(
            letter if letter.isalnum() else f"%{ord(letter):02x}" for letter in user_id
        )
        file = self._folder / "data" / "carbonio" / "accounts" / f"{name}.dat"
        new = file.with_suffix(".new")
        new.write_text(f'return {{ ["password"] = {_lua(token)} }};\n')
        self._give_away(new)
        new.replace(file)

    async def start(self) -> None:
        """Start, and wait until clients can come."""
        program = shutil.which("prosody")
        if program is None:
            raise FileNotFoundError("prosody is missing: see scripts/test-xmpp")
        self._process = await asyncio.create_subprocess_exec(
            program,
            "--no-daemonize",
            "--config",
            str(self._folder / "prosody.cfg.lua"),
            stdout=PIPE,
            cwd=self._folder,
            **_own_user(),
        )
        is_ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read(self._process, is_ready))
        ready = asyncio.create_task(is_ready.wait())
        await asyncio.wait(
            (self._reading, ready),
            timeout=STARTS_WITHIN,
            return_when=asyncio.FIRST_COMPLETED,
        )
        ready.cancel()
        if not is_ready.is_set():
            await self.stop()
            raise RuntimeError("prosody did not start:\n" + "\n".join(self.lines))

    async def stop(self) -> None:
        """Stop, as a server that is shut down does."""
        await self._end(Process.terminate)

    async def crash(self) -> None:
        """Stop without a word to anybody."""
        await self._end(Process.kill)

    def complaints(self) -> list[str]:
        """Return what the server's log says of errors and warnings."""
        return [
            line
            for line in self.lines
            if re.search(r" (error|warn)\t", line) and not ITS_OWN.search(line)
        ]

    async def _end(self, how: Any) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            how(process)
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._reading:
            await self._reading

    async def _read(self, process: Process, is_ready: asyncio.Event) -> None:
        assert process.stdout
        async for line in process.stdout:
            text = line.decode(errors="replace").rstrip()
            self.lines.append(text)
            if f"[{HOST}]:{self._port}" in text:
                is_ready.set()

    def _give_away(self, path: Path) -> None:
        if user := _own_user():
            shutil.chown(path, user["user"], user["group"])


def _own_user() -> dict[str, Any]:
    """Return as whom to start a server that will not run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "prosody", "group": "prosody", "extra_groups": []}


def _lua(value: object) -> str:
    return json.dumps(str(value))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port
