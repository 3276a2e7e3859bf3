"""What can be done with whole rooms and their participants."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature, MemberKind, MemberRole
from custom_components.chat_rooms.outgoing import NewRoom
from custom_components.chat_rooms.providers.administration import Administration
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    Reason,
)
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name
from tests.simulators.nextcloud_talk_state import CHANGELOG, NOTE_TO_SELF

from .conftest import GARDEN_CLUB, GRANDMA, NEIGHBOURS
from .listed import RUNNING, listed, told

GENERATIONS = ["current", "previous", "between", "old"]


@pytest.fixture
def administration(provider: NextcloudTalkProvider) -> Administration:
    """Return what the account can do."""
    return provider.administration


def roles(sim: NextcloudTalkSimulator, room: str) -> dict[str, int]:
    """Return who is in a room, and as what, as the server has it."""
    return {
        attendee.user.id: attendee.participant_type
        for attendee in sim.cloud.room(room).attendees
    }


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_create(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test that a room comes with its members, and is in the next list."""
    await provider.rooms()
    token = await administration.create(
        NewRoom(
            room_type="group",
            name="Party",
            description="On Saturday",
            members=("hanako", "grandma"),
        )
    )
    assert sim.room_id("Party") == token
    assert roles(sim, "Party") == {"taro": 1, "hanako": 3, "grandma": 3}
    described = "On Saturday" if generation in ("current", "previous") else ""
    assert sim.cloud.room("Party").description == described
    found = await provider.rooms()
    assert token in [room.id for room in found.rooms]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_create_public_and_one_to_one(
    sim: NextcloudTalkSimulator, administration: Administration, generation: Name
) -> None:
    """Test the other types of rooms, and that a room of two is made once."""
    await administration.create(NewRoom(room_type="public", name="Open"))
    assert sim.cloud.room("Open").type == 3
    two = NewRoom(room_type="one_to_one", name="Ignored", members=("jiro",))
    made = await administration.create(two)
    assert sim.cloud.rooms[made].type == 1
    assert await administration.create(two) == made
    known = NewRoom(room_type="one_to_one", members=("grandma",))
    assert await administration.create(known) == sim.room_id(GRANDMA)


