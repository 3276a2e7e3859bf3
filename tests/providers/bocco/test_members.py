"""Who is in a room."""

import pytest

from custom_components.chat_rooms.model import Feature, MemberKind
from custom_components.chat_rooms.outgoing import NewRoom
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)
from tests.simulators.bocco import BoccoSimulator

FAMILY = "Happy Family"
EVERYBODY = {
    ("Taro", MemberKind.PERSON),
    ("Hanako", MemberKind.PERSON),
    ("Grandma", MemberKind.PERSON),
    ("BOCCO", MemberKind.ROBOT),
    ("Living room", MemberKind.SENSOR),
    ("Front door", MemberKind.SENSOR),
}


async def members(
    sim: BoccoSimulator, bocco: BoccoProvider
) -> set[tuple[str, MemberKind]]:
    """Return the names and kinds of who is in the family's room."""
    found = await bocco.administration.members(sim.room_id(FAMILY))
    assert {one.role for one in found} == {None}
    return {(one.member.name, one.member.kind) for one in found}


async def test_members(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a room tells who is in it now, which takes one request."""
    assert await members(sim, bocco) == EVERYBODY
    assert len(sim.calls("joined")) == 1
    room = sim.home.room(FAMILY)
    room.members = [one for one in room.members if one.user.nickname != "Grandma"]
    assert await members(sim, bocco) == EVERYBODY - {("Grandma", MemberKind.PERSON)}
    ids = [
        one.member.id
        for one in await bocco.administration.members(sim.room_id("Grandparents"))
    ]
    assert ids == [one.user.uuid for one in sim.home.room("Grandparents").members]


async def test_features(bocco: BoccoProvider) -> None:
    """Test that nothing else can be done with rooms."""
    possible = [
        feature
        for room in (await bocco.rooms()).rooms
        for feature in room.features
        if feature.value >= Feature.RENAME.value
    ]
    assert set(possible) == {Feature.LIST_MEMBERS}
    assert bocco.account.room_types == ()
    with pytest.raises(UnsupportedError):
        await bocco.administration.create(NewRoom(room_type="group", name="New"))


async def test_left_out(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that members who are left out of a list are those of an earlier one."""
    await sim.set_options(null_lists=["members"])
    with pytest.raises(ProtocolError):
        await members(sim, bocco)
    await sim.set_options(null_lists=[])
    assert await members(sim, bocco) == EVERYBODY
    await sim.set_options(null_lists=["members"])
    assert await members(sim, bocco) == EVERYBODY


async def test_no_room(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that nobody is told of a room that is not there, or not any more."""
    with pytest.raises(NotFoundError) as caught:
        await bocco.administration.members("nowhere")
    assert caught.value.reason is None
    assert await members(sim, bocco) == EVERYBODY
    room_id = sim.room_id(FAMILY)
    del sim.home.rooms[room_id]
    with pytest.raises(NotFoundError):
        await bocco.administration.members(room_id)


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthError), (500, ConnectionError_)]
)
async def test_failures(
    sim: BoccoSimulator, bocco: BoccoProvider, status: int, error: type[ProviderError]
) -> None:
    """Test that a list that cannot be had is an error."""
    await sim.break_("joined", "status", status=status, times=2)
    with pytest.raises(error):
        await members(sim, bocco)
    await sim.mend()
    assert await members(sim, bocco) == EVERYBODY
