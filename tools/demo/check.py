"""The main job, once, without anyone watching."""

import asyncio
from contextlib import AsyncExitStack
from itertools import chain
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from .account import DOMAIN, add_accounts
from .bocco_job import BoccoJob
from .carbonio_job import CarbonioJob
from .carnation_job import CarnationJob
from .configuration import Configuration, free_port
from .dashboard import make_dashboard
from .hatena_coco_job import HatenaCocoJob
from .homeassistant import HomeAssistant
from .house_job import HouseJob
from .job import Job
from .report import Report, StepFailed, expect
from .services import SERVICES, Simulators
from .talk_job import TalkJob
from .words import ENGLISH

STEP_TIMEOUT = 120


async def check(set_up_took: float | None) -> int:
    """Do it; return the exit code."""
    report = Report()
    if set_up_took is not None:
        report.line("ok", set_up_took, "scripts/setup: everything needed is there")
    with TemporaryDirectory(prefix="chat-rooms-check-") as path:
        configuration = Configuration(Path(path))
        try:
            await _check(report, configuration)
        except StepFailed as failure:
            print(f"\n{failure}\n", file=sys.stderr)
            if tail := configuration.log_tail():
                print(f"The end of Home Assistant's log:\n{tail}", file=sys.stderr)
            return 1
    return 0


async def _check(report: Report, configuration: Configuration) -> None:
    simulators = Simulators()
    home = HomeAssistant(configuration, free_port(0))
    async with AsyncExitStack() as stack:
        with report.step("the simulated services answer"):
            await simulators.start(stack, {})
        configuration.write(home.port, ENGLISH)
        with report.step(f"Home Assistant answers at {home.url}"):
            await stack.enter_async_context(home.running())
        with report.step("it has an owner and is completely started"):
            client = await stack.enter_async_context(home.signed_in(ENGLISH))
        accounts = ", ".join(service.name for service in SERVICES)
        with report.step(f"added through the config flow: {accounts}"):
            await add_accounts(client, simulators)
        with report.step("the dashboard is there"):
            await make_dashboard(client, ENGLISH)
        media, family = configuration.media, simulators.control("bocco")
        neighbours = simulators.control("nextcloud_talk")
        bocco = BoccoJob(client, media, family)
        carbonio = CarbonioJob(client, media, simulators.control("carbonio"))
        carnation = CarnationJob(client, media, simulators.control("carnation"))
        coco = HatenaCocoJob(client, media, simulators.control("hatena_coco"))
        # Talk comes late: what it begins with takes until the next poll.
        talk = TalkJob(client, media, neighbours, family)
        house = HouseJob(client, media, neighbours, family)
        jobs: tuple[Job, ...] = (bocco, carbonio, carnation, coco, talk, house)
        for what, step in chain.from_iterable(job.steps for job in jobs):
            with report.step(what):
                async with asyncio.timeout(STEP_TIMEOUT):
                    await step()
        with report.step("no simulator has a complaint about its client"):
            for name, running in simulators.running.items():
                expect(name, [], await running.control.call("violations"))
        with report.step("Home Assistant and the simulators have ended"):
            await stack.aclose()
    with report.step(
        "their ports are free, and the log has no error of the integration"
    ):
        for port in (home.port, *simulators.ports.values()):
            expect(f"port {port}", port, free_port(port))
        expect("errors in the log", [], configuration.errors(DOMAIN))
