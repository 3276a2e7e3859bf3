"""Rooms: the list, one of them, and their settings, at servers of all years."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from custom_components.chat_rooms.providers.nextcloud_talk.constants import (
    NotificationLevel,
    ParticipantType,
    RoomType,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, GRANDMA, NEIGHBOURS
from .wire import envelope, wire_room

ALL = ["current", "previous", "between", "old"]
PATH = "/nextcloud/ocs/v2.php/apps/spreed/api"


async def test_list(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test what today's servers tell of rooms."""
    answer = await talk.rooms.list()
    neighbours, grandma, garden = answer.rooms
    assert (neighbours.token, neighbours.type) == (
        sim.room_id(NEIGHBOURS),
        RoomType.GROUP,
    )
    assert (grandma.display_name, grandma.type) == (GRANDMA, RoomType.ONE_TO_ONE)
    assert (garden.display_name, garden.type) == (GARDEN_CLUB, RoomType.PUBLIC)
    assert neighbours.participant_type == ParticipantType.OWNER
    assert (neighbours.unread_messages, garden.unread_messages) == (1, 0)
    assert neighbours.last_message
    assert neighbours.last_message.actor_id == "hanako"
    assert neighbours.notification_level == NotificationLevel.DEFAULT
    assert neighbours.description is not None
    assert answer.modified_before
    (call,) = sim.log
    assert call.path == f"{PATH}/v4/room"
    assert call.query == [("noStatusUpdate", "1")]


