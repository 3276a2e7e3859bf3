"""The calls about members, in both generations."""

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, GRANDMA, ON_OLD

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def family(simulator: CarbonioSimulator) -> str:
    """Return the id of a room that the account owns."""
    return simulator.room_id(FAMILY)


@pytest.fixture
def hanako(simulator: CarbonioSimulator) -> str:
    """Return the id of a member."""
    return simulator.world.person("Hanako").id


@pytest.fixture
def jiro(simulator: CarbonioSimulator) -> str:
    """Return the id of somebody who is not there."""
    return simulator.world.person("Jiro").id


@BOTH_GENERATIONS
async def test_list_room_member(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str
) -> None:
    """Test who is in a room, and in one that is not there."""
    members = await client.members.list_room_member(family)
    assert {m.user_id: m.owner for m in members} == {
        m.user_id: m.owner for m in simulator.world.rooms[family].members.values()
    }
    with pytest.raises(NotFoundError):
        await client.members.list_room_member(NOWHERE)


@BOTH_GENERATIONS
async def test_insert_room_member(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, jiro: str
) -> None:
    """Test somebody new, who sees what was said before."""
    member = await client.members.insert_room_member(family, jiro)
    assert (member.user_id, member.owner, member.cleared_at) == (jiro, False, None)
    room = simulator.world.rooms[family]
    assert not room.is_owner(jiro)
    assert room.settings_of(jiro).cleared_at is None
    assert len(simulator.log) == 1


@BOTH_GENERATIONS
async def test_insert_owner(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, jiro: str
) -> None:
    """Test a new owner, who does not see what was said before."""
    member = await client.members.insert_room_member(
        family, jiro, owner=True, history_cleared=True
    )
    room = simulator.world.rooms[family]
    assert member.owner and room.is_owner(jiro)
    assert member.cleared_at is not None
    assert member.cleared_at == room.settings_of(jiro).cleared_at


@BOTH_GENERATIONS
async def test_insert_who_cannot_be(
    client: CarbonioClient, simulator: CarbonioSimulator, hanako: str, jiro: str
) -> None:
    """Test somebody who is there already, and somebody else's room."""
    with pytest.raises(ForbiddenError):
        await client.members.insert_room_member(simulator.room_id(FAMILY), hanako)
    with pytest.raises(ForbiddenError):
        await client.members.insert_room_member(simulator.room_id(BOOK_CLUB), jiro)
    simulator.complaints.clear()


async def test_insert_nobody(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, jiro: str
) -> None:
    """Test a server that adds nobody and does not say why."""
    await simulator.break_("insert_room_member", "body", status=201, body=[])
    with pytest.raises(ProtocolError):
        await client.members.insert_room_member(family, jiro)


@BOTH_GENERATIONS
async def test_delete_room_member(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, hanako: str
) -> None:
    """Test removing somebody, twice, and leaving."""
    await client.members.delete_room_member(family, hanako)
    await client.members.delete_room_member(family, hanako)
    assert hanako not in simulator.world.rooms[family].members
    me, club = simulator.world.account.id, simulator.room_id(BOOK_CLUB)
    with pytest.raises(ForbiddenError):
        await client.members.delete_room_member(club, hanako)
    await client.members.delete_room_member(club, me)
    assert me not in simulator.world.rooms[club].members


@BOTH_GENERATIONS
async def test_owners(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, hanako: str
) -> None:
    """Test making somebody an owner, and a member again."""
    room = simulator.world.rooms[family]
    await client.members.update_to_owner(family, hanako)
    assert room.is_owner(hanako)
    await client.members.delete_owner(family, hanako)
    assert not room.is_owner(hanako)
    with pytest.raises(NotFoundError):
        await client.members.update_to_owner(family, NOWHERE)
    with pytest.raises(ForbiddenError):
        await client.members.delete_owner(simulator.room_id(GRANDMA), hanako)


async def test_update_room_owners(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, hanako: str
) -> None:
    """Test changing several at once."""
    room = simulator.world.rooms[family]
    grandma = simulator.world.person("Grandma").id
    room.members[grandma].owner = True
    changed = await client.members.update_room_owners(
        family, {hanako: True, grandma: False}
    )
    assert {m.user_id: m.owner for m in changed} == {hanako: True, grandma: False}
    assert room.is_owner(hanako)
    assert not room.is_owner(grandma)
    with pytest.raises(ForbiddenError):
        await client.members.update_room_owners(simulator.room_id(GRANDMA), {})
    simulator.complaints.clear()


@ON_OLD
async def test_no_update_room_owners_yet(
    client: CarbonioClient, simulator: CarbonioSimulator, family: str, hanako: str
) -> None:
    """Test that an older server is not asked for what it does not have."""
    with pytest.raises(UnsupportedError):
        await client.members.update_room_owners(family, {hanako: True})
    assert not simulator.log
