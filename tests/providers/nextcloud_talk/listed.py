"""What the tests of rooms share."""

from typing import Any

from custom_components.chat_rooms.model import Feature, Room
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import NEIGHBOURS
from .wire import envelope, wire_room

WRITING = (
    Feature.SEND
    | Feature.REPLY
    | Feature.SILENT
    | Feature.REACT
    | Feature.EDIT
    | Feature.DELETE
)
CALLS = Feature.CALL | Feature.CALL_MESSAGES
READING = Feature.MARK_AS_READ | Feature.PICTURES | Feature.MUTE | CALLS

# What the account may do with a room itself, as its owner.
RUNNING = (
    Feature.RENAME
    | Feature.DESCRIBE
    | Feature.GUESTS
    | Feature.DELETE_ROOM
    | Feature.LEAVE
    | Feature.LIST_MEMBERS
    | Feature.CHANGE_MEMBERS
)


def roles(sim: NextcloudTalkSimulator, room: str) -> dict[str, int]:
    """Return who is in a room, and as what, as the server has it."""
    return {
        attendee.user.id: attendee.participant_type
        for attendee in sim.cloud.room(room).attendees
    }


async def listed(provider: NextcloudTalkProvider, name: str = NEIGHBOURS) -> Room:
    """Return a room as a whole list tells it."""
    found = await provider.rooms(complete=True)
    assert found.complete
    return next(room for room in found.rooms if room.name == name)


async def told(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, **changes: Any
) -> Room:
    """Return a room that the server tells with some changes."""
    await sim.break_("rooms", "body", body=envelope([wire_room(**changes)]))
    (room,) = (await provider.rooms(complete=True)).rooms
    return room