async def test_list_of_changes(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that only what has changed comes, by the server's own mark."""
    for room in sim.cloud.rooms.values():
        room.last_activity -= 1000
        for attendee in room.attendees:
            attendee.changed_at = 0
    first = await talk.rooms.list()
    await sim.write(GARDEN_CLUB, "Hanako", "It rains.")
    second = await talk.rooms.list(first.modified_before)
    assert [room.token for room in second.rooms] == [sim.room_id(GARDEN_CLUB)]
    asked = dict(sim.calls("rooms")[1].query)
    assert asked["modifiedSince"] == str(first.modified_before)


@pytest.mark.parametrize("generation", ["old", "between"])
async def test_old_list(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test the reference's rooms, which tell less and are always complete."""
    answer = await talk.rooms.list(1_790_000_000)
    assert answer.modified_before is None
    assert [room.display_name for room in answer.rooms] == [
        NEIGHBOURS,
        GRANDMA,
        GARDEN_CLUB,
    ]
    room = answer.rooms[0]
    assert (room.has_call, room.has_password, room.participant_in_call) == (
        False,
        False,
        False,
    )
    assert (room.count, room.num_guests, room.session_id) == (0, 0, "0")
    assert room.unread_messages is None
    assert room.last_message is None
    (call,) = sim.log
    assert (call.path, call.query) == (f"{PATH}/v1/room", [])


@pytest.mark.parametrize("generation", ALL)
async def test_get(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test a single room."""
    room = await talk.rooms.get(sim.room_id(GARDEN_CLUB))
    assert (room.token, room.display_name) == (sim.room_id(GARDEN_CLUB), GARDEN_CLUB)
    with pytest.raises(NotFoundError):
        await talk.rooms.get("a/b?c#d")


@pytest.mark.parametrize("generation", ALL)
async def test_create(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test new rooms, and a one-to-one room that is there already."""
    room = await talk.rooms.create(RoomType.PUBLIC, name="Boules 🎯")
    made = sim.cloud.rooms[room.token]
    assert (made.name, made.type) == ("Boules 🎯", RoomType.PUBLIC)
    grandma = await talk.rooms.create(RoomType.ONE_TO_ONE, invite="grandma")
    assert grandma.token == sim.room_id(GRANDMA)
    jiro = await talk.rooms.create(RoomType.ONE_TO_ONE, invite="jiro", source="users")
    assert {a.user.id for a in sim.cloud.rooms[jiro.token].attendees} == {
        "taro",
        "jiro",
    }
    with pytest.raises(NotFoundError):
        await talk.rooms.create(RoomType.ONE_TO_ONE, invite="nobody")
    with pytest.raises(ForbiddenError):
        await talk.rooms.create(RoomType.CHANGELOG)


@pytest.mark.parametrize("generation", ALL)
async def test_change(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test the settings that rooms have always had."""
    room = sim.cloud.room(NEIGHBOURS)
    await talk.rooms.rename(room.token, "Neighbours & Co. 🏡")
    assert room.name == "Neighbours & Co. 🏡"
    await talk.rooms.make_public(room.token)
    assert room.type == RoomType.PUBLIC
    await talk.rooms.set_password(room.token, "p: ä?")
    assert room.password == "p: ä?"
    assert (await talk.rooms.get(room.token)).has_password
    await talk.rooms.set_password(room.token, "")
    assert room.password == ""
    await talk.rooms.make_private(room.token)
    assert room.type == RoomType.GROUP
    with pytest.raises(ForbiddenError):
        await talk.rooms.set_password(room.token, "x")
    with pytest.raises(ForbiddenError):
        await talk.rooms.rename(room.token, "x" * 201)
    with pytest.raises(ForbiddenError):
        await talk.rooms.rename(sim.room_id(GRANDMA), "x")
    with pytest.raises(ForbiddenError):
        await talk.rooms.rename(sim.room_id(GARDEN_CLUB), "x")
    await talk.rooms.delete(room.token)
    assert room.token not in sim.cloud.rooms


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_change_more(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test the settings that came later."""
    room = sim.cloud.room(NEIGHBOURS)

    def is_favourite() -> bool:
        return room.attendee("taro").favourite

    await talk.rooms.describe(room.token, "Our street")
    assert room.description == "Our street"
    await talk.rooms.set_favourite(room.token, True)
    assert is_favourite()
    assert (await talk.rooms.get(room.token)).is_favorite
    await talk.rooms.set_favourite(room.token, False)
    assert not is_favourite()
    await talk.rooms.set_notification_level(room.token, NotificationLevel.NEVER)
    assert await sim.notification_level(NEIGHBOURS) == 3
    assert (await talk.rooms.get(room.token)).notification_level == 3
    await talk.rooms.set_read_only(room.token, True)
    assert (await talk.rooms.get(room.token)).read_only == 1
    await talk.rooms.set_read_only(room.token, False)
    assert (await talk.rooms.get(room.token)).read_only == 0
    with pytest.raises(ForbiddenError):
        await talk.rooms.set_read_only(sim.room_id(GRANDMA), True)
    assert (await talk.rooms.get(room.token)).description == "Our street"


@pytest.mark.parametrize("generation", ["old"])
async def test_change_of_what_is_not_known(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that a server is not asked for what it does not say that it can do."""
    token = sim.room_id(NEIGHBOURS)
    for call in (
        talk.rooms.describe(token, "x"),
        talk.rooms.set_favourite(token, True),
        talk.rooms.set_notification_level(token, 3),
        talk.rooms.set_read_only(token, True),
    ):
        with pytest.raises(UnsupportedError, match="has no "):
            await call
    assert not sim.log


@pytest.mark.parametrize(
    ("header", "modified_before"),
    [
        ("1790000000", 1_790_000_000),
        (" 5 ", 5),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 40, None),
        ("1.5", None),
    ],
)
async def test_marks_of_nonsense(
    sim: NextcloudTalkSimulator,
    talk: TalkClient,
    header: str,
    modified_before: int | None,
) -> None:
    """Test that a mark is a number, or none."""
    rooms: list[Any] = [wire_room(), [], None, {"token": ""}, wire_room(token="b")]
    await sim.break_(
        "rooms",
        "body",
        body=envelope(rooms),
        headers={"X-Nextcloud-Talk-Modified-Before": header},
    )
    answer = await talk.rooms.list()
    assert answer.modified_before == modified_before
    assert [room.token for room in answer.rooms] == ["abcdefgh", "b"]
