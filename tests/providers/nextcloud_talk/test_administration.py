"""What can be done with whole rooms and their participants."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature, MemberKind, MemberRole
from custom_components.chat_rooms.outgoing import NewRoom
from custom_components.chat_rooms.providers.administration import Administration
from custom_components.chat_rooms.providers.errors import NotFoundError, Reason
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name
from tests.simulators.nextcloud_talk_state import (
    CHANGELOG,
    FORMER,
    NOTE_TO_SELF,
    USER,
    User,
)

from .conftest import GARDEN_CLUB, GRANDMA, NEIGHBOURS
from .listed import RUNNING, listed, roles, told

GENERATIONS = ["current", "previous", "between", "old"]


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


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_rename(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test a name, of which the spaces around it do not count."""
    await provider.rooms()
    name = "x" * 200
    await administration.rename(sim.room_id(NEIGHBOURS), f" {name} ")
    found = await provider.rooms()
    assert found.complete
    assert name in [room.name for room in found.rooms]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_guests_and_password(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test who comes in, and that the next list tells what follows from it."""
    room, token = sim.cloud.room(NEIGHBOURS), sim.room_id(NEIGHBOURS)
    private = await listed(provider)
    assert Feature.PASSWORD not in private.features
    await administration.set_guest_access(token, True)
    assert room.type == 3
    found = await provider.rooms()
    assert found.complete
    [public] = [one for one in found.rooms if one.id == token]
    assert public.features == private.features | Feature.PASSWORD
    for password in ("roses", ""):
        await administration.set_password(token, password)
        assert room.password == password
    await administration.set_guest_access(token, False)
    assert room.type == 2


async def test_describe(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test a description."""
    await administration.describe(sim.room_id(NEIGHBOURS), "Ours")
    assert sim.cloud.room(NEIGHBOURS).description == "Ours"


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


@pytest.mark.parametrize("kind", ["groups", "circles"])
async def test_gatherings(
    sim: NextcloudTalkSimulator, administration: Administration, kind: str
) -> None:
    """Test that a group or a team is nobody, while its people are listed."""
    room = sim.cloud.room(NEIGHBOURS)
    sim.cloud.add_attendee(room, User("family", "Family", kind), USER)
    found = await administration.members(room.token)
    assert {one.member.id for one in found} == {"taro", "hanako", "grandma"}
    for call in (
        administration.remove_member(room.token, f"{kind}/family"),
        administration.set_role(room.token, f"{kind}/family", MemberRole.MODERATOR),
    ):
        with pytest.raises(NotFoundError) as raised:
            await call
        assert raised.value.reason is Reason.NO_SUCH_MEMBER
    assert roles(sim, NEIGHBOURS)["family"] == USER


@pytest.mark.parametrize(
    ("actor_type", "kind"),
    [
        ("federated_users", MemberKind.PERSON),
        ("emails", MemberKind.GUEST),
        ("phones", MemberKind.GUEST),
        ("bots", MemberKind.BOT),
    ],
)
async def test_kinds_of_members(
    sim: NextcloudTalkSimulator,
    administration: Administration,
    actor_type: str,
    kind: MemberKind,
) -> None:
    """Test what those are who are no users of the server."""
    room = sim.cloud.room(NEIGHBOURS)
    sim.cloud.add_attendee(room, User("visitor", "Visitor", actor_type), USER)
    found = {one.member.id: one for one in await administration.members(room.token)}
    assert found[f"{actor_type}/visitor"].member.kind is kind


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_members_are_senders(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test that everybody has the same id in the list and as who writes."""
    token = sim.room_id(NEIGHBOURS)
    await sim.add_guest(NEIGHBOURS, "Visitor")
    people = ["Hanako", "Visitor", "Taro"]
    for who in people:
        await sim.write(NEIGHBOURS, who, "Hello")
    said = await provider.messages_before(token, None, len(people))
    members = [one.member for one in await administration.members(token)]
    assert [message.sender.name for message in said] == people
    for sender in (message.sender for message in said):
        assert sender in members


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_guest_runs_the_room(
    sim: NextcloudTalkSimulator, administration: Administration, generation: Name
) -> None:
    """Test the role of a guest who is a moderator, and that it is taken back."""
    token = sim.room_id(NEIGHBOURS)
    await sim.add_guest(NEIGHBOURS, "Visitor")
    sim.cloud.room(NEIGHBOURS).attendee("Visitor").participant_type = 6
    [guest] = [
        one
        for one in await administration.members(token)
        if one.member.kind is MemberKind.GUEST
    ]
    assert guest.role is MemberRole.MODERATOR
    await administration.set_role(token, guest.member.id, MemberRole.MODERATOR)
    assert not sim.calls("promote")


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_leave_a_room_of_two(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test that this is left as well, and that it is no error to have left."""
    await provider.rooms()
    token = sim.room_id(GRANDMA)
    for _ in range(2):
        await administration.leave(token)
    assert roles(sim, GRANDMA) == {"grandma": 1}
    found = await provider.rooms()
    assert found.complete
    assert [room.name for room in found.rooms] == [NEIGHBOURS, GARDEN_CLUB]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_leave_and_delete(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test that a room is gone from the next list, at once."""
    await provider.rooms()
    await administration.leave(sim.room_id(GARDEN_CLUB))
    assert "taro" not in roles(sim, GARDEN_CLUB)
    found = await provider.rooms()
    assert found.complete
    assert [room.name for room in found.rooms] == [NEIGHBOURS, GRANDMA]
    await administration.delete(sim.room_id(NEIGHBOURS))
    found = await provider.rooms()
    assert found.complete
    assert [room.name for room in found.rooms] == [GRANDMA]


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
        ({"type": 1, "participantType": 1}, MEMBER, False),
        ({"type": FORMER, "participantType": 1}, Feature.LIST_MEMBERS, False),
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
