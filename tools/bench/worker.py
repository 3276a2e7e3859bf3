"""What a process of its own does while others do the same."""

import asyncio
from contextlib import AsyncExitStack

from .carbonio import waiting as carbonio
from .carbonio.site import run_site
from .family import run_family
from .home import add_account, run_home
from .measure import idle
from .talk.cloud import run_cloud
from .talk.waiting import followed_idly, followed_quietly
from .waiting import Outcome, Task


def work(task: Task) -> Outcome:
    """Do a task."""
    return asyncio.run(_do(task))


async def _do(task: Task) -> Outcome:
    async with AsyncExitStack() as stack:
        if task.service == "nextcloud_talk":
            cloud = await stack.enter_async_context(run_cloud(task.rooms))
            hass = await stack.enter_async_context(run_home())
            follow = followed_quietly if task.what == "quiet" else followed_idly
            return await follow(hass, cloud, task.seconds)
        if task.service == "carbonio":
            site = await stack.enter_async_context(run_site(task.rooms))
            hass = await stack.enter_async_context(run_home())
            return await carbonio.followed_idly(hass, site, task.seconds)
        if task.service == "bocco":
            family = await stack.enter_async_context(run_family(task.rooms))
            hass = await stack.enter_async_context(run_home())
            await add_account(hass, family.account(family.rooms))
        else:
            await stack.enter_async_context(run_home())
        return Outcome(cpu=await idle(task.seconds))
