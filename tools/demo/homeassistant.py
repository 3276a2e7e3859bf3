"""A Home Assistant process: start, first user, end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import os
import sys
from typing import Any

import aiohttp

from .client import Client, result_of
from .configuration import HOST, PASSWORD, REPOSITORY, USER, Configuration
from .signals import out_of_reach
from .words import Words

START_TIMEOUT = 300
STOP_TIMEOUT = 60
PAUSE = 0.1
RESTART = 100


class StartError(Exception):
    """Home Assistant did not start, or it did not stay."""


class HomeAssistant:
    """A running Home Assistant."""

    def __init__(self, configuration: Configuration, port: int) -> None:
        """Prepare it; `running` starts it."""
        self.configuration = configuration
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self._process: asyncio.subprocess.Process | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run until the end of the block; nothing is left then."""
        try:
            await self.start()
            yield
        finally:
            await self.stop()

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        await self._start()
        await self._answers()

    async def serve(self) -> None:
        """Return when it ends by itself; a restart that a user asks for is done."""
        assert self._process
        while await self._process.wait() == RESTART:
            await self._start()

    async def _start(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(REPOSITORY / "tools" / "stand_ins"),
        }
        with out_of_reach():
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "homeassistant",
                "--config",
                str(self.configuration.path),
                "--skip-pip",
                cwd=self.configuration.path,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )

    async def _answers(self) -> None:
        assert self._process
        ended = asyncio.ensure_future(self._process.wait())
        try:
            async with (
                asyncio.timeout(START_TIMEOUT),
                aiohttp.ClientSession(self.url) as session,
            ):
                while not ended.done():
                    try:
                        async with session.get("/api/onboarding") as response:
                            # Before it is set up, and once it is done, it is missing.
                            if response.status < 500:
                                return
                    except aiohttp.ClientError:
                        pass
                    await asyncio.wait([ended], timeout=PAUSE)
        except TimeoutError:
            raise StartError(
                f"Home Assistant did not answer within {START_TIMEOUT} s"
            ) from None
        finally:
            ended.cancel()
        raise StartError("Home Assistant ended while it started")

    async def stop(self) -> None:
        """End it, if it runs."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    @asynccontextmanager
    async def signed_in(self, words: Words) -> AsyncGenerator[Client]:
        """Connect as its owner, who is made if there is none."""
        async with aiohttp.ClientSession(self.url) as session:
            if self.configuration.is_new:
                made = await self._post(
                    session,
                    "/api/onboarding/users",
                    name=words["owner"],
                    language=words["language"],
                    username=USER,
                    password=PASSWORD,
                )
                tokens = await self._tokens(session, made["auth_code"])
            else:
                tokens = await self.tokens(session, USER, PASSWORD)
            async with Client.connect(session, tokens["access_token"]) as client:
                await _started(client)
                yield client

    async def tokens(
        self, session: aiohttp.ClientSession, username: str, password: str
    ) -> dict[str, Any]:
        """Sign a user in, as a browser does; return what it keeps."""
        flow = await self._post(
            session,
            "/auth/login_flow",
            handler=["homeassistant", None],
            redirect_uri=self.client_id,
        )
        done = await self._post(
            session,
            f"/auth/login_flow/{flow['flow_id']}",
            username=username,
            password=password,
        )
        return await self._tokens(session, done["result"])

    @property
    def client_id(self) -> str:
        """What a browser at its address calls itself."""
        return f"{self.url}/"

    async def _tokens(
        self, session: aiohttp.ClientSession, code: str
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client_id,
        }
        async with session.post("/auth/token", data=form) as response:
            return dict(await result_of(response))

    async def _post(
        self, session: aiohttp.ClientSession, path: str, **fields: object
    ) -> dict[str, Any]:
        body = {"client_id": self.client_id, **fields}
        async with session.post(path, json=body) as response:
            return dict(await result_of(response))


async def _started(client: Client) -> None:
    """Wait until everything is set up; before that no automation listens."""
    started = await client.subscribe(
        "subscribe_events", event_type="homeassistant_started"
    )
    if (await client.command("get_config"))["state"] != "RUNNING":
        async with asyncio.timeout(START_TIMEOUT):
            await started.wait_for(lambda event: True)
