"""Pictures of an album on their way to another service."""

from hashlib import sha256
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.pictures import fitted
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_pictures import photo

from ..conftest import ACCOUNT, HOME, added_entry, set_up
from ..drawings import seen
from ..helpers import send_to
from .helpers import HANA, refresh


@pytest.mark.parametrize("rotation", [0, 90, 180])
async def test_photo_to_the_robot(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    rotation: int,
) -> None:
    """A photo of the album goes to BOCCO in one action, and is upright there."""
    rooms = list(family.home.rooms)
    async with added_entry(
        hass,
        title="BOCCO Taro",
        data={"service": "bocco", "url": family.url, **ACCOUNT},
        options={"rooms": rooms, "known_rooms": rooms, "follow_new_rooms": True},
        unique_id=f"bocco|{family.url}|{family.home.account.uuid}",
    ) as entry:
        await set_up(hass, entry)
        await carnation.add_item(HANA, scene="sea", rotation=rotation)
        await carnation.pass_time(2)
        await refresh(hass)
        message = dict(messages[-1].data)
        media = message["attachments"][0]["media_content_id"]
        await send_to(hass, "notify.happy_family", attachments=[{"media": media}])
        (sent,) = await family.received(HOME)
    original = photo("sea", int(message["message_id"]), rotation)
    expected = original
    if rotation:
        made = fitted(original, {"image/jpeg"}, 1_000_000, rotation=rotation)
        assert made
        expected = made[1]
        size = seen(photo("sea", int(message["message_id"])))[1]
        assert seen(expected)[1] == size
    assert sent["content_type"] == "image/jpeg"
    assert sent["sha256"] == sha256(expected).hexdigest()
