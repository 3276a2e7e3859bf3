"""Automations that begin with what only a team chat has: calls and mentions."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import until
from .helpers import NEIGHBOURS

EVENT = "event.neighbours_message"


async def automate(hass: HomeAssistant, trigger: str, **options: Any) -> list[Any]:
    """Make an automation and return the list of its runs."""
    runs = async_mock_service(hass, "test", "run")
    automation = {
        "triggers": [
            {
                "trigger": f"chat_rooms.{trigger}",
                "target": {"entity_id": EVENT},
                "options": options,
            }
        ],
        "actions": [
            {
                "action": "test.run",
                "data": {
                    "call": "{{ trigger.call | default }}",
                    "text": "{{ (trigger.message | default({})).text | default }}",
                },
            }
        ],
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    return runs


async def test_call_started(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    told: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """A call that starts runs the automation, its end does not."""
    runs = await automate(hass, "call_started")
    await talk.start_call(NEIGHBOURS, "Hanako")
    await until(hass, lambda: "started" in _changes(told))
    await talk.end_call(NEIGHBOURS)
    await until(hass, lambda: "ended" in _changes(told))
    await hass.async_block_till_done()
    assert [run.data["call"]["member"] for run in runs] == ["Hanako"]


@pytest.mark.parametrize(
    ("options", "expected"), [({}, 0), ({"include_missed": True}, 1)], ids=str
)
async def test_call_of_the_past(
    hass: HomeAssistant,
    live: dict[str, Any],
    told: list[Event[Any]],
    talk: NextcloudTalkSimulator,
    options: dict[str, Any],
    expected: int,
) -> None:
    """A call that began while nobody listened counts only if it is wanted."""
    runs = await automate(hass, "call_started", **options)
    await talk.start_call(NEIGHBOURS, "Hanako")
    await until(hass, lambda: "started" in _changes(told))
    await hass.async_block_till_done()
    runs.clear()
    call = next(e for e in told if e.event_type == "chat_rooms_call")
    hass.bus.async_fire("chat_rooms_call", {**call.data, "missed": True})
    await hass.async_block_till_done()
    assert len(runs) == expected


async def test_mentions(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    messages: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Only what mentions the account, where that is wanted."""
    runs = await automate(hass, "message_received", mentions_me=True)
    before = len(messages)
    await talk.write(NEIGHBOURS, "Hanako", "Who has a ladder?")
    await talk.write(NEIGHBOURS, "Hanako", "You, @taro?")
    await until(hass, lambda: len(messages) == before + 2)
    await hass.async_block_till_done()
    assert [run.data["text"] for run in runs] == ["You, @Taro?"]


def _changes(told: list[Event[Any]]) -> list[str]:
    return [event.data.get("change", "") for event in told]
