"""Rooms from servers that talk nonsense: none is lost, and none is misread."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature, Room
from custom_components.chat_rooms.providers.carbonio.room_features import (
    READING,
    WRITING,
)
from custom_components.chat_rooms.providers.carbonio.rooms import RoomBook
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import ACCOUNT_ID

from .family import FAMILY
from .listed import KEEPING, listed, wire_room

OTHER = "99999999-1111-4111-8111-111111111111"
NONSENSE: list[Any] = [..., None, "", "x", 7, -1.5, True, [], [None], {}, {"x": [1]}]


async def told(
    simulator: CarbonioSimulator, book: RoomBook, *rooms: object
) -> list[Room]:
    """Return the rooms of a list that the server answers with."""
    await simulator.break_("list_room", "body", body=list(rooms))
    return [*(await book.list(complete=False)).rooms]


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "description",
        "type",
        "members",
        "membersIds",
        "userSettings",
        "createdAt",
        "pictureUpdatedAt",
        "meetingId",
        "parentId",
        "rank",
        "children",
    ],
)
async def test_any_field(
    simulator: CarbonioSimulator, book: RoomBook, key: str
) -> None:
    """Test that nonsense in one field costs nothing but that field."""
    for value in NONSENSE:
        (room,) = await told(simulator, book, wire_room(**{key: value}))
        assert room.id == "r-1"
        assert room.name
        assert Feature.SEND in room.features
        if key not in ("name", "type", "parentId"):
            assert room.name == "Family"
        if key != "userSettings":
            assert room.muted is False
        assert (room.unread, room.newest) == (0, None)


@pytest.mark.parametrize("value", [None, "", [], {}, ..., "x", 7, [1]])
async def test_unreadable(
    simulator: CarbonioSimulator, book: RoomBook, value: object
) -> None:
    """Test that a room that is none costs no other."""
    broken = wire_room(id=value) if value not in ("x", 7) else value
    found = await told(simulator, book, broken, wire_room(id="r-2"))
    assert [room.id for room in found] == ["r-2"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"name": ""}, "Carbonio Chats"),
        ({"name": 1984}, "1984"),
        ({"type": "hologram"}, "Family"),
        ({"type": "temporary", "name": ""}, "Carbonio Chats"),
        ({"type": "one_to_one", "members": ...}, "Family"),
        ({"type": "one_to_one", "members": ..., "name": ""}, "Carbonio Chats"),
        ({"type": "one_to_one", "members": [{"userId": OTHER}]}, OTHER[:8]),
        (
            {"type": "one_to_one", "members": [{"userId": None}, {"userId": OTHER}]},
            OTHER[:8],
        ),
        (
            {
                "type": "one_to_one",
                "members": ...,
                "membersIds": [ACCOUNT_ID, OTHER],
            },
            OTHER[:8],
        ),
        ({"type": "one_to_one", "members": [{"userId": ACCOUNT_ID}]}, "Family"),
    ],
)
async def test_names(
    simulator: CarbonioSimulator, book: RoomBook, changes: dict[str, Any], name: str
) -> None:
    """Test that every room has a name."""
    (room,) = await told(simulator, book, wire_room(**changes))
    assert room.name == name
    assert book.name_of("r-1") == name
    assert room.features & ~KEEPING == READING | WRITING | Feature.CALL


async def test_channels(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that channels come with their workspace's name, wherever they are told."""
    found = await told(
        simulator,
        book,
        wire_room(
            id="w-1",
            name="Office",
            type="workspace",
            children=[
                wire_room(id="c-1", name="News", type="channel"),
                wire_room(id="c-2", name="", type="channel", userSettings=...),
                wire_room(id="c-3", name="Again", type="channel"),
                None,
            ],
        ),
        wire_room(id="c-4", name="Lunch", type="channel", parentId="w-1"),
        wire_room(id="c-3", name="Again", type="channel", parentId="w-1"),
        wire_room(id="c-5", name="Lost", type="channel", parentId="w-9"),
    )
    names = {room.id: room.name for room in found}
    assert len(names) == len(found) == 6
    assert names == {
        "w-1": "Office",
        "c-1": "Office: News",
        "c-2": "Office: Carbonio Chats",
        "c-3": "Office: Again",
        "c-4": "Office: Lunch",
        "c-5": "Lost",
    }
    features = {room.id: room.features for room in found}
    assert Feature.SEND not in features["w-1"]
    assert all(Feature.SEND in features[id_] for id_ in names if id_ != "w-1")


async def test_twice(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that a room that is told twice is one room."""
    found = await told(simulator, book, wire_room(), wire_room(name="Other"))
    assert [room.name for room in found] == ["Family"]


@pytest.mark.parametrize(
    "body",
    [
        [{"id": "m-1", "active": "true"}],
        [{"id": "m-9", "roomId": "r-1", "active": True}],
        [{"id": "m-9", "roomId": "r-1", "active": True}, {"id": "m-1", "active": 0}],
        [None, "x", {"id": "m-2", "active": True}, {"id": "m-1", "active": True}],
    ],
)
async def test_meetings(
    simulator: CarbonioSimulator, book: RoomBook, body: object
) -> None:
    """Test that a meeting is found by its room or by its id."""
    await simulator.break_("list_meeting", "body", body=body)
    (room,) = await told(simulator, book, wire_room())
    assert room.in_call is True
    assert book.room_of_meeting("m-1") == "r-1"


@pytest.mark.parametrize(
    ("body", "in_call"),
    [
        ([], False),
        ([{}], False),
        ([{"id": "m-1"}], False),
        ([{"id": "m-1", "active": "perhaps"}], False),
        ([{"id": "m-2", "active": True}], False),
        ([{"id": "m-1", "roomId": "r-2", "active": True}], False),
        (None, False),
        ({}, None),
        ("x", None),
    ],
)
async def test_no_meetings(
    simulator: CarbonioSimulator, book: RoomBook, body: object, in_call: bool | None
) -> None:
    """Test that nonsense is no meeting."""
    await simulator.break_("list_meeting", "body", body=body)
    (room,) = await told(simulator, book, wire_room())
    assert room.in_call is in_call


@pytest.mark.parametrize("body", [None, [], "x", 7, {}, {"canVideoCall": []}])
async def test_capabilities(
    simulator: CarbonioSimulator, book: RoomBook, body: object
) -> None:
    """Test that nonsense about what the account may do takes no room away."""
    await simulator.break_("get_capabilities", "body", body=body)
    room = await listed(book, FAMILY)
    assert room.features == READING | WRITING | KEEPING
    assert room.limits.picture_size == 512 * 1024


@pytest.mark.parametrize(
    "children",
    [
        "",
        "<body/>",
        "<forwarded xmlns='urn:xmpp:forward:0'/>",
        "<apply-to xmlns='urn:xmpp:fasten:0'/>",
        "<x xmlns='urn:xmpp:muclight:0#configuration'/>",
        "<x xmlns='urn:xmpp:muclight:0#configuration'><operation/><y/></x><body/>",
        "<displayed xmlns='urn:xmpp:chat-markers:0'/>",
        "<nonsense xmlns='urn:example:0'><body>No</body></nonsense>",
    ],
)
async def test_last(
    simulator: CarbonioSimulator, book: RoomBook, children: str
) -> None:
    """Test that nonsense that came last has a place, and takes no room away."""
    await simulator.post_stanza(FAMILY, "Hanako", children)
    room = await listed(book, FAMILY)
    assert room.newest == simulator.world.room(FAMILY).archive[-1].number
    assert (room.last_message, room.unread) == (None, 2)