@pytest.mark.parametrize(
    ("new", "error", "reason"),
    [
        (
            {"name": "Party", "members": ("hanako", "nobody")},
            NotFoundError,
            Reason.NO_SUCH_MEMBER,
        ),
        (
            {"room_type": "one_to_one", "members": ("nobody",)},
            NotFoundError,
            Reason.NO_SUCH_MEMBER,
        ),
        ({"name": " "}, ForbiddenError, Reason.NAME_REFUSED),
        ({"name": "x" * 201}, ForbiddenError, Reason.NAME_REFUSED),
        ({"name": "Party", "description": "x" * 5_000}, ForbiddenError, None),
    ],
    ids=["member", "other", "no name", "long name", "description"],
)
async def test_create_refused(
    sim: NextcloudTalkSimulator,
    administration: Administration,
    new: dict[str, Any],
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test that nothing is left of a room that cannot be as it is wanted."""
    with pytest.raises(error) as raised:
        await administration.create(NewRoom(**{"room_type": "group"} | new))
    assert raised.value.reason is reason
    assert len(sim.cloud.rooms) == 3


async def test_create_while_it_breaks(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test that the first error is told, though tidying up fails as well."""
    await sim.break_("add_participant", "status", status=503, times=-1)
    await sim.break_("delete_room", "status", status=403)
    with pytest.raises(ConnectionError_):
        await administration.create(
            NewRoom(room_type="group", name="Party", members=("hanako",))
        )


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_change(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test name, guests and password; a list tells the changes at once."""
    room, token = sim.cloud.room(NEIGHBOURS), sim.room_id(NEIGHBOURS)
    before = await listed(provider)
    assert Feature.PASSWORD not in before.features
    await administration.set_guest_access(token, True)
    assert room.type == 3
    [public] = [found for found in (await provider.rooms()).rooms if found.id == token]
    assert public.features == before.features | Feature.PASSWORD
    await administration.set_password(token, "roses")
    assert room.password == "roses"
    await administration.set_password(token, "")
    assert room.password == ""
    await administration.set_guest_access(token, False)
    assert room.type == 2
    await administration.rename(token, "Friends")
    found = await provider.rooms()
    assert "Friends" in [listed_room.name for listed_room in found.rooms]


async def test_describe(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test a description."""
    await administration.describe(sim.room_id(NEIGHBOURS), "Ours")
    assert sim.cloud.room(NEIGHBOURS).description == "Ours"


async def test_refused(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test what the server does not take."""
    token = sim.room_id(NEIGHBOURS)
    with pytest.raises(ForbiddenError) as raised:
        await administration.rename(token, "x" * 201)
    assert raised.value.reason is Reason.NAME_REFUSED
    assert not sim.calls("rename_room")
    await administration.set_guest_access(token, True)
    await sim.break_("set_password", "status", status=400)
    with pytest.raises(ForbiddenError) as raised:
        await administration.set_password(token, "12345")
    assert raised.value.reason is Reason.PASSWORD_REFUSED
    with pytest.raises(ForbiddenError) as raised:
        await administration.rename(sim.room_id(GARDEN_CLUB), "Mine")
    assert raised.value.reason is None


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_members(
    sim: NextcloudTalkSimulator, administration: Administration, generation: Name
) -> None:
    """Test who is there, comes, runs the room and goes."""
    token = sim.room_id(NEIGHBOURS)
    await sim.add_guest(NEIGHBOURS, "Visitor")
    found = await administration.members(token)
    people = {one.member.id: one.role for one in found}
    guest = next(one for one in found if one.member.kind is MemberKind.GUEST)
    assert guest.member.id.startswith("guests/")
    assert people == {
        "taro": MemberRole.OWNER,
        "hanako": MemberRole.MODERATOR,
        "grandma": MemberRole.USER,
        guest.member.id: MemberRole.USER,
    }
    for _ in range(2):
        await administration.add_member(token, "jiro")
    for role, expected in ((MemberRole.MODERATOR, 2), (MemberRole.USER, 3)):
        for _ in range(2):
            await administration.set_role(token, "jiro", role)
        assert roles(sim, NEIGHBOURS)["jiro"] == expected
    await administration.remove_member(token, "jiro")
    await administration.remove_member(token, guest.member.id)
    assert roles(sim, NEIGHBOURS) == {"taro": 1, "hanako": 2, "grandma": 3}


async def test_whom_nobody_knows(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test that a room and somebody who are not there are told apart."""
    token = sim.room_id(NEIGHBOURS)
    for call in (
        administration.add_member(token, "nobody"),
        administration.remove_member(token, "nobody"),
        administration.set_role(token, "nobody", MemberRole.USER),
    ):
        with pytest.raises(NotFoundError) as raised:
            await call
        assert raised.value.reason is Reason.NO_SUCH_MEMBER
    with pytest.raises(NotFoundError) as raised:
        await administration.add_member("gone", "nobody")
    assert raised.value.reason is None


async def test_owners_stay(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test that a moderator cannot put the owner out."""
    await sim.set_role(GARDEN_CLUB, 2)
    with pytest.raises(ForbiddenError):
        await administration.remove_member(sim.room_id(GARDEN_CLUB), "hanako")


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_leave_and_delete(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test that a room is gone from the next list."""
    await provider.rooms()
    await administration.leave(sim.room_id(GARDEN_CLUB))
    assert "taro" not in roles(sim, GARDEN_CLUB)
    await administration.delete(sim.room_id(NEIGHBOURS))
    found = await provider.rooms()
    assert found.complete
    assert [room.name for room in found.rooms] == [GRANDMA]


async def test_the_last_moderator(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test that a room is not left without anybody who runs it."""
    token = sim.room_id(NEIGHBOURS)
    await administration.set_role(token, "hanako", MemberRole.USER)
    with pytest.raises(ForbiddenError) as raised:
        await administration.leave(token)
    assert raised.value.reason is Reason.LAST_MODERATOR
    assert "taro" in roles(sim, NEIGHBOURS)


MEMBER = Feature.LEAVE | Feature.LIST_MEMBERS


@pytest.mark.parametrize(
    ("changes", "features", "gives_roles"),
    [
        ({"participantType": 1}, RUNNING, True),
        ({"participantType": 2}, RUNNING, True),
        ({"participantType": 6}, RUNNING, True),
        ({"participantType": 3}, MEMBER, False),
        ({"participantType": ...}, MEMBER, False),
        ({"type": 3, "participantType": 1}, RUNNING | Feature.PASSWORD, True),
        ({"type": 3, "participantType": 3}, MEMBER, False),
        ({"type": 1}, Feature.LIST_MEMBERS, False),
        ({"type": CHANGELOG}, Feature.LIST_MEMBERS, False),
        ({"type": NOTE_TO_SELF}, Feature.LIST_MEMBERS, False),
        (
            {"lobbyState": 1, "permissions": 246, "participantType": 3},
            Feature.LEAVE,
            False,
        ),
    ],
    ids=str,
)
async def test_features(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    changes: dict[str, Any],
    features: Feature,
    gives_roles: bool,
) -> None:
    """Test what the account may do, by the room and its own role."""
    room = await told(sim, provider, **changes)
    assert room.features & (RUNNING | Feature.PASSWORD) == features
    given = {MemberRole.MODERATOR, MemberRole.USER}
    assert room.roles == (given if gives_roles else set())


async def test_room_types(provider: NextcloudTalkProvider) -> None:
    """Test which rooms can be created."""
    assert provider.account.room_types == ("group", "public", "one_to_one")
