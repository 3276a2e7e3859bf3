"""The automations that the documents show do what they are shown for."""

from collections.abc import AsyncGenerator
from pathlib import Path
import re
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
)

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import ACCOUNT, HOME, set_up
from ..helpers import until
from .helpers import GARDEN_CLUB, NEIGHBOURS, heartbeat

PAGE = Path(__file__).parents[3] / "docs/nextcloud-talk.md"
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _example(alias: str) -> dict[str, Any]:
    for block in BLOCK.findall(PAGE.read_text("utf-8")):
        example = parse_yaml(block)
        if isinstance(example, dict) and example.get("alias") == alias:
            return example
    raise LookupError(alias)


async def _automate(hass: HomeAssistant, alias: str) -> None:
    assert await async_setup_component(
        hass, "automation", {"automation": _example(alias)}
    )
    await hass.async_block_till_done()


@pytest.fixture
async def joined(
    hass: HomeAssistant, entry: MockConfigEntry, family: BoccoSimulator
) -> AsyncGenerator[None]:
    """Set up Taro's accounts at both services."""
    rooms = list(family.home.rooms)
    bocco = MockConfigEntry(
        domain=DOMAIN,
        title="BOCCO Taro",
        data={"service": "bocco", "url": family.url, **ACCOUNT},
        options={"rooms": rooms, "known_rooms": rooms},
        unique_id=f"bocco|{family.url}|{family.home.account.uuid}",
    )
    bocco.add_to_hass(hass)
    # The first one to be set up brings the integration, and with it all entries.
    await set_up(hass, entry)
    yield
    await hass.config_entries.async_unload(bocco.entry_id)


async def test_bridge(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    family: BoccoSimulator,
    joined: None,
    messages: list[Event[dict[str, Any]]],
) -> None:
    """Texts and pictures go over once, in both directions, and none comes back."""
    await _automate(hass, "The neighbours and the family talk to each other")
    await talk.write(NEIGHBOURS, "Hanako", "Who has my ladder?")
    await talk.send_image(NEIGHBOURS, "Hanako")
    await heartbeat(hass)
    taken = await family.wait_for_received(3, HOME)
    assert [message["text"] for message in taken] == [
        "Hanako: Who has my ladder?",
        "Hanako: image",
        None,
    ]
    assert taken[2]["media"] == "image"
    await family.write(HOME, "Hanako", "It is in our garden.")
    received = await talk.wait_for_received(1, NEIGHBOURS)
    await until(hass, lambda: len(messages) == 7)
    await heartbeat(hass)
    await hass.async_block_till_done()
    assert [message["text"] for message in received] == ["Hanako: It is in our garden."]
    assert len(await family.received(HOME)) == 3
    assert len(await talk.received(NEIGHBOURS)) == 1


async def test_mention(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """A mention is shown, another message is not."""
    await set_up(hass, entry)
    shown = async_mock_service(hass, "notify", "persistent_notification")
    await _automate(hass, "Somebody mentions me")
    await talk.write(GARDEN_CLUB, "Hanako", "Did you water the beans?")
    await talk.write(GARDEN_CLUB, "Hanako", "@taro Did you?")
    await heartbeat(hass)
    await until(hass, lambda: shown)
    assert [(call.data["title"], call.data["message"]) for call in shown] == [
        ("Hanako in Garden Club", "@Taro Did you?")
    ]


async def test_call(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """The light goes on with the call, and off with it."""
    await set_up(hass, entry)
    switched = [
        *(async_mock_service(hass, "light", name) for name in ("turn_on", "turn_off"))
    ]
    calls = async_capture_events(hass, "chat_rooms_call")
    await _automate(hass, "Light while the neighbours are in a call")
    await talk.start_call(NEIGHBOURS, "Hanako")
    await heartbeat(hass)
    await until(hass, lambda: switched[0])
    assert not switched[1]
    await talk.end_call(NEIGHBOURS)
    await heartbeat(hass)
    await until(hass, lambda: switched[1])
    assert [event.data["change"] for event in calls] == ["started", "ended"]
