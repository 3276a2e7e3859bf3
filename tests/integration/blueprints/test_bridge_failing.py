"""The blueprint that connects two rooms, where the other one does not take all."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import NEIGHBOURS

from ..conftest import HOME, added_entry
from ..helpers import refresh, until
from ..nextcloud_talk.helpers import heartbeat
from .conftest import Say, Use
from .helpers import (
    FAMILY_EVENT,
    GRANDPARENTS,
    GRANDPARENTS_EVENT,
    PATIENCE,
    TALK_EVENT,
    taken,
    wait_begun,
    wait_over,
)

MINUTE = 60

type Messages = list[Event[dict[str, Any]]]


@pytest.fixture
async def coco(socket_enabled: None) -> AsyncGenerator[HatenaCocoSimulator]:
    """Return a Hatena Coco."""
    async with HatenaCocoSimulator() as simulator:
        yield simulator


@pytest.fixture
async def friends(
    hass: HomeAssistant, ready: MockConfigEntry, coco: HatenaCocoSimulator
) -> AsyncGenerator[MockConfigEntry]:
    """Return the account of the friends, set up beside the family's."""
    known = coco.credentials
    fields = ("consumer_key", "consumer_secret", "oauth_url", "authorize_url")
    data = {field: known[field] for field in fields} | await coco.sign_in()
    rooms = ["friends"]
    async with added_entry(
        hass,
        title="Hatena Coco Hana",
        data={"service": "hatena_coco", "url": coco.url, **data},
        options={"rooms": rooms, "known_rooms": rooms, "spots": []},
        unique_id=f"hatena_coco|{coco.url}|hana",
    ) as entry:
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        yield entry


async def _bridge(use: Use, first_room: str = FAMILY_EVENT) -> None:
    second_room = GRANDPARENTS_EVENT if first_room == FAMILY_EVENT else FAMILY_EVENT
    await use("bridge_rooms", first_room=first_room, second_room=second_room)


async def _refuse(family: BoccoSimulator, *statuses: int) -> None:
    """Let the next messages be refused; 0 lets one through."""
    for status in statuses:
        if status:
            await family.break_("post", "status", status=status)
        else:
            await family.break_("post", "slow", delay=0)


async def test_a_text_without_its_file(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, messages: Messages
) -> None:
    """A text that went out before its file failed is not repeated."""
    await _bridge(use)
    await family.wait_for_subscribers(len(family.home.rooms))
    await _refuse(family, 0, 400)
    await family.send_image(HOME, "Hanako")
    told = await taken(family, GRANDPARENTS, 2)
    await hass.async_block_till_done()
    name = messages[0].data["attachments"][0]["name"]
    assert told == ["Hanako: Sent a photo", f"Hanako: 📎 {name}"]
    assert len(await family.received(GRANDPARENTS)) == 2


async def test_a_room_that_cannot_be_asked(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, messages: Messages
) -> None:
    """Where nobody can tell what has arrived, everything is told, and at once."""
    await _bridge(use)
    await family.wait_for_subscribers(len(family.home.rooms))
    await family.break_("messages", "status", status=400, room=GRANDPARENTS, times=-1)
    await _refuse(family, 400)
    await family.send_image(HOME, "Hanako")
    (told,) = await taken(family, GRANDPARENTS, 1)
    async with asyncio.timeout(PATIENCE):
        await hass.async_block_till_done()
    name = messages[0].data["attachments"][0]["name"]
    assert told == f"Hanako: Sent a photo\n📎 {name}"


async def test_each_file_for_itself(
    hass: HomeAssistant,
    family: BoccoSimulator,
    coco: HatenaCocoSimulator,
    friends: MockConfigEntry,
    use: Use,
    messages: Messages,
) -> None:
    """One file that is not taken does not hold up the others."""
    await _bridge(use, "event.friends_check_ins_message")
    await _refuse(family, 0, 0, 400)
    await coco.check_in("taro", "Ueno Park", "Cake", photos=3)
    await refresh(hass, "button.hatena_coco_hana_refresh")
    received = await family.wait_for_received(4, HOME)
    names = [file["name"] for file in messages[0].data["attachments"]]
    assert len(names) == 3
    assert [message["media"] for message in received] == [
        "text",
        "image",
        "image",
        "text",
    ]
    assert received[0]["text"].startswith("Taro: Cake\n📍 Ueno Park (")
    assert received[3]["text"] == f"Taro: 📎 {names[1]}"


@pytest.mark.parametrize("failures", [1, 2])
async def test_a_text_that_is_refused(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, failures: int
) -> None:
    """It is tried once more, and what comes after it is carried."""
    await _bridge(use)
    await _refuse(family, *[400] * failures)
    await say(HOME, ("Hanako", "One"), ("Hanako", "Two"))
    await hass.async_block_till_done()
    told = await taken(family, GRANDPARENTS, 1)
    assert told == ["Hanako: One", "Hanako: Two"][failures - 1 :]


async def test_an_answer_that_is_lost(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say
) -> None:
    """A text that has arrived is not sent again, though nobody confirmed it."""
    await _bridge(use)
    await family.break_("post", "drop", when="after", times=3)
    await say(HOME, ("Hanako", "One"))
    await say(HOME, ("Hanako", "Two"))
    await hass.async_block_till_done()
    assert await taken(family, GRANDPARENTS, 2) == ["Hanako: One", "Hanako: Two"]


@pytest.mark.parametrize("is_picture", [False, True], ids=["text", "picture"])
async def test_nobody_answers(
    hass: HomeAssistant,
    family: BoccoSimulator,
    talk: NextcloudTalkSimulator,
    neighbours: MockConfigEntry,
    use: Use,
    is_picture: bool,
) -> None:
    """A minute later it is tried again, with all that belongs to it."""
    await _bridge(use, TALK_EVENT)
    await family.break_("*", "status", status=503, times=-1)
    if is_picture:
        await talk.send_image(NEIGHBOURS, "Hanako")
    else:
        await talk.write(NEIGHBOURS, "Hanako", "Hello?")
    heart = hass.async_create_background_task(heartbeat(hass), "heartbeat")
    assert await wait_begun(hass, MINUTE) == MINUTE
    await family.mend()
    await wait_over(hass)
    await heart
    received = await family.wait_for_received(1 + is_picture, HOME)
    assert received[0]["text"] == ("Hanako: 🖼️" if is_picture else "Hanako: Hello?")
    assert len(received) == 1 + is_picture


async def test_nobody_answers_for_long(
    hass: HomeAssistant,
    family: BoccoSimulator,
    talk: NextcloudTalkSimulator,
    neighbours: MockConfigEntry,
    use: Use,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Then it gives up, and the log says so without the words."""
    await _bridge(use, TALK_EVENT)
    await family.break_("*", "status", status=503, times=-1)
    await talk.write(NEIGHBOURS, "Hanako", "Hello?")
    heart = hass.async_create_background_task(heartbeat(hass), "heartbeat")
    assert await wait_over(hass) == MINUTE
    await heart
    await until(hass, lambda: "has not taken the message" in caplog.text)
    await family.mend()
    assert await family.received() == []
