"""The services of the demo; a further one is a further entry."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat

import aiohttp
from yarl import URL

from tests.simulators.control import Control, ControlError, Running, run_in_process

from .signals import out_of_reach

# So many things happen at once in the beginning: until then there are pictures.
OPENING = 10
# Seconds.
OPENING_PAUSE = 0.5
PAUSE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A simulated service, and how its account is added.

    `steps` are the steps of the config flow after the choice of the service: for a
    menu the option to take, for a form its fields, which bear the names of what the
    simulator says of itself. `spots` are added by their names, as rooms to check in
    at. A service that `is_asked` tells nothing by itself.
    """

    name: str
    simulator: str
    steps: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    spots: tuple[str, ...] = ()
    is_asked: bool = False


SERVICES = (
    Service(
        name="BOCCO",
        simulator="bocco",
        steps={"bocco": ("url", "api_key", "email", "password")},
    ),
    Service(
        name="Carbonio Chats",
        simulator="carbonio",
        steps={"carbonio": ("url", "username", "password")},
    ),
    Service(
        name="carnation",
        simulator="carnation",
        steps={"carnation": ("url", "app_id", "app_secret", "email", "password")},
        is_asked=True,
    ),
    Service(
        name="Hatena Coco",
        simulator="hatena_coco",
        steps={
            "hatena_coco": (
                "url",
                "oauth_url",
                "authorize_url",
                "consumer_key",
                "consumer_secret",
            ),
            "hatena_coco_authorize": ("verifier",),
        },
        spots=("Ueno Park",),
        is_asked=True,
    ),
    Service(
        name="Nextcloud Talk",
        simulator="nextcloud_talk",
        steps={
            "nextcloud_talk": ("url",),
            "nextcloud_talk_sign_in": "nextcloud_talk_password",
            "nextcloud_talk_password": ("username", "password"),
        },
    ),
)


class Simulators:
    """The simulated services, each in a process of its own."""

    def __init__(self) -> None:
        """Begin with none."""
        self.running: dict[str, Running] = {}

    def control(self, simulator: str) -> Control:
        """Return what steers a simulator."""
        return self.running[simulator].control

    @property
    def ports(self) -> dict[str, int]:
        """Return where the simulators listen."""
        return {
            name: URL(running.info["url"]).port or 0
            for name, running in self.running.items()
        }

    async def start(self, stack: AsyncExitStack, ports: Mapping[str, int]) -> None:
        """Start them all, at their ports of the last time if there was one."""
        for service in SERVICES:
            port = ports.get(service.simulator, 0)
            with out_of_reach():
                running = await stack.enter_async_context(
                    run_in_process(service.simulator, "--port", str(port))
                )
            self.running[service.simulator] = running

    async def live(self) -> None:
        """Let things happen at all of them: some at once, then now and then."""
        for pause in chain(repeat(OPENING_PAUSE, OPENING), repeat(PAUSE)):
            for running in self.running.values():
                with suppress(aiohttp.ClientError, ControlError):
                    await running.control.call("chat")
            await asyncio.sleep(pause)
