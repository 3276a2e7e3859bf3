"""Waiting for Home Assistant without sleeping."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from logging import LogRecord
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import MATCH_ALL
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.simulators.base import Simulator
from tests.simulators.recording import Call

OURS = "custom_components.chat_rooms"
CHANGES = ("message_edited", "message_deleted", "reaction", "member", "call")


def our_records(caplog: pytest.LogCaptureFixture) -> list[LogRecord]:
    """Return what our own loggers have said, at any level, so far."""
    return [
        record
        for record in caplog.get_records("setup") + caplog.get_records("call")
        if record.name.startswith(OURS)
    ]


async def until(
    hass: HomeAssistant, predicate: Callable[[], object], timeout: float = 5
) -> None:
    """Wait until the predicate holds; it is asked again at every event on the bus."""
    held = asyncio.Event()

    @callback
    def ask(_event: Event[Any] | None = None) -> None:
        if predicate():
            held.set()

    unsubscribe = hass.bus.async_listen(MATCH_ALL, ask)
    try:
        ask()
        async with asyncio.timeout(timeout):
            await held.wait()
    finally:
        unsubscribe()


async def calls_begun(
    hass: HomeAssistant, service: Simulator, endpoint: str | None = None
) -> list[Call]:
    """Return the requests that have come, with those that are still on their way.

    A request that is begun after them, and answered, shows that they have arrived.
    """
    await hass.async_block_till_done()
    for _ in range(2):
        async with async_get_clientsession(hass).get(service.elsewhere_url) as answer:
            assert answer.status == 404
    return [call for call in service.calls(endpoint) if call.site == "api"]


async def refresh(
    hass: HomeAssistant, button: str = "button.bocco_taro_refresh"
) -> None:
    """Let the account's service be asked for its rooms, and all entities follow."""
    await hass.services.async_call(
        "button", "press", {"entity_id": button}, blocking=True
    )
    await hass.async_block_till_done()


async def pass_time(hass: HomeAssistant, seconds: float) -> None:
    """Let happen now what is to happen within some seconds from now."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done()


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return an entity's state."""
    found = hass.states.get(entity_id)
    assert found, entity_id
    return found.state


def texts(messages: list[Event[Any]]) -> list[str]:
    """Return what was said."""
    return [event.data["text"] for event in messages]


async def unload(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Unload an entry."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


async def send_to(hass: HomeAssistant, entity_id: str, **data: Any) -> dict[str, Any]:
    """Send to a room with our own action and return what became of it."""
    sent = (await act(hass, "send_message", entity_id, **data))[entity_id]
    assert isinstance(sent, dict)
    return sent


def kinds(told: list[Event[Any]]) -> list[str]:
    """Return what was told: a message's text, or what changed."""
    return [
        event.data["change"]
        if event.event_type != "chat_rooms_message"
        else event.data["text"]
        for event in told
    ]


async def act(
    hass: HomeAssistant, action: str, entity_id: str, **data: Any
) -> dict[str, Any]:
    """Call an action of ours and return its response."""
    answer = await hass.services.async_call(
        "chat_rooms",
        action,
        {"entity_id": entity_id, **data},
        blocking=True,
        return_response=True,
    )
    assert answer
    return dict(answer)
