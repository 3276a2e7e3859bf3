"""Members: who is in a room and as what, who comes and who goes."""

import pytest

from custom_components.chat_rooms.model import MemberKind, MemberRole
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOTH_GENERATIONS, FAMILY, GRANDMA, NEWS, OFFICE, ON_OLD
from .listed import add_people
from .members import add, demote, person, promote, remove

NOWHERE = "00000000-0000-4000-8000-000000000000"
OWNER, MODERATOR, USER = MemberRole.OWNER, MemberRole.MODERATOR, MemberRole.USER


async def roles(
    simulator: CarbonioSimulator, provider: CarbonioProvider, room: str
) -> dict[str, MemberRole | None]:
    """Return the names of a room's members, and their roles."""
    found = await provider.administration.members(simulator.room_id(room))
    return {one.member.name: one.role for one in found}


# Who is there


@BOTH_GENERATIONS
async def test_members(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test who is in a room, the account too, and what they are called."""
    family = {"Taro": OWNER, "Hanako": USER, "Grandma": USER}
    assert await roles(simulator, provider, FAMILY) == family
    assert await roles(simulator, provider, GRANDMA) == {
        "Taro": OWNER,
        "Grandma": OWNER,
    }
    assert len(simulator.calls("get_users")) == 1
    found = await provider.administration.members(simulator.room_id(FAMILY))
    ids = [one.member.id for one in found]
    assert ids == list(simulator.world.room(FAMILY).members)
    assert {one.member.kind for one in found} == {MemberKind.PERSON}


@ON_OLD
async def test_guests(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test somebody without an account of their own."""
    simulator.world.person("Hanako").is_guest = True
    found = await provider.administration.members(simulator.room_id(FAMILY))
    kinds = {one.member.name: one.member.kind for one in found}
    assert kinds["Hanako"] is MemberKind.GUEST


@ON_OLD
async def test_workspace(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that members of workspaces come, get roles and go like those of groups."""
    assert await roles(simulator, provider, NEWS) == {"Hanako": OWNER, "Taro": OWNER}
    room_id, jiro = simulator.room_id(OFFICE), person(simulator, "Jiro")
    await add(provider, room_id, jiro)
    await promote(provider, room_id, jiro)
    assert (await roles(simulator, provider, OFFICE))["Jiro"] is OWNER
    await remove(provider, room_id, jiro)
    assert "Jiro" not in await roles(simulator, provider, OFFICE)


@BOTH_GENERATIONS
async def test_many(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the names of many are asked for ten at a time, and not all at once."""
    names = add_people(simulator, 60)
    room = await simulator.add_room("Street", ["Taro", *names])
    found = await provider.administration.members(room)
    assert {one.member.name for one in found} == {
        "Hanako",
        "Taro",
        *(f"Neighbour {number}" for number in range(60)),
    }
    assert len(simulator.calls("get_users")) == 7


async def test_nameless(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that members are told though their names cannot be had."""
    await simulator.break_("get_users", "status", status=500, times=9)
    found = await roles(simulator, provider, FAMILY)
    assert list(found.values()) == [OWNER, USER, USER]
    assert all(
        one.id.startswith(tuple(found))
        for one in simulator.world.people.values()
        if one.id in simulator.world.room(FAMILY).members
    )


@pytest.mark.parametrize(
    ("room", "status", "error"),
    [
        (NOWHERE, None, NotFoundError),
        (FAMILY, 403, ForbiddenError),
        (FAMILY, 401, AuthError),
        (FAMILY, 500, ConnectionError_),
    ],
)
async def test_nobody_tells(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    room: str,
    status: int | None,
    error: type[ProviderError],
) -> None:
    """Test that members who cannot be had are an error."""
    room_id = room if status is None else simulator.room_id(room)
    if status is not None:
        await simulator.break_("list_room_member", "status", status=status, times=9)
    with pytest.raises(error):
        await provider.administration.members(room_id)


# Coming and going


@BOTH_GENERATIONS
async def test_come_and_go(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that somebody comes, sees what was said, becomes an owner, and goes."""
    room, jiro = simulator.world.room(FAMILY), person(simulator, "Jiro")
    await add(provider, room.id, jiro.upper())
    assert not room.is_owner(jiro)
    assert room.settings_of(jiro).cleared_at is None
    await promote(provider, room.id, jiro.upper())
    assert room.is_owner(jiro)
    await demote(provider, room.id, jiro)
    assert not room.is_owner(jiro)
    await remove(provider, room.id, jiro.upper())
    assert jiro not in room.members
    assert [call.endpoint for call in simulator.log] == [
        "insert_room_member",
        "update_to_owner",
        "delete_owner",
        "delete_room_member",
    ]


@BOTH_GENERATIONS
async def test_come_again(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that whoever is a member stays one, as what they are."""
    await simulator.set_owner(FAMILY, "Hanako")
    await add(provider, simulator.room_id(FAMILY), person(simulator, "Hanako"))
    assert simulator.world.room(FAMILY).is_owner(person(simulator, "Hanako"))
    simulator.complaints.clear()


async def test_go_again(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that servers may say that nothing is to be done."""
    await remove(provider, simulator.room_id(FAMILY), person(simulator, "Jiro"))


async def test_no_such_role(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test a role that the service does not have."""
    with pytest.raises(UnsupportedError):
        await provider.administration.set_role(
            simulator.room_id(FAMILY), person(simulator, "Hanako"), MODERATOR
        )
    assert simulator.calls() == []
