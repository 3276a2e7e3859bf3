"""What the tests of Nextcloud Talk look with, and how they let time pass."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from logging import LogRecord
from typing import Any
from unittest.mock import patch

from aiohttp import web
from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.simulators.base import Handler
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import Message
from tests.simulators.nextcloud_talk_world import LOGIN_NAME
from tests.simulators.recording import Call

from ..helpers import refresh as press, state

NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"
GARDEN_CLUB = "Garden Club"

CONNECTED = "binary_sensor.nextcloud_talk_taro_connected"
TOTAL = "sensor.nextcloud_talk_taro_unread_messages"
REFRESH = "button.nextcloud_talk_taro_refresh"
UNREAD = "sensor.neighbours_unread_messages"
LAST = "sensor.neighbours_last_message"
PHOTO = "image.neighbours_latest_photo"
CALL = "binary_sensor.neighbours_call"

# What the events of all of them have.
CHANGE_KEYS = {
    "service",
    "account",
    "config_entry_id",
    "device_id",
    "entity_id",
    "room_id",
    "room",
    "change",
    "changed_at",
    "missed",
    "member_id",
    "member",
    "member_kind",
    "is_own",
}

# A little more than the pause between two lists.
HEARTBEAT = 16


async def heartbeat(hass: HomeAssistant, seconds: float = HEARTBEAT) -> None:
    """Let the next list of rooms come due, and all that follows from it."""
    while True:
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
        if planned := _tasks(" - refresh"):
            break
        # One that nobody planned is under way; the next is planned when it ends.
        if unplanned := _tasks(" asks for news"):
            await asyncio.wait(unplanned)
        await hass.async_block_till_done()
    await asyncio.gather(*planned)
    await hass.async_block_till_done()


def _tasks(name: str) -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks() if task.get_name().endswith(name)]


async def refresh(hass: HomeAssistant) -> None:
    """Ask for the whole list, as the account's button does."""
    await press(hass, REFRESH)


@asynccontextmanager
async def held(
    talk: NextcloudTalkSimulator, *endpoints: str, before: bool = False
) -> AsyncGenerator[list[Call]]:
    """Let the answers of some endpoints wait until the context ends.

    What has been asked stands in the list: as soon as the answer is known, or
    `before` the server has looked at the question.
    """
    work, release = talk.work, asyncio.Event()
    waiting: list[Call] = []

    async def hold(handler: Handler, call: Call) -> web.StreamResponse:
        if call.endpoint not in endpoints:
            return await work(handler, call)
        response = None if before else await work(handler, call)
        waiting.append(call)
        talk.notify()
        await release.wait()
        return response or await work(handler, call)

    with patch.object(talk, "work", hold):
        try:
            yield waiting
        finally:
            release.set()


def asked(call: Call) -> dict[str, str]:
    """Return the parameters of a request."""
    return dict(call.query)


def newest(talk: NextcloudTalkSimulator, room: str) -> Message:
    """Return the newest message of a room, with those that nobody sees."""
    return talk.cloud.room(room).messages[-1]


def numbers(hass: HomeAssistant, *entity_ids: str) -> list[int]:
    """Return the states of entities that count."""
    return [int(state(hass, entity_id)) for entity_id in entity_ids]


def ids(events: list[Event[Any]], room_id: str | None = None) -> list[int]:
    """Return the ids of the messages that came, in one room or all."""
    return [
        int(event.data["message_id"])
        for event in events
        if room_id in (None, event.data["room_id"])
    ]


def assert_discreet(record: LogRecord, talk: NextcloudTalkSimulator) -> None:
    """Assert that a line of the log holds no secret and nobody's words or name."""
    line = f"{record.getMessage()} {record.exc_text or ''}"
    found = [secret for secret in secrets_of(talk) if secret in line]
    assert found == [], line


def secrets_of(talk: NextcloudTalkSimulator) -> set[str]:
    """Return what nobody may read: passwords, tokens, names and words."""
    cloud = talk.cloud
    rooms = cloud.rooms.values()
    secrets = {
        LOGIN_NAME,
        *talk.secrets(),
        *cloud.rooms,
        *(room.name for room in rooms),
        *(message.text for room in rooms for message in room.messages),
        *(person for user in cloud.people.values() for person in (user.id, user.name)),
        *(file.name for file in cloud.files.values()),
    }
    return {secret for secret in secrets if len(secret) > 2}


def polled(talk: NextcloudTalkSimulator) -> set[str]:
    """Return the names of the rooms in which a long poll waits."""
    return {room.name for room in talk.cloud.rooms.values() if room.waiting}
