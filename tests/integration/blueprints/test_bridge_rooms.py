"""The blueprint that connects two rooms."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import NEIGHBOURS

from ..conftest import HOME
from ..helpers import send_to, until
from ..nextcloud_talk.helpers import heartbeat
from .conftest import Say, Use
from .helpers import (
    FAMILY_EVENT,
    FAMILY_NOTIFY,
    GRANDPARENTS,
    GRANDPARENTS_EVENT,
    TALK_EVENT,
    taken,
)

BOTH = {"first_room": TALK_EVENT, "second_room": FAMILY_EVENT}
PAIR = {"first_room": FAMILY_EVENT, "second_room": GRANDPARENTS_EVENT}

type Messages = list[Event[dict[str, Any]]]


async def test_both_ways(
    hass: HomeAssistant,
    family: BoccoSimulator,
    talk: NextcloudTalkSimulator,
    neighbours: MockConfigEntry,
    use: Use,
    say: Say,
    messages: Messages,
) -> None:
    """Texts and pictures go over once, in order, and none comes back."""
    await use("bridge_rooms", **BOTH)
    await talk.write(NEIGHBOURS, "Hanako", "Who has my {{ ladder }}?")
    await talk.send_image(NEIGHBOURS, "Hanako")
    await heartbeat(hass)
    received = await family.wait_for_received(3, HOME)
    assert [message["text"] for message in received] == [
        "Hanako: Who has my {{ ladder }}?",
        "Hanako: 🖼️",
        None,
    ]
    assert received[2]["media"] == "image"
    await say(HOME, ("Hanako", "It is in our garden."))
    await family.send_image(HOME, "Grandma")
    arrived = await talk.wait_for_received(2, NEIGHBOURS)
    assert [message["text"] for message in arrived] == [
        "Hanako: It is in our garden.",
        "Grandma: Sent a photo",
    ]
    assert arrived[1]["content_type"] == "image/png"
    # Everything comes back as messages of Home Assistant's, and that is all.
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 9)
    await hass.async_block_till_done()
    assert len(await family.received(HOME)) == 3
    assert len(await talk.received(NEIGHBOURS)) == 2


async def test_after_a_restart(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    use: Use,
    say: Say,
) -> None:
    """What was carried before is not taken for somebody's after it."""
    await use("bridge_rooms", own=True, **PAIR)
    await say(HOME, ("Hanako", "Good morning!"))
    await taken(family, GRANDPARENTS, 1)
    assert await hass.config_entries.async_reload(ready.entry_id)
    await say(GRANDPARENTS, ("Grandpa", "Good morning, Hanako."))
    await taken(family, HOME, 1)
    assert await hass.config_entries.async_reload(ready.entry_id)
    await say(HOME, ("Hanako", "Good night!"))
    await hass.async_block_till_done()
    assert await taken(family, HOME, 1) == ["Grandpa: Good morning, Hanako."]
    assert await taken(family, GRANDPARENTS, 2) == [
        "Hanako: Good morning!",
        "Hanako: Good night!",
    ]


@pytest.mark.parametrize(
    ("direction", "there", "back"),
    [("both", 1, 1), ("to_second", 1, 0), ("to_first", 0, 1)],
)
async def test_direction(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    say: Say,
    direction: str,
    there: int,
    back: int,
) -> None:
    """It can be a one-way street."""
    await use("bridge_rooms", direction=direction, **PAIR)
    await say(HOME, ("Hanako", "There"))
    await say(GRANDPARENTS, ("Grandpa", "Back"))
    await hass.async_block_till_done()
    assert len(await family.received(GRANDPARENTS)) == there
    assert len(await family.received(HOME)) == back


@pytest.mark.parametrize("own", [False, True])
async def test_own_messages(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, own: bool
) -> None:
    """What this account writes elsewhere goes along if wanted; Home Assistant's never."""
    await use("bridge_rooms", own=own, **PAIR)
    await say(HOME, ("Taro", "I am on my way."))
    await send_to(hass, FAMILY_NOTIFY, message="The washing is done.")
    await say(HOME, ("Hanako", "Fine."))
    await hass.async_block_till_done()
    carried = ["Taro: I am on my way."] if own else []
    assert await taken(family, GRANDPARENTS, 1) == [*carried, "Hanako: Fine."]


async def test_files_that_are_not_taken(
    hass: HomeAssistant,
    family: BoccoSimulator,
    talk: NextcloudTalkSimulator,
    neighbours: MockConfigEntry,
    use: Use,
    messages: Messages,
) -> None:
    """They are named, so that nobody misses them."""
    await use("bridge_rooms", **BOTH)
    await talk.send_file(NEIGHBOURS, "Hanako", "plan.pdf")
    await heartbeat(hass)
    (told,) = await taken(family, HOME, 1)
    name = messages[-2].data["attachments"][0]["name"]
    assert told == f"Hanako: 📎\n📎 {name}"


async def test_places(
    hass: HomeAssistant,
    family: BoccoSimulator,
    talk: NextcloudTalkSimulator,
    neighbours: MockConfigEntry,
    use: Use,
) -> None:
    """A place goes over in words; what the system says does not."""
    await use("bridge_rooms", **BOTH)
    await talk.start_call(NEIGHBOURS, "Hanako")
    await talk.share_location(NEIGHBOURS, "Hanako", "The old mill")
    await heartbeat(hass)
    (told,) = await taken(family, HOME, 1)
    assert (told or "").startswith("Hanako: 📍 The old mill (")


async def test_one_room_twice(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say
) -> None:
    """A room is not connected with itself."""
    await use("bridge_rooms", first_room=FAMILY_EVENT, second_room=FAMILY_EVENT)
    await say(HOME, ("Hanako", "Hello?"))
    await hass.async_block_till_done()
    assert await family.received() == []
