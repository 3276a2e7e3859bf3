"""What cannot be done with rooms and their participants, and what is told then."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from custom_components.chat_rooms.model import MemberKind, MemberRole
from custom_components.chat_rooms.outgoing import NewRoom
from custom_components.chat_rooms.providers.administration import Administration
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    Reason,
    TooLongError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from .conftest import GARDEN_CLUB, NEIGHBOURS
from .listed import roles

GENERATIONS = ["current", "previous", "between", "old"]
type Do = Callable[[Administration, str], Awaitable[object]]

# What each endpoint is asked by.
DEEDS: dict[str, Do] = {
    "create_room": lambda can, room: can.create(
        NewRoom(room_type="group", name="Party")
    ),
    "rename_room": lambda can, room: can.rename(room, "Friends"),
    "describe_room": lambda can, room: can.describe(room, "Ours"),
    "set_password": lambda can, room: can.set_password(room, "roses"),
    "allow_guests": lambda can, room: can.set_guest_access(room, True),
    "disallow_guests": lambda can, room: can.set_guest_access(room, False),
    "delete_room": lambda can, room: can.delete(room),
    "leave_room": lambda can, room: can.leave(room),
    "participants": lambda can, room: can.members(room),
    "add_participant": lambda can, room: can.add_member(room, "jiro"),
    "remove_participant": lambda can, room: can.remove_member(room, "grandma"),
    "promote": lambda can, room: can.set_role(room, "grandma", MemberRole.MODERATOR),
    "demote": lambda can, room: can.set_role(room, "hanako", MemberRole.USER),
}
# Of these it is a person who is not there: the room was, a moment before.
ABOUT_PEOPLE = {"add_participant", "remove_participant", "promote", "demote"}


@pytest.mark.parametrize(
    ("status", "error"),
    [(403, ForbiddenError), (503, ConnectionError_)],
    ids=["forbidden", "down"],
)
@pytest.mark.parametrize("endpoint", DEEDS)
async def test_errors(
    sim: NextcloudTalkSimulator,
    administration: Administration,
    endpoint: str,
    status: int,
    error: type[ProviderError],
) -> None:
    """Test that what the server says is told, and nothing is made up of why."""
    await sim.break_(endpoint, "status", status=status, times=-1)
    with pytest.raises(error) as raised:
        await DEEDS[endpoint](administration, sim.room_id(NEIGHBOURS))
    assert raised.value.reason is None


@pytest.mark.parametrize("generation", ["current", "old"])
@pytest.mark.parametrize(
    "endpoint",
    sorted(
        DEEDS.keys() - {"create_room", "delete_room", "leave_room", "describe_room"}
    ),
)
async def test_not_there(
    sim: NextcloudTalkSimulator,
    administration: Administration,
    endpoint: str,
    generation: Name,
) -> None:
    """Test that a room and a person who is gone meanwhile are told apart."""
    await sim.break_(endpoint, "status", status=404)
    with pytest.raises(NotFoundError) as raised:
        await DEEDS[endpoint](administration, sim.room_id(NEIGHBOURS))
    is_person = endpoint in ABOUT_PEOPLE
    assert raised.value.reason is (Reason.NO_SUCH_MEMBER if is_person else None)
    with pytest.raises(NotFoundError) as raised:
        await DEEDS[endpoint](administration, "gone")
    assert raised.value.reason is None


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
        ({"room_type": "one_to_one"}, ForbiddenError, Reason.TOO_FEW_MEMBERS),
        (
            {"room_type": "one_to_one", "members": ("hanako", "jiro")},
            ForbiddenError,
            Reason.TOO_FEW_MEMBERS,
        ),
        ({"name": " "}, ForbiddenError, Reason.NAME_REFUSED),
        ({"name": "x" * 201}, TooLongError, Reason.NAME_REFUSED),
        (
            {"name": "Party", "description": "x" * 5_000},
            TooLongError,
            Reason.DESCRIPTION_REFUSED,
        ),
    ],
    ids=[
        "member",
        "other",
        "nobody",
        "two others",
        "no name",
        "long name",
        "description",
    ],
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


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_create_while_it_breaks(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    administration: Administration,
    generation: Name,
) -> None:
    """Test that the first error is told, and what could not be tidied up is shown."""
    await provider.rooms()
    await sim.break_("add_participant", "status", status=503, times=-1)
    await sim.break_("delete_room", "status", status=403)
    with pytest.raises(ConnectionError_):
        await administration.create(
            NewRoom(room_type="group", name="Party", members=("hanako",))
        )
    found = await provider.rooms()
    assert found.complete
    assert "Party" in [room.name for room in found.rooms]


async def test_refused(
    sim: NextcloudTalkSimulator, administration: Administration
) -> None:
    """Test what the server does not take."""
    token = sim.room_id(NEIGHBOURS)
    await sim.break_("describe_room", "status", status=400)
    with pytest.raises(ForbiddenError) as raised:
        await administration.describe(token, "Ours")
    assert raised.value.reason is Reason.DESCRIPTION_REFUSED
    with pytest.raises(ForbiddenError) as raised:
        await administration.set_password(token, "not public")
    assert raised.value.reason is None
    await administration.set_guest_access(token, True)
    await sim.break_("set_password", "status", status=400)
    with pytest.raises(ForbiddenError) as raised:
        await administration.set_password(token, "12345")
    assert raised.value.reason is Reason.PASSWORD_REFUSED
    with pytest.raises(ForbiddenError) as raised:
        await administration.rename(sim.room_id(GARDEN_CLUB), "Mine")
    assert raised.value.reason is None


@pytest.mark.parametrize(
    ("generation", "longest"), [("current", 2_000), ("previous", 500)]
)
async def test_too_long(
    sim: NextcloudTalkSimulator, administration: Administration, longest: int
) -> None:
    """Test that the limit is told, as the server has it, and nothing is asked."""
    room = sim.cloud.room(NEIGHBOURS)
    await administration.describe(room.token, f" {'d' * longest} ")
    assert len(room.description) == longest
    sim.log.clear()
    with pytest.raises(TooLongError) as raised:
        await administration.describe(room.token, "d" * (longest + 1))
    assert raised.value.reason is Reason.DESCRIPTION_REFUSED
    assert raised.value.limit == longest
    with pytest.raises(TooLongError) as raised:
        await administration.rename(room.token, "n" * 201)
    assert (raised.value.reason, raised.value.limit) == (Reason.NAME_REFUSED, 200)
    assert not sim.log


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


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_roles_that_nobody_gets(
    sim: NextcloudTalkSimulator, administration: Administration, generation: Name
) -> None:
    """Test that nobody becomes an owner or stops being one."""
    token = sim.room_id(NEIGHBOURS)
    with pytest.raises(UnsupportedError):
        await administration.set_role(token, "grandma", MemberRole.OWNER)
    for role in (MemberRole.MODERATOR, MemberRole.USER):
        with pytest.raises(ForbiddenError) as raised:
            await administration.set_role(token, "taro", role)
        assert raised.value.reason is None
    assert roles(sim, NEIGHBOURS) == {"taro": 1, "hanako": 2, "grandma": 3}


@pytest.mark.parametrize("generation", ["between", "old"])
async def test_roles_of_guests(
    sim: NextcloudTalkSimulator, administration: Administration, generation: Name
) -> None:
    """Test that old servers, which have none, are not blamed to miss the room."""
    token = sim.room_id(NEIGHBOURS)
    await sim.add_guest(NEIGHBOURS, "Visitor")
    [guest] = [
        one.member
        for one in await administration.members(token)
        if one.member.kind is MemberKind.GUEST
    ]
    with pytest.raises(ForbiddenError) as raised:
        await administration.set_role(token, guest.id, MemberRole.MODERATOR)
    assert raised.value.reason is None
    assert not sim.calls("promote")


@pytest.mark.parametrize("endpoint", ["delete_room", "leave_room"])
async def test_gone_already(
    sim: NextcloudTalkSimulator, administration: Administration, endpoint: str
) -> None:
    """Test that a room that is gone already is what was wanted."""
    await DEEDS[endpoint](administration, "gone")
    assert sim.calls(endpoint)
