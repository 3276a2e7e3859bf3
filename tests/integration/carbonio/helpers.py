"""What the tests of Carbonio look with."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
import logging
from logging import LogRecord
import re
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import unescape

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.feeds import Feeds
from tests.simulators.base import Handler
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY, USERNAME
from tests.simulators.carbonio_forward import Original, forwarded_xml
from tests.simulators.carbonio_home import new_id
from tests.simulators.carbonio_world import attachment_stanza
from tests.simulators.carbonio_xml import ENCODED, utf16_escapes
from tests.simulators.recording import Call

from ..conftest import set_up
from ..helpers import OURS, pass_time, refresh as press, state

DEVICE_ID = "5a0d6e4c-0f5b-4f0e-8a52-3f6c1f0a9b7d"

CONNECTED = "binary_sensor.carbonio_chats_taro_connected"
HEALTH = "sensor.carbonio_chats_taro_health"
REFRESH = "button.carbonio_chats_taro_refresh"
TOTAL = "sensor.carbonio_chats_taro_unread_messages"

UNREAD = "sensor.family_unread_messages"
LAST = "sensor.family_last_message"
PHOTO = "image.family_latest_photo"
ROOM_PICTURE = "image.family_room_picture"
CALL = "binary_sensor.family_call"
EVENT = "event.family_message"

# The ends of the names of tasks that ask for a list of rooms, or are about to; between
# two of them there are a few turns of the loop.
ASKING = (" asks for news", " finish cooldown", " - refresh")
TURNS = 5

# A little more than the pause between two lists while there are no sockets.
POLL = 31

BODY = re.compile(r"<body[^>]*>([^<]+)</body>")


def assert_discreet(record: LogRecord, carbonio: CarbonioSimulator) -> None:
    """Assert that a line of the log holds no secret and nobody's words or name."""
    line = f"{record.getMessage()} {record.exc_text or ''}"
    found = [secret for secret in secrets_of(carbonio) if secret in line]
    assert found == [], line


def secrets_of(carbonio: CarbonioSimulator) -> set[str]:
    """Return what nobody may read: passwords, tokens, devices, names and words."""
    world, door = carbonio.world, carbonio.door
    secrets = {
        USERNAME,
        DEVICE_ID,
        door.otp,
        *carbonio.secrets(),
        *carbonio.trusted_devices,
        *carbonio.waiting_devices.values(),
        *world.rooms,
        *map(world.name_of, world.rooms.values()),
        *(part for one in world.people.values() for part in (one.id, one.name)),
        *(file.name for file in world.attachments.values()),
        *(
            unescape(text)
            for room in world.rooms.values()
            for posted in room.archive
            for text in BODY.findall(posted.children)
        ),
    }
    return {secret for secret in secrets if len(secret) > 2}


async def refresh(hass: HomeAssistant) -> None:
    """Ask for the whole list, as the account's button does."""
    await press(hass, REFRESH)


async def refresh_fails(hass: HomeAssistant) -> str | None:
    """Press the button while it does not help; return why not."""
    with pytest.raises(HomeAssistantError) as error:
        await refresh(hass)
    return error.value.translation_key


async def settle(hass: HomeAssistant) -> None:
    """Wait until no list of rooms is asked for, nor is going to be at once."""
    idle = 0
    while idle < TURNS:
        await hass.async_block_till_done()
        if asking := [t for t in asyncio.all_tasks() if t.get_name().endswith(ASKING)]:
            await asyncio.wait(asking)
        idle = 0 if asking else idle + 1


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an entry up; its sockets are open then, and nothing more is asked for."""
    heard: set[str] = set()
    both = asyncio.Event()
    mark_up = Feeds._mark_up

    def hear(self: Feeds, key: str) -> None:
        mark_up(self, key)
        heard.add(key)
        if heard == {"events", "messages"}:
            both.set()

    with patch.object(Feeds, "_mark_up", hear):
        await set_up(hass, entry)
        async with asyncio.timeout(10):
            await both.wait()
    await settle(hass)


async def poll(hass: HomeAssistant, seconds: float = POLL) -> None:
    """Let the next list come due that is asked for while there are no sockets.

    Whatever waits on the loop for that long comes to its end, so that nothing may be
    under way at that moment.
    """
    await settle(hass)
    await pass_time(hass, seconds)
    await settle(hass)


@asynccontextmanager
async def held(
    carbonio: CarbonioSimulator, *endpoints: str
) -> AsyncGenerator[list[Call]]:
    """Let the answers of some endpoints wait until the context ends.

    What has been asked stands in the list as soon as the answer is known.
    """
    work, release = carbonio.work, asyncio.Event()
    waiting: list[Call] = []

    async def hold(handler: Handler, call: Call) -> web.StreamResponse:
        response = await work(handler, call)
        if call.endpoint in endpoints:
            waiting.append(call)
            carbonio.notify()
            await release.wait()
        return response

    with patch.object(carbonio, "work", hold):
        try:
            yield waiting
        finally:
            release.set()


def numbers(hass: HomeAssistant, *entity_ids: str) -> list[int]:
    """Return the states of entities that count."""
    return [int(state(hass, entity_id)) for entity_id in entity_ids]


def lines(caplog: pytest.LogCaptureFixture) -> Iterator[LogRecord]:
    """Yield what our loggers tell a user."""
    for record in caplog.records:
        if record.name.startswith(OURS) and record.levelno >= logging.INFO:
            yield record


async def forward(
    carbonio: CarbonioSimulator,
    said: dict[str, Any],
    text: str,
    *,
    who: str = "Hanako",
    to: str = FAMILY,
    count: int = 1,
    description: str = "",
) -> dict[str, Any]:
    """Let somebody forward a message; `said` is what a control told of it."""
    world = carbonio.world
    posted = world.room(said["room"]).find(said["id"])
    assert posted
    children = server_body(description)
    if file := world.attachments.get(said.get("attachment", "")):
        copy = replace(file, id=new_id(), room_id=world.room(to).id)
        world.attachments[copy.id] = copy
        children = attachment_stanza(copy, description)
    original = Original(
        id=posted.own_id,
        sender=posted.sender,
        room_id=posted.room_id,
        body=text,
        sent_at=posted.stamp,
        count=count,
        attachment_id=None,
    )
    return await carbonio.post_stanza(to, who, children + forwarded_xml(original))


def server_body(text: str) -> str:
    """Return a body as the server writes one."""
    return f"<body {ENCODED}>{utf16_escapes(text)}</body>" if text else "<body/>"
