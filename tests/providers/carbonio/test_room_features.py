"""What can be done with a room itself, by its type and by who owns it."""

from dataclasses import replace

import pytest

from custom_components.chat_rooms.model import Feature, MemberRole
from custom_components.chat_rooms.providers.carbonio.models import (
    RoomType,
    WireMember,
    WireRoom,
)
from custom_components.chat_rooms.providers.carbonio.room_features import (
    features_of,
    roles_in,
)
from custom_components.chat_rooms.providers.carbonio.rooms import RoomBook
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import ACCOUNT_ID

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, GRANDMA, NEWS, OFFICE, ON_OLD
from .listed import KEEPING, listed, wire_room

OF_ALL = Feature.CLEAR_HISTORY | Feature.LIST_MEMBERS
OWNING = Feature.RENAME | Feature.DESCRIBE | Feature.DELETE_ROOM
WITH_MEMBERS = Feature.LEAVE | Feature.CHANGE_MEMBERS
ROLES = {MemberRole.OWNER, MemberRole.USER}
OTHER = "99999999-1111-4111-8111-111111111111"


@pytest.mark.parametrize(
    ("room_type", "of_owners", "of_others"),
    [
        (RoomType.GROUP, KEEPING, OF_ALL | Feature.LEAVE),
        (RoomType.ONE_TO_ONE, OF_ALL, OF_ALL),
        (
            RoomType.TEMPORARY,
            OF_ALL | OWNING | WITH_MEMBERS,
            OF_ALL | Feature.LEAVE,
        ),
        (RoomType.CHANNEL, OF_ALL | OWNING, OF_ALL),
        (
            RoomType.WORKSPACE,
            Feature.LIST_MEMBERS | OWNING | WITH_MEMBERS,
            Feature.LIST_MEMBERS | Feature.LEAVE,
        ),
        ("", OF_ALL, OF_ALL),
        ("castle", OF_ALL, OF_ALL),
    ],
)
@pytest.mark.parametrize("can_call", [True, False])
def test_types(
    room_type: str, of_owners: Feature, of_others: Feature, can_call: bool
) -> None:
    """Test what owners can do with a room, and what the others can."""
    me = WireMember(user_id=ACCOUNT_ID, owner=True)
    other = WireMember(user_id=OTHER, owner=True)
    room = WireRoom(id="r-1", type=room_type, members=[other, me])
    found = features_of(room, ACCOUNT_ID, can_call=can_call)
    assert found & KEEPING == of_owners
    assert roles_in(found) == (ROLES if Feature.CHANGE_MEMBERS in found else set())
    for members in ([], [other], [other, replace(me, owner=False)]):
        room = replace(room, members=members)
        found = features_of(room, ACCOUNT_ID, can_call=can_call)
        assert found & KEEPING == of_others
        assert roles_in(found) == set()


@BOTH_GENERATIONS
async def test_rooms(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test the rooms of a list, before and after somebody else owns one."""
    room = await listed(book, FAMILY)
    assert room.features & KEEPING == KEEPING
    assert room.roles == ROLES
    room = await listed(book, GRANDMA)
    assert (room.features & KEEPING, room.roles) == (OF_ALL, frozenset())
    room = await listed(book, BOOK_CLUB)
    assert room.features & KEEPING == OF_ALL | Feature.LEAVE
    assert room.roles == frozenset()
    await simulator.set_owner(BOOK_CLUB, "Taro")
    assert (await listed(book, BOOK_CLUB)).roles == ROLES


@ON_OLD
async def test_workspaces(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test a workspace that the account owns, and its channel."""
    room = await listed(book, OFFICE)
    assert room.features & KEEPING == Feature.LIST_MEMBERS | OWNING | WITH_MEMBERS
    assert room.roles == ROLES
    room = await listed(book, f"{OFFICE}: {NEWS}")
    assert room.features & KEEPING == OF_ALL | OWNING
    assert room.roles == frozenset()


@pytest.mark.parametrize(
    ("of_channel", "owns_channel"),
    [(..., True), ([], True), ([{"userId": ACCOUNT_ID, "owner": False}], False)],
    ids=["untold", "none", "told"],
)
@pytest.mark.parametrize("is_child", [True, False])
async def test_owners_of_channels(
    simulator: CarbonioSimulator,
    book: RoomBook,
    of_channel: object,
    owns_channel: bool,
    is_child: bool,
) -> None:
    """Test that whoever owns a workspace owns channels that are told without members."""
    channel = wire_room(
        id="c-1", name="News", type="channel", members=of_channel, parentId="w-1"
    )
    workspace = wire_room(
        id="w-1",
        name="Office",
        type="workspace",
        members=[{"userId": ACCOUNT_ID, "owner": True}],
        children=[channel] if is_child else [],
    )
    rooms = [workspace] if is_child else [channel, workspace]
    await simulator.break_("list_room", "body", body=rooms)
    room = await listed(book, "Office: News")
    assert (Feature.RENAME in room.features) is owns_channel
