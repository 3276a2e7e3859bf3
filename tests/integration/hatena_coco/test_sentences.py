"""Check-ins that are read aloud, and cannot be written to."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..helpers import until
from ..speaking import give_aliases, listen, say
from .helpers import STATION, refresh

FRIENDS_EVENT = "event.friends_check_ins_message"


async def test_friends(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Where friends are is told; who wants to write learns that nobody can."""
    await listen(hass, FRIENDS_EVENT)
    await give_aliases(hass, FRIENDS_EVENT, "my friends", "友だち")
    await coco.check_in("taro", STATION, "Off we go")
    await refresh(hass)
    await until(hass, lambda: messages)
    assert (await say(hass, "What's new from my friends?") or "").endswith(
        f"From Taro: {STATION}, Off we go."
    )
    answer = await say(hass, "友だちに元気？って送って", "ja") or ""
    assert answer.startswith("このルームは今は読むだけです。")
    assert await coco.received() == []
