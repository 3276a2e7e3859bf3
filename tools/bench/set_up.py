"""What it takes to set up an account with many rooms."""

from dataclasses import dataclass
import gc
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .home import Account, add_account, count_entities
from .service import Service


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """What an account took to be there with all its entities; times in seconds.

    `questions` are those over a socket, where there is one.
    """

    wall: float
    cpu: float
    requests: int
    questions: int
    entities: int
    again: float


async def set_up(
    hass: HomeAssistant, service: Service, account: Account
) -> tuple[ConfigEntry[Any], SetUp]:
    """Set up an account for the first time, and again as after a restart."""
    await service.answers()
    gc.collect()
    cpu, started = time.process_time(), time.monotonic()
    entry = await add_account(hass, account)
    wall = time.monotonic() - started
    cpu = time.process_time() - cpu
    requests = await service.short_requests()
    questions = await service.answers()
    entities = count_entities(hass, entry)
    gc.collect()
    started = time.monotonic()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    return entry, SetUp(
        wall=wall,
        cpu=cpu,
        requests=requests,
        questions=questions,
        entities=entities,
        again=time.monotonic() - started,
    )
